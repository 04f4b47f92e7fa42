"""The place that a filter names: all levels, the own area first, asked where several may be meant."""

import html
import re

import pytest

from tests import factories as make
from visits.data import REGIONS_FILE
from visits.history.forms import HistoryFilter
from visits.models import Region
from visits.models.places import fold_name
from visits.pickers.place_filter import own_places, read_place
from visits.pickers.place_names import SHORT_NAMES
from visits.setup.region_file import read_regions

pytestmark = pytest.mark.django_db
MORE = [
    ("53.71", "Kota Kupang", "regency", "kota"),
    ("53.71.04", "Kota Raja", "district", "kecamatan"),
    ("53.71.04.1001", "Kupang Timur", "village", "kelurahan"),
    ("53.01.12", "Takari", "district", "kecamatan"),
    ("53.01.12.2001", "Takari", "village", "kelurahan"),
    ("53.01.20", "Amarasi Selatan", "district", "kecamatan"),
    ("53.01.20.2001", "Amarasi Selatan Baru", "village", "desa"),
    ("53.71.04.1002", "Oesao", "village", "kelurahan"),
    ("53.71.04.1003", "Fatululi", "village", "kelurahan"),
]


@pytest.fixture
def officer():
    make.make_regions()
    for code, name, level, kind in MORE:
        Region.objects.create(code=code, name=name, level=level, kind=kind, parent_id=code.rpartition(".")[0])
    polres = make.make_polres()
    unit = make.make_unit(parent=polres, kind="polsek")
    unit.districts.set(["53.01.06", "53.01.09", "53.01.12", "53.01.20"])
    return make.make_officer(unit=unit)


@pytest.mark.fault("B24", "B19")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kupang Timur", "53.01.06"),
        ("kec kupang timur", "53.01.06"),
        ("Kec. Takari", "53.01.12"),
        ("kelurahan takari", "53.01.12.2001"),
        ("Kab. Kupang", "53.01"),
        ("Kupang", "53.01"),
        ("Kabupaten Kupang", "53.01"),
        ("Kota Kupang", "53.71"),
        ("Kota Raja", "53.71.04"),
        ("Amarasi Selatan", "53.01.20"),
        ("Desa Oesao", "53.01.06.2015"),
        ("Kel. Oesao, Kec. Kupang Timur", "53.01.06.1004"),
        ("Desa Oesao Kec. Kupang Timur Kab. Kupang", "53.01.06.2015"),
        ("Oesao, Kota Kupang", "53.71.04.1002"),
        ("Oesao Kota Raja", "53.71.04.1002"),
        ("Fatululi", "53.71.04.1003"),
        ("ohaem", "53.01.09.2011"),
        ("Nusa Tenggara Timur", "53"),
        ("Prov. Nusa Tenggara Timur", "53"),
        ("NTT", "53"),
        ("Prov. NTT", "53"),
        ("ntt.", "53"),
        ("Kab. Kupang, NTT", "53.01"),
        ("Oesao Kota Raja NTT", "53.71.04.1002"),
        ("Oesao (Kel.)", "53.01.06.1004"),
        ("Oesao (desa)", "53.01.06.2015"),
        ("Oesao (Kel.), Kec. Kupang Timur", "53.01.06.1004"),
        ("Takari (Kec)", "53.01.12"),
        ("Takari(kelurahan)", "53.01.12.2001"),
        ("Kupang (Kota)", "53.71"),
        ("Kupang (Kab.)", "53.01"),
        ("Kab. Kupang (NTT)", "53.01"),
        ("Oesao (Kota Kupang)", "53.71.04.1002"),
        ("Oesao (Kel., Kec. Kota Raja)", "53.71.04.1002"),
        ("Oesao, Kec. Kota Raja", "53.71.04.1002"),
        ("5301062006", "53.01.06.2006"),
        ("53.01.06 2006", "53.01.06.2006"),
        ("530106", "53.01.06"),
    ],
)
def test_a_name_of_any_level_means_one_place(officer, typed, code):
    assert read_place(typed, officer).region == Region.objects.get(pk=code)


@pytest.mark.fault("B24")
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Oesao", ["53.01.06.1004", "53.01.06.2015"]),
        ("Takari", ["53.01.12", "53.01.12.2001"]),
        ("Oesao, Kupang Timur", ["53.01.06.1004", "53.01.06.2015"]),
        ("Kupang Timr", ["53.01.06"]),
        ("Kec. Amarasi Slatan", ["53.01.20"]),
        ("Tuapuk", ["53.01.06.2006"]),
        ("Desa Takari", ["53.01.12.2001"]),
        ("Takari (Desa)", ["53.01.12.2001"]),
        ("Oesao (Kupang Timur)", ["53.01.06.1004", "53.01.06.2015"]),
        ("Oesao ()", ["53.01.06.1004", "53.01.06.2015"]),
        ("Oesao, NTT", ["53.01.06.1004", "53.01.06.2015"]),
    ],
)
def test_what_may_be_several_places_or_is_only_like_one_is_asked(officer, typed, codes):
    read = read_place(typed, officer)

    assert read.region is None
    assert [region.pk for region in read.candidates][: len(codes)] == codes


@pytest.mark.fault("B24")
@pytest.mark.parametrize("typed", ["xyzzy qwrt", "Desa Qwxz", "99", "53.99.99", "5301", ", ,", "Kec.", "1 2 3"])
def test_what_is_no_place_says_so_or_is_read(officer, typed):
    form = HistoryFilter({"place": typed}, officer=officer)
    form.is_valid()

    assert bool(form.errors.get("place")) != bool(form.filtered_by["place"])


@pytest.mark.fault("B24")
def test_an_abbreviation_that_is_the_name_of_a_place_as_well_is_asked(officer):
    village = Region.objects.create(
        code="53.01.12.2009", name="Babel", level="village", kind="desa", parent_id="53.01.12"
    )
    Region.objects.create(code="19", name="Kepulauan Bangka Belitung", level="province", kind="provinsi")
    Region.objects.create(
        code="53.02", name="Kabupaten Timor Tengah Selatan", level="regency", kind="kabupaten", parent_id="53"
    )

    assert read_place("Prov. Babel", officer).region.pk == "19"
    assert read_place("Desa Babel", officer).region == village
    # In the own area there is one of that name.
    assert read_place("Babel", officer).region == village
    assert read_place("Kab. TTS", officer).region.pk == read_place("TTS", officer).region.pk == "53.02"
    assert read_place("Kec. NTT", officer).region is None


@pytest.mark.fault("B24")
@pytest.mark.once
def test_every_abbreviation_stands_for_a_region_of_that_name(officer):
    reference = {row.code: row.name for row in read_regions(REGIONS_FILE).rows.values()}

    for short, code in SHORT_NAMES.items():
        assert short == fold_name(short)
        assert code in reference, short
    assert reference[SHORT_NAMES["ntt"]] == "Nusa Tenggara Timur"
    assert reference[SHORT_NAMES["kaltara"]] == "Kalimantan Utara"
    assert reference[SHORT_NAMES["ttu"]] == "Kabupaten Timor Tengah Utara"


@pytest.mark.fault("B24")
def test_every_own_place_that_the_browser_offers_is_read_back(officer):
    offered = own_places(officer)

    assert "Kec. Kupang Timur" in offered
    assert "Desa Oesao, Kec. Kupang Timur" in offered
    assert {read_place(name, officer).region is not None for name in offered} == {True}


@pytest.mark.fault("B24")
@pytest.mark.parametrize("address", ["/visits/", "/review/"])
def test_the_page_offers_the_places_to_choose_from(client, officer, address):
    head = make.make_officer(unit=officer.unit, role="supervisor")
    visit = make.make_visit(author=officer, with_rows=False)
    make.make_stop(visit, Region.objects.get(pk="53.01.06.2015"))
    client.force_login(head)

    asked = client.get(address, {"place": "Oesao", "activity": "call"})
    page = asked.content.decode()
    links = re.findall(r'href="([^"]*place=53[^"]*)">([^<]*)', page)
    chosen = client.get(f"{address}{html.unescape(links[-1][0])}")

    assert (asked.status_code, chosen.status_code) == (422, 200)
    assert [words for _address, words in links] == [
        "Kelurahan Oesao, Kec. Kupang Timur, Kab. Kupang",
        "Desa Oesao, Kec. Kupang Timur, Kab. Kupang",
    ]
    assert 'value="Oesao"' in page
    assert str(visit.key) in chosen.content.decode()


def test_only_a_region_of_the_filter_is_asked_of_the_lists(officer):
    form = HistoryFilter({"place": "Kec. Takari", "from": "2024-09-01"}, officer=officer)

    assert form.is_valid()
    assert form.filtered_by["place"] == "53.01.12"
    assert form.pairs == [("place", "Kec. Takari"), ("from", "2024-09-01")]
