"""The Indonesian words of the report.

The report is an Indonesian document whatever the language of the page, so its words are
constants and not translated strings.
"""

PARTS_OF_DAY = {"morning": "pagi", "midday": "siang", "afternoon": "sore", "night": "malam"}

ACTIVITIES = {
    "call": "sambang",
    "door_to_door": "DDS (door to door system)",
    "dialogue": "tatap muka/dialog",
    "talk_patrol": "patroli dialogis",
    "outreach": "penggalangan",
    "complaint_forum": "Jumat Curhat/Minggu Kasih",
    "mediation": "mediasi",
    "counselling": "penyuluhan",
    "coordination": "koordinasi",
    "other": "kegiatan lainnya",
}
OUTCOMES = {
    "held": "telah dilaksanakan",
    "nobody_home": "telah didatangi, tetapi tidak bertemu dengan yang dituju, untuk",
    "postponed": "ditunda pelaksanaan",
}
INITIATIVES = {"police": "polisi", "invitation": "undangan", "resident_report": "laporan warga"}
PARTNERS = {
    "military": "TNI/Babinsa",
    "village_government": "pemerintah desa/kelurahan",
    "subdistrict_government": "pemerintah kecamatan",
    "public_order_agency": "Satpol PP",
    "civil_guard": "Linmas",
    "election_commission": "KPU",
    "election_supervisor": "Bawaslu",
    "religious_body": "lembaga agama",
    "customary_council": "lembaga adat",
    "other": "pihak lain",
}
VENUES = {
    "house": "rumah",
    "church": "gereja",
    "mosque": "masjid",
    "pesantren": "pesantren",
    "religious_office": "kantor lembaga agama",
    "village_office": "kantor desa/kelurahan",
    "district_office": "kantor kecamatan",
    "school": "sekolah/kampus",
    "market": "pasar",
    "stall": "kios/warung",
    "eatery": "rumah makan",
    "watch_post": "pos kamling",
    "customary_house": "rumah adat",
    "jetty": "dermaga/pelabuhan",
    "field": "lapangan",
    "society_office": "sekretariat paguyuban/organisasi",
    "campaign_office": "kantor tim pemenangan",
    "neighbourhood": "permukiman",
    "other": "tempat lain",
}
OFFICER_ROLES = {
    "leader": "pimpinan giat",
    "dialogue": "pelaksana dialog",
    "companion": "pendamping",
    "deputy": "mewakili",
    "directing": "tidak hadir di lokasi",
}
CATEGORIES = {
    "community": "tokoh masyarakat",
    "religious": "tokoh agama",
    "customary": "tokoh adat",
    "youth": "tokoh pemuda",
    "women": "tokoh perempuan",
    "village_head": "kepala desa/lurah",
    "village_official": "perangkat desa/kelurahan",
    "subdistrict": "camat/staf kecamatan",
    "military": "TNI",
    "election_organiser": "penyelenggara pemilihan",
    "election_supervisor": "pengawas pemilihan",
    "campaign": "tim sukses/partai",
    "educator": "pendidik",
    "student": "pelajar/mahasiswa",
    "organisation": "organisasi kemasyarakatan",
    "media": "media",
    "worker": "pekerja/pedagang",
    "civil_guard": "Linmas",
    "disputing_party": "pihak bersengketa",
    "resident": "warga",
    "other": "lainnya",
}
NOTE_KINDS = {
    "aspiration": "Aspirasi",
    "concern": "Kekhawatiran",
    "information": "Informasi",
    "message": "Imbauan",
    "answer": "Tanggapan",
    "commitment": "Komitmen",
    "request": "Permintaan",
}
DISTURBANCES = {"latent": "potensi gangguan", "emerging": "ambang gangguan", "actual": "gangguan nyata"}
SENSITIVITIES = {"public": "sifat umum", "supervisors": "hanya untuk atasan"}
SITUATIONS = {"calm": "kondusif", "watch": "perlu atensi", "tense": "tegang"}
RECEPTIONS = {
    "supportive": "mendukung",
    "accepting": "menerima",
    "neutral": "netral",
    "objecting": "keberatan",
}
CLASSIFICATIONS = {"ordinary": "BIASA", "restricted": "TERBATAS", "confidential": "RAHASIA"}
STATUSES = {"draft": "draf", "submitted": "diajukan", "returned": "dikembalikan", "approved": "disahkan"}
FOLLOW_UP_STATUSES = {
    "open": "belum dikerjakan",
    "in_progress": "sedang dikerjakan",
    "done": "selesai",
    "not_possible": "tidak dapat dipenuhi",
}

BASIS = "Dasar dan tujuan"
OFFICERS = "Pelaksana"
PEOPLE = "Sasaran"
MESSAGES = "Materi/imbauan"
HEARD = "Masukan/keluhan warga"
RESULT = "Hasil yang dicapai"
FOLLOW_UP = "Hambatan, tindak lanjut dan saran"
SITUATION = "Situasi"
SITUATION_AND_REST = "Situasi dan keterangan lain"

MENTIONED = "disebut, tidak hadir"
CONFIDENTIAL = "sumber dirahasiakan"
LETTERHEAD = "Kepolisian Negara Republik Indonesia"
CLOSING = "Demikian dilaporkan untuk menjadi periksa (DUMP)."
CLOSING_WITH_PHOTOS = "Demikian dilaporkan untuk menjadi periksa (DUMP). Dokumentasi terlampir."
