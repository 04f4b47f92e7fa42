"""Codes and names of regions as people copy and write them."""

from __future__ import annotations

import re

from visits.typed.text import ascii_digits, clean_line

# Province, regency, district, village: 53.01.06.2006.
BRACKETS = re.compile(r"\(([^()]*)\)")
CODE = re.compile(r"([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})([0-9]{4})?)?)?")


def region_code(text: str) -> str:
    """The Kemendagri code with its dots; empty where the text is none.

    >>> region_code("5301062006"), region_code("53.01"), region_code("Oesao")
    ('53.01.06.2006', '53.01', '')
    """
    found = CODE.fullmatch(re.sub(r"[. ]", "", ascii_digits(clean_line(text))))
    return ".".join(part for part in found.groups() if part) if found else ""


def without_brackets(text: str, kinds: frozenset[str]) -> str:
    """A name with its kind in front; what else stands in brackets is what the place lies in.

    >>> without_brackets("Oesao (Kel., Kupang Timur)", frozenset({"kel"}))
    'Kel. Oesao , Kupang Timur'
    """
    parts: list[str] = []
    done = 0
    for found in BRACKETS.finditer(text):
        before = text[done : found.start()]
        begins = max(before.rfind(sign) for sign in "(),") + 1
        parts += [before[:begins], _in_front(before[begins:], found[1], kinds)]
        done = found.end()
    return "".join([*parts, text[done:]])


def _in_front(name: str, said: str, kinds: frozenset[str]) -> str:
    first, _comma, rest = said.strip().partition(",")
    if first.strip(" .").casefold() not in kinds:
        first, rest = "", said
    named = f"{first.strip()} {name.strip()}".strip()
    return f"{named} ,{rest}" if rest.strip() else named
