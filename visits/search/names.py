"""Names of people in free text: whole, in the ways they are written, and their single words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from visits.search.tokenizer import fold
from visits.typed.apostrophes import APOSTROPHES

SHORTEST_PART = 4
# Small words inside a name, which are written without capitals.
PARTICLES = frozenset("al bin binti da de den der di do dos el la van von".split())
APOSTROPHE = rf"[{APOSTROPHES}]?"
BLANKS = r"\s+"
WORD = re.compile(rf"[^\W\d_][\w{APOSTROPHES}]*")


class Spelling(NamedTuple):
    """One way in which a row writes a person's name."""

    name: str
    honorific: str = ""
    degrees: str = ""

    @property
    def words(self) -> list[str]:
        return [word for word in self.name.replace(",", " ").split() if WORD.search(word)]


class NameSpan(NamedTuple):
    """Where a name, or a part of one, stands in a text."""

    start: int
    end: int
    is_whole: bool


@dataclass(frozen=True)
class Names:
    """Everything one or several people are called.

    `known` spellings go without being asked about where they stand whole and written as a name;
    `doubtful` ones, such as a row's spelling that shares no word with the person's own name, are only offered.
    """

    known: tuple[Spelling, ...] = ()
    doubtful: tuple[Spelling, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.known or self.doubtful)

    def __add__(self, other: Names) -> Names:
        return Names(self.known + other.known, self.doubtful + other.doubtful)

    @cached_property
    def _sure(self) -> re.Pattern[str] | None:
        return _any_of(written for spelling in self.known for written in _whole(spelling))

    @cached_property
    def _offered(self) -> re.Pattern[str] | None:
        return _any_of(written for spelling in (*self.known, *self.doubtful) for written in _whole(spelling))

    @cached_property
    def _parts(self) -> re.Pattern[str] | None:
        return _any_of(_escaped(word) for word in self.parts)

    @cached_property
    def parts(self) -> list[str]:
        """Single words, which may also be somebody else's, or anybody's: a person decides about each place."""
        found: set[str] = set()
        for spelling in (*self.known, *self.doubtful):
            words = WORD.findall(spelling.name)
            found |= {word for word in words if len(word) >= SHORTEST_PART or len(words) == 1}
        return sorted(found, key=len, reverse=True)

    @cached_property
    def _values(self) -> frozenset[str]:
        """The names as the whole of a column that holds nothing else, folded."""
        found = set()
        for spelling in (*self.known, *self.doubtful):
            full = f"{spelling.honorific} {spelling.name}".strip()
            found |= {spelling.name, full, f"{full}, {spelling.degrees}", f"{spelling.name}, {spelling.degrees}"}
        return frozenset(folded(value) for value in found) - {""}

    @cached_property
    def _around(self) -> frozenset[str]:
        """Words of honorifics and degrees, which need no capital: "bapak Yosef Banoet"."""
        said = " ".join(f"{each.honorific} {each.degrees}" for each in (*self.known, *self.doubtful))
        return frozenset(word.casefold() for word in WORD.findall(said))

    def is_value(self, text: str) -> bool:
        """Whether a column of names holds this person's, and nothing else."""
        return folded(text) in self._values

    def sure(self, text: str) -> list[NameSpan]:
        """Where a whole name stands, written as one."""
        found = self._sure.finditer(text) if self._sure else ()
        return [
            NameSpan(match.start(), match.end(), True)
            for match in found
            if is_written_as_name(match.group(), around=self._around)
        ]

    def to_ask_about(self, text: str) -> list[NameSpan]:
        """Where a whole name stands that is not written as one, and where only a word of it does."""
        rest = _blanked(text, self.sure(text))
        whole = [NameSpan(match.start(), match.end(), True) for match in _find(self._offered, rest)]
        rest = _blanked(rest, whole)
        return sorted([*whole, *(NameSpan(match.start(), match.end(), False) for match in _find(self._parts, rest))])


@dataclass(frozen=True)
class OtherPeople:
    """Third persons in texts about one person, whose own name stays wherever it stands."""

    names: Names
    own: Names

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Single words of their names, as long as they are none of the person's own."""
        own = {fold(word) for each in self.own.known for word in WORD.findall(each.name)}
        words = {word for each in self.names.known for word in WORD.findall(each.name)}
        return _any_of(_escaped(word) for word in words if len(word) > 2 and fold(word) not in own)

    def taken_out(self, text: str, instead: str) -> str:
        """The text without their names: whole ones whatever the case, single words where they are capitalised."""
        own = [NameSpan(match.start(), match.end(), True) for match in _find(self.own._offered, text)]
        whole = [
            NameSpan(match.start(), match.end(), True)
            for match in _find(self.names._offered, text)
            if not any(span.start < match.end() and match.start() < span.end for span in own)
        ]
        rest = _blanked(text, [*own, *whole])
        words = [
            NameSpan(match.start(), match.end(), False)
            for match in _find(self._words, rest)
            if is_written_as_name(match.group())
        ]
        for start, end, _is_whole in sorted([*whole, *words], reverse=True):
            text = text[:start] + instead + text[end:]
        return text


def folded(text: str) -> str:
    """A name as it is compared: no case, accents, commas or points, single blanks."""
    return " ".join(fold(text).replace(",", " ").replace(".", " ").split())


def shares_a_word(spelling: Spelling, others: Iterable[Spelling]) -> bool:
    """Whether a spelling may be of the person whom the others name."""
    own = set(folded(spelling.name).split())
    return any(own & set(folded(other.name).split()) for other in others)


def is_written_as_name(found: str, *, around: frozenset[str] = frozenset()) -> bool:
    """With a capital at each word but the small ones: "Maria de Rosari", "MARIA DE ROSARI", not "maria de rosari"."""
    words = [word for word in WORD.findall(found) if word.casefold() not in PARTICLES | around]
    return bool(words) and all(word[0].isupper() for word in words)


def _whole(spelling: Spelling) -> Iterator[str]:
    """The patterns of a whole name: in order, and the last word first; one word only behind its honorific."""
    words = spelling.words
    before = BLANKS.join(_escaped(word) for word in spelling.honorific.split())
    after = rf"(?:\s*,?\s*{BLANKS.join(_escaped(word) for word in spelling.degrees.split())})?"
    after = after if spelling.degrees.strip() else ""
    if len(words) > 1:
        front = rf"(?:{before}{BLANKS})?" if before else ""
        yield front + BLANKS.join(_escaped(word) for word in words) + after
        yield rf"{front}{_escaped(words[-1])},?{BLANKS}{BLANKS.join(_escaped(word) for word in words[:-1])}"
    elif words and before:
        yield rf"{before}{BLANKS}{_escaped(words[0])}{after}"


def _escaped(word: str) -> str:
    """A word with any apostrophe, or none, where it has one, and with or without its point."""
    bare = word.rstrip(".")
    letters = "".join(APOSTROPHE if mark in APOSTROPHES else re.escape(mark) for mark in bare)
    return letters + (r"\.?" if bare != word else "")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE) if longest_first else None


def _find(pattern: re.Pattern[str] | None, text: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(text) if pattern else iter(())


def _blanked(text: str, spans: Iterable[NameSpan]) -> str:
    for span in spans:
        text = text[: span.start] + "\x00" * (span.end - span.start) + text[span.end :]
    return text
