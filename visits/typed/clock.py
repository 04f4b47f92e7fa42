"""Clock times as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.typed.numbers import typed_line

PREFIX = re.compile(r"^(?:pukul|pkl\.?|jam)\s*", re.IGNORECASE)
ZONE = re.compile(r"\s*(?<![^\W\d_])(wita|wib|wit)\.?$", re.IGNORECASE)
HALF_OF_DAY = re.compile(r"\s*(?<![^\W\d_])([ap])\.?\s?m\.?$", re.IGNORECASE)
PART_WORD = re.compile(r"\s*(?<![^\W\d_])(pagi|siang|sore|petang|malam|dini hari|subuh)\.?$", re.IGNORECASE)
# The hour that is meant, by the one that is said; an hour that is not here may be another one.
HOURS_OF = {
    "pagi": {hour: hour for hour in range(1, 12)},
    "siang": {hour: hour for hour in range(10, 16)} | {hour: hour + 12 for hour in range(1, 4)},
    "sore": {hour: hour for hour in range(14, 19)} | {hour: hour + 12 for hour in range(2, 7)},
    "petang": {hour: hour for hour in range(16, 20)} | {hour: hour + 12 for hour in range(4, 8)},
    "malam": {hour: hour for hour in (*range(4), *range(18, 24))}
    | {hour: hour + 12 for hour in range(6, 12)}
    | {12: 0},
    "dini hari": {hour: hour for hour in range(6)} | {12: 0},
    "subuh": {hour: hour for hour in range(3, 7)},
}
TIME = re.compile(r"(\d{1,2})(?:([:.,])(\d{1,2})(?:[:.](\d{2})(?:\.0+)?)?)?")
FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})")
# A spreadsheet's time without its format: the part of a day that has passed.
PART_OF_DAY = re.compile(r"0[.,]\d{3,}")
RANGE = re.compile(r"\d\s*(?:-|–|—|s\.?\s?[/.]?\s?d\.?|sampai|hingga)\s*(?:\d|selesai)", re.IGNORECASE)
MINUTES = 24 * 60
NEAR = 0.02


def read_clock(text: str) -> dt.time | None:
    """A clock time, with or without its zone: "13.00 WITA", "pukul 9.15", "2:15 PM", "8.30 malam".

    A spreadsheet makes 8.3 of 8.30: one digit behind a dot stands for tens of minutes.

    >>> read_clock("8.3"), read_clock("2:15 PM")
    (datetime.time(8, 30), datetime.time(14, 15))
    """
    line = typed_line(text)
    if not line:
        return None
    if RANGE.search(line):
        raise ValidationError(_("Enter one time; the end has a field of its own."))
    line = PREFIX.sub("", line)
    if (zone := ZONE.search(line)) and zone[1].casefold() != "wita":
        raise ValidationError(_("Write the local time, without the time zone."))
    line = ZONE.sub("", line)
    part = PART_WORD.search(line)
    line = ZONE.sub("", PART_WORD.sub("", line))
    half = HALF_OF_DAY.search(line)
    line = HALF_OF_DAY.sub("", line).strip()
    found = _part_of_day(line) if PART_OF_DAY.fullmatch(line) and not (half or part) else _time(line)
    if found is not None and half:
        # "8 PM malam" says two things that may differ.
        found = _in_half(found, is_afternoon=half[1].casefold() == "p") if not part else None
    if found is not None and part:
        found = _in_part(found, part[1].casefold())
    if found is None:
        raise ValidationError(_("Enter a time such as 13:00."))
    return found


def _time(line: str) -> dt.time | None:
    if found := FOUR_DIGITS.fullmatch(line):
        return _checked(int(found[1]), int(found[2]))
    found = TIME.fullmatch(line)
    if not found:
        return None
    hour, by, minute, second = found.groups()
    if minute and len(minute) == 1:
        # "8:3" and "0.5" may be one thing or another.
        if by == ":" or hour == "0":
            return None
        minute += "0"
    # "0.35" may be a spreadsheet's third of a day as well as 35 minutes past midnight.
    if by in (".", ",") and hour == "0" and not minute.endswith("0"):
        return None
    return _checked(int(hour), int(minute or 0), int(second or 0))


def _checked(hour: int, minute: int, second: int = 0) -> dt.time | None:
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _part_of_day(line: str) -> dt.time | None:
    minutes = float(line.replace(",", ".")) * MINUTES
    whole = round(minutes)
    return dt.time(*divmod(whole, 60)) if abs(minutes - whole) < NEAR and whole < MINUTES else None


def _in_half(time: dt.time, *, is_afternoon: bool) -> dt.time | None:
    """The time of a clock of twelve hours; "14:15 PM" says the same twice."""
    if time.hour > 12:
        return time if is_afternoon else None
    if time.hour == 0:
        return None
    return time.replace(hour=time.hour % 12 + (12 if is_afternoon else 0))


def _in_part(time: dt.time, part: str) -> dt.time | None:
    """The time that is meant by an hour of the morning, afternoon or night; None where it may be either."""
    hour = HOURS_OF[part].get(time.hour)
    return None if hour is None else time.replace(hour=hour)
