"""A name as somebody types or says it, held against the names that are kept.

Rank, form of address and degrees are left out, the order of the words is free, and blanks within
a number do not count: "Taebenat Melkior", "Ipda Melkior" and "Bpk. Melkior T" are one person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from visits.data import read
from visits.models.places import fold_name
from visits.search import kupang_malay
from visits.typed.degrees import is_degree
from visits.typed.honorifics import HONORIFICS
from visits.typed.numbers import NUMBER_PREFIX, typed_line

DEGREE = re.compile(r"(?<!\w)(?:(?:Drs|Dra|Dr|Ir|Prof|Hc)\.|(?:[SMDA]|Sp)\.\s?[A-Z][A-Za-z]*\.?(?:\s?[A-Z]\.)*)")
NUMBER = re.compile(r"\d[\d\s.-]*")
BEGINS, LATER_WORD, ALIKE = 0, 1, 2
# Yohanes and Yohanis are one name, Maria and Mario are two.
SAME_WORD = 84


@dataclass(frozen=True)
class SpokenName:
    """The words of a name in lower case without accents; `number` where only digits were typed."""

    words: tuple[str, ...]
    number: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def closeness(self, name: str) -> int | None:
        """How a kept, folded name fits: begins so, or each typed word begins a word of it; None where neither.

        >>> read_spoken_name("Contoh Mar").closeness("marselina contoh")
        1
        """
        if name.startswith(self.text):
            return BEGINS
        free = name.split()
        # The longest first: "yo yohanes" needs the other one for "yo".
        for word in sorted(self.words, key=len, reverse=True):
            begun = next((each for each in free if each.startswith(word)), None)
            if begun is None:
                return None
            # Each word of a name answers for one typed word only.
            free.remove(begun)
        return LATER_WORD

    def is_similar(self, name: str, cutoff: int) -> bool:
        """Whether each word is like one of the name, or all are like as many that stand together."""
        parts = name.split()
        size = len(self.words)
        together = [" ".join(parts[at : at + size]) for at in range(max(1, len(parts) - size + 1))]
        if max(fuzz.ratio(self.text, part) for part in [name, *together]) >= cutoff:
            return True
        return all(max(fuzz.ratio(word, part) for part in parts) >= cutoff for word in self.words)

    def is_spelled_alike(self, other: SpokenName) -> bool:
        """Whether both are one name with slips of the pen, in any order; a lone word is no part of a longer one.

        >>> read_spoken_name("Bpk. Yohanis Contoh").is_spelled_alike(read_spoken_name("contoh yohanes"))
        True
        """
        shorter, longer = sorted((self.words, other.words), key=len)
        if not shorter or (len(shorter) == 1 and len(longer) > 1):
            return False
        free = list(longer)
        for word in sorted(shorter, key=len, reverse=True):
            nearest = max(free, key=lambda each: _likeness(word, each))
            if _likeness(word, nearest) < SAME_WORD:
                return False
            free.remove(nearest)
        return True


def _likeness(word: str, other: str) -> float:
    """How alike two words are, up to 100; a letter alone stands for any word that it begins."""
    shorter, longer = sorted((word, other), key=len)
    return 100 if len(shorter) == 1 and longer.startswith(shorter) else fuzz.ratio(word, other)


def read_spoken_name(text: str) -> SpokenName:
    """What was typed as a name or a service number.

    >>> read_spoken_name("Bpk. Ipda Taebenat, S.H.").words
    ('taebenat',)
    >>> read_spoken_name("Taebenat, SH, MSi").words
    ('taebenat',)
    >>> read_spoken_name("9301 0002").number, read_spoken_name("NRP 93010002").number
    ('93010002', '93010002')
    """
    typed = NUMBER_PREFIX.sub("", typed_line(text))
    if NUMBER.fullmatch(typed):
        number = re.sub(r"\D", "", typed)
        return SpokenName((number,), number)
    # Nothing but a degree was typed: perhaps it is the beginning of a name.
    words = tuple(fold_name(_without_degrees(text)).split()) or tuple(fold_name(text).split())
    while (rest := _without_first_title(words)) and rest != words:
        words = rest
    return SpokenName(words)


def _without_degrees(text: str) -> str:
    """What is typed without dots may also be a name: it is a degree only behind a comma."""
    name, *behind = DEGREE.sub(" ", text).split(",")
    return " ".join([name, *(piece for piece in behind if not is_degree(piece.strip()))])


def _without_first_title(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words behind one rank or form of address at their beginning; all of them where there is none."""
    for title in _titles():
        if words[: len(title)] == title:
            return words[len(title) :]
    return words


@cache
def _titles() -> list[tuple[str, ...]]:
    """Ranks and forms of address as folded words, the longest first."""
    written = [
        *HONORIFICS,
        *kupang_malay.titles(),
        *(rank[name] for rank in read("ranks") for name in ("name", "abbreviation")),
    ]
    folded = {tuple(fold_name(title).split()) for title in written}
    # Short for a rank of which Polri writes the longer name: "Brigpol" and "Brigadir" without "Polisi".
    folded |= {title[:-1] for title in folded if len(title) > 1 and title[-1] in ("pol", "polisi")}
    return sorted(folded - {()}, key=len, reverse=True)
