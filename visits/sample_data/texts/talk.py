"""What people say in the demo, and what officers answer: one conversation for each topic."""

from typing import NamedTuple


class Talk(NamedTuple):
    """One conversation. `{village}` stands for the village's name with its kind."""

    topic: str
    concern: str
    message: str
    answer: str
    request: str
    follow_up: str


ELECTION_TALKS = [
    Talk(
        "hoaks",
        "Warga {village} resah karena beredar pesan WhatsApp bahwa surat suara sudah dicoblos lebih dahulu.",
        "Imbauan agar setiap kabar diperiksa dahulu kepada petugas sebelum diteruskan.",
        "Kabar tersebut tidak benar; logistik pemilihan masih disegel dan dijaga bersama pengawas.",
        "Mohon izin agar polisi menyampaikan klarifikasi juga di gereja dan pertemuan RT.",
        "Menyampaikan klarifikasi hoaks pada pertemuan warga {village}.",
    ),
    Talk(
        "politik-uang",
        "Ada kekhawatiran bahwa menjelang hari pemungutan suara akan ada pembagian uang di {village}.",
        "Imbauan agar warga menolak pemberian apa pun dan melapor kepada pengawas pemilihan.",
        "Laporan dapat disampaikan kepada Panwascam atau Gakkumdu; identitas pelapor dilindungi.",
        "Warga meminta penyuluhan singkat mengenai akibat hukum politik uang.",
        "Mengatur penyuluhan bersama Panwascam tentang politik uang di {village}.",
    ),
    Talk(
        "ujaran-kebencian",
        "Tokoh menyampaikan bahwa di grup Facebook setempat mulai muncul saling hina antarpendukung.",
        "Imbauan agar perbedaan pilihan tidak merusak hubungan keluarga dan tetangga.",
        "Admin grup akan diajak bertemu; unggahan yang menghina dapat dilaporkan.",
        "Mohon agar admin grup diajak bicara secara baik-baik.",
        "Menemui admin grup media sosial warga {village}.",
    ),
    Talk(
        "gesekan-pendukung",
        "Pemuda dari dua kelompok pendukung sempat adu mulut di dekat lapangan {village}.",
        "Imbauan agar kegiatan pendukung selesai sebelum pukul 18.00 dan tidak berkumpul sambil minum.",
        "Patroli dialogis akan melewati lapangan setiap malam selama masa kampanye.",
        "Warga meminta patroli pada malam hari, terutama akhir pekan.",
        "Menambah rute patroli malam di sekitar lapangan {village}.",
    ),
    Talk(
        "daftar-pemilih",
        "Beberapa warga {village} belum menerima kepastian namanya ada dalam daftar pemilih.",
        "Imbauan agar warga memeriksa nama di kantor desa dan membawa KTP elektronik.",
        "Data akan diteruskan kepada PPS supaya dicek sebelum penetapan.",
        "Mohon bantuan agar warga lanjut usia dibantu mengurus perekaman e-KTP.",
        "Meneruskan daftar warga tanpa e-KTP {village} kepada PPS.",
    ),
    Talk(
        "netralitas",
        "Warga berharap aparat desa dan polisi tidak memihak kepada pasangan calon mana pun.",
        "Polri netral; laporan mengenai ketidaknetralan dapat disampaikan kepada pengawas.",
        "Anggota yang bertugas tidak berfoto dengan calon dan tidak hadir dalam kampanye.",
        "Warga meminta nomor pengaduan ditempel di kantor desa.",
        "Menempelkan nomor pengaduan di kantor {village}.",
    ),
    Talk(
        "provokasi",
        "Ada orang dari luar {village} yang mengajak warga ikut protes tanpa tujuan yang jelas.",
        "Imbauan agar warga tidak terpancing dan menyampaikan pendapat dengan tertib.",
        "Penyampaian pendapat dilindungi undang-undang, asal diberitahukan lebih dahulu.",
        "Mohon agar ketua RT diberi tahu cara melapor bila ada orang mencurigakan.",
        "Memberi penjelasan kepada para ketua RT {village} tentang cara melapor.",
    ),
    Talk(
        "logistik-tps",
        "Jalan menuju TPS di dusun terjauh {village} rusak dan sulit dilalui saat hujan.",
        "Imbauan agar warga menjaga akses dan membantu petugas bila jalan terputus.",
        "Keadaan jalan akan disampaikan kepada Bagops dan PPK untuk rencana cadangan.",
        "Warga meminta jalan darurat diperiksa sebelum logistik dikirim.",
        "Memeriksa jalan ke TPS terjauh {village} bersama PPS.",
    ),
    Talk(
        "hak-pilih",
        "Ibu-ibu menyampaikan ada tekanan dalam keluarga untuk memilih calon tertentu.",
        "Imbauan bahwa pilihan adalah hak pribadi dan bersifat rahasia.",
        "Bila ada ancaman, segera hubungi Bhabinkamtibmas atau layanan 110.",
        "Mohon dijelaskan juga dalam pertemuan PKK.",
        "Menyampaikan hak pilih tanpa tekanan dalam pertemuan PKK {village}.",
    ),
]

ORDER_TALKS = [
    Talk(
        "pencurian-ternak",
        "Sudah tiga ekor sapi warga {village} hilang dalam dua bulan terakhir dan belum ditemukan.",
        "Imbauan agar ternak dikandangkan pada malam hari dan diberi tanda.",
        "Laporan lama akan dicek kembali ke penyidik dan hasilnya disampaikan kepada pemilik.",
        "Warga meminta ronda malam dihidupkan lagi dengan pendampingan polisi.",
        "Mengecek perkembangan laporan pencurian ternak {village} ke Satreskrim.",
    ),
    Talk(
        "miras",
        "Pemuda sering minum sopi di pinggir jalan {village} sampai larut malam.",
        "Imbauan agar tidak menjual minuman keras kepada anak di bawah umur.",
        "Penjual akan didatangi bersama tokoh adat untuk diingatkan lebih dahulu.",
        "Mohon patroli dialogis pada malam Minggu.",
        "Patroli malam Minggu di jalur utama {village}.",
    ),
    Talk(
        "izin-keramaian",
        "Pesta di {village} sering melewati batas waktu dan berakhir dengan keributan.",
        "Imbauan agar setiap pesta memiliki izin keramaian dan selesai pukul 24.00.",
        "Tuan pesta akan dibantu mengurus izin di Polsek tanpa biaya.",
        "Kepala desa meminta aturan jam pesta ditulis bersama.",
        "Menyusun kesepakatan jam pesta bersama pemerintah {village}.",
    ),
    Talk(
        "sengketa-tanah",
        "Dua keluarga di {village} berselisih mengenai batas kebun sejak musim tanam lalu.",
        "Imbauan agar kedua pihak menahan diri dan menunggu musyawarah.",
        "Polsek akan memfasilitasi duduk bersama dengan tokoh adat dan pemerintah desa.",
        "Keluarga meminta batas diukur ulang dengan saksi.",
        "Memfasilitasi musyawarah batas kebun di {village}.",
    ),
    Talk(
        "pos-kamling",
        "Pos kamling di {village} sudah lama kosong karena warga kelelahan bergiliran.",
        "Imbauan agar jadwal ronda dibuat ringan, dua jam untuk setiap kelompok.",
        "Bhabinkamtibmas akan ikut ronda pada pekan pertama.",
        "Warga meminta lampu senter dan buku tamu untuk pos kamling.",
        "Membantu menghidupkan pos kamling {village}.",
    ),
    Talk(
        "kenakalan-remaja",
        "Anak sekolah membolos dan berkumpul di pantai pada jam pelajaran.",
        "Imbauan agar orang tua dan guru saling memberi kabar bila anak tidak masuk.",
        "Penyuluhan akan diberikan di sekolah bersama guru bimbingan.",
        "Kepala sekolah meminta penyuluhan tentang balap liar.",
        "Penyuluhan di sekolah {village}.",
    ),
    Talk(
        "kdrt",
        "Ada tetangga yang sering terdengar bertengkar hebat; warga ragu untuk melapor.",
        "Imbauan bahwa kekerasan di rumah bukan urusan pribadi semata dan korban dilindungi.",
        "Unit PPA dapat didatangi; tokoh perempuan bersedia mendampingi.",
        "Mohon kunjungan yang tidak mencolok.",
        "Meneruskan kepada Unit PPA untuk pendampingan di {village}.",
    ),
    Talk(
        "lalu-lintas",
        "Truk material melaju kencang di depan sekolah {village}.",
        "Imbauan agar pengendara mengurangi kecepatan dan memakai helm.",
        "Satlantas akan diminta memasang rambu sementara.",
        "Warga meminta pengaturan lalu lintas pada jam masuk sekolah.",
        "Meminta rambu dan pengaturan lalu lintas di depan sekolah {village}.",
    ),
    Talk(
        "hewan-lepas",
        "Sapi dan babi yang dilepas merusak kebun dan membahayakan pengendara.",
        "Imbauan agar pemilik mengikat ternaknya sesuai kesepakatan desa.",
        "Peraturan desa akan dibacakan kembali dalam musyawarah.",
        "Mohon pemilik ternak dikumpulkan.",
        "Mengumpulkan pemilik ternak {village} bersama kepala desa.",
    ),
    Talk(
        "tppo",
        "Perekrut tenaga kerja menawarkan pekerjaan ke luar negeri tanpa surat yang jelas.",
        "Imbauan agar setiap tawaran kerja diperiksa ke dinas tenaga kerja.",
        "Ciri perekrutan gelap dijelaskan; nomor pengaduan dibagikan.",
        "Orang tua meminta daftar perusahaan resmi.",
        "Membagikan daftar perusahaan resmi kepada warga {village}.",
    ),
    Talk(
        "pelayanan-polisi",
        "Warga mengeluh laporan lewat telepon bulan lalu tidak ada kabar lanjutannya.",
        "Permohonan maaf disampaikan; setiap laporan berhak mendapat kabar.",
        "Nomor laporan dicatat dan akan dicari di SPKT.",
        "Mohon kabar tertulis kepada pelapor.",
        "Mencari laporan warga {village} di SPKT dan memberi kabar.",
    ),
    Talk(
        "air-bersih",
        "Debit mata air {village} turun dan antrean air memicu pertengkaran.",
        "Imbauan agar jadwal pengambilan air disepakati dan dihormati.",
        "Usulan tangki air akan diteruskan kepada pemerintah kecamatan.",
        "Warga meminta jadwal air dijaga Linmas.",
        "Meneruskan usulan tangki air {village} kepada camat.",
    ),
    Talk(
        "bencana",
        "Sungai meluap setiap hujan lebat dan memutus jalan ke {village}.",
        "Imbauan agar warga tidak menyeberang saat air tinggi.",
        "Nomor siaga Polsek dibagikan; tali pengaman akan dipinjamkan.",
        "Mohon tanda peringatan di penyeberangan.",
        "Memasang tanda peringatan di penyeberangan {village}.",
    ),
    Talk(
        "perkelahian-pemuda",
        "Pemuda dua dusun di {village} masih menyimpan dendam setelah pertandingan voli.",
        "Imbauan agar masalah diselesaikan secara adat dan tidak dibalas.",
        "Kedua kelompok akan dipertemukan dengan sirih pinang oleh tokoh adat.",
        "Ketua Karang Taruna meminta pertandingan persahabatan.",
        "Mempertemukan pemuda dua dusun {village}.",
    ),
]
