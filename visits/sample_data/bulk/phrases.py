"""Whole phrases of generated visits, beside the sentences put together from the vocabulary."""

NAMES_OF_PLACES = "Kantor;Balai pertemuan;Lapangan;Pasar;Gereja;Pos kamling;Kios;Sekolah;Lopo;Posyandu;Dermaga".split(
    ";"
)
CAPTIONS = ["Tatap muka dengan warga", "Bersama tokoh masyarakat", "Penyampaian imbauan", ""]
RETURNS = [
    ("said", "Tuliskan siapa yang menyampaikan kekhawatiran ini."),
    ("where", "Dusun serta RT/RW belum diisi; mohon dilengkapi."),
    ("follow_ups", "Tindak lanjut belum mempunyai penanggung jawab."),
    ("how", "Hasil belum menjawab tujuan kunjungan."),
]
PURPOSES = (
    "Menjalin silaturahmi dengan {speaker} {village} serta mendengar kekhawatiran tentang {matter}.",
    "Tatap muka dengan warga {village} untuk menjaga suasana damai dan membahas {matter}.",
    "Patroli dialogis {spot} untuk mencegah gangguan kamtibmas {time}.",
    "Kunjungan dari rumah ke rumah di {village} untuk memberi imbauan tentang {matter}.",
)
BACKGROUNDS = (
    "Beredar pesan berantai tentang {matter} yang meresahkan warga {time}.",
    "Pemerintah desa meminta kehadiran polisi {spot} {time}.",
    "Kunjungan sebelumnya meninggalkan janji tentang {matter}.",
)
RESULTS = [
    "Tokoh dan warga menerima kunjungan dengan baik dan bersedia ikut menjaga ketertiban.",
    "Disepakati bahwa setiap kabar yang meresahkan diperiksa dahulu kepada Bhabinkamtibmas.",
    "Warga memahami penjelasan; dua hal masih menunggu tindak lanjut.",
    "Kedua pihak bersedia menahan diri sampai musyawarah berikutnya.",
    "Tokoh bersedia menyampaikan pesan yang sama dalam ibadah hari Minggu.",
]
OBSTACLES = ["Sinyal telepon tidak ada di sebagian besar dusun.", "Jalan licin karena hujan.", "Warga sedang di kebun."]
RECOMMENDATIONS = ["Kunjungan diulangi dalam dua pekan bersama Babinsa.", "Perlu kehadiran Satbinmas."]
ASSESSMENTS = [
    "Menurut penilaian petugas, keadaan tenang.",
    "Menurut penilaian petugas, pemuda perlu sering diajak bicara.",
]
