"""Numbers as people and spreadsheets write them, and the numbers of officers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.typed.apostrophes import APOSTROPHES
from visits.typed.text import ascii_digits, clean_line

# 1.250 · 1 250 · 1,250 · 1250, each with the decimals that a spreadsheet adds: ",0" or ".00".
COUNT = re.compile(r"(?:[1-9]\d{0,2}(?P<by>[., ])\d{3}(?:(?P=by)\d{3})*|\d+)(?P<tail>[.,]0{1,2})?")
ABOUT = re.compile(r"^(?:±|~|≈|kurang lebih|lebih kurang|sekitar|kira-kira|kl\.?)\s*", re.IGNORECASE)
ABOUT_BEHIND = re.compile(r"(?<=\d)\s*-?an$", re.IGNORECASE)
PEOPLE = re.compile(r"(?<=[\dn])\s*(?:orang|org|warga|anggota|personel|pers|jiwa)\.?$", re.IGNORECASE)
LONGEST_COUNT = 12
LONGEST = 80  # of what is read as anything but words
SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
RANGE = re.compile(r"\d\s*(?:-|–|—|s\.?\s?[/.]?\s?d\.?|sampai|hingga)\s*\d", re.IGNORECASE)
NUMBER_PREFIX = re.compile(r"^(?:nrp|nip)\b[\s.:/]*(?:nip\b[\s.:]*)?", re.IGNORECASE)
SPREADSHEET_TAIL = re.compile(r"(?<=\d)[.,]0{1,2}$")
# In a sentence: eight or eighteen digits, with single signs between.
SPELLED_OUT = re.compile(
    rf"(?<![\d.,])[{APOSTROPHES}]?\d(?:[ .\-]?\d){{7}}(?:(?:[ .\-]?\d){{10}})?(?:[.,]0{{1,2}})?(?!\d)"
)
WORD_SHORTENED = re.compile(r"(?<!\w)\d(?:[.,]\d{1,17})?e\+\d{2}(?!\w)", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s.\-‐‑–]")
NIP_LENGTH = 18
# 0812…, 62812…, +62 (0)812…, or 812… as a spreadsheet leaves it; and with the code of another country.
IN_INDONESIA = re.compile(r"(?:(?:(?:\+|00)?62)0?|0|(?=8))(?P<number>[2-9][0-9]{7,11})")
ABROAD = re.compile(r"(?:\+|00)(?!62)(?P<number>[1-9][0-9]{7,14})")
BRACKETS = re.compile(r"[()/]")
SPREADSHEET_PHONE = re.compile(r"([0-9]+)[.,]0{1,2}")


def typed_line(text: str) -> str:
    """A line with ASCII digits, without the apostrophe that spreadsheets put before text.

    What is longer than any number, day or time ends in a sign that none of them has, and is refused.
    """
    line = ascii_digits(clean_line(text)).strip(f"{APOSTROPHES} ")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def read_number(text: str) -> int | None:
    """A count: with dots for thousands, about or exactly, with or without the word for people.

    >>> read_number("1.250"), read_number("± 150 orang"), read_number("15,0"), read_number(" ")
    (1250, 150, 15, None)
    """
    line = typed_line(text)
    if not line:
        return None
    if SHORTENED.fullmatch(line):
        raise ValidationError(_("A spreadsheet shortened this number. Write all its digits."))
    if RANGE.search(line):
        raise ValidationError(_("Enter one number, not a range."))
    plain = ABOUT_BEHIND.sub("", PEOPLE.sub("", ABOUT.sub("", line)))
    found = COUNT.fullmatch(plain)
    # "1.000.00": the dot cannot be both.
    if not found or len(plain) > LONGEST_COUNT or (found["tail"] and found["tail"][0] == found["by"]):
        raise ValidationError(_("Enter a whole number, such as 150 or 1.250."))
    whole = plain.removesuffix(found["tail"] or "")
    return int(re.sub(r"\D", "", whole))


def is_estimate(text: str) -> bool:
    """Whether a count was typed with a sign or word for "about"."""
    line = clean_line(text)[:LONGEST]
    return bool(ABOUT.match(line) or ABOUT_BEHIND.search(PEOPLE.sub("", line)))


def read_decimal(text: str) -> Decimal | None:
    """A measure or a coordinate: a dot or a comma stands before the decimals, never for thousands.

    >>> read_decimal("-10,177")
    Decimal('-10.177')
    """
    line = typed_line(text).replace("−", "-").rstrip("° ")
    if not line:
        return None
    try:
        if not re.fullmatch(r"[+-]?\d*[.,]?\d*(?:e[+-]?\d{1,3})?", line, re.IGNORECASE):
            raise InvalidOperation
        return Decimal(line.replace(",", "."))
    except InvalidOperation:
        raise ValidationError(_("Enter a number such as -10.177.")) from None


def service_number(text: str) -> str:
    """An NRP of 8 digits or a NIP of 18, however it is spaced; empty where nothing is typed.

    >>> service_number("'9001 0001.0"), service_number("NRP 90.010.001")
    ('90010001', '90010001')
    """
    line = NUMBER_PREFIX.sub("", typed_line(text))
    if not line:
        return ""
    if SHORTENED.fullmatch(line):
        raise _shortened()
    digits = SEPARATORS.sub("", SPREADSHEET_TAIL.sub("", line))
    if not re.fullmatch(r"[0-9]{8}|[0-9]{18}", digits):
        raise ValidationError(_("Enter an NRP of 8 digits, or for civil staff an NIP of 18 digits."), code="invalid")
    if len(digits) == NIP_LENGTH and digits.endswith("000"):
        # The last three count the people of one day from 001; a spreadsheet keeps fifteen digits and fills up.
        raise _shortened()
    return digits


def phone_number(text: str) -> str:
    """A telephone number as it is dialled from anywhere (E.164); empty where nothing is typed.

    >>> phone_number("0812-3456 7890"), phone_number("+62 (0)812.3456.7890"), phone_number("00670 7712 3456")
    ('+6281234567890', '+6281234567890', '+67077123456')
    """
    line = typed_line(text)
    if SHORTENED.fullmatch(line):
        raise _shortened()
    # Only behind bare digits: the last group of 0812.3456.00 belongs to the number.
    line = SPREADSHEET_PHONE.sub(r"\1", line) if SPREADSHEET_PHONE.fullmatch(line) else line
    plain = BRACKETS.sub("", SEPARATORS.sub("", line))
    if not plain:
        return ""
    if found := IN_INDONESIA.fullmatch(plain):
        return f"+62{found['number']}"
    if found := ABROAD.fullmatch(plain):
        return f"+{found['number']}"
    raise ValidationError(_("Enter a telephone number such as 0812 3456 7890."), code="invalid")


def with_service_numbers(text: str) -> str:
    """A line in which each service number has its one spelling: "Bripka Yunus 9001 0001".

    >>> with_service_numbers("Bripka Yunus, NRP '9001.0001; 6 personel")
    'Bripka Yunus, NRP 90010001; 6 personel'
    """
    line = ascii_digits(text)
    if WORD_SHORTENED.search(line):
        raise _shortened()
    return SPELLED_OUT.sub(lambda found: service_number(found[0]), line)


def _shortened() -> ValidationError:
    sentence = _("A spreadsheet shortened this number. Format its column as text and enter the number again.")
    return ValidationError(sentence, code="shortened")
