"""Dates and clock times in words, the way letters in Indonesia and in English write them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from visits.models import Visit
from visits.models.visit import ZONE_NAMES
from visits.typed.calendar_names import MONTHS, WEEKDAYS


def _language(language: str | None) -> str:
    language = (language or get_language() or "id")[:2]
    return language if language in MONTHS else "id"


def short_date(day: dt.date | None, language: str | None = None) -> str:
    """The date without its weekday: "1 September 2024"."""
    return f"{day.day} {MONTHS[_language(language)][day.month - 1]} {day.year}" if day else ""


def long_date(day: dt.date | None, language: str | None = None) -> str:
    """The date in words: "Minggu, 1 September 2024"."""
    return f"{WEEKDAYS[_language(language)][day.weekday()]}, {short_date(day, language)}" if day else ""


def clock(time: dt.time | None) -> str:
    """The time with a dot, as Indonesia writes it: "13.00"."""
    return f"{time:%H.%M}" if time else ""


def clock_zone(time: dt.time | None, zone: str = "Asia/Makassar") -> str:
    """The time with its zone: "13.00 WITA"."""
    return f"{clock(time)} {ZONE_NAMES.get(zone, zone)}" if time else ""


def instant(moment: dt.datetime | None, language: str | None = None) -> str:
    """An instant by the clock of Kupang: "1 September 2024, 13.00 WITA"."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{short_date(local.date(), language)}, {clock_zone(local.time())}"


def when(visit: Visit, language: str | None = None) -> str:
    """Day and time of a visit in one line: "Minggu, 1 September 2024, 13.00–14.30 WITA"."""
    # The labels of codes follow the active language, which for a report is not the reader's.
    with override(_language(language)):
        parts = [long_date(visit.visited_on)]
        if visit.part_of_day:
            parts.append(visit.get_part_of_day_display().lower())
        if visit.started_at:
            hours = clock(visit.started_at)
            if visit.ended_at:
                hours += f"–{clock(visit.ended_at)}"
            parts.append(f"{hours} {visit.zone_name}")
        if visit.ends_next_day:
            parts.append(_("the next morning"))
        return ", ".join(part for part in parts if part)
