"""The demo's community figures. Every name is invented."""

from typing import NamedTuple


class DemoFigure(NamedTuple):
    """`{village}` in the title stands for the village's name with its kind."""

    honorific: str
    name: str
    degrees: str
    category: str
    title: str
    institution: str
    village: str


FIGURES = [
    DemoFigure("Bapak", "Lukas Tefbana", "", "community", "Tokoh masyarakat {village}", "", "53.01.06.2006"),
    DemoFigure("Bapak", "Gerson Naikolan", "", "village_head", "Kepala {village}", "", "53.01.06.2006"),
    DemoFigure("Ibu", "Yuliana Sabuin", "", "women", "Ketua PKK {village}", "PKK", "53.01.06.2006"),
    DemoFigure("Bapak", "Robertus Mauleki", "", "village_official", "Ketua RT 004/RW 002", "", "53.01.06.1004"),
    DemoFigure("Ibu", "Martha Kaelasi", "", "village_head", "Lurah Oesao", "", "53.01.06.1004"),
    DemoFigure(
        "Pdt.",
        "Debora Nafihun",
        "S.Th.",
        "religious",
        "Ketua Majelis Jemaat",
        "GMIT Jemaat Efata Contoh",
        "53.01.06.1004",
    ),
    DemoFigure("Bapak", "Hendrikus Lakmau", "", "village_head", "Kepala {village}", "", "53.01.06.2015"),
    DemoFigure(
        "Bapak",
        "Stefanus Oematan Lete",
        "",
        "worker",
        "Ketua kelompok tani",
        "Kelompok Tani Contoh Sejahtera",
        "53.01.06.2015",
    ),
    DemoFigure("Ustaz", "Abdul Hamid Sidin", "", "religious", "Imam masjid", "Masjid Contoh Babau", "53.01.06.1001"),
    DemoFigure("", "Ronaldo Benufun", "", "youth", "Ketua Karang Taruna", "Karang Taruna {village}", "53.01.06.1003"),
    DemoFigure(
        "Romo", "Kanisius Bria Loen", "Pr.", "religious", "Pastor paroki", "Paroki Santa Maria Contoh", "53.01.06.1003"
    ),
    DemoFigure("Bapak", "Usif Yakobus Tlonaen", "", "customary", "Tokoh adat {village}", "", "53.01.06.2011"),
    DemoFigure(
        "Bapak",
        "Bernadinus Yohanes Emanuel Kristoforus Nahaklera Serantau Berekoli Tallomanu",
        "S.Pd., M.Pd.",
        "educator",
        "Kepala SMP Negeri Contoh di Kabupaten Kupang",
        "SMP Negeri Contoh",
        "53.01.06.2016",
    ),
    DemoFigure(
        "Ibu", "Petronela Haukilo", "", "women", "Ketua kelompok tenun", "Kelompok Tenun Contoh", "53.01.06.2017"
    ),
    DemoFigure("Bapak", "Daniel Fobiaman", "", "village_head", "Kepala {village}", "", "53.01.06.2018"),
    DemoFigure("Bapak", "Semuel Tanaem Loki", "", "village_head", "Lurah Tarus", "", "53.01.08.1007"),
    DemoFigure(
        "Pdt.", "Jonathan Radjamone", "S.Th.", "religious", "Pendeta jemaat", "GMIT Jemaat Sion Contoh", "53.01.08.2008"
    ),
    DemoFigure("Bapak", "Aloysius Beremau", "", "village_official", "Ketua BPD {village}", "BPD", "53.01.08.2008"),
    DemoFigure("Ibu", "Ferderika Nenosaban", "", "community", "Tokoh masyarakat {village}", "", "53.01.08.2010"),
    DemoFigure(
        "Bapak", "Markus Talanaem", "", "worker", "Ketua pedagang pasar", "Pasar Contoh Oebelo", "53.01.08.2010"
    ),
    DemoFigure(
        "", "Yoseph Kiuklaran", "", "student", "Ketua himpunan mahasiswa", "Himpunan Mahasiswa Contoh", "53.01.08.2011"
    ),
    DemoFigure("Bapak", "Okto Manafelu", "", "village_head", "Kepala {village}", "", "53.01.24.2002"),
    DemoFigure("Bapak", "Lazarus Bistolak", "", "customary", "Tokoh adat {village}", "", "53.01.24.2001"),
    DemoFigure("Ibu", "Adelina Snaebana", "", "election_organiser", "Ketua PPS {village}", "PPS", "53.01.10.1001"),
    DemoFigure("Bapak", "Welem Obenus", "", "village_head", "Kepala {village}", "", "53.01.10.2007"),
    DemoFigure("Bapak", "Anderias Tulasabe", "", "community", "Tokoh masyarakat {village}", "", "53.01.10.2010"),
    DemoFigure("", "Melianus Poyklin", "", "youth", "Ketua pemuda", "Pemuda GMIT Contoh", "53.01.10.2011"),
    DemoFigure("Bapak", "Yermias Nuataen", "", "village_head", "Kepala {village}", "", "53.01.27.2003"),
    DemoFigure("Bapak", "Titus Amnahas", "", "civil_guard", "Komandan Linmas {village}", "Linmas", "53.01.27.2001"),
    DemoFigure("Bapak", "Filipus Taemnanu", "", "village_head", "Lurah Takari", "", "53.01.11.1007"),
    DemoFigure("Ibu", "Rosalina Benaf", "", "women", "Ketua kaum ibu", "GMIT Jemaat Contoh Benu", "53.01.11.2002"),
    DemoFigure("Bapak", "Hermanus Loasana", "", "worker", "Ketua peternak", "Kelompok Ternak Contoh", "53.01.11.2001"),
    DemoFigure("Bapak", "Kornelis Humau", "", "customary", "Temukung {village}", "", "53.01.11.2008"),
    DemoFigure("Bapak", "Soleman Runesi", "", "village_head", "Kepala {village}", "", "53.01.09.2001"),
    DemoFigure("Ibu", "Sarlota Abineno Tua", "", "educator", "Guru SD", "SD Inpres Contoh", "53.01.09.2003"),
    DemoFigure(
        "Bapak", "Yesaya Rassimu", "", "election_supervisor", "Ketua Panwascam", "Panwascam Amarasi", "53.01.09.1002"
    ),
    DemoFigure("Bapak", "Zet Nubelan", "", "community", "Tokoh masyarakat {village}", "", "53.01.17.1001"),
    DemoFigure("Bapak", "Melkisedek Taopan Baru", "", "village_head", "Kepala {village}", "", "53.01.12.2005"),
    DemoFigure("Bapak", "Ayub Mnesana", "", "customary", "Tokoh adat {village}", "", "53.01.12.2005"),
    DemoFigure("Bapak", "Orias Sasifu", "", "village_head", "Kepala {village}", "", "53.01.12.2011"),
    DemoFigure("Ibu", "Naomi Tefalen", "", "women", "Ketua PKK {village}", "PKK", "53.01.12.1003"),
    DemoFigure("Serda", "Paulus Nggiku", "", "military", "Babinsa {village}", "Koramil Contoh", "53.01.06.2006"),
]

# Who held another office before, by position in the list: category, title, year it ended.
EARLIER_ROLES = {
    0: ("village_head", "Kepala {village}", 2019),
    11: ("village_official", "Sekretaris desa", 2022),
    23: ("educator", "Guru SMA", 2023),
    36: ("civil_guard", "Anggota Linmas", 2021),
}
SECOND_ROLES = {
    1: ("customary", "Tokoh adat {village}"),
    17: ("religious", "Majelis jemaat"),
    32: ("community", "Tokoh masyarakat"),
}
