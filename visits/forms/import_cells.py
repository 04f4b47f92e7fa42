"""Days, clock times and numbers as spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.calendar_words import MONTHS
from visits.forms.fields import ClockField, DayField

MOST_PEOPLE = 1_000_000


def read_day(text: str) -> dt.date | None:
    """A date as spreadsheets write it: 2024-09-01, 1/9/2024, 01-09-24, "Minggu, 1 September 2024"."""
    if not text:
        return None
    plain = re.sub(r"^[^\d]*,\s*", "", text)
    months = {name.casefold()[:3]: number for names in MONTHS.values() for number, name in enumerate(names, start=1)}
    found = re.fullmatch(r"(\d{1,2})[\s/.-]+([a-zA-Z]{3,}|\d{1,2})[\s/.,-]+(\d{4}|\d{2})", plain)
    if found:
        day, month, year = found.groups()
        number = int(month) if month.isdigit() else months.get(month.casefold()[:3], 0)
        plain = f"{int(year) + 2000 if len(year) == 2 else int(year):04d}-{number:02d}-{int(day):02d}"
    return DayField().clean(plain.partition("T")[0].partition(" ")[0] or text)


def read_clock(text: str) -> dt.time | None:
    """A clock time, with or without its zone: "13.00 WITA"."""
    return ClockField().clean(re.sub(r"(?<!\s)\s*(wita|wib|wit)$", "", text, flags=re.IGNORECASE))


def read_count(text: str) -> int | None:
    """A number of people, with the word after it and the dots of thousands."""
    found = re.fullmatch(
        r"(?:±|sekitar|kurang lebih)?\s*(\d{1,3}(?:\.\d{3})*|\d{1,7})\s*(?:orang|org|warga)?", text.casefold()
    )
    if not text:
        return None
    if not found:
        raise ValidationError(_("Enter a number."))
    number = int(found.group(1).replace(".", ""))
    if number > MOST_PEOPLE:
        raise ValidationError(_("Enter a number."))
    return number
