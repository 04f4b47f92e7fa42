"""Words for generated visits: a few that stand everywhere, many that are rare. Every name is invented.

The first of a list is drawn often, the last seldom, as words are in real reports.
"""

GIVEN_NAMES = (
    "Yohanes Maria Markus Yuliana Petrus Martha Lukas Debora Yakobus Ferderika Stefanus Rosalina Daniel Adelina Gerson "
    "Petronela Simson Naomi Welem Sarlota Anderias Dortia Melkior Yublina Hermanus Orpa Titus Margarita Zet Agustina "
    "Kornelis Selfina Soleman Mersi Ayub Novita Semuel Deviana Filipus Elisabet Yermias Ruth Lazarus Paulina Okto "
    "Yohana Melianus Kristina Bernadus Antoneta Apolos Marlina Obed Wehelmina Thimotius Ester Nikson Febriana Rivaldo "
    "Magdalena Jefri Aplonia Kristian Yosina Absalom Hendrina Imanuel Lodia Eliaser Trivonia Gabriel Yasinta Fredik "
    "Bendelina Marselinus Oktaviana Arkelaus Salomina Benyamin Thersia Ishak Yakomina Nehemia Frederika Matheos Susana"
).split()
FAMILY_NAMES = (
    "Tefbana Naikolan Sabuin Mauleki Kaelasi Nafihun Lakmau Benufun Tlonaen Haukilo Fobiaman Radjamone Beremau "
    "Nenosaban Talanaem Kiuklaran Manafelu Bistolak Snaebana Obenus Tulasabe Poyklin Nuataen Amnahas Taemnanu Benaf "
    "Loasana Humau Runesi Rassimu Nubelan Mnesana Sasifu Tefalen Nggiku Banfatin Taebenat Nubatonis Lopsau Tnunai "
    "Naimnule Kasetan Leoklaran Usfinit Manehat Baunsele Tasuib Neonane Bantaika Amekan Sonbait Kolloh Tanesab Nahason "
    "Takesan Lakapun Haumein Boimaun Tefnain Nomleon Kameon Manubulan Oematnen Bilaut Selanno Tabelak Mnukafe Nenohae "
    "Polinesi Kefibus Lasaknu Fatuleki Metboki Sunbanat Tafuliat Oelbima Nakmofas Bessifu Kolinaf Toisuta"
).split()

# Who speaks, about what, where and when: combined into sentences.
SPEAKERS = (
    "warga;tokoh masyarakat;kepala desa;pemuda;ketua RT;ibu-ibu;tokoh agama;perangkat desa;orang tua;pedagang;"
    "majelis jemaat;tokoh adat;ketua RW;guru;petani;peternak;kepala dusun;anggota BPD;Linmas;pengemudi ojek;nelayan;"
    "kader posyandu;pengurus Karang Taruna;pendeta;imam masjid;mahasiswa;pensiunan guru;penenun;penjaga sekolah;"
    "temukung;juru air;pengurus koperasi;bidan desa;amaf;penggembala;penjual sirih;mandor jalan;usif"
).split(";")
MATTERS = (
    "keamanan lingkungan;kabar yang belum jelas;ternak yang hilang;minuman keras;jalan yang rusak;air bersih;"
    "pesta sampai larut malam;daftar pemilih;pembagian bantuan;ronda malam;batas kebun;balap liar;pupuk bersubsidi;"
    "listrik yang padam;perkelahian pemuda;izin keramaian;harga beras;perekrut tenaga kerja;hewan lepas;"
    "sampah di sungai;penerangan jalan;pembagian uang;perusakan spanduk;sinyal telepon;antrean minyak tanah;"
    "gizi anak;kebakaran lahan;jembatan gantung;pencurian kabel;hama belalang;judi sabung ayam;tapal batas dusun;"
    "mas kawin yang tertunda;sumur bor;tambang batu mangan;penangkapan ikan dengan potas;kayu cendana;sarang burung;"
    "pukat harimau;garam rakyat;bunga pinjaman harian;babi yang terserang demam;senjata rakitan;kapal tanpa surat"
).split(";")
SPOTS = (
    "di {village};di lapangan {village};di dusun terjauh;di dekat pasar;di jalan utama;di pinggir sungai;"
    "di sekitar gereja;di perempatan;di kebun;di dekat sekolah;di pos kamling;di pantai;di rumah duka;di embung;"
    "di terminal bayangan;di padang penggembalaan;di tambatan perahu;di kuburan lama;di gudang jagung;di bekas bandara"
).split(";")
TIMES = (
    "sejak pekan lalu;dalam bulan ini;pada malam hari;menjelang pemungutan suara;pada musim hujan;setiap akhir pekan;"
    "sejak tahun lalu;pada hari pasar;menjelang panen;setelah pertemuan terakhir;selama masa tenang;"
    "pada masa Natal;menjelang Lebaran;pada musim tanam;waktu subuh;sesudah gempa;selama puasa;saat air surut"
).split(";")

CONCERNS = (
    "{speaker} {village} khawatir tentang {matter} {spot} {time}.",
    "Disampaikan oleh {speaker} bahwa soal {matter} makin sering terjadi {spot} {time}.",
    "{speaker} mengeluhkan {matter} {spot} dan takut akan terjadi keributan antarwarga.",
    "Ada pertengkaran antara {speaker} dan warga lain mengenai {matter} {time}.",
    "{speaker} resah karena {matter} {spot} belum juga ditangani {time}.",
)
ASPIRATIONS = (
    "{speaker} berharap {matter} dibicarakan bersama warga {village} {time}.",
    "Warga berharap polisi lebih sering datang {spot}, terutama {time}.",
    "{speaker} mengusulkan agar {matter} diatur dalam kesepakatan desa.",
    "Harapan {speaker}: suasana tetap damai dan {matter} tidak memecah keluarga.",
)
INFORMATION = (
    "Menurut {speaker}, {matter} {spot} sudah berkurang {time}.",
    "{speaker} memberi tahu bahwa {time} akan ada pertemuan tentang {matter} {spot}.",
    "Diketahui dari {speaker} bahwa beberapa orang dari luar {village} datang {spot} {time}.",
)
MESSAGES = (
    "Imbauan agar {speaker} tidak terpancing mengenai {matter} dan segera melapor kepada Bhabinkamtibmas.",
    "Imbauan kepada {speaker} supaya memeriksa setiap kabar tentang {matter} sebelum meneruskannya.",
    "Petugas mengajak {speaker} menjaga kerukunan {spot} dan menghubungi layanan 110 bila perlu.",
    "Disampaikan himbauan supaya {matter} diselesaikan lewat musyawarah dengan {speaker}.",
)
ANSWERS = (
    "Petugas akan meneruskan soal {matter} kepada Kapolsek dan memberi kabar {time}.",
    "Patroli akan melewati jalur {spot} {time}; hasilnya disampaikan kepada {speaker}.",
    "Soal {matter} akan dibicarakan dengan pemerintah kecamatan bersama {speaker}.",
)
COMMITMENTS = (
    "{speaker} bersedia menyampaikan pesan damai {spot} {time}.",
    "{speaker} menyatakan siap ikut ronda dan melaporkan {matter}.",
    "Pemerintah desa berjanji mengumpulkan warga tentang {matter} {time}.",
)
REQUESTS = (
    "{speaker} memohon patroli {spot} {time}.",
    "Mohon penyuluhan tentang {matter} bagi {speaker} {village}.",
    "{speaker} meminta ijin keramaian diperiksa {time} supaya tidak melewati jam.",
)
PROMISES = (
    "Menyampaikan perkembangan soal {matter} kepada {speaker} {village}.",
    "Patroli {spot} {time}.",
    "Mengatur penyuluhan tentang {matter} di {village}.",
    "Meneruskan permintaan {speaker} {village} kepada camat.",
)

# Written into a note now and then, so that a search finds them in a handful of visits.
RARE_WORDS = (
    "kolonjono lamtoro gewang kesambi kaliandra kemiri asam bidara kapuk nitas johar gamal turi siwalan pinang "
    "sasando heike tihu selimut sotis kaif buna futus lopo umekbubu natoni oko mama bonet herin likurai gong "
    "jagung-bose laku sei luat se'i rumput-laut agar teripang cakalang tembang layang ubur dugong penyu mangrove "
    "barakuda sampan ketinting pledang jangkar suar dermaga pelampung kompas sonar genset panel aki turbin pompa "
    "hidran tandon irigasi bronjong talud gorong plengsengan embung cekdam mikrohidro biogas kompos vermi hidroponik "
    "vaksin rabies antraks brucella septikemia malaria filaria kusta tuberkulosis stunting posbindu lansia difabel "
    "tunanetra tunarungu notaris paralegal mediator ombudsman inspektorat apostille akta warkah girik sporadik "
    "prona ajudikasi blangko materai kuitansi nota kwarcab paskibra drumben voli sepak-takraw pencak kempo "
    "karambol domino catur layangan gasing congklak egrang obor lampion petasan mercon kembang-api proyektor drone "
    "satelit parabola repeater balon menara kabel serat modem voucher token meteran gardu trafo isolator"
).split()
