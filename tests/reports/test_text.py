"""The text of the report: form, completeness, narrowing, and a fixed number of queries."""

import datetime as dt

import pytest
from django.utils import translation

from tests import factories as make
from tests.reports.letters import make_full_visit, make_samapta
from visits.models import Visit
from visits.reports import build_report, report_parts, report_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def samapta():
    return make_samapta()


def text_for(visit, officer):
    return report_text(build_report(Visit.objects.select_related("unit").get(pk=visit.pk), by=officer))


def test_the_letterhead_comes_from_the_unit(samapta):
    text = text_for(make_full_visit(samapta[0]), samapta[0])

    assert "Kepada Yth. : Bapak Kapolres Kupang\n" in text
    assert "Dari        : Kasat Samapta\n" in text
    assert "Tembusan    : Wakapolres, Kabagops\n" in text
    assert "Perihal     : Laporan giat cooling system (tatap muka/dialog) Pilkada Serentak 2024\n" in text


def test_the_subject_has_one_pair_of_brackets(samapta):
    text = text_for(make.make_visit(author=samapta[0], activity="door_to_door"), samapta[0])

    assert "Perihal     : Laporan giat cooling system (DDS)" in text
    assert "dalam bentuk DDS (door to door system) oleh" in text


def test_an_empty_letterhead_is_that_of_the_unit_above_or_the_chiefs_of_units():
    polres = make.make_polres()
    polsek = make.make_unit(parent=polres, kind="polsek", name="Polsek Kupang Timur")
    author = make.make_officer(unit=polsek)
    text = text_for(make.make_visit(author=author), author)
    assert "Kepada Yth. : Bapak/Ibu Kapolres Kupang\n" in text
    assert "Dari        : Kapolsek Kupang Timur\n" in text
    assert "Tembusan" not in text

    polres.report_to, polres.report_copies = "Bapak Kapolres Kupang", "Wakapolres"
    polres.save()
    text = text_for(Visit.objects.get(), author)
    assert "Kepada Yth. : Bapak Kapolres Kupang\n" in text
    assert "Tembusan    : Wakapolres\n" in text


@pytest.mark.parametrize(
    ("fields", "greeting"),
    [
        ({"started_at": dt.time(7, 30)}, "Selamat pagi Komandan, mohon izin melaporkan:"),
        ({"started_at": dt.time(11, 0)}, "Selamat siang Komandan, mohon izin melaporkan:"),
        ({"started_at": dt.time(16, 10)}, "Selamat sore Komandan, mohon izin melaporkan:"),
        ({"started_at": dt.time(18, 0)}, "Selamat malam Komandan, mohon izin melaporkan:"),
        ({"started_at": dt.time(1, 0)}, "Selamat malam Komandan, mohon izin melaporkan:"),
        ({"part_of_day": "afternoon"}, "Selamat sore Komandan, mohon izin melaporkan:"),
        (
            {"submitted_at": dt.datetime(2024, 9, 1, 23, 30, tzinfo=dt.UTC)},
            "Selamat pagi Komandan, mohon izin melaporkan:",
        ),
        (
            {"submitted_at": dt.datetime(2024, 9, 1, 8, 0, tzinfo=dt.UTC), "zone": "Asia/Jayapura"},
            "Selamat sore Komandan, mohon izin melaporkan:",
        ),
    ],
)
def test_the_greeting_follows_the_time_of_the_visit_or_of_its_submission(samapta, fields, greeting):
    assert greeting in text_for(make.make_visit(author=samapta[0], **fields), samapta[0])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"started_at": dt.time(13, 0)},
            "Pada hari Minggu, 1 September 2024, pukul 13.00 WITA s.d. selesai, bertempat",
        ),
        ({"started_at": dt.time(10, 0), "ended_at": dt.time(11, 30)}, "pukul 10.00 s.d. 11.30 WITA, bertempat"),
        (
            {"started_at": dt.time(22, 0), "ended_at": dt.time(2, 0), "ends_next_day": True},
            "pukul 22.00 s.d. 02.00 WITA hari berikutnya, bertempat",
        ),
        ({"part_of_day": "midday"}, "Pada hari Minggu, 1 September 2024, pada siang hari, bertempat"),
        ({"started_at": dt.time(9, 0), "zone": "Asia/Jakarta"}, "pukul 09.00 WIB s.d. selesai"),
        ({"outcome": "nobody_home"}, "tidak bertemu dengan yang dituju"),
        ({"outcome": "postponed"}, "ditunda"),
    ],
)
def test_when_is_written_the_indonesian_way(samapta, fields, words):
    assert words in text_for(make.make_visit(author=samapta[0], **fields), samapta[0])


def test_nothing_that_was_logged_is_left_out(samapta):
    text = text_for(make_full_visit(samapta[0]), samapta[0])

    for words in EVERYTHING:
        assert words in text, words


EVERYTHING = (
    """
Klasifikasi : TERBATAS|Derajat     : SEGERA|pukul 13.00 s.d. 15.30 WITA
1. Rumah Bapak Contoh, RT 001/RW 002, Dusun I, Desa Tuapukan, Kec. Kupang Timur, Kab. Kupang
Provinsi Nusa Tenggara Timur (tuan rumah: Pdt. Marselina Maubana, S.Th.)
2. Betania, Desa Tuapukan|(gereja; tuan rumah: Majelis Betania; Senin, 2 September 2024, pukul 09.15 WITA
koordinat -10.100000, 123.900000, ketelitian 25 m
Surat perintah/dasar penugasan: Sprin/7/IX/2024
Operasi: Pilkada Serentak 2024 (PKPU Nomor 2 Tahun 2024)|Tahapan: Penelitian persyaratan calon
Program: Minggu Kasih|Atas inisiatif: undangan|   Latar satu.|   Latar dua.|Tujuan: Tujuan kunjungan.
Kelanjutan dari: kunjungan Selasa, 20 Agustus 2024 oleh Satsamapta Polres Kupang
1. Ipda Petrus Manuain, NRP |, Kanit Turjawali, Satsamapta Polres Kupang (pimpinan giat)
2. 6 anggota, Polsek Kupang Timur (pendamping)|Di bawah koordinasi: AKBP Agustina Bria, Kapolres
Bersama: TNI/Babinsa, Linmas dan Karang Taruna Contoh
1. Pdt. Marselina Maubana, S.Th., Ketua Majelis, GMIT Contoh (tokoh agama, tokoh perempuan; titik 2: Betania)
2. warga Dusun I (warga; 40 orang; titik 1: Rumah Bapak Contoh)
3. Simon Lalan (pihak bersengketa; disebut, tidak hadir)|Jumlah yang hadir: sekitar 1.250 orang
1. Jaga kerukunan.|Kekhawatiran yang disampaikan: ada.
1. Kekhawatiran (ternak): Ternak hilang. (disampaikan oleh warga Dusun I; potensi gangguan)
   a. Tanggapan: Ronda dihidupkan.|Informasi: Batas tanah dipersoalkan. (tentang Simon Lalan (disebut))
Kekhawatiran: Ada uang dibagikan. (sumber dirahasiakan)
Informasi: Nama pemicu diketahui. (hanya untuk atasan)
Hasil: Sepakat ronda bersama|Penerimaan warga: Mendukung. Disambut baik|Bantuan yang diberikan: Senter dua buah
Hambatan: Jembatan putus|1. Patroli malam (penanggung jawab: Ipda Petrus Manuain; diteruskan kepada: Dinas PU
tenggat: 30 September 2024; status: belum dikerjakan)|Saran: Kunjungi lagi|Penilaian pelapor: Perlu dikawal
Mendesak: terdapat ancaman|Sebelum kegiatan: tegang|Setelah kegiatan: kondusif
Keterangan situasi: Warga kembali tenang|Keterangan lain: Listrik padam
Demikian dilaporkan untuk menjadi periksa (DUMP).|Pelapor:|Status laporan: diajukan, versi 1
""".strip()
    .replace("\n", "|")
    .split("|")
)


def test_a_colleague_gets_no_word_of_what_is_narrowed(samapta):
    author, colleague, supervisor = samapta
    visit = make_full_visit(author)

    for words in ("Nama pemicu diketahui", "Simon Lalan", "Batas tanah dipersoalkan"):
        assert words not in text_for(visit, colleague)
        assert words in text_for(visit, author)
        assert words in text_for(visit, supervisor)


def test_a_host_who_was_only_mentioned_is_not_named_to_a_colleague(samapta):
    author, colleague, _ = samapta
    visit = make_full_visit(author)
    visit.stops.filter(order=0).update(host_person=visit.encounters.get(presence="mentioned"))
    assert "tuan rumah: Simon Lalan" in text_for(visit, author)
    assert "Simon Lalan" not in text_for(visit, colleague)


def test_a_confidential_source_is_named_to_nobody(samapta):
    visit = make_full_visit(samapta[0])
    for officer in samapta:
        line = next(line for line in text_for(visit, officer).splitlines() if "Ada uang dibagikan" in line)
        assert "Marselina" not in line
        assert "sumber dirahasiakan" in line


def test_sections_without_content_are_left_out_and_letters_have_no_gap(samapta):
    report = build_report(make.make_visit(author=samapta[0]), by=samapta[0])
    assert [(part.letter, part.title) for part in report.sections] == [
        ("A", "Dasar dan tujuan"),
        ("B", "Pelaksana"),
        ("C", "Masukan/keluhan warga"),
    ]


def test_notes_that_answer_each_other_are_both_written(samapta):
    visit = make.make_visit(author=samapta[0])
    one, two = make.make_note(visit, "Satu."), make.make_note(visit, "Dua.")
    one.answers, two.answers = two, one
    one.save()
    two.save()
    text = text_for(visit, samapta[0])
    assert text.count("Satu.") == 1
    assert text.count("Dua.") == 1


def test_the_report_is_indonesian_whatever_the_language_of_the_page(samapta):
    visit = make_full_visit(samapta[0])
    with translation.override("en"):
        english = text_for(visit, samapta[0])
    assert english == text_for(visit, samapta[0])


def test_control_characters_do_not_reach_the_report(samapta):
    visit = make.make_visit(author=samapta[0], result="a\x07b\x9fc", purpose="satu\r\ndua")
    text = text_for(visit, samapta[0])
    assert "Hasil: abc" in text
    assert "Tujuan:\n   satu\n   dua\n" in text


@pytest.mark.parametrize("count", [1, 30])
def test_more_rows_ask_no_more_queries(samapta, django_assert_num_queries, count):
    author = samapta[0]
    visit = make.make_visit(author=author)
    for number in range(count):
        person = make.make_encounter(visit, order=number)
        note = make.make_note(visit, order=number, topic=make.make_topic())
        note.raised_by_people.add(person)
        note.about.add(person)
        make.make_follow_up(visit, owner=author, notes=[note])
    visit = Visit.objects.select_related("unit", "operation", "author__rank", "reviewed_by__rank").get(pk=visit.pk)
    with django_assert_num_queries(10):
        report_text(build_report(visit, by=author))


@pytest.mark.fault("B23")
@pytest.mark.parametrize("line", ["kata " * 30_000, "🙏" * 70_000, "satu baris\n" * 9_000])
def test_parts_are_messages_that_no_messenger_cuts(line):
    parts = report_parts(line)

    assert len(parts) > 1
    assert all(len(part.encode("utf-16-le")) // 2 <= 65_536 for part in parts)
    assert "".join(part.partition("\n")[2] for part in parts) == line
