"""`manage.py import_regions`: adds, changes, closes, reopens, never deletes; refuses bad files with the line."""

import datetime as dt
import gzip
import time
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visits import data
from visits.core import audit
from visits.models import AuditEntry, Region
from visits.setup.region_file import BadFile, read_regions
from visits.setup.regions import import_regions

pytestmark = pytest.mark.django_db

HEADER = "code,name,level,parent_code,kind,latitude,longitude,postal_code\n"
NTT = [
    "53,Nusa Tenggara Timur,province,,provinsi,-10.17131,123.60744,",
    "53.01,Kabupaten Kupang,regency,53,kabupaten,-10.07277,123.86446,",
    "53.01.06,Kupang Timur,district,53.01,kecamatan,,,",
    "53.01.06.1004,Oesao,village,53.01.06,kelurahan,,,85362",
    "53.01.06.2015,Oesao,village,53.01.06,desa,-10.1,123.8,85362",
]
BALI = ["51,Bali,province,,provinsi,,,", "51.01,Kabupaten Jembrana,regency,51,kabupaten,,,"]


@pytest.fixture
def load(tmp_path):
    """Import a file made of these lines."""

    def load(lines, *, header=HEADER, **options):
        path = tmp_path / "regions.csv"
        path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
        return import_regions(path=path, **options)

    return load


def open_codes():
    return set(Region.objects.open().values_list("code", flat=True))


def test_adds_regions_ready_to_be_searched(load):
    changes = load(NTT)

    assert changes.added == 5
    village = Region.objects.get(code="53.01.06.2015")
    assert (village.label, village.search_name, village.parent_id) == ("Desa Oesao", "oesao", "53.01.06")
    assert str(village.latitude) == "-10.10000"
    assert Region.objects.get(code="53.01.06").latitude is None


def test_again_writes_nothing_not_even_to_the_audit_log(load, django_assert_num_queries):
    load(NTT)
    trail = AuditEntry.objects.count()

    with django_assert_num_queries(4):  # savepoint, regions, successors, release
        assert not load(NTT)

    assert AuditEntry.objects.count() == trail


def test_changes_a_renamed_region(load):
    load(NTT)

    changes = load([*NTT[:4], NTT[4].replace("Oesao", "Oh'aem Baru")])

    assert (changes.changed, changes.closed) == (1, 0)
    assert Region.objects.get(code="53.01.06.2015").search_name == "ohaem baru"


def test_a_code_that_disappears_is_closed_and_kept(load):
    load(NTT)

    changes = load(NTT[:4], closed_on=dt.date(2026, 1, 2))

    assert changes.closed == 1
    assert Region.objects.get(code="53.01.06.2015").closed_on == dt.date(2026, 1, 2)
    assert not load(NTT[:4])


def test_one_province_leaves_the_others_alone(load):
    load([*BALI, *NTT])

    load(BALI)

    assert open_codes() == {line.split(",")[0] for line in [*BALI, *NTT]}


def test_a_code_that_comes_back_is_opened_again(load):
    load(NTT)
    load(NTT[:4])

    changes = load(NTT)

    assert changes.reopened == 1
    assert "53.01.06.2015" in open_codes()


def test_a_row_with_successors_ends_its_code(load):
    load(NTT)

    lines = [f"{line}," for line in NTT[:4]] + [f"{NTT[4]},53.01.06.1004"]
    changes = load(lines, header=HEADER.replace("\n", ",successors\n"))

    old = Region.objects.get(code="53.01.06.2015")
    assert changes.closed == 1
    assert old.closed_on
    assert [region.code for region in old.successors.all()] == ["53.01.06.1004"]


def test_a_file_of_successors(load, tmp_path):
    load(NTT)
    successors = tmp_path / "successors.csv"
    successors.write_text("code,successors\n53.01.06.2015,53.01.06.1004\n")

    load(NTT[:4], successors_path=successors)
    assert Region.objects.get(code="53.01.06.2015").successors.count() == 1

    load(NTT)
    assert Region.objects.get(code="53.01.06.2015").successors.count() == 0


def test_successors_of_a_code_that_has_not_ended_are_refused(load, tmp_path):
    successors = tmp_path / "successors.csv"
    successors.write_text("code,successors\n53.01.06.2015,53.01.06.1004\n")

    with pytest.raises(BadFile, match="53.01.06.2015"):
        load(NTT, successors_path=successors)
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("53.1,Kupang,regency,53,kabupaten,,,", "53.1"),
        ("53.01.06.2016,Manusak,village,53.01,desa,,,", "53.01"),
        ("53.01.07.2001,Pitay,village,53.01.07,desa,,,", "53.01.07"),
        ("53.01.06.2015,Oesao,village,53.01.06,desa,,,", "6"),
        ("53.01.06.2016,Manusak,district,53.01.06,desa,,,", "district"),
        ("53.01.06.2016,Manusak,village,53.01.06,kecamatan,,,", "kecamatan"),
        ("53.01.06.2016,,village,53.01.06,desa,,,", ""),
        ("53.01.06.2016,Manusak,village,53.01.06,desa,north,,", "north"),
        ("53.01.06.2016,Manusak,village,53.01.06,desa,NaN,,", "NaN"),
        ("53.01.06.2016,Manusak,village,53.01.06,desa,,,8536", ""),
        ("53.01.06.2016,Manusak,village", "8"),
        ('53.01.06.2016,"Manu"sak",village,53.01.06,desa,,,', ""),
    ],
)
def test_a_wrong_line_is_named_and_nothing_changes(load, line, words):
    with pytest.raises(BadFile) as refusal:
        load([*NTT, line])

    assert "7" in str(refusal.value)
    assert words in str(refusal.value)
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"kode;lain\n53;NTT\n", HEADER.encode(), b"\x1f\x8bnot gzip", b"\xff\xfe\x00", b"a,\x00b\n", b"PK\x03\x04"],
)
def test_an_unreadable_file_ends_with_a_sentence(tmp_path, content):
    path = tmp_path / "regions.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("import_regions", path)

    assert len(str(refusal.value)) > 20


CODES_AND_NAMES = ["53,Nusa Tenggara Timur", "53.01,KAB. KUPANG", "53.71,Kupang", "53.01.06,Kupang Timur"]
VILLAGES = ["53.01.06.1004,Oesao", "53.01.06.2015,Oesao", "53.01.06.3001,Boti"]


@pytest.mark.fault("B22")
@pytest.mark.parametrize(
    ("header", "change"),
    [
        ("kode,nama\n", lambda line: line),
        ("\ufeffKode;Nama\n", lambda line: line.replace(",", ";")),
        ("nama_wilayah\tkode_wilayah\n", lambda line: "\t".join(reversed(line.split(",")))),
        ("code,name\n", lambda line: line.partition(",")[0].replace(".", "") + "," + line.partition(",")[2]),
        ("kode,nama,\n", lambda line: f"{line},"),
        ("kode,nama,jenis,tingkat\n", lambda line: f"{line},,"),
    ],
)
def test_code_and_name_are_enough(load, header, change):
    changes = load([change(line) for line in [*CODES_AND_NAMES, *VILLAGES]], header=header)

    assert changes.added == 7
    found = {region.code: region for region in Region.objects.all()}
    assert {code: (row.level, row.kind, row.parent_id) for code, row in found.items()} == {
        "53": ("province", "provinsi", None),
        "53.01": ("regency", "kabupaten", "53"),
        "53.71": ("regency", "kota", "53"),
        "53.01.06": ("district", "kecamatan", "53.01"),
        "53.01.06.1004": ("village", "kelurahan", "53.01.06"),
        "53.01.06.2015": ("village", "desa", "53.01.06"),
        "53.01.06.3001": ("village", "desa adat", "53.01.06"),
    }
    assert (found["53.01"].name, found["53.71"].name) == ("Kabupaten KUPANG", "Kota Kupang")


@pytest.mark.fault("B22")
@pytest.mark.parametrize("code", ["5303010", "53.03.010", "5303010001", "53.03.010.001"])
def test_codes_of_the_statistics_office_are_named_as_such(load, code):
    with pytest.raises(BadFile, match="BPS"):
        load([*CODES_AND_NAMES, f"{code},Kupang Timur"], header="kode,nama\n")
    assert not Region.objects.exists()


@pytest.mark.fault("B22")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("53.1,Kupang", "53.1"),
        ("53012006,Tuapukan", "53012006"),
        ("53.01.06.4001,Tuapukan", "53.01.06.4001"),
        ("53.01.09.2001,Tuapukan", "53.01.09"),
        ("53.02,", ""),
        ("53.01.06,Kupang Timur", "53.01.06"),
    ],
)
def test_a_wrong_line_of_code_and_name_is_named(load, line, words):
    with pytest.raises(BadFile) as refusal:
        load([*CODES_AND_NAMES, line], header="kode,nama\n")

    assert "6" in str(refusal.value)
    assert words in str(refusal.value)
    assert not Region.objects.exists()


@pytest.mark.fault("B22")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=100), st.text(alphabet="kode,nam\n;\t53.01\"' ", max_size=80).map(str.encode)))
def test_any_bytes_are_regions_or_a_sentence(tmp_path, raw):
    path = tmp_path / "regions.csv"
    for content in (raw, b"kode,nama\n" + raw):
        path.write_bytes(content)
        with suppress(BadFile):
            assert read_regions(path).rows


def test_a_missing_file_ends_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="nowhere.csv"):
        call_command("import_regions", tmp_path / "nowhere.csv")


def test_no_change_without_its_entry_in_the_audit_log(load, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError, match="no trail"):
        load(NTT)
    assert not Region.objects.exists()


def test_a_gzipped_file_and_progress(tmp_path, capsys):
    path = tmp_path / "regions.csv.gz"
    path.write_bytes(gzip.compress((HEADER + "\n".join(NTT)).encode("utf-8")))

    call_command("import_regions", path)

    shown = capsys.readouterr()
    assert "5 added" in shown.out
    assert "regions.csv.gz" in shown.err
    event = AuditEntry.objects.get(kind=AuditEntry.Kind.REGIONS_IMPORTED)
    assert event.details["provinces"] == ["53"]
    assert event.details["added"] == 5


@pytest.mark.slow
def test_all_indonesia_within_15_seconds():
    began = time.monotonic()
    changes = import_regions(path=data.REGIONS_FILE)

    assert time.monotonic() - began < 15
    assert changes.added == 91_599
    assert Region.objects.villages().count() == 83_762
    assert not import_regions(path=data.REGIONS_FILE)
