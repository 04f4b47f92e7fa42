"""When a visit was, and numbers, in the sentences of a report; the words of days are in `core.dates`."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from visits.core.dates import clock, long_date
from visits.models import Visit

from . import labels

# A report is an Indonesian document whatever the language of the page.
LANGUAGE = "id"
# Hours at which pagi, siang, sore and malam begin.
NIGHT_ENDS, MIDDAY, AFTERNOON, NIGHT = 3, 11, 15, 18


def write_instant(instant: dt.datetime, visit: Visit) -> str:
    """An instant in the zone of the visit: "Minggu, 1 September 2024, pukul 13.05 WITA"."""
    local = instant.astimezone(ZoneInfo(visit.zone))
    return f"{long_date(local.date(), LANGUAGE)}, pukul {clock(local.time())} {visit.zone_name}"


def write_duration(visit: Visit) -> str:
    """When on the day: "pukul 13.00 WITA s.d. selesai", "pada siang hari", or nothing."""
    parts = []
    if visit.part_of_day:
        parts.append(f"pada {labels.PARTS_OF_DAY[visit.part_of_day]} hari")
    if visit.started_at and visit.ended_at:
        until = f"pukul {clock(visit.started_at)} s.d. {clock(visit.ended_at)} {visit.zone_name}"
        parts.append(f"{until} hari berikutnya" if visit.ends_next_day else until)
    elif visit.started_at:
        parts.append(f"pukul {clock(visit.started_at)} {visit.zone_name} s.d. selesai")
    return ", ".join(parts)


def write_greeting(visit: Visit) -> str:
    """The greeting of the part of the day at which the visit began; where that is unknown, at which it was sent."""
    part = labels.PARTS_OF_DAY.get(visit.part_of_day, "")
    if visit.started_at:
        part = part_of_day_at(visit.started_at)
    if not part:
        sent = visit.submitted_at or visit.saved_at
        part = part_of_day_at(sent.astimezone(ZoneInfo(visit.zone)).time())
    return f"Selamat {part} Komandan, mohon izin melaporkan:"


def part_of_day_at(time: dt.time) -> str:
    if NIGHT_ENDS <= time.hour < MIDDAY:
        return "pagi"
    if MIDDAY <= time.hour < AFTERNOON:
        return "siang"
    return "sore" if AFTERNOON <= time.hour < NIGHT else "malam"


def write_number(number: int) -> str:
    """
    >>> write_number(12500)
    '12.500'
    """
    return f"{number:,}".replace(",", ".")
