"""Where in a text a question is answered: the places to mark, and a line cut out around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from visits.search.numbers import folded_numbers
from visits.search.query import Question, Term
from visits.search.stemmer import variants
from visits.search.tokenizer import CHUNK, long_forms, searchable_tokens
from visits.typed.apostrophes import APOSTROPHES

LONGEST_LINE = 150
BEFORE = 40
SPACE = re.compile(r"\s")
WITHIN_TOKENS = frozenset(APOSTROPHES)

Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """The places of one text that answer, and how many of the terms they answer."""

    spans: list[Span]
    terms: int


def _wanted(term: Term) -> tuple[set[str], set[str]]:
    """What a single token has to be, and what it may begin with, to answer.

    `Term.is_in` of a term of one word, `Term.is_number` of any.
    """
    exact = {term.tokens[-1], term.root} if len(term.tokens) == 1 else set()
    beginnings = {term.tokens[-1]} if len(term.tokens) == 1 else set()
    number = term.root or (term.tokens[0] if len(term.tokens) == 1 else "")
    if number.isdigit():
        exact.add(number)
        beginnings.add(number)
    return exact - {""}, beginnings if term.is_open else set()


class _Answers(dict[str, frozenset[int]]):
    """Which terms each chunk of letters answers, looked up once."""

    def __init__(self, singles: dict[int, Term]):
        exact: dict[str, set[int]] = defaultdict(set)
        begins: dict[str, set[int]] = defaultdict(set)
        for place, term in singles.items():
            whole, beginnings = _wanted(term)
            for token in whole:
                exact[token].add(place)
            for token in beginnings:
                begins[token].add(place)
        self._exact, self._begins, self._beginnings = exact, begins, tuple(begins)

    def __missing__(self, chunk: str) -> frozenset[int]:
        found = self[chunk] = self.answered_by(_forms(chunk))
        return found

    def answered_by(self, forms: Iterable[str]) -> frozenset[int]:
        """The terms that one of the forms of a word answers."""
        # Some hundred words of a page come by here, and nearly all answer nothing.
        found: set[int] = set()
        for form in forms:
            if form in self._exact:
                found |= self._exact[form]
            if form.startswith(self._beginnings):
                found |= {
                    place for token in self._beginnings if form.startswith(token) for place in self._begins[token]
                }
        return frozenset(found)


class _Beginnings(dict[str, bool]):
    """Whether a row of words may begin with each chunk of letters, looked up once."""

    def __init__(self, tokens: set[str]):
        self.tokens = tokens

    def __missing__(self, chunk: str) -> bool:
        found = self[chunk] = not self.tokens.isdisjoint([word.token for word in searchable_tokens(chunk)])
        return found


@lru_cache(maxsize=100_000)
def _forms(chunk: str) -> frozenset[str]:
    return frozenset(form for word in searchable_tokens(chunk) for form in (word.token, *word.others))


class Reader:
    """Reads texts for the answers to one question; what a word or a text answers is looked up once."""

    def __init__(self, question: Question):
        self.terms = question.terms
        singles = {place: term for place, term in enumerate(self.terms) if len(term.tokens) == 1 or _asks_number(term)}
        self._rows = [
            (place, term.tokens, term.is_open) for place, term in enumerate(self.terms) if len(term.tokens) > 1
        ]
        for place, term in singles.items():
            self._rows += [(place, row, False) for row in _in_full(term)]
        self._numbers = [(place, term) for place, term in enumerate(self.terms) if _asks_number(term)]
        self._answers, self._has_singles = _Answers(singles), bool(singles)
        # A row of one word may end there too, in a longer one: it is looked for everywhere.
        self._beginnings = _Beginnings({row[0] for _place, row, _is_open in self._rows})
        self._looks_everywhere = any(len(row) == 1 for _place, row, _is_open in self._rows)
        self._needed = () if singles or self._looks_everywhere else _letters_of(frozenset(self._beginnings.tokens))
        self._read: dict[str, Found] = {}

    def read(self, text: str) -> Found:
        """What of the question stands in a text, in order."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._found_in(text)
        return found

    def _found_in(self, text: str) -> Found:
        # Most texts answer nothing: where their words stand is looked up only in those that do.
        is_plain = bool(self._needed) and _is_plain(text)
        if is_plain and not _has_one_of(self._needed, text.lower()):
            return Found([], 0)
        chunks = CHUNK.findall(text)
        spots: list[tuple[int, int]] = []
        terms: set[int] = set()
        if self._has_singles:
            answers = [self._answers[chunk] for chunk in chunks]
            if any(answers):
                spots = [(number, number) for number, answered in enumerate(answers) if answered]
                terms = set().union(*answers)
        if self._rows and (is_plain or self._looks_everywhere or any(map(self._beginnings.__getitem__, chunks))):
            spots += self._phrases(chunks, terms)
        numbers = list(self._number_spans(text))
        terms |= {place for _start, _end, place in numbers}
        if not spots and not numbers:
            return Found([], 0)
        last_spot = max((last for _first, last in spots), default=-1)
        spans = [chunk.span() for chunk in islice(CHUNK.finditer(text), last_spot + 1)]
        marked = [(spans[first][0], spans[last][1]) for first, last in spots]
        return Found(_merged([*marked, *((start, end) for start, end, _place in numbers)]), len(terms))

    def _number_spans(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where a number of several groups answers a term, whose place comes third."""
        if not self._numbers:
            return
        for token, start, end in folded_numbers(text):
            yield from ((start, end, place) for place, term in self._numbers if term.is_number(token))

    def _phrases(self, chunks: Sequence[str], terms: set[int]) -> list[tuple[int, int]]:
        """The first and the last chunk of each row of words that stands here; adds what it answers to `terms`."""
        words = [(word.token, number) for number, chunk in enumerate(chunks) for word in searchable_tokens(chunk)]
        tokens = [token for token, _number in words]
        found = []
        for place, row, is_open in self._rows:
            *before, end = row
            for start in _where(tokens, before[0]) if before else range(len(tokens)):
                *there, last = tokens[start : start + len(row)]
                if there == before and (last == end or (is_open and last.startswith(end))):
                    terms.add(place)
                    found.append((words[start][1], words[start + len(row) - 1][1]))
        return found


@lru_cache(maxsize=1_000)
def _letters_of(tokens: frozenset[str]) -> tuple[str, ...]:
    """What a plain text has to hold, in small letters, where one of the tokens stands in it in whichever spelling."""
    spellings = {other for other, right in variants().items() if right.replace(" ", "") in tokens}
    return tuple(sorted({*tokens, *spellings}))


def _has_one_of(pieces: tuple[str, ...], text: str) -> bool:
    return any(piece in text for piece in pieces)


def _is_plain(text: str) -> bool:
    """Whether each of its words is written by the letters of its token: no accents, and no apostrophe to leave out."""
    return text.isascii() and WITHIN_TOKENS.isdisjoint(text)


def _asks_number(term: Term) -> bool:
    return (term.root or term.tokens[0]).isdigit()


def _where(tokens: list[str], token: str) -> list[int]:
    return [place for place, each in enumerate(tokens) if each == token] if token in tokens else []


def _in_full(term: Term) -> list[tuple[str, ...]]:
    """What the term is short for, as tokens: whoever looks for "kades" finds "kepala desa"."""
    return [row for rows in long_forms().values() for row, short in rows if term.is_in(short)]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def line_around(text: str, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """A line of the text around the first answer, in pieces: what is marked and what is not."""
    if not text.isprintable():
        # Ends of lines are blanks here.
        text = SPACE.sub(" ", text)
    first = spans[0][0] if spans else 0
    start = _word_start(text, first - BEFORE) if len(text) > LONGEST_LINE else 0
    end = _word_end(text, max(start + LONGEST_LINE, spans[0][1] if spans else 0))
    pieces: list[tuple[str, bool]] = [("… " if start else "", False)]
    at = start
    for left, right in spans:
        if left >= end:
            break
        pieces += [(text[at:left], False), (text[left:right], True)]
        at = right
    end = max(at, end)
    pieces += [(text[at:end], False), (" …" if end < len(text) else "", False)]
    return [(piece, marked) for piece, marked in pieces if piece]


def _word_start(text: str, near: int) -> int:
    if near <= 0:
        return 0
    blank = text.find(" ", near)
    return blank + 1 if 0 <= blank < near + BEFORE else near


def _word_end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    blank = text.rfind(" ", near - BEFORE, near)
    return blank if blank > 0 else near
