"""`manage.py reference`: everything there, once, and an administrator's changes kept."""

import datetime as dt

import pytest
from django.core.management import call_command

from visits.models import AuditEntry, NotePrompt, Operation, Rank, Region, Stage, Topic, Unit
from visits.setup import reference_data

pytestmark = pytest.mark.django_db

# The regions of one regency stand for those of all Indonesia where their number does not matter.
SMALL_FILE = """code,name,level,parent_code,kind,latitude,longitude,postal_code
53,Nusa Tenggara Timur,province,,provinsi,,,
53.01,Kabupaten Kupang,regency,53,kabupaten,,,
"""


@pytest.fixture
def few_regions(tmp_path, monkeypatch):
    """Load the districts of Kabupaten Kupang instead of 91,599 regions."""
    districts = {code for row in reference_data.data.read("units") for code in row.get("districts", [])}
    path = tmp_path / "regions.csv"
    lines = [f"{code},Kecamatan {code[-2:]},district,53.01,kecamatan,,,\n" for code in sorted(districts)]
    path.write_text(SMALL_FILE + "".join(lines))
    monkeypatch.setattr(reference_data.data, "REGIONS_FILE", path)


def load():
    return reference_data.load_reference()


def test_everything_is_there(few_regions):
    load()

    assert Rank.objects.exclude(group="asn").count() == 22
    assert list(Rank.objects.values_list("abbreviation", flat=True)[:2]) == ["Jenderal Pol.", "Komjen Pol."]
    assert set(Topic.objects.values_list("group", flat=True)) == {"election", "order"}
    assert not Topic.objects.filter(name_en="").exists()
    assert NotePrompt.objects.get(code="hoaks-isi").topic.code == "hoaks"
    assert NotePrompt.objects.filter(kind="concern", topic=None).count() == 3
    assert Unit.objects.get_parent(Unit.objects.get(code="satsamapta")).code == "polres-kupang"
    assert Unit.objects.get(code="satsamapta").report_to == "Bapak Kapolres Kupang"
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_each_district_has_exactly_one_polsek(few_regions):
    load()

    districts = Region.objects.filter(parent_id="53.01")
    assert districts.count() == 24
    assert all(district.covering_units.count() == 1 for district in districts)
    kupang_tengah = Unit.objects.get(code="polsek-kupang-tengah")
    assert sorted(kupang_tengah.districts.values_list("code", flat=True)) == ["53.01.08", "53.01.24"]


def test_the_stages_of_the_first_report(few_regions):
    load()

    stages = Operation.objects.get(code="pilkada-2024").stages_on(dt.date(2024, 9, 1))
    assert stages[0].name == "Penelitian persyaratan calon"
    assert len(stages) == 6
    assert Stage.objects.filter(starts_on=None, ends_on=None).count() == 5
    assert Operation.objects.on(dt.date(2024, 9, 1)).count() == 2


def test_again_without_change(few_regions):
    load()
    trail = AuditEntry.objects.count()

    assert not any(load().values())
    assert AuditEntry.objects.count() == trail


def test_keeps_what_an_administrator_changed(few_regions):
    load()
    Topic.objects.filter(code="hoaks").update(name="Kabar bohong", is_active=False)
    takari = Unit.objects.get(code="polsek-takari")
    takari.districts.clear()
    Unit.objects.get(code="polsek-fatuleu").districts.add("53.01.11")
    Unit.objects.filter(pk=takari.pk).update(name="Polsek Takari Raya")

    load()

    topic = Topic.objects.get(code="hoaks")
    assert (topic.name, topic.is_active) == ("Kabar bohong", False)
    takari.refresh_from_db()
    assert takari.name == "Polsek Takari Raya"
    assert not takari.districts.exists()


def test_works_where_debug_is_off(few_regions, settings, capsys):
    settings.DEBUG = False

    call_command("reference")

    assert "Ranks: 39 changes." in capsys.readouterr().out
