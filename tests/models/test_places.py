"""Regions by their codes: how they are written, what lies in what, and the clock they live by."""

import pytest

from tests import factories as make
from visits.models import Region
from visits.models.places import fold_name, is_region_or_below


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Oh'aem  II", "ohaem ii"),
        ("Oh\u2019aem II", "ohaem ii"),
        ("OH\u00b4AEM", "ohaem"),
        ("N\u02bcbe", "nbe"),
        ("Jos\u00e9", "jose"),
        ("Jose\u0301", "jose"),
        ("Tuapukan-Barat (Lama)", "tuapukan barat lama"),
        ("Stra\u00dfe", "strasse"),
        (" \t", ""),
        ("Desa 12", "desa 12"),
    ],
)
def test_a_name_is_searched_without_accents_and_signs(typed, folded):
    assert fold_name(typed) == folded


@pytest.mark.parametrize(
    ("code", "region", "is_below"),
    [
        ("53.01.06.2006", "53.01", True),
        ("53.01", "53.01", True),
        ("53.01", "53.01.06", False),
        # Without the dot 53.1 would be above 53.10.
        ("53.10", "53.1", False),
        ("53.10.01", "53.1", False),
    ],
)
@pytest.mark.django_db
def test_what_lies_in_what(code, region, is_below):
    Region.objects.create(code=code, name="Contoh", level="province", kind="provinsi")

    assert is_region_or_below(code, region) is is_below
    assert Region.objects.within(region).exists() is is_below


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"level": "village", "kind": "desa", "name": "Oesao"}, "Desa Oesao"),
        ({"level": "village", "kind": "kelurahan", "name": "Oesao"}, "Kelurahan Oesao"),
        ({"level": "district", "kind": "kecamatan", "name": "Kupang Timur"}, "Kec. Kupang Timur"),
        ({"level": "regency", "kind": "kabupaten", "name": "Kabupaten Kupang"}, "Kab. Kupang"),
        ({"level": "regency", "kind": "kota", "name": "Kota Kupang"}, "Kota Kupang"),
        ({"level": "province", "kind": "provinsi", "name": "Nusa Tenggara Timur"}, "Nusa Tenggara Timur"),
    ],
)
def test_a_region_is_written_with_its_kind(fields, label):
    assert str(Region(**fields)) == label


@pytest.mark.django_db
def test_what_a_region_lies_in():
    regions = make.make_regions()

    assert {code: region.above_label for code, region in regions.items() if len(code) != 13} == {
        "53": "",
        "53.01": "Nusa Tenggara Timur",
        "53.01.06": "Kab. Kupang, Nusa Tenggara Timur",
        "53.01.09": "Kab. Kupang, Nusa Tenggara Timur",
    }
    village = regions["53.01.06.2006"]
    assert village.above_label == "Kec. Kupang Timur, Kab. Kupang"
    assert village.ancestor_codes == ["53.01.06", "53.01", "53"]
    assert regions["53"].ancestor_codes == []


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        *((f"{province}.01", "Asia/Makassar") for province in ("51", "53", "65", "76")),
        *((f"{province}.01", "Asia/Jayapura") for province in ("81", "82", "91", "97")),
        *((f"{province}.01", "Asia/Jakarta") for province in ("11", "36", "61", "62")),
    ],
)
def test_a_region_lives_by_the_clock_of_its_province(code, zone):
    assert Region(code=code).zone == zone


@pytest.mark.django_db
def test_regions_that_exist_today():
    regions = make.make_regions()
    Region.objects.filter(pk="53.01.06.2006").update(closed_on=make.VISIT_DAY)

    villages = {code for code in regions if len(code) == 13}
    assert {region.pk for region in Region.objects.villages()} == villages
    assert {region.pk for region in Region.objects.villages().open()} == villages - {"53.01.06.2006"}


@pytest.mark.django_db
def test_a_renamed_region_is_searched_by_its_new_name():
    village = make.make_village()
    village.name = "Oh'aem Baru"
    village.save()

    assert Region.objects.get(pk=village.pk).search_name == "ohaem baru"
