"""Codes of regions as people copy them."""

from __future__ import annotations

import re

from visits.typed.text import ascii_digits, clean_line

# Province, regency, district, village: 53.01.06.2006.
CODE = re.compile(r"([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})([0-9]{4})?)?)?")


def region_code(text: str) -> str:
    """The Kemendagri code with its dots; empty where the text is none.

    >>> region_code("5301062006"), region_code("53.01"), region_code("Oesao")
    ('53.01.06.2006', '53.01', '')
    """
    found = CODE.fullmatch(re.sub(r"[. ]", "", ascii_digits(clean_line(text))))
    return ".".join(part for part in found.groups() if part) if found else ""
