"""A file of regions line by line: what each cell becomes, and the sentence that refuses it."""

from decimal import Decimal

import pytest
from django.utils import translation

from visits.setup.region_file import BadFile, read_regions, read_successors

ABOVE = ["53,Nusa Tenggara Timur", "53.01,Kabupaten Kupang", "53.01.06,Kupang Timur"]


@pytest.fixture
def read(tmp_path):
    """The rows of a file with this head; refusals in English, word for word."""

    def read(header: str, *lines: str):
        path = tmp_path / "regions.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        with translation.override("en"):
            return read_regions(path)

    return read


@pytest.mark.parametrize(
    ("code", "name", "kind", "written"),
    [
        ("53", "Nusa Tenggara Timur", "provinsi", "Nusa Tenggara Timur"),
        ("53.01", "KAB. KUPANG", "kabupaten", "Kabupaten KUPANG"),
        ("53.01", "Kab Kupang", "kabupaten", "Kabupaten Kupang"),
        ("53.01", "kabupaten Kupang", "kabupaten", "kabupaten Kupang"),
        ("53.01", "Kupang", "kabupaten", "Kabupaten Kupang"),
        ("53.01", "Kotabaru", "kabupaten", "Kabupaten Kotabaru"),
        ("53.70", "Kota Lama", "kabupaten", "Kabupaten Lama"),
        ("53.71", "Kupang", "kota", "Kota Kupang"),
        ("53.71", "Kota Kupang", "kota", "Kota Kupang"),
        ("53.71", "Kab. Kupang", "kota", "Kota Kupang"),
    ],
)
def test_what_a_file_of_codes_and_names_leaves_out_is_told_by_the_code(read, code, name, kind, written):
    above = [] if code == "53" else ABOVE[:1]
    row = read("kode,nama", *above, f"{code},{name}").rows[code]

    assert (row.kind, row.name) == (kind, written)


@pytest.mark.parametrize(
    ("code", "kind"), [("53.01.06.1004", "kelurahan"), ("53.01.06.2015", "desa"), ("53.01.06.3001", "desa adat")]
)
def test_a_village_is_of_the_kind_that_its_number_begins_with(read, code, kind):
    assert read("kode,nama", *ABOVE, f"{code},Oesao").rows[code].kind == kind


def test_where_the_file_has_kinds_its_names_stay(read):
    rows = read("code,name,kind", "53,NTT,provinsi", "53.01,Kupang,kabupaten").rows

    assert rows["53.01"].name == "Kupang"


@pytest.mark.parametrize(
    ("typed", "degrees"),
    [("", None), ("-10.1", "-10.10000"), ("-10.1234567", "-10.12346"), ("90", "90"), ("-90", "-90"), ("1e1", "10")],
)
def test_a_latitude_is_rounded_to_about_a_metre(read, typed, degrees):
    row = read("code,name,latitude", f"53,NTT,{typed}").rows["53"]

    assert row.latitude == (None if degrees is None else Decimal(degrees))


@pytest.mark.parametrize(
    "head", ["Kode Wilayah", "KODE-WILAYAH", " kode_kemendagri ", "Kode", "code", "Kode (Kemendagri)"]
)
def test_a_header_is_read_however_it_is_written(read, head):
    assert read(f"{head},Nama Wilayah", "53,NTT").rows["53"].name == "NTT"


@pytest.mark.parametrize(
    ("header", "lines", "sentence"),
    [
        ("code,name", [], "The file contains no regions."),
        ("code,name", ["5,NTT"], "Line 2: “5” is not a region code like 53.01.06.2006."),
        ("code,name", ["53.,NTT"], "Line 2: “53.” is not a region code like 53.01.06.2006."),
        ("code,name", ["٥٣,NTT"], "Line 2: “٥٣” is not a region code like 53.01.06.2006."),
        ("code,name", ["53,NTT", "53,NTT"], "Line 3: The code 53 is already in line 2."),
        ("code,name", ["53,NTT", "5301,Kupang", "53.01,Kupang"], "Line 4: The code 53.01 is already in line 3."),
        ("code,name", ["53.01,Kupang"], "Line 2: 53.01 is part of 53, which is not in the file."),
        (
            "code,name",
            ["53,NTT", "53.01.06,Kupang Timur"],
            "Line 3: 53.01.06 is part of 53.01, which is not in the file.",
        ),
        (
            "code,name",
            ["53,NTT", "53.01.010,Kupang"],
            "Line 3: “53.01.010” is a code of BPS, the statistics office. "
            "Load the codes of Kemendagri, like 53.01.06.2006.",
        ),
        ("code,name,level", ["53,NTT,regency"], "Line 2: The level “regency” does not match the code 53."),
        ("code,name,kind", ["53,NTT,kota"], "Line 2: The kind “kota” does not match the code 53."),
        (
            "code,name,kind",
            ["53,NTT,provinsi", "53.01,Kupang,desa"],
            "Line 3: The kind “desa” does not match the code 53.01.",
        ),
        ("code,name,parent_code", ["53,NTT,53"], "Line 2: 53 cannot be part of “53”."),
        (
            "code,name,parent_code",
            ["53,NTT,", "53.01,Kupang,51"],
            "Line 3: 53.01 cannot be part of “51”.",
        ),
        ("code,name", ["53,"], "Line 2: A name has 1 to 200 printable characters."),
        ("code,name", [f"53,{'x' * 201}"], "Line 2: A name has 1 to 200 printable characters."),
        ("code,name,postal_code", ["53,NTT,8536"], "Line 2: A postal code has 5 digits."),
        ("code,name,postal_code", ["53,NTT,٨٥٣٦٢"], "Line 2: A postal code has 5 digits."),
        ("code,name,latitude", ["53,NTT,90.1"], "Line 2: “90.1” is not a latitude or longitude."),
        ("code,name,latitude", ["53,NTT,-Infinity"], "Line 2: “-Infinity” is not a latitude or longitude."),
        ("code,name,longitude", ["53,NTT,-180.5"], "Line 2: “-180.5” is not a latitude or longitude."),
        ("code,name,longitude", ["53,NTT,123°"], "Line 2: “123°” is not a latitude or longitude."),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_number(read, header, lines, sentence):
    with pytest.raises(BadFile) as refusal:
        read(header, *lines)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("header", ["code", "name,level", "code,name,colour", "code,name,kode", "code,name,name"])
def test_a_header_that_is_none_is_told_what_it_may_name(read, header):
    with pytest.raises(BadFile, match="^Line 1: The header must name the columns code, name, and may name level, "):
        read(header, ",".join(["53"] * (header.count(",") + 1)))


def test_ended_codes_are_told_beside_the_codes_that_follow(read):
    found = read(
        "code,name,successors",
        *(f"{line}," for line in ABOVE),
        "53.01.06.2015,Oesao,53.01.06.1004; 5301062006",
        "53.01.06.1004,Oesao,",
    )

    assert found.successors == {"53.01.06.2015": ["53.01.06.1004", "53.01.06.2006"]}
    assert found.provinces == ["53"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["53.01.06.2015,53.01.06.1004"], {"53.01.06.2015": ["53.01.06.1004"]}),
        (["5301062015,53.01.06.1004 53.01.06.2006"], {"53.01.06.2015": ["53.01.06.1004", "53.01.06.2006"]}),
        (["53.01.06.2015,"], {"53.01.06.2015": []}),
    ],
)
def test_a_file_of_successors_alone(tmp_path, lines, found):
    path = tmp_path / "successors.csv"
    path.write_text("\n".join(["kode,pengganti", *lines]))

    assert read_successors(path) == found


@pytest.mark.parametrize(
    "lines", [["53.01,53.02", "5301,53.03"], ["53.01 53.02,53.03"], [",53.03"]], ids=["twice", "two in one", "none"]
)
def test_each_line_of_successors_is_of_one_code(tmp_path, lines):
    path = tmp_path / "successors.csv"
    path.write_text("\n".join(["code,successors", *lines]))

    with translation.override("en"), pytest.raises(BadFile, match="Each line has one code, and no code appears twice"):
        read_successors(path)
