"""What a report is made of: plain values that the text and the PDF both write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from string import ascii_lowercase

# Control characters (but line feed and tab) and lone surrogates have no place in a letter,
# and a PDF or a file cannot hold them.
LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text as it can be written: one kind of line end, nothing unwritable.

    >>> clean("a\\x00b\\r\\nc ")
    'ab\\nc'
    """
    return UNWRITABLE.sub("", LINE_ENDS.sub("\n", text)).strip()


@dataclass(frozen=True)
class Item:
    """One point of a section, with the points below it. An item that is `plain` has no number."""

    text: str
    below: list[Item] = field(default_factory=list)
    plain: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Section:
    letter: str
    title: str
    items: list[Item]


@dataclass(frozen=True)
class Attachment:
    """A photo by the digest of its file, with what is written under it."""

    number: int
    caption: str
    digest: str


def marked(items: list[Item], depth: int = 0) -> list[Item]:
    """The items with their marks as in letters: 1. below it a. below it 1) and so on."""
    found, number = [], 0
    for item in items:
        # Plain items take no number, so that the next keeps its place in the count.
        number += not item.plain
        mark = "" if item.plain else _mark(number, depth)
        found.append(replace(item, mark=mark, below=marked(item.below, depth if item.plain else depth + 1)))
    return found


def _mark(number: int, depth: int) -> str:
    if depth == 0:
        return f"{number}."
    if depth == 1 and number <= len(ascii_lowercase):
        return f"{ascii_lowercase[number - 1]}."
    return f"{number})"


def labelled(label: str, value: str) -> list[Item]:
    """An unnumbered "label: value", or no item where there is no value.

    Several lines stand below their label, one step further in.
    """
    first, *rest = [line for line in clean(value).split("\n") if line.strip()] or [""]
    if rest:
        return [Item(f"{label}:", below=[Item(line, plain=True) for line in (first, *rest)], plain=True)]
    return [Item(f"{label}: {first}", plain=True)] if first else []


def in_brackets(*details: str) -> str:
    """The details that are there, in one pair of brackets after a space."""
    found = [clean(detail) for detail in details if detail]
    return f" ({'; '.join(found)})" if found else ""


def join_parts(parts: list[str]) -> str:
    """
    >>> join_parts(["TNI", "Linmas", "Satpol PP"])
    'TNI, Linmas dan Satpol PP'
    """
    return " dan ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""
