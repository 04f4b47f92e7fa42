"""One cell of a spreadsheet taken apart into the people it names, as units write them.

A cell that may be read in two ways is refused with a sentence on how to write it: a person made
out of a degree, or lost behind one, would stand in a report for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.typed.degrees import is_degree

SEPARATOR = re.compile(r"([(),&+]|\b(?:dan|serta|beserta|bersama)\b)", re.IGNORECASE)
# "And others", of whom nobody knows how many.
OTHERS = frozenset("dkk dll dst dsb cs kawan-kawan".split())
SLASH_BETWEEN = re.compile(r"[^\W\d_]\.? +/ +[^\W\d_]")
# What begins a role or post rather than a name.
ROLES = frozenset(
    """
    kepala kades lurah camat sekcam sekdes sekretaris bendahara ketua wakil pjs plt pj plh kasi kaur kadus rt rw bpd lpm
    imam pendeta pastor tokoh babinsa danramil bhabinkamtibmas guru kepsek pemilik pengurus penanggung petugas panwas
    panwascam ppk pps kpps kpu bawaslu kapolsek wakapolsek kapolres wakapolres kanit kasat kasubsektor kaspk kabag
    kasubbag kasium ps ba bamin banit kasie kasubnit panit dantim danton anggota
    """.split()
)


@dataclass
class Named:
    """One piece of a cell: the words, and the degrees that stood behind them."""

    text: str
    degrees: list[str] = field(default_factory=list)
    follows_comma: bool = False


def unclear(typed: str) -> ValidationError:
    """The sentence on how to write several people in a cell."""
    sentence = _(
        "It is not clear who is meant by “%(typed)s”. Put a semicolon between people, and a role in parentheses: "
        "“Bapak Petrus Contoh (kepala desa); 12 warga”."
    )
    return ValidationError(sentence % {"typed": typed})


def split_title(text: str) -> tuple[str, str]:
    """Words and what stands in parentheses behind them: "Petrus Contoh (kepala desa)"."""
    if not text.endswith(")"):
        return text, ""
    words, _bracket, inner = text[:-1].rpartition("(")
    return (words.strip(), inner.strip()) if words.strip() and inner.strip() and ")" not in inner else (text, "")


def split_names(typed: str, is_group: Callable[[str], bool]) -> list[Named]:
    """The people and groups of a cell that holds no semicolon.

    Raises ValidationError where it is not clear whom a piece means.
    """
    found: list[Named] = []
    pieces = _pieces(typed)
    if any(_names_several(text, is_group) for text, _comma in pieces):
        raise unclear(typed)
    several = [text for text, _comma in pieces if not is_degree(split_title(text)[0])]
    if len(several) > 1 and all(is_group(text) for text in several) and _numbers(typed) <= 1:
        return [Named(typed)]
    for text, follows_comma in pieces:
        words, title = split_title(text)
        if follows_comma and found and is_degree(words):
            found[-1].degrees.append(words)
            found[-1].text += f" ({title})" if title else ""
        else:
            found.append(Named(text, follows_comma=follows_comma and bool(found)))
    for at, named in enumerate(found):
        # One that stands alone is taken as it is, unless it begins as no name does.
        if len(found) > 1 or is_degree(named.text) or named.text.startswith("(") or named.text[0].isdigit():
            _check(named, found[at - 1] if at else None, typed, is_group)
    return found


def _pieces(typed: str) -> list[tuple[str, bool]]:
    """The texts between commas and words like "dan", outside parentheses, each with whether a comma stood before."""
    pieces, text, depth, comma = [], "", 0, False
    for part in SEPARATOR.split(typed):
        depth = max(0, depth + {"(": 1, ")": -1}.get(part, 0))
        if part in "()" or depth or not SEPARATOR.fullmatch(part):
            text += part
            continue
        if text.strip():
            pieces.append((text.strip(), comma))
        text, comma = "", part == ","
    if text.strip():
        pieces.append((text.strip(), comma))
    return pieces


def _names_several(text: str, is_group: Callable[[str], bool]) -> bool:
    """Whether one piece tells of several people in a way that nothing here takes apart: "A / B", "3 warga: A"."""
    words = split_title(text)[0]
    return (
        bool(SLASH_BETWEEN.search(words)) or (":" in words and is_group(words)) or words.casefold().strip(".") in OTHERS
    )


def _numbers(typed: str) -> int:
    return len(re.findall(r"\d[\d.]*", typed))


def _check(named: Named, before: Named | None, typed: str, is_group: Callable[[str], bool]) -> None:
    """Refuse a piece that is perhaps no person of its own. Raises ValidationError."""
    words, title = split_title(named.text)
    first = words.split()[0].casefold().strip(".") if words.split() else ""
    says_who = (any(mark.isalpha() for mark in words) or _has_nrp(words)) and not words.startswith("(")
    is_role, may_be_numbered = first in ROLES, first in ROLES - {"rt", "rw"}
    before_is_name = before is not None and not is_group(before.text) and not _is_role(before.text)
    if (
        not says_who
        or is_degree(words)
        or (named.follows_comma and not is_group(words) and _looks_like_a_degree(words, typed))
        or (named.follows_comma and is_role and before_is_name and not is_group(words) and not title)
        or (_has_digit(words) and not is_group(words) and not may_be_numbered and not _has_nrp(words))
    ):
        raise unclear(typed)


def _is_role(text: str) -> bool:
    words = text.split()
    return bool(words) and words[0].casefold().strip(".") in ROLES


def _looks_like_a_degree(words: str, typed: str) -> bool:
    """Short and of capitals in a cell that is not, or dotted inside: "Spdi", "S.Xyz."."""
    if " " in words:
        return False
    short = words.strip(".")
    return "." in short or (len(short) <= 5 and sum(mark.isupper() for mark in short) > 1 and not typed.isupper())


def _has_digit(words: str) -> bool:
    return any(mark.isdigit() for mark in words)


def _has_nrp(words: str) -> bool:
    return bool(re.search(r"\d{8}", words))
