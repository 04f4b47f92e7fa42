"""The village picker: own area first, beginnings, likeness, two villages of one name."""

import datetime as dt
import time

import pytest

from tests.factories import make_officer, make_polres, make_regions, make_unit
from visits import data
from visits.models import Region, VillageAssignment
from visits.pickers import village_names
from visits.pickers.villages import own_districts, search_places
from visits.setup.regions import import_regions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_names(monkeypatch):
    monkeypatch.setattr(village_names, "_names", {})


@pytest.fixture
def officer():
    """A Bhabinkamtibmas of a Polsek that covers Kupang Timur."""
    make_regions()
    polsek = make_unit("polsek-kupang-timur", parent=make_polres(), kind="polsek")
    polsek.districts.add("53.01.06")
    return make_officer(unit=polsek)


def make_place(code, name, level="village", kind="desa", **fields):
    return Region.objects.create(
        code=code, name=name, level=level, kind=kind, parent_id=code.rpartition(".")[0] or None, **fields
    )


def codes(text, officer, **options):
    return [hit.code for hit in search_places(text, officer=officer, **options)]


def test_two_villages_of_one_name_are_told_apart(officer):
    hits = search_places("oesao", officer=officer)

    assert [hit.label for hit in hits] == ["Kelurahan Oesao", "Desa Oesao"]
    assert {hit.above for hit in hits} == {"Kec. Kupang Timur, Kab. Kupang"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("desa oesao", "53.01.06.2015"),
        ("Kel. Oesao", "53.01.06.1004"),
        ("tuap", "53.01.06.2006"),
        ("  TUAPUKAN ", "53.01.06.2006"),
        ("tuapukn", "53.01.06.2006"),
        ("oh'aem", "53.01.09.2011"),
        ("ohaem", "53.01.09.2011"),
        ("Oh’aem", "53.01.09.2011"),
        ("tuapukan kupang timur", "53.01.06.2006"),
        ("tuapukan kec kupang timur kab kupang", "53.01.06.2006"),
        ("ohaem amarasi", "53.01.09.2011"),
        ("53.01.06.2006", "53.01.06.2006"),
    ],
)
def test_finds_a_village_as_people_type_it(officer, text, code):
    assert codes(text, officer)[0] == code


@pytest.mark.parametrize("text", ["", "   ", "\x00", "'", "zzzzzz", "%", "kec"])
def test_nothing_sensible_finds_nothing(officer, text):
    assert codes(text, officer) == []


def test_a_district_lists_its_villages(officer):
    assert set(codes("kec kupang timur", officer)) == {"53.01.06.1004", "53.01.06.2006", "53.01.06.2015"}


def test_own_area_comes_first(officer):
    make_place("53.01.01", "Jauh", "district", "kecamatan")
    make_place("53.01.01.2001", "Oesa")

    hits = search_places("oesa", officer=officer)

    assert [hit.is_own_area for hit in hits] == [True, True, False]


def test_assigned_villages_come_before_the_rest_of_the_own_area(officer):
    VillageAssignment.objects.create(officer=officer, village_id="53.01.06.2015", starts_on=dt.date(2024, 1, 1))

    assert codes("oesao", officer) == ["53.01.06.2015", "53.01.06.1004"]


def test_a_unit_of_the_polres_has_the_districts_of_all_polseks(officer):
    kasat = make_officer(unit=make_unit("satsamapta", parent=make_polres()))

    assert own_districts(kasat) == ["53.01.06"]


def test_a_unit_of_a_polsek_has_the_districts_of_the_polsek(officer):
    other = make_unit("polsek-amarasi", parent=make_polres(), kind="polsek")
    other.districts.add("53.01.09")
    member = make_officer(unit=make_unit("binmas", parent=other, kind="unit"))

    assert own_districts(member) == ["53.01.09"]


def test_closed_regions_are_left_out(officer):
    Region.objects.filter(code="53.01.06.2015").update(closed_on=dt.date(2025, 1, 1))

    assert codes("oesao", officer) == ["53.01.06.1004"]


def test_districts_can_be_searched(officer):
    assert codes("kec amarasi", officer, level="district") == ["53.01.09"]


def test_a_new_village_is_found_at_once(officer):
    assert codes("sukadamai", officer) == []
    make_place("53.01.06.2099", "Sukadamai")

    assert codes("sukadamai", officer) == ["53.01.06.2099"]


def test_asks_few_queries_for_any_number_of_hits(officer, django_assert_max_num_queries):
    search_places("o", officer=officer)

    with django_assert_max_num_queries(7):
        search_places("o", officer=officer)


@pytest.mark.parametrize("text", ["oesaw kec kupang timur", "oesaw kab kupang", "desa oesaw kecamatan kupang timur"])
def test_a_likeness_in_the_place_that_was_typed_is_not_lost_behind_nearer_ones_elsewhere(officer, text):
    make_place("53.02", "Jauh", "regency", "kabupaten")
    make_place("53.02.01", "Jauh", "district", "kecamatan")
    for number in range(1, 251):
        make_place(f"53.02.01.{2000 + number}", f"Oesau {number}")

    assert codes(text, officer)[0] in {"53.01.06.1004", "53.01.06.2015"}


@pytest.mark.slow
def test_every_village_of_indonesia_within_100_ms():
    import_regions(path=data.REGIONS_FILE)
    polsek = make_unit("polsek-kupang-timur", parent=make_polres(), kind="polsek")
    polsek.districts.add("53.01.06")
    officer = make_officer(unit=polsek)
    search_places("warm", officer=officer)

    for text in ["oesao", "tuapukn", "desa suka", "sukamaju kabupaten bogor", "kec takari", "a", "oh'aem ii"]:
        began = time.perf_counter()
        assert search_places(text, officer=officer)
        # The best of seven: other work on the machine is not what is measured.
        times = [time.perf_counter() - began]
        for _ in range(6):
            began = time.perf_counter()
            search_places(text, officer=officer)
            times.append(time.perf_counter() - began)
        assert min(times) < 0.1, (text, times)
