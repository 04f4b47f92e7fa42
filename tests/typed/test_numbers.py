"""A number typed in any usual way is that number, or an error; never another one."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from visits.typed import is_estimate, read_decimal, read_number, service_number


@pytest.mark.fault("B1")
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("1.250", 1250), ("3.000", 3000), ("1.250.000", 1_250_000), ("1 250", 1250), ("1\u00a0250", 1250)),
        *(("1,250", 1250), ("1.250,0", 1250), ("1,250.00", 1250), ("15.0", 15), ("15,00", 15), ("007", 7), ("0", 0)),
        *(("±150", 150), ("± 1.250 orang", 1250), ("150 orang", 150), ("sekitar 40 warga", 40), ("150-an", 150)),
        *(
            ("150an orang", 150),
            ("٤٠", 40),
            ("１２", 12),
            ("'1250", 1250),
            ("\u200b12", 12),
            ("", None),
            (" \ufeff", None),
        ),
    ],
)
def test_a_count_is_read(typed, number):
    assert read_number(typed) == number


@pytest.mark.fault("B1")
@pytest.mark.parametrize(
    "typed",
    [
        *("1.25", "1.5", "15,5", "1.25.000", "1.250,5", "1.000.00", "1.250,000", "0.500", "01.250", "1_250", "1e3"),
        *(
            "7.5E+07",
            "100-150",
            "100 s.d. 150",
            "100 s/d 150",
            "-5",
            "seribu",
            "12 13",
            "1.2500",
            "NaN",
            "9" * 30,
            "½",
            "²",
        ),
    ],
)
def test_what_may_be_another_number_is_refused(typed):
    with pytest.raises(ValidationError):
        read_number(typed)


def test_about_is_an_estimate():
    assert all(is_estimate(text) for text in ("±150", "sekitar 40 warga", "150-an", "150an orang"))
    assert not any(is_estimate(text) for text in ("150", "1.250 orang", ""))


@pytest.mark.fault("B1", "B19")
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("-10,177", "-10.177"),
        ("123.607", "123.607"),
        ("−10.1°", "-10.1"),
        ("1.250", "1.250"),
        ("12", "12"),
        ("-9.7e-05", "-0.000097"),
    ],
)
def test_a_coordinate_keeps_its_decimals(typed, number):
    assert read_decimal(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["-10.177, 123.6", "1.250,5", "x", "NaN", "Infinity", "-", ".", "10 5"])
def test_what_is_no_coordinate_is_refused(typed):
    with pytest.raises(ValidationError):
        read_decimal(typed)


@pytest.mark.fault("B6")
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "90010001",
            "٩٠٠١٠٠٠١",
            "９００１０００１",
            "'90010001",
            "’90010001",
            "90010001.0",
            "90010001,00",
            "9001 0001",
        ),
        *(
            "90.01.0001",
            "9001-0001",
            " 90010001\u200b",
            "9001\u00a00001",
            "NRP 90010001",
            "nrp. 9001 0001",
            "NRP/NIP: 90010001",
        ),
    ],
)
def test_a_service_number_has_one_spelling(typed):
    assert service_number(typed) == "90010001"


@pytest.mark.fault("B6")
@pytest.mark.parametrize(
    "typed", ["19850101 201001 1 002", "19850101.201001.1.002", "'198501012010011002", "NIP 198501012010011002"]
)
def test_a_nip_has_one_spelling(typed):
    assert service_number(typed) == "198501012010011002"


@pytest.mark.fault("B6")
@pytest.mark.parametrize("typed", ["7.5E+07", "7,5e+07", "9.00E+07", "1.98501E+17", "198501012010011000"])
def test_what_a_spreadsheet_shortened_is_refused_with_that_sentence(typed):
    with pytest.raises(ValidationError, match="dipendekkan"):
        service_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "9001000",
        "900100011",
        "90010001x",
        "9001_0001",
        "9001/0001",
        "½0010001",
        "9001.0",
        "90010001.5",
        "9001000.0",
        "900100.00",
    ],
)
def test_what_is_no_service_number_is_refused(typed):
    with pytest.raises(ValidationError, match="8 angka"):
        service_number(typed)


def test_nothing_typed_is_no_service_number():
    assert service_number(" \u200b'") == ""
