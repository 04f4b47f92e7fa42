"""Indonesian words with prefixes and suffixes, built from their roots, and the stem of any word."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import snowballstemmer

from visits.search import word_lists

VOWELS = "aeiou"
SUFFIXES = ("", "i", "an", "kan", "nya", "lah", "kah", "pun", "ku", "mu", "annya", "kannya", "inya", "ilah", "kanlah")
# Consonants that fall away after me- and pe-, with what then stands before the rest.
FALLING = {"k": "ng", "p": "m", "s": "ny", "t": "n"}
KEEPING = {**dict.fromkeys("aeioughkq", "ng"), **dict.fromkeys("bfvp", "m"), **dict.fromkeys("cdjzts", "n")}
SHORTEST_STEMMED = 4


def _nasal(before: str, root: str) -> list[str]:
    """What me- or pe- makes of a root: meng-unjung (kunjung), men-erima (terima), menge-cek."""
    first, rest = root[0], root[1:]
    forms = []
    if first in FALLING and rest[:1] in VOWELS:
        forms.append(before + FALLING[first] + rest)
    forms.append(before + KEEPING.get(first, "") + root)
    if sum(letter in VOWELS for letter in root) == 1:
        forms.append(before + "nge" + root)
    return forms


# What may stand before a root; where a letter of the root fell away, that letter.
PREFIXES: list[tuple[str, str]] = [
    *(
        (before, "")
        for before in ("", "di", "ke", "ber", "be", "ter", "te", "se", "per", "pe", "pel", "keber", "keter")
    ),
    *((before, "") for before in ("memper", "diper", "member", "diber", "pember", "berke", "seper", "kese")),
    *((before + nasal, "") for before in ("me", "pe", "kepe", "berpe") for nasal in ("", "m", "n", "ng", "nge")),
    *((before + nasal, letter) for before in ("me", "pe", "kepe", "berpe") for letter, nasal in FALLING.items()),
]


@cache
def _roots() -> dict[str, int]:
    """The listed roots, each with its place in the list."""
    return {root: place for place, root in reversed(list(enumerate(word_lists.words("roots"))))}


def _listed_root(word: str) -> str:
    """The listed root that the word is made of, the first in the list where there are several."""
    roots = _roots()
    if word in roots:
        return word
    found = []
    for suffix in SUFFIXES:
        base = word.removesuffix(suffix)
        if suffix and base == word:
            continue
        for prefix, letter in PREFIXES:
            root = letter + base[len(prefix) :]
            if base.startswith(prefix) and root in roots and _may_follow(prefix, letter, root):
                found.append(root)
    return min(found, key=lambda root: roots[root], default="")


def _may_follow(prefix: str, letter: str, root: str) -> bool:
    """Whether the prefix, if it is me- or pe-, takes this shape before the root."""
    for before in ("kepe", "berpe", "me", "pe"):
        if prefix.startswith(before) and prefix not in ("memper", "member", "per", "pel", "pember", "pe"):
            return (prefix + root[len(letter) :]) in _nasal(before, root)
    return True


@cache
def variants() -> dict[str, str]:
    """Each way of writing that is not the right one, affixed or not, and the right one."""
    found: dict[str, str] = {}
    for right, others in word_lists.entries("variants"):
        for other in others:
            found.setdefault(other, right)
            if " " in right or "-" in other:
                continue
            # Both by the sound that me- makes of them: menghimbau is mengimbau.
            for wrong_form, right_form in zip(_aligned(other), _aligned(right), strict=True):
                if len(wrong_form) > len(other):
                    found.setdefault(wrong_form, right_form)
    right_ones = {*found.values(), *(right for right, _others in word_lists.entries("variants"))}
    return {wrong: right for wrong, right in found.items() if wrong not in right_ones}


def _aligned(root: str) -> list[str]:
    """Forms of a root in an order that two spellings of it share: one for each prefix and suffix."""
    plain = [before + root for before in ("", "di", "ber", "ter", "ke", "se", "per", "memper", "diper")]
    nasal = [_nasal(before, root)[0] for before in ("me", "pe")]
    return [start + end for start in [*plain, *nasal] for end in SUFFIXES]


# How an Indonesian word begins. "Melkior" without me- would not, so it is a name.
BEGINNING = re.compile(r"(str|skr|ng|ny|kh|sy|[bcdfgkpst][rl]|s[kptwm]|kw|[b-df-hj-np-tv-z])?[aeiou]")
_snowball = snowballstemmer.stemmer("indonesian")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The root of a word, as well as it can be told; names and numbers may come back as they are.

    >>> stem("mengunjungi"), stem("kunjungan"), stem("penerimaan"), stem("kepala")
    ('kunjung', 'kunjung', 'terima', 'kepala')
    """
    if len(word) < SHORTEST_STEMMED or not word.isalpha():
        return word
    listed = _listed_root(word)
    if listed:
        return listed
    taken_apart = _snowball.stemWord(word)
    return taken_apart if BEGINNING.match(taken_apart) else word
