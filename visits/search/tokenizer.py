"""Text taken apart into the words that are searched, each with the other forms it is found by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from visits.search import kupang_malay, word_lists
from visits.search.stemmer import stem, variants
from visits.typed import clean_text
from visits.typed.apostrophes import APOSTROPHES, WITHOUT_APOSTROPHES

LONGEST_WORD = 60
LONGEST_ZEROS = 3
# Letters and digits with the marks that belong to them. Everything else, "_" too, stands between words.
CHUNK = re.compile(rf"[^\W_][^\W_\u0300-\u036f{APOSTROPHES}]*(?:[\u0300-\u036f{APOSTROPHES}]+[^\W_{APOSTROPHES}]*)*")
PART = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")


class Word(NamedTuple):
    """One word: as it is read, and the other tokens that find it (its stem, the spelling on paper)."""

    token: str
    others: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Lower case without accents and apostrophes: "Oh'aem" is "ohaem"."""
    bare = text.translate(WITHOUT_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", bare).casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()


@cache
def stop_words() -> frozenset[str]:
    plain = frozenset(word_lists.words("stop"))
    return plain | {local for local, right in kupang_malay.indonesian().items() if right in plain}


@cache
def _in_full() -> dict[str, tuple[str, ...]]:
    """What each abbreviation stands for, as tokens."""
    return {short: _tokens(rest) for short, rest in word_lists.entries("short")}


def _tokens(rest: list[str]) -> tuple[str, ...]:
    found = [word for word in rest if word not in stop_words()]
    return tuple(dict.fromkeys([*found, *(stem(word) for word in found)]))


@cache
def long_forms() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Each abbreviation written in full, as tokens, and the abbreviation; by the first token."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for short, rest in word_lists.entries("short"):
        row = tuple(word for word in rest if word not in stop_words())
        found.setdefault(row[0], []).append((row, short))
    return found


def shortened(tokens: tuple[str, ...]) -> set[str]:
    """The abbreviations of what stands in full among the tokens: "kades" where "kepala desa" does."""
    starts = long_forms()
    return {
        short
        for place, token in enumerate(tokens)
        if token in starts
        for row, short in starts[token]
        if tokens[place : place + len(row)] == row
    }


@lru_cache(maxsize=100_000)
def tokens_of_chunk(chunk: str) -> tuple[Word, ...]:
    """The words of letters and digits that stand together: "RT03" is "rt" and "3"."""
    return tuple(_word(part) for part in PART.findall(fold(chunk)))


def _word(part: str) -> Word:
    if part.isdigit() and part.isascii():
        return Word(_number(part))
    if not part.isascii():
        # Letters of other scripts as ASCII, so that no database sees words where the other sees none.
        return Word("".join(f"x{ord(letter):x}" for letter in part)[:LONGEST_WORD])
    part = part[:LONGEST_WORD]
    right = variants().get(part, part).replace(" ", "")
    others = [part, stem(right), *_in_full().get(right, ()), *kupang_malay.meanings().get(right, ())]
    return Word(right, tuple(dict.fromkeys(other for other in others if other != right)))


def _number(digits: str) -> str:
    """A short number without the noughts before it: RT 003 is RT 3."""
    return (digits.lstrip("0") or "0") if len(digits) <= LONGEST_ZEROS else digits[:LONGEST_WORD]


@lru_cache(maxsize=100_000)
def searchable_tokens(chunk: str) -> tuple[Word, ...]:
    """The words of a chunk without stop words."""
    return tuple(word for word in tokens_of_chunk(chunk) if word.token not in stop_words())


def tokens_in(text: str) -> list[Word]:
    """The words of a text in order, stop words left out."""
    return [word for chunk in CHUNK.findall(clean_text(text)) for word in searchable_tokens(chunk)]
