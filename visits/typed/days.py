"""Days as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.typed.apostrophes import APOSTROPHES
from visits.typed.calendar_names import MONTHS, WEEKDAYS
from visits.typed.numbers import typed_line

SHORTEST_MONTH = 3
# Spellings beside the names of the months and their beginnings.
OTHER_MONTHS = {"pebruari": 2, "agt": 8, "ags": 8, "agst": 8, "sept": 9, "nopember": 11, "okt": 10, "des": 12}
OTHER_WEEKDAYS = {"jumat": 4, "jumaat": 4, "ahad": 6, "minggu": 6}
PREFIX = re.compile(r"^(?:hari\s+)?(?:([^\W\d_]+)\s*[,/]?\s*)?(?:(?:tanggal|tgl)\b\.?\s*)?(?=\d)", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})[\s/.-]+([^\W\d_]{3,}|\d{1,2})[\s/.,-]+(\d{4}|\d{2})")
# Behind a day: a time, which belongs into its own field or cell.
TIME_BEHIND = re.compile(
    r"(?:[t,]|\s)\s*(?:(?:pukul|pkl|jam)\b\.?\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>wita|wib|wit|z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
# Minutes before the clock of the place, WITA.
ZONES = {"wita": 0, "wib": 60, "wit": -60, "z": 480}
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
SERIAL_BEGINS = dt.date(1899, 12, 30)
SERIALS = range(36_526, 73_051)  # 1 January 2000 to 31 December 2099
BETWEEN = r"(?:\s-\s|-(?=\d+\s+[^\W\d])|–|—|\bs\.?\s?[/.]?\s?d\b\.?|\bsampai\b|\bhingga\b|\bdan\b|&|\+)"
RANGE = re.compile(rf"\d(?:\s+[^\W\d]+)?\s*{BETWEEN}\D*\d", re.IGNORECASE)
YEARS_IN_SHORT = range(15, 50)


def read_day(text: str) -> dt.date | None:
    """A day: 2024-09-06, 6/9/2024, 45541 of a spreadsheet, "Jum'at, 6 Sept 2024 pukul 09.15 Wita".

    >>> read_day("6 Nopember 2024"), read_day("45541")
    (datetime.date(2024, 11, 6), datetime.date(2024, 9, 6))
    """
    line = typed_line(text)
    if not line:
        return None
    weekday, plain = _without_weekday(line)
    behind = TIME_BEHIND.search(plain)
    if behind and behind["zone"] and _is_another_day(behind):
        raise ValidationError(_("At that time it is another day here. Enter the day by the local calendar."))
    plain = TIME_BEHIND.sub("", plain).strip(" ,.")
    # A spreadsheet's day without its format: days since the end of 1899.
    if found := SERIAL.fullmatch(plain):
        day = SERIAL_BEGINS + dt.timedelta(days=int(found[1])) if int(found[1]) in SERIALS else None
    elif found := YEAR_FIRST.fullmatch(plain):
        day = _checked(found[1], int(found[3]), found[4])
    elif found := COMPACT.fullmatch(plain):
        day = _checked(found[1], int(found[2]), found[3])
    else:
        day = _day_first(plain, is_american=bool(behind and behind["half"]))
    if day is None:
        raise ValidationError(
            _("Enter one day; each day of a visit is logged separately.")
            if RANGE.search(line)
            else _("Enter a date such as 2024-09-01.")
        )
    # A wrong weekday is how a slip in the date is noticed.
    if weekday is not None and weekday != day.weekday():
        raise ValidationError(_("The weekday and the date do not match. Correct one of them."))
    return day


def _is_another_day(behind: re.Match[str]) -> bool:
    """Whether a time of another zone falls on the day before or after, by the clock of the place."""
    hour, zone = int(behind["hour"]), behind["zone"].casefold()
    if behind["half"]:
        hour = hour % 12 + (12 if behind["half"][0].casefold() == "p" else 0)
    if zone in ZONES:
        later = ZONES[zone]
    else:
        ahead = int(zone[1:3]) * 60 + int(zone[-2:])
        later = ZONES["z"] - (ahead if zone[0] == "+" else -ahead)
    return not 0 <= hour * 60 + int(behind["minute"]) + later < 24 * 60


def _without_weekday(line: str) -> tuple[int | None, str]:
    """The number of a weekday that stands in front, and the rest; other words stay, and are refused."""
    bare = re.sub(f"(?<=[a-z])[{APOSTROPHES}](?=[a-z])", "", line, flags=re.IGNORECASE)
    found = PREFIX.match(bare)
    if not found:
        return None, line
    word = (found[1] or "").casefold()
    if word in ("", "tanggal", "tgl"):
        return None, bare[found.end() :]
    known = {name.casefold(): number for names in WEEKDAYS.values() for number, name in enumerate(names)}
    number = (known | OTHER_WEEKDAYS).get(word)
    return (None, line) if number is None else (number, bare[found.end() :])


def _day_first(plain: str, *, is_american: bool) -> dt.date | None:
    found = DAY_FIRST.fullmatch(plain)
    if not found:
        return None
    day, month, year = found.groups()
    number = int(month) if month.isdigit() else month_number(month)
    if len(year) == 2 and int(year) not in YEARS_IN_SHORT:
        return None
    if is_american and month.isdigit() and int(day) != int(month):
        # 9/6/2024 2:15 PM: who writes hours so puts the month first.
        return None
    return _checked(f"20{year}" if len(year) == 2 else year, number, day)


def month_number(word: str) -> int:
    """The month that a name, its beginning or an older spelling stands for; 0 where none is."""
    folded = word.casefold().rstrip(".")
    if folded in OTHER_MONTHS:
        return OTHER_MONTHS[folded]
    meant = {
        number
        for names in (*MONTHS.values(), ["", "Pebruari", *[""] * 8, "Nopember"])
        for number, name in enumerate(names, start=1)
        if len(folded) >= SHORTEST_MONTH and name.casefold().startswith(folded)
    }
    # "Ma" begins Maret and Mei: what may be two months is none.
    return meant.pop() if len(meant) == 1 else 0


def _checked(year: str, month: int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), month, int(day))
    except ValueError:
        return None
