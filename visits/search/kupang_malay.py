"""Kupang Malay words and what they mean in Indonesian, from `word_lists/kupang.txt`."""

from __future__ import annotations

from functools import cache

from visits.search import word_lists
from visits.search.stemmer import stem
from visits.typed.apostrophes import WITHOUT_APOSTROPHES

VOCABULARY, ADDRESS, OFFICES = "kata", "sapaan", "jabatan adat"
# What whoever holds a customary office is.
OFFICE_HOLDER = ("tokoh", "adat")


@cache
def indonesian() -> dict[str, str]:
    """The Indonesian word for each Kupang one, both as they are read by the search."""
    sections = word_lists.sections("kupang")
    return {
        _plain(local): right for part in (VOCABULARY, ADDRESS) for right, others in sections[part] for local in others
    }


@cache
def offices() -> dict[str, str]:
    """Customary offices in each spelling, and the first of its line."""
    found: dict[str, str] = {}
    for office, others in word_lists.sections("kupang")[OFFICES]:
        found |= dict.fromkeys([office, *others], office)
    return found


@cache
def meanings() -> dict[str, tuple[str, ...]]:
    """The further tokens that find each Kupang word."""
    found: dict[str, tuple[str, ...]] = {local: (right, stem(right)) for local, right in indonesian().items()}
    found |= {office: (first, stem(first), *OFFICE_HOLDER) for office, first in offices().items()}
    return {local: tuple(dict.fromkeys(token for token in tokens if token != local)) for local, tokens in found.items()}


def searched_as(token: str) -> str:
    """The word that finds a Kupang one and what means the same; empty where the word is none."""
    return indonesian().get(token) or offices().get(token, "")


@cache
def titles() -> list[str]:
    """What stands before a name and is no part of it: forms of address and customary offices."""
    address = [local for _right, others in word_lists.sections("kupang")[ADDRESS] for local in others]
    return [*address, *offices()]


def _plain(word: str) -> str:
    return word.translate(WITHOUT_APOSTROPHES).casefold()
