"""Single cells of a unit's spreadsheet: heads, numbers of people, titles, and whom or what a name may mean."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests import factories as make
from visits.imports.cell_names import split_names, split_title
from visits.imports.file import ALSO_CALLED, COLUMNS, VisitSheet, title_of
from visits.imports.matching import AS_TEXT, SURE, Names
from visits.imports.people import is_group, is_squad, split_count, split_honorific
from visits.models import CommunityFigure, Region


@pytest.mark.parametrize(
    ("head", "column"),
    [
        *((name, name) for name in COLUMNS),
        *((name, column) for name, column in ALSO_CALLED.items() if column in COLUMNS),
        ("Hari/Tanggal", "tanggal"),
        (" TANGGAL ", "tanggal"),
        ("Desa / Kelurahan", "desa"),
        ("Yang-ditemui:", "ditemui"),
        ("Rencana Tindak Lanjut", "tindak_lanjut"),
        ("nomor", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_a_header_is_known_by_its_words(head, column):
    assert title_of(head) == column


@pytest.mark.parametrize(
    ("header", "rows", "sentence"),
    [
        ("tanggal,desa", 1, "The file lacks the columns: petugas."),
        ("nomor", 1, "The file lacks the columns: tanggal, desa, petugas."),
        ("tgl,desa,petugas,tanggal,kelurahan", 1, "These columns appear twice: desa, tanggal."),
        ("tanggal,desa,petugas", 0, "The file has no rows."),
        ("tanggal,desa,petugas", 10_001, "The file has more than 10,000 rows. Please split it."),
    ],
)
def test_a_file_that_can_be_no_visits_is_refused_with_its_reason(header, rows, sentence):
    sheet = VisitSheet("\n".join([header, *["1,2,3,4,5"] * rows]))

    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        sheet.check()
    with translation.override("en"):
        assert refusal.value.messages == [sentence]


def test_columns_that_nobody_reads_are_named_and_left_out():
    sheet = VisitSheet("Kesalahan,Baris,Tgl,No.,Desa,,Petugas\nx,2,1/9,7,Oesao,y,Yunus\n")
    with translation.override("en"):
        assert sheet.unknown == ["No.", "column 6"]
        sheet.check()

    assert sheet.cells(sheet.lines[0][1]) == {"tanggal": "1/9", "desa": "Oesao", "petugas": "Yunus"}


@pytest.mark.parametrize(
    ("typed", "words", "title"),
    [
        ("Petrus Contoh (kepala desa)", "Petrus Contoh", "kepala desa"),
        ("Petrus Contoh  ( kepala desa ) ".strip(), "Petrus Contoh", "kepala desa"),
        ("Petrus (a) (b)", "Petrus (a)", "b"),
        ("Petrus Contoh", "Petrus Contoh", ""),
        ("(kepala desa)", "(kepala desa)", ""),
        ("Petrus ()", "Petrus ()", ""),
        ("Petrus (a))", "Petrus (a))", ""),
        ("", "", ""),
    ],
)
def test_a_title_stands_in_brackets_behind_the_name(typed, words, title):
    assert split_title(typed) == (words, title)


@pytest.mark.parametrize(
    ("typed", "words", "count"),
    [
        ("15 orang warga", "warga", 15),
        ("15 warga", "warga", 15),
        ("warga 15 orang", "warga", 15),
        ("Warga (15 orang)", "Warga", 15),
        ("Warga (15 org.)", "Warga", 15),
        ("Warga (15 org).", "Warga", 15),
        ("Warga 15 org.", "Warga", 15),
        ("1.250 warga", "warga", 1250),
        ("1250 org pemuda", "pemuda", 1250),
        ("± 20 warga", "warga", 20),
        ("sekitar 20 warga", "warga (sekitar)", 20),
        ("kurang lebih 20 orang warga", "warga (kurang lebih)", 20),
        ("6 personel Polsek", "Polsek", 6),
        ("6 pers", "", 6),
        ("  12   warga  RT 3", "warga RT 3", 12),
        ("Petrus Contoh", "Petrus Contoh", None),
        ("RT 05", "RT 05", None),
        ("1/2 warga", "1/2 warga", None),
        ("3-4 orang", "3-4 orang", None),
        ("1234567 warga", "1234567 warga", None),
        ("82010001", "82010001", None),
    ],
)
def test_a_number_of_people_is_told_from_their_words(typed, words, count):
    assert split_count(typed) == (words, count)


@pytest.mark.parametrize(
    ("typed", "group", "squad"),
    [
        ("15 warga", True, True),
        ("warga", True, False),
        ("Jemaat Betania", True, False),
        ("Petrus Contoh", False, False),
        ("6 personel Polsek", True, True),
        ("82010001", False, False),
        ("Bripka Petrus 82010001", False, False),
        ("", False, False),
    ],
)
def test_people_and_groups_are_told_apart(typed, group, squad):
    assert (is_group(typed), is_squad(typed)) == (group, squad)


@pytest.mark.parametrize(
    ("typed", "honorific", "name"),
    [
        ("Bpk. Yohanes Tefu", "Bapak", "Yohanes Tefu"),
        ("bapak Yohanes", "Bapak", "Yohanes"),
        ("Ibu Maria", "Ibu", "Maria"),
        ("Yohanes Tefu", "", "Yohanes Tefu"),
        ("Bapak", "", "Bapak"),
        ("Ibukota Baru", "", "Ibukota Baru"),
    ],
)
def test_an_honorific_is_no_part_of_the_name(typed, honorific, name):
    assert split_honorific(typed) == (honorific, name)


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("Petrus Contoh, S.H., M.H.", [("Petrus Contoh", ["S.H.", "M.H."])]),
        ("Petrus Contoh, S.H. (kades)", [("Petrus Contoh (kades)", ["S.H."])]),
        ("Petrus, Maria, S.Pd. dan Yosef", [("Petrus", []), ("Maria", ["S.Pd."]), ("Yosef", [])]),
        ("Petrus (ketua, sejak 2020)", [("Petrus (ketua, sejak 2020)", [])]),
        ("tokoh adat dan tokoh agama", [("tokoh adat dan tokoh agama", [])]),
    ],
)
def test_a_cell_is_taken_apart_at_commas_that_part_people(typed, pieces):
    assert [(named.text, named.degrees) for named in split_names(typed, is_group)] == pieces


# Whom and what a name may mean.


@pytest.fixture
def names(db) -> Names:
    regions = make.make_regions()
    unit = make.make_unit(parent=make.make_polres(), name="Polsek Kupang Timur", kind="polsek")
    unit.districts.add(regions["53.01.06"], regions["53.01.09"])
    head = make.make_officer("83010001", unit=unit, role="supervisor", name="Marten Contoh")
    make.make_officer("82010001", unit=unit, name="Yunus Contoh", rank=make.make_rank("Iptu", 9))
    make.make_officer("90010001", unit=make.make_unit("polres-lain", kind="polres"), name="Yunus Contoh")
    make.make_figure(by=head, name="Marselina Tefamnasi")
    return Names(head)


TUAPUKAN, VILLAGE, WARD = "53.01.06.2006", "53.01.06.2015", "53.01.06.1004"


@pytest.mark.parametrize(
    ("village", "district", "codes", "is_sure"),
    [
        ("Tuapukan", "", [TUAPUKAN], True),
        ("TUAPUKAN ", "Kec. Kupang Timur", [TUAPUKAN], True),
        ("Desa Tuapukan", "", [TUAPUKAN], True),
        ("Oesao", "", [WARD, VILLAGE], False),
        ("Desa Oesao", "", [VILLAGE], True),
        ("Ds. Oesao", "Kupang Timur", [VILLAGE], True),
        ("Kelurahan Oesao", "", [WARD], True),
        ("Kel Oesao", "Kecamatan Kupang Timur", [WARD], True),
        ("Oh’aem", "", ["53.01.09.2011"], True),
        ("Tuapukan", "Amarasi", [], False),
        ("Tuapukn", "", [TUAPUKAN], False),
        ("5301062006", "", [TUAPUKAN], True),
        ("Desa Tuapukan 53.01.06.2006", "", [TUAPUKAN], True),
        ("53.01.06.2099", "", [], False),
        ("Nirwana", "", [], False),
    ],
)
def test_a_village_is_sure_only_where_one_alone_has_the_name(names, village, district, codes, is_sure):
    match = names.place(village, district)

    assert sorted(each.value for each in match.candidates) == codes
    assert match.is_sure is is_sure
    assert all((each.confidence == SURE) is (is_sure or village == "Oesao") for each in match.candidates)
    if len(codes) > 1:
        assert match.chosen == ""  # a village is never guessed among two


def test_an_ended_village_is_found_by_its_code_alone(names):
    Region.objects.filter(code=TUAPUKAN).update(closed_on="2024-01-01")

    assert names.place("Tuapukan", "").candidates == []
    assert [each.value for each in names.place(TUAPUKAN, "").candidates] == [TUAPUKAN]


@pytest.mark.parametrize(
    ("typed", "nrp", "chosen"),
    [
        ("Yunus Contoh", "82010001", "82010001"),
        ("Iptu. Yunus Contoh, S.H.", "82010001", "82010001"),
        ("yunus contoh", "82010001", "82010001"),
        ("NRP 82010001", "82010001", "82010001"),
        ("90010001", None, AS_TEXT),
        ("Yunus Conto", "82010001", AS_TEXT),
        ("Yunas Kontoh", "82010001", AS_TEXT),
        ("Petrus Manuain", None, AS_TEXT),
    ],
)
def test_an_officer_is_one_of_the_own_polres_and_never_guessed_by_likeness_alone(names, typed, nrp, chosen):
    match = names.officer_named(typed)

    assert [each.value for each in match.candidates] == ([nrp] if nrp else [])
    assert match.chosen == chosen


@pytest.mark.parametrize(
    ("typed", "is_known", "is_sure"),
    [
        ("Marselina Tefamnasi", True, True),
        ("MARSELINA TEFAMNASI", True, True),
        ("Marselina Tefamnas", True, False),
        ("Maria Contoh", False, False),
    ],
)
def test_a_figure_is_taken_only_by_the_same_name(names, typed, is_known, is_sure):
    key = str(CommunityFigure.objects.get().key)
    match = names.figure(typed, typed)

    assert [each.value for each in match.candidates] == ([key] if is_known else [])
    assert match.chosen == (key if is_sure else AS_TEXT)


@pytest.mark.parametrize(
    ("told", "chosen"), [("82010001", "82010001"), (AS_TEXT, AS_TEXT), ("90010001", AS_TEXT), ("", AS_TEXT)]
)
def test_what_the_person_chose_counts_where_it_was_offered(names, told, chosen):
    names.choices = {"officer:yunas kontoh": told}

    assert names.officer_named("Yunas Kontoh").chosen == chosen


def test_a_place_never_stays_a_text(names):
    names.choices = {"place:tuapukn|": AS_TEXT}

    assert names.place("Tuapukn", "").chosen == TUAPUKAN


def test_a_name_is_looked_up_once_and_counted_each_time(names, django_assert_num_queries):
    first = names.officer_named("Yunus Contoh")
    with django_assert_num_queries(0):
        assert names.officer_named("YUNUS  CONTOH") is first
    assert first.rows == 2


@pytest.mark.parametrize(
    ("typed", "rank", "name"),
    [
        ("Iptu. Yunus Contoh", "Iptu", "Yunus Contoh"),
        ("IPTU Yunus", "Iptu", "Yunus"),
        ("Yunus Contoh", "", "Yunus Contoh"),
        ("Iptu", "", "Iptu"),
    ],
)
def test_a_rank_stands_before_the_name(names, typed, rank, name):
    assert names.split_rank(typed) == (rank, name)
