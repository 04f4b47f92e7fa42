"""Days and times in words, as letters of each language write them, and the marks that pages make of codes."""

import datetime as dt
import json
import uuid
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from visits.core import dates
from visits.core.json_answers import Answer, answer_json, wants_json
from visits.models import Visit

SUNDAY = dt.date(2024, 9, 1)


@pytest.mark.parametrize(
    ("day", "language", "short", "long"),
    [
        (SUNDAY, "id", "1 September 2024", "Minggu, 1 September 2024"),
        (SUNDAY, "en", "1 September 2024", "Sunday, 1 September 2024"),
        (dt.date(2024, 8, 9), "id", "9 Agustus 2024", "Jumat, 9 Agustus 2024"),
        (dt.date(2025, 12, 31), "id", "31 Desember 2025", "Rabu, 31 Desember 2025"),
        (dt.date(2025, 5, 5), "en-gb", "5 May 2025", "Monday, 5 May 2025"),
        (dt.date(2025, 2, 6), "nl", "6 Februari 2025", "Kamis, 6 Februari 2025"),
        (None, "id", "", ""),
    ],
)
def test_a_day_is_written_in_the_language_asked_for(day, language, short, long):
    with translation.override("en" if language == "id" else "id"):
        assert (dates.short_date(day, language), dates.long_date(day, language)) == (short, long)


@pytest.mark.parametrize(("language", "long"), [("id", "Minggu, 1 September 2024"), ("en", "Sunday, 1 September 2024")])
def test_otherwise_in_the_language_of_the_page(language, long):
    with translation.override(language):
        assert dates.long_date(SUNDAY) == long


@pytest.mark.parametrize(
    ("time", "zone", "written"),
    [
        (dt.time(13, 0), "Asia/Makassar", "13.00 WITA"),
        (dt.time(0, 5), "Asia/Jakarta", "00.05 WIB"),
        (dt.time(23, 59, 59), "Asia/Jayapura", "23.59 WIT"),
        (dt.time(0, 0), "Asia/Makassar", "00.00 WITA"),
        (dt.time(7, 30), "Europe/Paris", "07.30 Europe/Paris"),
        (None, "Asia/Makassar", ""),
    ],
)
def test_a_clock_time_has_a_dot_and_its_zone(time, zone, written):
    assert dates.clock_zone(time, zone) == written
    assert dates.clock(time) == written.partition(" ")[0]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (dt.datetime(2024, 9, 1, 5, 0, tzinfo=dt.UTC), "1 September 2024, 13.00 WITA"),
        (dt.datetime(2024, 8, 31, 16, 0, tzinfo=dt.UTC), "1 September 2024, 00.00 WITA"),
        (dt.datetime(2024, 8, 31, 15, 59, tzinfo=dt.UTC), "31 Agustus 2024, 23.59 WITA"),
        (None, ""),
    ],
)
def test_an_instant_is_told_by_the_clock_of_kupang(moment, written):
    assert dates.instant(moment, "id") == written


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, "Minggu, 1 September 2024"),
        ({"part_of_day": "night"}, "Minggu, 1 September 2024, malam"),
        ({"started_at": dt.time(13)}, "Minggu, 1 September 2024, 13.00 WITA"),
        ({"started_at": dt.time(13), "ended_at": dt.time(14, 30)}, "Minggu, 1 September 2024, 13.00–14.30 WITA"),
        ({"started_at": dt.time(9), "zone": "Asia/Jakarta"}, "Minggu, 1 September 2024, 09.00 WIB"),
        ({"started_at": dt.time(0)}, "Minggu, 1 September 2024, 00.00 WITA"),
        ({"visited_on": None, "started_at": dt.time(9)}, "09.00 WITA"),
        ({"visited_on": None}, ""),
    ],
)
def test_when_a_visit_was_stands_in_one_line(fields, written):
    visit = Visit(**{"visited_on": SUNDAY, **fields})

    with translation.override("en"):
        assert dates.when(visit, "id") == written


def test_a_visit_through_the_night_says_so():
    visit = Visit(visited_on=SUNDAY, started_at=dt.time(22), ended_at=dt.time(2), ends_next_day=True)

    assert dates.when(visit, "en") == "Sunday, 1 September 2024, 22.00–02.00 WITA, the next morning"


KEY = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.mark.parametrize(
    ("said", "posted", "in_address", "echoed"),
    [
        ({"key": KEY}, "posted", True, str(KEY)),
        ({}, "posted", True, "posted"),
        ({}, "", True, str(KEY)),
        ({}, "", False, ""),
    ],
)
def test_an_answer_echoes_the_key_that_was_meant(said, posted, in_address, echoed):
    request = RequestFactory().post("/", {"key": posted} if posted else {})
    if in_address:
        request.resolver_match = resolve(f"/visits/{KEY}/edit/")

    answer = answer_json(request, 409, **said, error="Sudah berubah.")

    assert answer.status_code == 409
    assert json.loads(answer.content) == {"key": echoed, "error": "Sudah berubah."}
    assert json.loads(Answer(409, {**said, "error": "Sudah berubah."}).as_json(request).content)["key"] == echoed


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [("application/json", True), ("text/html, application/json", True), ("text/html", False), (None, False)],
)
def test_a_script_says_that_it_reads_json(accepted, wanted):
    headers = {} if accepted is None else {"accept": accepted}

    assert wants_json(RequestFactory().get("/", headers=headers)) is wanted


def test_nothing_is_asked_of_a_request_without_an_address():
    request = SimpleNamespace(POST={}, resolver_match=None)

    assert json.loads(answer_json(request, 200).content) == {"key": ""}
