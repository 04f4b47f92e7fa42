"""Formal, plain phrases for the texts of the demo's visits, and the reasons of its reviewers."""

PURPOSES = {
    "call": "Menjalin silaturahmi dengan tokoh dan warga {village} serta mendengar aspirasi dan kekhawatiran mereka.",
    "door_to_door": "Kunjungan dari rumah ke rumah di {village} untuk mengenal keadaan warga dan memberi imbauan.",
    "dialogue": "Tatap muka dengan warga {village} untuk menjaga suasana damai dan menampung masukan.",
    "talk_patrol": "Patroli dialogis di {village} untuk mencegah gangguan kamtibmas.",
    "complaint_forum": "Jumat Curhat: menampung keluhan warga {village} secara langsung.",
    "mediation": "Mempertemukan pihak yang berselisih di {village} secara kekeluargaan.",
    "counselling": "Penyuluhan kamtibmas bagi warga {village}.",
    "coordination": "Koordinasi dengan pemerintah dan tokoh {village} mengenai pengamanan kegiatan.",
}

RESULTS = [
    "Tokoh dan warga menerima kunjungan dengan baik dan bersedia ikut menjaga ketertiban.",
    "Disepakati bahwa setiap kabar yang meresahkan diperiksa dahulu kepada Bhabinkamtibmas.",
    "Warga memahami penjelasan; dua hal masih menunggu tindak lanjut.",
    "Kedua pihak bersedia menahan diri sampai musyawarah berikutnya.",
    "Tokoh bersedia menyampaikan pesan yang sama dalam ibadah hari Minggu.",
]

OBSTACLES = [
    "Sinyal telepon tidak ada di sebagian besar dusun.",
    "Jalan licin karena hujan sehingga dusun terjauh tidak dapat didatangi.",
    "Sebagian warga sedang berada di kebun.",
    "Kendaraan dinas hanya satu unit.",
]

RECOMMENDATIONS = [
    "Kunjungan diulangi dalam dua pekan bersama Babinsa.",
    "Perlu kehadiran Satbinmas untuk penyuluhan lanjutan.",
    "Patroli dialogis dijadwalkan pada malam akhir pekan.",
]

ASSESSMENTS = [
    "Menurut penilaian petugas, keadaan tenang dan hubungan antarwarga baik.",
    "Menurut penilaian petugas, keluhan tentang ternak lebih mendesak daripada soal pemilihan.",
    "Menurut penilaian petugas, pemuda perlu lebih sering diajak bicara.",
]

BACKGROUNDS = [
    "Beredar pesan berantai yang meresahkan warga sejak akhir pekan.",
    "Pemerintah desa meminta kehadiran polisi menjelang pertemuan warga.",
    "Kunjungan sebelumnya meninggalkan janji yang perlu ditinjau kembali.",
    "Situasi politik nasional menghangat menyusul unjuk rasa di beberapa kota.",
]

SITUATION_NOTES = [
    "Situasi selama kegiatan aman, tertib dan kondusif.",
    "Warga sempat berkumpul, kemudian bubar dengan tertib.",
    "Perlu perhatian pada malam akhir pekan di sekitar lapangan.",
]

RECEPTION_NOTES = [
    "Disambut dengan sirih pinang.",
    "Warga antusias dan banyak bertanya.",
    "Sebagian warga masih ragu berbicara terbuka.",
]

ASPIRATIONS = [
    "Warga berharap suasana damai terus terjaga dan polisi sering datang.",
    "Tokoh berharap pemuda dilibatkan dalam menjaga keamanan kampung.",
    "Warga berharap perbedaan pilihan tidak memutus hubungan kekeluargaan.",
    "Warga berharap ronda malam didukung oleh pemerintah desa.",
]

COMMITMENTS = [
    "Tokoh menyatakan siap menyampaikan pesan damai kepada warganya.",
    "Pemuda menyatakan bersedia ikut ronda bersama.",
    "Pemerintah desa menyatakan akan membuat pertemuan warga dalam pekan ini.",
]

MENTIONED_NOTES = [
    "Disebut bahwa yang bersangkutan sering mengajak pemuda berkumpul sampai larut malam; belum ditemui.",
    "Disebut sebagai pihak yang dapat membantu menengahi; akan ditemui pada kunjungan berikut.",
]

SUPPORT = ["Bantuan buku tulis untuk anak sekolah.", "Bendera dan senter untuk pos kamling."]

RETURN_REASONS = [
    ("said", "Tuliskan siapa yang menyampaikan kekhawatiran ini, atau nyatakan bahwa sumbernya tidak disebut."),
    ("where", "Dusun serta RT/RW belum diisi; mohon dilengkapi."),
    ("follow_ups", "Tindak lanjut belum mempunyai penanggung jawab dan tenggat."),
    ("more", "Hasil belum menjawab tujuan kunjungan. Mohon dijelaskan apa yang disepakati."),
]

FOLLOW_UP_RESULTS = [
    "Sudah dilaksanakan bersama pemerintah desa; warga menerima penjelasan.",
    "Patroli sudah berjalan tiga kali dan tidak ditemukan gangguan.",
    "Sudah diteruskan dan dijawab secara tertulis.",
    "Musyawarah sudah berlangsung dan kedua pihak menandatangani kesepakatan.",
]

NOT_POSSIBLE = [
    "Bukan wewenang kepolisian; warga sudah diarahkan kepada pemerintah kecamatan.",
    "Pelapor tidak dapat dihubungi lagi setelah tiga kali dicoba.",
]

GROUPS = [
    ("Warga sekitar", ["resident"]),
    ("Pemuda Karang Taruna", ["youth"]),
    ("Ibu-ibu PKK", ["women", "resident"]),
    ("Pedagang pasar", ["worker"]),
    ("Perangkat desa", ["village_official"]),
    ("Siswa dan guru", ["student", "educator"]),
    ("Majelis jemaat", ["religious"]),
    ("Anggota Linmas", ["civil_guard"]),
    ("Pengemudi ojek", ["worker"]),
]

VENUES = [
    ("house", "Rumah {host}"),
    ("village_office", "Kantor {village}"),
    ("church", "Gereja di {village}"),
    ("stall", "Kios di {village}"),
    ("watch_post", "Pos kamling {village}"),
    ("field", "Lapangan {village}"),
    ("market", "Pasar {village}"),
    ("neighbourhood", ""),
]
