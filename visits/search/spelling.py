"""What somebody may have meant whose words are found nowhere: only what they would then find."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from visits.lists.exists import which_have_rows
from visits.models import Officer, SearchDocument, SearchWord, VisitAccess
from visits.search.query import read_question
from visits.search.search import answering
from visits.search.tokenizer import tokens_of_chunk

SIMILAR_ENOUGH = 70
SHORTEST = 4
MOST_SIMILAR = 6
MOST_TRIED = 12
# Of the likest words so many are looked for in one statement.
AT_ONCE = 24
CACHE_SECONDS = 300

_cache: dict[str, tuple[float, int, list[str]]] = {}


def spelling_suggestion(typed: str, *, officer: Officer, is_found: Callable[[str], bool]) -> str:
    """The words with the likest one for each that is found nowhere; empty where none helps.

    `is_found` says whether this person finds a visit by some words, with all that is asked besides.
    Words of texts that they may not read change nothing: neither what is told nor that nothing is.
    """
    for words in islice(_likely(typed.replace('"', " ").split(), officer), MOST_TRIED):
        if is_found(words):
            return words
    return ""


def _likely(pieces: list[str], officer: Officer) -> Iterator[str]:
    """What was typed with one word after another replaced, the likest replacement first."""
    missing = [place for place, piece in enumerate(pieces) if _is_missing(piece, officer)]
    choices = {place: _similar(pieces[place], officer) for place in missing}
    if not missing or not all(choices.values()):
        return
    first = [choices[place][0] if place in choices else piece for place, piece in enumerate(pieces)]
    yield " ".join(first)
    for place in missing:
        for choice in choices[place][1:]:
            yield " ".join([*first[:place], choice, *first[place + 1 :]])


def _is_missing(piece: str, officer: Officer) -> bool:
    words = tokens_of_chunk(piece.strip(".,;:!?()"))
    if len(words) != 1 or not words[0].token.isalpha() or len(words[0].token) < SHORTEST:
        return False
    token = words[0].token
    return bool(read_question(f"{token} ")) and not _readable([token], officer)


def _similar(piece: str, officer: Officer) -> list[str]:
    """Words that are written much like this one and stand where the officer reads them, the likest first."""
    token = tokens_of_chunk(piece.strip(".,;:!?()"))[0].token
    alike = process.extract(token, _vocabulary(), scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH, limit=None)
    found: list[str] = []
    # As far as it takes: were only the likest looked for, those out of reach would crowd out the others.
    for start in range(0, len(alike), AT_ONCE):
        some = [word for word, _score, _place in alike[start : start + AT_ONCE]]
        readable = _readable(some, officer)
        found += [word for word in some if word in readable]
        if len(found) >= MOST_SIMILAR:
            break
    return found[:MOST_SIMILAR]


def _readable(words: list[str], officer: Officer) -> set[str]:
    """Those of the words that stand in a text that the officer may read."""
    return which_have_rows({word: _holding(word, officer) for word in words})


def _holding(word: str, officer: Officer) -> QuerySet[SearchDocument]:
    in_reach = VisitAccess.holding(VisitAccess.logged_access_keys_of(officer), "visit")
    return answering(read_question(f"{word} "), officer).filter(in_reach)


def _vocabulary() -> list[str]:
    """The words of all visits, kept in the process for some minutes as the names of places are."""
    loaded_at, number, words = _cache.get("words", (0.0, -1, []))
    now, present = time.monotonic(), SearchWord.objects.count()
    if number != present or now - loaded_at > CACHE_SECONDS:
        words = list(SearchWord.objects.order_by("word").values_list("word", flat=True))
        _cache["words"] = (now, present, words)
    return words
