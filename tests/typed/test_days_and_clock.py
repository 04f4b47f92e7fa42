"""Days and clock times in any usual writing, or an error; never another day or time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from visits.typed import read_clock, read_day
from visits.typed.days import month_number

FRIDAY = dt.date(2024, 9, 6)


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    "typed",
    [
        *("2024-09-06", "2024/09/06", "2024.9.6", "20240906", "06/09/2024", "6-9-2024", "6.9.24", "06/09/2024 09:15"),
        *(
            "2024-09-06T09:15:00Z",
            "2024-09-06 09:15:00.000",
            "45541",
            "45541.385416667",
            "45541,0",
            "Jumat 6 September 2024",
        ),
        *("Jumat, 6 September 2024", "Jum'at, 6 Sept 2024", "JUM’AT/6 SEP 2024", "hari Jumat tanggal 6 September 2024"),
        *(
            "tgl. 6 September 2024",
            "Friday, 6 September 2024",
            "6 September 2024 pukul 09.15 Wita",
            "٦/٩/٢٠٢٤",
            "6 Sep. 2024",
        ),
    ],
)
def test_a_day_is_read(typed):
    assert read_day(typed) == FRIDAY


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    ("typed", "month"),
    [
        *(
            ("Agt", 8),
            ("Ags", 8),
            ("Agu", 8),
            ("Agust", 8),
            ("August", 8),
            ("Nopember", 11),
            ("Nop", 11),
            ("Pebruari", 2),
        ),
        *(("Peb", 2), ("Okt", 10), ("October", 10), ("Desember", 12), ("Des", 12), ("Mei", 5), ("May", 5), ("Jun", 6)),
        *(("Juli", 7), ("Maret", 3), ("Mar", 3), ("Marmut", 0), ("Ju", 0), ("xyz", 0)),
    ],
)
def test_months_in_every_spelling(typed, month):
    assert month_number(typed) == month


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    "typed",
    [
        "6-7 September 2024",
        "6 s.d. 8 September 2024",
        "06/09/2024 - 08/09/2024",
        "6 dan 7 September 2024",
        "2024-09-06 s/d 2024-09-08",
        "30 Agustus–1 September 2024",
    ],
)
def test_a_range_of_days_is_named_as_one(typed):
    with pytest.raises(ValidationError, match="satu tanggal"):
        read_day(typed)


@pytest.mark.fault("B7", "B20")
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-09-06T16:00:00Z", None),
        ("2024-09-06T23:30:00.000Z", None),
        ("2024-09-06T23:30-05:00", None),
        ("6/9/2024 23.30 WIB", None),
        ("6 September 2024 00.15 WIT", None),
        ("2024-09-06T00:30:00+09:00", None),
        ("2024-09-06T15:59:00Z", FRIDAY),
        ("2024-09-06T23:30:00+08:00", FRIDAY),
        ("2024-09-06T00:00+0700", FRIDAY),
        ("6/9/2024 23.30 WITA", FRIDAY),
        ("6/9/2024 22.30 WIB", FRIDAY),
    ],
)
def test_a_day_of_another_zone_is_never_the_day_beside(typed, day):
    if day is None:
        with pytest.raises(ValidationError):
            read_day(typed)
    else:
        assert read_day(typed) == day


@pytest.mark.fault("B20")
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "31/02/2024",
            "09/13/2024",
            "9/6/2024 2:15 PM",
            "24/9/6",
            "6/9",
            "September 2024",
            "4554",
            "1234567",
            "2024-09",
        ),
        *(
            "6 Marmut 2024",
            "Senin, 6 September 2024",
            "Kamis 6/9/2024",
            "kemarin",
            "45541 orang",
            "2024-9/6",
            "6/9/2024 x",
        ),
    ],
)
def test_what_may_be_another_day_is_refused(typed):
    with pytest.raises(ValidationError):
        read_day(typed)


@pytest.mark.fault("B7", "B20")
@pytest.mark.parametrize(
    ("typed", "time"),
    [
        *(
            ("8.3", (8, 30)),
            ("14.5", (14, 50)),
            ("8,3", (8, 30)),
            ("8.30", (8, 30)),
            ("8.03", (8, 3)),
            ("08:03", (8, 3)),
        ),
        *(("14", (14, 0)), ("0915", (9, 15)), ("13:05:00", (13, 5)), ("2:15 PM", (14, 15)), ("2.15 p.m.", (14, 15))),
        *(("2:15pm", (14, 15)), ("12am", (0, 0)), ("9.15Wita", (9, 15)), ("2.15p.m.", (14, 15))),
        *(("12:00 AM", (0, 0)), ("12:30 pm", (12, 30)), ("14:15 PM", (14, 15)), ("pukul 09.15 Wita", (9, 15))),
        *(
            ("Pkl. 9.15 WITA", (9, 15)),
            ("jam 8", (8, 0)),
            ("0.385416666666667", (9, 15)),
            ("0,625", (15, 0)),
            ("00.30", (0, 30)),
        ),
        *(("8.30 pagi", (8, 30)), ("8.30 Pagi WITA", (8, 30)), ("pukul 8 pagi", (8, 0)), ("8.30 WITA pagi", (8, 30))),
        *(("11.30 siang", (11, 30)), ("12.15 siang", (12, 15)), ("1 siang", (13, 0)), ("2.30 siang", (14, 30))),
        *(("3.30 sore", (15, 30)), ("jam 5 sore", (17, 0)), ("15.30 sore", (15, 30)), ("6 petang", (18, 0))),
        *(("7.45 malam", (19, 45)), ("11 malam", (23, 0)), ("19.45 malam", (19, 45)), ("12 malam", (0, 0))),
        *(("1 malam", (1, 0)), ("00.30 malam", (0, 30)), ("2 dini hari", (2, 0)), ("4.30 subuh", (4, 30))),
        *(("٠٩:١٥", (9, 15)), ("'09.15", (9, 15)), ("09\u200b.15", (9, 15))),
    ],
)
def test_a_time_is_read(typed, time):
    assert read_clock(typed) == dt.time(*time)


@pytest.mark.fault("B7", "B20")
@pytest.mark.parametrize(
    "typed",
    [
        "8.6",
        "8:3",
        "0.5",
        "0.25",
        "24.00",
        "14:60",
        "915",
        "13:00 AM",
        "0:15 PM",
        "09.15 WIB",
        "09.15WIT",
        "9 gram",
        "9.15 WIT",
        *("siang", "pagi", "12 pagi", "13.00 pagi", "8.30 siang", "5 siang", "16.00 siang", "8 sore", "12 sore"),
        *("4 malam", "13.00 malam", "5 malam", "7 dini hari", "8.30 PM malam", "8.30 pagi sore", "8.30 paginya"),
        "8.303",
        "-8.30",
        "8 30",
        "0.9999",
    ],
)
def test_what_may_be_another_time_is_refused(typed):
    with pytest.raises(ValidationError):
        read_clock(typed)


@pytest.mark.fault("B20")
@pytest.mark.parametrize("typed", ["09.00-10.00", "09.00 s.d. 10.00", "09:00 – 10:00 Wita", "09.00 s/d selesai"])
def test_a_range_of_times_is_named_as_one(typed):
    with pytest.raises(ValidationError, match="satu waktu"):
        read_clock(typed)


@pytest.mark.parametrize("read", [read_day, read_clock])
def test_nothing_typed_is_nothing(read):
    assert read("") is read(" \ufeff") is None
