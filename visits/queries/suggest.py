"""What somebody may have meant whose words are found nowhere: only what they would then find."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice

from rapidfuzz import fuzz, process

from visits.models import Officer, SearchWord
from visits.queries.search import answering
from visits.words.normal import words_of_chunk
from visits.words.question import read_question

LIKE_ENOUGH = 70
SHORTEST = 4
MOST_LIKE = 6
MOST_TRIED = 12
CACHE_SECONDS = 300

_kept: dict[str, tuple[float, int, list[str]]] = {}


def meant_instead(typed: str, *, officer: Officer, is_found: Callable[[str], bool]) -> str:
    """The words with the likest one for each that is found nowhere; empty where none helps.

    `is_found` says whether this person finds a visit by some words, with all that is asked besides: a
    word of a text that they may not read is never told, since it would find them nothing.
    """
    for words in islice(_likely(typed.replace('"', " ").split(), officer), MOST_TRIED):
        if is_found(words):
            return words
    return ""


def _likely(pieces: list[str], officer: Officer) -> Iterator[str]:
    """What was typed with one word after another replaced, the likest replacement first."""
    missing = [place for place, piece in enumerate(pieces) if _is_missing(piece, officer)]
    choices = {place: _like(pieces[place]) for place in missing}
    if not missing or not all(choices.values()):
        return
    first = [choices[place][0] if place in choices else piece for place, piece in enumerate(pieces)]
    yield " ".join(first)
    for place in missing:
        for choice in choices[place][1:]:
            yield " ".join([*first[:place], choice, *first[place + 1 :]])


def _is_missing(piece: str, officer: Officer) -> bool:
    words = words_of_chunk(piece.strip(".,;:!?()"))
    if len(words) != 1 or not words[0].token.isalpha() or len(words[0].token) < SHORTEST:
        return False
    question = read_question(f"{words[0].token} ")
    return bool(question) and not answering(question, officer).exists()


def _like(piece: str) -> list[str]:
    """Words of all visits that are written much like this one, the likest first."""
    token = words_of_chunk(piece.strip(".,;:!?()"))[0].token
    alike = process.extract(token, _vocabulary(), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=MOST_LIKE)
    return [word for word, _score, _place in alike]


def _vocabulary() -> list[str]:
    """The words of all visits, kept in the process for some minutes as the names of places are."""
    loaded_at, number, words = _kept.get("words", (0.0, -1, []))
    now, present = time.monotonic(), SearchWord.objects.count()
    if number != present or now - loaded_at > CACHE_SECONDS:
        words = list(SearchWord.objects.values_list("word", flat=True))
        _kept["words"] = (now, present, words)
    return words
