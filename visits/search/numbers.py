"""Numbers of several groups as one token: "0813-5551-2345", "+62 813 5551 2345", "2.500.000"."""

from __future__ import annotations

import re
from collections.abc import Iterator

RUN = re.compile(r"\+?[0-9]+(?:[ .,/()\-–]{1,3}[0-9]+)*")
GROUP = re.compile(r"[0-9]+")
SHORTEST, LONGEST = 4, 18
MOST_GROUPS = 6
THOUSANDS = 3  # 13.00 is a time and no number of four digits
COUNTRY = "62"
# A number with the country's code and without its plus.
PHONE_LENGTHS = range(11, 16)
# One number, as somebody looks for it: with the currency in front, with cents behind.
TYPED_NUMBER = re.compile(r"\(?(?:rp\.?\s?)?(\+?[0-9][0-9 .,/()\-–]*?)(?:,[0-9]{1,2}|,-)?[.,;:)]*", re.IGNORECASE)
# What belongs together though blanks stand between: a telephone number, thousands, a sum of money.
ONE_NUMBER = re.compile(
    r"\(?(?:\+?62|0)[0-9 ()\-]{8,20}|[1-9][0-9]{0,2}(?: [0-9]{3})+|rp\.? [0-9][0-9.,\-]*", re.IGNORECASE
)


def folded_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Every number of several groups as one token, with where it stands; a telephone number begins with 0."""
    for run in RUN.finditer(text):
        groups = list(GROUP.finditer(text, *run.span()))
        for place, first in enumerate(groups):
            is_abroad = run[0].startswith("+") and place == 0
            yield from _from(text, groups[place : place + MOST_GROUPS], first.start(), is_abroad=is_abroad)


def _from(text: str, groups: list[re.Match], start: int, *, is_abroad: bool) -> Iterator[tuple[str, int, int]]:
    """The numbers that begin with the first of these groups."""
    digits, kinds, end = "", set(), start
    for group in groups:
        if digits:
            kinds.add(_kind(text[end : group.start()]))
        digits, end = digits + group[0], group.end()
        if len(digits) > LONGEST or len(kinds) > 1 or (kinds and " " not in kinds and len(group[0]) < THOUSANDS):
            return
        token = in_the_country(digits, is_abroad=is_abroad)
        if len(digits) >= SHORTEST and (kinds or token != digits):
            yield token, start, end


def _kind(between: str) -> str:
    """Dots and commas stand between thousands or decimals, all else between groups of a longer number."""
    return between if between in (".", ",") else " "


def in_the_country(digits: str, *, is_abroad: bool = False) -> str:
    """A telephone number as it is dialled within the country: 62813… begins with 0."""
    if digits.startswith(COUNTRY) and (is_abroad or len(digits) in PHONE_LENGTHS):
        return f"0{digits.removeprefix(COUNTRY).lstrip('0')}"
    return digits


def searched_number(piece: str) -> str:
    """The one token of a number that somebody looks for; empty where it is none, or a short one."""
    found = TYPED_NUMBER.fullmatch(piece)
    if not found:
        return ""
    body = found[1]
    if not body.isdigit():
        whole = (token for token, start, end in folded_numbers(body) if start <= 1 and end == len(body))
        return next(whole, "")
    return in_the_country(body) if SHORTEST <= len(body) <= LONGEST else ""


def joined(pieces: list[str]) -> list[str]:
    """The pieces between blanks, with the groups of one number as one piece."""
    found: list[str] = []
    at = 0
    while at < len(pieces):
        most = min(len(pieces), at + MOST_GROUPS)
        end = next((end for end in range(most, at + 1, -1) if ONE_NUMBER.fullmatch(" ".join(pieces[at:end]))), at + 1)
        found.append(" ".join(pieces[at:end]))
        at = end
    return found
