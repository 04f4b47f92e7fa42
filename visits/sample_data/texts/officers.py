"""The demo's officers. Every name is invented."""

from typing import NamedTuple

PASSWORD = "cooling-demo"


class DemoOfficer(NamedTuple):
    nrp: str
    name: str
    degrees: str
    rank: str
    position: str
    unit: str
    role: str = "officer"
    is_acting: bool = False


# The demo accounts that the README names, in its order.
ACCOUNTS = [
    DemoOfficer("80010001", "Yosafat Naimnule", "", "aiptu", "Paur Subbagbinops", "bagops", "administrator"),
    DemoOfficer(
        "75010001", "Dominggus Naisanu", "S.I.K., M.H.", "akbp", "Kapolres Kupang", "polres-kupang", "supervisor"
    ),
    DemoOfficer("82010001", "Yunus Banfatin", "S.H.", "iptu", "Kasat Samapta", "satsamapta", "supervisor"),
    DemoOfficer("90010001", "Melkior Taebenat", "S.Tr.K.", "ipda", "Kanit Turjawali", "satsamapta"),
    DemoOfficer("91010001", "Frengki Nubatonis", "", "bripka", "Anggota Unit Turjawali", "satsamapta"),
    DemoOfficer(
        "83010001", "Marten Lopsau", "S.H.", "iptu", "Kapolsek Kupang Timur", "polsek-kupang-timur", "supervisor"
    ),
    DemoOfficer("92010001", "Yeremias Tnunai", "", "bripka", "Bhabinkamtibmas", "polsek-kupang-timur"),
    DemoOfficer("70010001", "Salmon Kasetan", "S.Sos.", "iptu", "Kasiwas", "siwas", "auditor", True),
]

COLLEAGUES = [
    DemoOfficer(
        "77020002", "Agustinus Leoklaran", "S.I.K.", "kompol", "Wakapolres Kupang", "polres-kupang", "supervisor"
    ),
    DemoOfficer("81040002", "Maria Goreti Usfinit", "S.H., M.H.", "akp", "Kasat Binmas", "satbinmas", "supervisor"),
    DemoOfficer("86030002", "Thobias Manehat", "S.H.", "iptu", "Kasat Intelkam", "satintelkam", "supervisor"),
    DemoOfficer(
        "84070002",
        "Oktovianus Baunsele",
        "S.H.",
        "iptu",
        "Kapolsek Kupang Tengah",
        "polsek-kupang-tengah",
        "supervisor",
    ),
    DemoOfficer("85110002", "Nikodemus Tasuib", "", "ipda", "Kapolsek Fatuleu", "polsek-fatuleu", "supervisor"),
    DemoOfficer("87010002", "Imanuel Neonane", "S.H.", "ipda", "Kapolsek Takari", "polsek-takari", "supervisor", True),
    DemoOfficer("83090002", "Yohana Bantaika", "S.H.", "iptu", "Kapolsek Amarasi", "polsek-amarasi", "supervisor"),
    DemoOfficer(
        "86080002", "Simson Amekan", "", "ipda", "Kapolsek Amfoang Selatan", "polsek-amfoang-selatan", "supervisor"
    ),
    DemoOfficer("93050002", "Deviana Sonbait", "", "briptu", "Anggota Unit Turjawali", "satsamapta"),
    DemoOfficer("95120002", "Rivaldo Kolloh", "", "bripda", "Anggota Unit Dalmas", "satsamapta"),
    DemoOfficer("88060002", "Paulina Tanesab", "S.Psi.", "aipda", "Kanit Bhabinkamtibmas", "satbinmas"),
    DemoOfficer("92080002", "Gergorius Nahason", "", "bripka", "Anggota Satbinmas", "satbinmas"),
    DemoOfficer("89100002", "Fransiskus Takesan", "", "aipda", "Anggota Unit I", "satintelkam"),
    DemoOfficer("87120002", "Elisabet Lakapun", "", "aipda", "Kanit Binmas Polsek Kupang Timur", "polsek-kupang-timur"),
    DemoOfficer("90090002", "Jefri Haumein", "", "bripka", "Bhabinkamtibmas", "polsek-kupang-tengah"),
    DemoOfficer("91030002", "Kristian Boimaun", "", "bripka", "Bhabinkamtibmas", "polsek-fatuleu"),
    DemoOfficer("90020002", "Aprianus Tefnain", "", "bripka", "Bhabinkamtibmas", "polsek-takari"),
    DemoOfficer("94040002", "Mersi Nomleon", "", "briptu", "Bhabinkamtibmas", "polsek-amarasi"),
    DemoOfficer("89070002", "Bernabas Kameon", "", "aipda", "Bhabinkamtibmas", "polsek-amfoang-selatan"),
    DemoOfficer("198504122010012003", "Ruth Manubulan", "S.I.Kom.", "penata", "Staf Sihumas", "sihumas"),
]

OFFICERS = ACCOUNTS + COLLEAGUES

# Villages in the care of a Bhabinkamtibmas.
ASSIGNMENTS = {
    "92010001": ["53.01.06.2006", "53.01.06.1004", "53.01.06.2015"],
    "90090002": ["53.01.08.1007", "53.01.24.2001"],
    "91030002": ["53.01.10.1001", "53.01.27.2001"],
    "90020002": ["53.01.11.1007", "53.01.11.2002"],
    "94040002": ["53.01.09.1002", "53.01.17.1001"],
    "89070002": ["53.01.12.2005", "53.01.12.2011"],
}
