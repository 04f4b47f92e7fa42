"""Several people in one cell: rows of their own, or a sentence on how to write them."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import factories as make
from visits.imports.matching import Names
from visits.imports.people import HONORIFICS, read_officers, read_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def names() -> Names:
    make.make_rank("Aipda", 20)
    make.make_rank("Briptu", 30)
    make.make_rank("Bripka", 25)
    make.make_rank("Iptu", 9)
    officer = make.make_officer("82010001", name="Yunus Contoh", rank=make.make_rank("Iptu", 9))
    return Names(officer)


def people(typed: str, names: Names) -> list[tuple]:
    rows = read_people(typed, names)
    return [(row.get("name") or row.get("group"), row.get("degrees", ""), row.get("count")) for row in rows]


def officers(typed: str, names: Names) -> list[tuple]:
    rows = read_officers(typed, names)
    return [(row.get("rank", ""), str(row.get("name") or row.get("unit") or ""), row.get("count")) for row in rows]


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Petrus Contoh, Maria Contoh dan Yosef Contoh", ["Petrus Contoh", "Maria Contoh", "Yosef Contoh"]),
        ("Petrus Contoh & Maria Contoh", ["Petrus Contoh", "Maria Contoh"]),
        ("Petrus Contoh, Maria Contoh, dan Yosef Contoh", ["Petrus Contoh", "Maria Contoh", "Yosef Contoh"]),
        ("PETRUS CONTOH DAN MARIA", ["PETRUS CONTOH", "MARIA"]),
        ("Bapak Petrus Contoh beserta Ibu Maria Contoh", ["Petrus Contoh", "Maria Contoh"]),
        ("Kepala Desa, Sekdes dan Ketua RT 05", ["Kepala Desa", "Sekdes", "Ketua RT 05"]),
        ("Bapak Petrus (ketua dan bendahara, sejak 2020)", ["Petrus"]),
        ("Petrus Danga", ["Petrus Danga"]),
    ],
)
def test_several_people_become_several_rows(names, typed, expected):
    assert [name for name, _degrees, _count in people(typed, names)] == expected


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Lurah dan 12 warga", [("Lurah", "", None), ("warga", "", 12)]),
        ("Kepala desa beserta 1.250 warga", [("Kepala desa", "", None), ("warga", "", 1250)]),
        ("12 warga, 3 aparat desa", [("warga", "", 12), ("aparat desa", "", 3)]),
        ("Petrus Contoh, S.H., M.H. dan 15 orang pemuda", [("Petrus Contoh", "S.H., M.H.", None), ("pemuda", "", 15)]),
        ("15 orang pemuda dan pemudi", [("pemuda dan pemudi", "", 15)]),
        ("tokoh adat dan tokoh agama", [("tokoh adat dan tokoh agama", "", None)]),
        ("Warga (15 orang)", [("Warga", "", 15)]),
        ("sekitar 20 warga", [("warga (sekitar)", "", 20)]),
        ("Drs. Petrus Contoh, M. Si", [("Drs. Petrus Contoh", "M. Si", None)]),
    ],
)
def test_groups_and_degrees_are_told_apart(names, typed, expected):
    assert people(typed, names) == expected


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Aipda Petrus, Briptu Maria", [("Aipda", "Petrus", None), ("Briptu", "Maria", None)]),
        ("Bripka Petrus dan 3 personel", [("Bripka", "Petrus", None), ("", "", 3)]),
        ("Bripka Petrus bersama 2 anggota Polsek", [("Bripka", "Petrus", None), ("", "Polsek", 2)]),
        ("Aipda Petrus, S.H., Briptu Maria dan Bripka Yosef", [("Aipda", "Petrus", None), ("Briptu", "Maria", None),
                                                                ("Bripka", "Yosef", None)]),
        ("6 personel Polsek", [("", "Polsek", 6)]),
    ],
)  # fmt: skip
def test_several_officers_become_several_rows(names, typed, expected):
    assert officers(typed, names) == expected


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    ("read", "typed"),
    [
        *((read_people, typed) for typed in ("Petrus Contoh / Maria Contoh", "Bpk. Petrus / Ibu Maria dan Yosef")),
        *((read_people, typed) for typed in ("3 warga: Petrus, Maria, Yosef", "Tokoh adat: Petrus Contoh dan Maria")),
        *((read_people, typed) for typed in ("Petrus, 45 tahun", "Maria, 17 thn", "Petrus, dkk", "Maria dan dkk.")),
        *((read_officers, typed) for typed in ("Aipda X Contoh Briptu Y Contoh", "BRIPKA X BRIPTU Y", "Briptu X/Y")),
        *((read_officers, typed) for typed in ("3 personel: Bripka X, Briptu Y", "Bripka X dan dua personel")),
        *((read_officers, typed) for typed in ("Bripka X / Briptu Y", "Bripka X, dkk")),
    ],
)
def test_people_who_are_not_told_apart_are_asked_for(names, read, typed):
    with pytest.raises(ValidationError, match="titik koma"):
        read(typed, names)


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Petrus Contoh (ketua / bendahara)", "Petrus Contoh"),
        ("Ketua RT 05 / RW 02", "Ketua RT 05 / RW 02"),
        ("Bapak/Ibu Petrus", "Bapak/Ibu Petrus"),
        ("Lurah Oesao: Petrus Contoh", "Lurah Oesao: Petrus Contoh"),
    ],
)
def test_a_slash_or_colon_that_tells_of_one_person_stays(names, typed, expected):
    assert [name for name, _degrees, _count in people(typed, names)] == [expected]


@pytest.mark.fault("B8", "B3")
def test_what_the_cell_says_beside_a_registered_officer_is_kept(names):
    said = read_officers("Bripka Yunus Contoh, S.H. (Kanit Binmas)", names)[0]

    assert said["officer"].nrp == "82010001"
    assert (said["rank"], said["degrees"], said["position"]) == ("Bripka", "S.H.", "Kanit Binmas")


@pytest.mark.fault("B6", "B8")
@pytest.mark.parametrize("typed", ["82010001", "8201 0001", "NRP 8201.0001", "Iptu Yunus 82010001", "٨٢٠١٠٠٠١"])
def test_a_number_names_its_officer_however_it_is_spaced(names, typed):
    assert [row["officer"].nrp for row in read_officers(typed, names)] == ["82010001"]


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    "typed",
    [
        "Petrus Contoh, Kepala Desa",
        "Petrus Contoh, SXQ",
        "Petrus Contoh, S.Xyz.",
        "Petrus Contoh dan 3",
        "Warga RT 05 dan RT 06 dan Petrus",
        "Bapak dan Ibu Contoh",
        ", S.H.",
        "Petrus Contoh dan ...",
        "10-15 orang warga",
        "1.2500 warga",
    ],
)
def test_what_may_be_read_in_two_ways_is_asked_for(names, typed):
    with pytest.raises(ValidationError) as refusal:
        read_people(typed, names)

    assert typed in refusal.value.messages[0]
    assert ";" in refusal.value.messages[0]


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    "typed", ["Aipda Petrus dan anggota", "Aipda Petrus, Kapolsek", "Aipda Petrus dan 3", "82010001 Maria Contoh"]
)
def test_officers_without_a_number_or_name_are_asked_for(names, typed):
    with pytest.raises(ValidationError):
        read_officers(typed, names)


PIECES = [
    *("Petrus", "Maria Contoh", "Bapak Yosef", "Aipda Anton", "Yunus Contoh", "S.H.", "M.Si", "Spdi", "Kepala Desa"),
    *("12 warga", "3 personel", "pemuda", "(kepala desa)", "(ketua, lama", "82010001", "sekitar 5 orang", "RT 06", "7"),
]
JOINTS = [", ", " dan ", " & ", " ", ",", " serta ", " + ", "  ", ") "]
# Said in another way: how many of whom, and what stands between people.
SAID_OTHERWISE = re.compile(r"\b(?:dan|serta|beserta|bersama|orang|org|personel|personil|anggota)\b", re.IGNORECASE)


def letters(text: str) -> list[str]:
    return sorted(mark for mark in text.casefold() if mark.isalnum())


@pytest.mark.fault("B8")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(JOINTS)), min_size=1, max_size=5).map(
            lambda pairs: "".join(piece + joint for piece, joint in pairs).strip()
        ),
    )
)
@example("Yunus Contoh, S.H. dan 3 personel")
@example("1234567 orang")
@example("Warga 0")
@example("0 orang warga")
@example("Petrus 7an")
@example("Yunus Contoh Yunus Contoh 82010001")
@example("82010001 Yunus / Yunus")
def test_nothing_that_was_typed_vanishes(names, typed):
    for read in (read_officers, read_people):
        rows, said = _read(read, typed, names)
        if said and typed in said:
            continue
        found: list[str] = []
        for row in rows:
            known = row.pop("officer", None)
            found += letters(f"{known.nrp} {known.name}") if known else []
            found += letters(" ".join(str(value) for name, value in row.items() if name != "categories"))
        missing = [mark for mark in letters(SAID_OTHERWISE.sub(" ", typed)) if not _taken(found, mark)]
        assert missing == [], (read.__name__, rows)


def _read(read, typed: str, names: Names) -> tuple[list[dict], str]:
    """The rows of a cell, or the sentence that refuses it."""
    try:
        return read(typed, names), ""
    except ValidationError as problem:
        return [], problem.messages[0]


def _taken(found: list[str], mark: str) -> bool:
    if mark in found:
        found.remove(mark)
        return True
    return False


@pytest.mark.fault("A16")
@pytest.mark.parametrize(
    "typed",
    [
        " " * 200_000,
        "a" + " " * 200_000 + "b",
        "7" * 200_000,
        "(" * 100_000,
        "a, " * 10_000,
        "dan " * 50_000,
        "± " * 90_000,
        "1." * 90_000,
    ],
)
def test_a_cell_of_any_length_is_read_at_once(names, typed):
    began = time.process_time()
    for read in (read_officers, read_people):
        with suppress(ValidationError):
            read(typed, names)

    assert time.process_time() - began < 3


def test_honorifics_are_written_with_the_letters_that_were_typed():
    assert {"bpk", "ust", "rm", "bp"} <= set(HONORIFICS)


@pytest.mark.fault("B6")
@pytest.mark.parametrize(
    "typed",
    [
        "8201 0001",
        "82.01.0001",
        "'82010001",
        "82010001.0",
        "٨٢٠١٠٠٠١",
        "NRP 8201 0001",
        "Iptu Yunus Contoh NRP. 8201-0001",
    ],
)
def test_an_officer_is_found_by_a_number_in_any_spelling(typed, names):
    (row,) = read_officers(typed, names)

    assert row["officer"].nrp == "82010001"


@pytest.mark.fault("B6")
@pytest.mark.parametrize("typed", ["8.2E+07", "Iptu Yunus 8,20E+07", "1.98501e+17"])
def test_a_number_that_a_spreadsheet_shortened_is_no_number_of_officers(typed, names):
    with pytest.raises(ValidationError, match="dipendekkan"):
        read_officers(typed, names)


@pytest.mark.fault("B6")
@pytest.mark.parametrize(("typed", "count"), [("6 personel Polsek", 6), ("1.250 personel", 1250), ("12 anggota", 12)])
def test_a_number_of_officers_stays_one(typed, count, names):
    assert read_officers(typed, names)[0]["count"] == count
