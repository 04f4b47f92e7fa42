"""What somebody looks for, read from what they typed; nothing that can be typed is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from visits.search import kupang_malay
from visits.search.numbers import joined, searched_number
from visits.search.stemmer import stem
from visits.search.tokenizer import CHUNK, Word, stop_words, tokens_of_chunk
from visits.typed import clean_line

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
MOST_TERMS = 12
SHORTEST_PREFIX = 2
SHORTEST_NUMBER_PREFIX = 3
# "anak-anak", "tokoh,warga": words beside each other, not a number made of parts.
LOOSE = re.compile(r"[^\W\d_]+([-,;][^\W\d_]+)*")


@dataclass(frozen=True)
class Term:
    """One thing that has to be there: a word by its stem, or words one after another.

    `is_open`: the last word was not finished, so that it is also the beginning of longer ones.
    `root`: another token that answers as well, the stem of a word or the digits of a number in one.
    """

    tokens: tuple[str, ...]
    is_open: bool = False
    root: str = ""

    def is_in(self, token: str) -> bool:
        """Whether one token of a document answers this term of a single word."""
        last = self.tokens[-1]
        return token in (last, self.root) or (self.is_open and token.startswith(last)) or self.is_number(token)

    def is_number(self, token: str) -> bool:
        """Whether a number in one token answers: the whole of it, or its beginning."""
        wanted = self.root or self.tokens[0] if len(self.tokens) == 1 else self.root
        return wanted.isdigit() and (token == wanted or (self.is_open and token.startswith(wanted)))


@dataclass(frozen=True)
class Question:
    """All terms have to be there. Without any, nothing is asked."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def has_several_tokens(self) -> bool:
        return sum(len(term.tokens) for term in self.terms) > 1

    def as_tsquery(self) -> str:
        """For PostgreSQL: tokens hold only a–z and 0–9, so nothing needs quoting."""
        return " & ".join(_tsquery(term) for term in self.terms)

    def as_match(self) -> str:
        """For SQLite's FTS5."""
        return " AND ".join(_match(term) for term in self.terms)

    def as_pieces(self) -> list[list[str]]:
        """For one text of words between blanks, with one before and behind: of each term, pieces that answer it."""
        return [_pieces(term) for term in self.terms]


def _tsquery(term: Term) -> str:
    *before, last = term.tokens
    ending = f"{last}:*" if term.is_open else last
    row = f"({' <-> '.join([*before, ending])})" if before else ending
    root = f"{term.root}:*" if term.is_open and term.root.isdigit() else term.root
    return f"({row} | {root})" if root else row


def _match(term: Term) -> str:
    phrase = f'"{" ".join(term.tokens)}"' + (" *" if term.is_open else "")
    root = f'"{term.root}"' + (" *" if term.is_open and term.root.isdigit() else "")
    return f"({phrase} OR {root})" if term.root else phrase


def _pieces(term: Term) -> list[str]:
    found = [f" {' '.join(term.tokens)}{'' if term.is_open else ' '}"]
    if term.root:
        found.append(f" {term.root}{'' if term.is_open and term.root.isdigit() else ' '}")
    return found


def read_question(text: str) -> Question:
    """Words, "phrases" and numbers of several parts; the last word, while it is typed, is open."""
    parts = clean_line(text, strip=False).translate(QUOTES).split('"')
    terms: list[Term] = []
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        terms += _phrase(part, is_open=is_last) if number % 2 else _loose(part, is_open=is_last)
    return Question(tuple(dict.fromkeys(terms))[:MOST_TERMS])


def _phrase(part: str, *, is_open: bool) -> Iterator[Term]:
    """Words as they are written, without their stems, one after another."""
    ended = part[-1:].isspace()
    tokens = _searchable(word for chunk in CHUNK.findall(part) for word in tokens_of_chunk(chunk))
    if tokens:
        yield Term(tokens, is_open and not ended and _can_be_open(tokens[-1]))


def _searchable(words) -> tuple[str, ...]:
    return tuple(word.token for word in words if word.token not in stop_words())


def _loose(part: str, *, is_open: bool) -> Iterator[Term]:
    pieces = joined(part.split())
    for place, piece in enumerate(pieces):
        last = is_open and place == len(pieces) - 1 and not part[-1:].isspace()
        words = [word for chunk in CHUNK.findall(piece) for word in tokens_of_chunk(chunk)]
        if number := searched_number(piece):
            tokens = tuple(word.token for word in words)
            yield Term(tokens, last and _can_be_open(tokens[-1]), number if (number,) != tokens else "")
            continue
        if len(words) > 1 and not LOOSE.fullmatch(piece):
            tokens = _searchable(words)
            if tokens:
                yield Term(tokens, last and words[-1].token == tokens[-1] and _can_be_open(tokens[-1]))
            continue
        for order, word in enumerate(words):
            yield from _single(word, is_open=last and order == len(words) - 1)


def _single(word: Word, *, is_open: bool) -> Iterator[Term]:
    token = word.token
    if token in stop_words() or (len(token) == 1 and token.isalpha()):
        return
    root = stem(kupang_malay.searched_as(token) or token)
    if is_open and _can_be_open(token):
        yield Term((token,), True, root if root != token else "")
    else:
        yield Term((root,))


def _can_be_open(token: str) -> bool:
    return len(token) >= (SHORTEST_NUMBER_PREFIX if token.isdigit() else SHORTEST_PREFIX)
