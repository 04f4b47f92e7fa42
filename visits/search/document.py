"""What is written into the index for one visit: the words of its texts, in order, for both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from visits.search.numbers import folded_numbers
from visits.search.tokenizer import shortened, tokens_in
from visits.typed import clean_text

# PostgreSQL holds no position above 16,383, no more than 255 of one word, and 1 MB of words.
LAST_POSITION = 16_000
EXTRA_POSITION = 16_383
MOST_OF_A_WORD = 250
MOST_LETTERS = 500_000
# Stands between texts on SQLite: no word, so that no phrase reaches over it.
BREAK = "§"


@lru_cache(maxsize=20_000)
def tokens_of_text(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens of a text in order, and the further ones that find it; kept, since sentences come again."""
    text = clean_text(text)
    words = tokens_in(text)
    tokens = tuple([word.token for word in words])
    extras = {other: None for word in words for other in word.others}
    extras |= dict.fromkeys(sorted(shortened(tokens)))
    extras |= dict.fromkeys(token for token, _start, _end in folded_numbers(text))
    return tokens, tuple(extras)


class Document:
    """The words of several texts: a phrase is found within one of them, never across two."""

    def __init__(self, texts: Iterable[str]):
        read = [tokens_of_text(text) for text in texts]
        self.runs: list[Sequence[str]] = [tokens for tokens, _others in read if tokens]
        extras = {other: None for _tokens, others in read for other in others}
        # Few visits are so long that anything has to be left out.
        self._seen = Counter(chain.from_iterable(self.runs))
        self._letters = sum(map(len, self._seen))
        if sum(map(len, self.runs)) > MOST_OF_A_WORD:
            extras = self._within_bounds() | extras
        if self._letters + sum(map(len, extras)) > MOST_LETTERS:
            extras = {token: None for token in extras if self._fits(token)}
        self.extras = [token for token in extras if token not in self._seen]

    def _within_bounds(self) -> dict[str, None]:
        """Lay the tokens down again as far as there is place; the answer holds what has none."""
        runs, self.runs, self._seen = self.runs, [], Counter()
        self._letters = self._position = 0
        left: dict[str, None] = {}
        for tokens in runs:
            left |= self._take(tokens)
        return left

    def _take(self, tokens: Iterable[str]) -> dict[str, None]:
        """Lay the tokens down in order; the answer holds those for which there is no place any more."""
        left: dict[str, None] = {}
        run: list[str] = []
        for token in tokens:
            full = self._position >= LAST_POSITION or self._seen[token] >= MOST_OF_A_WORD
            if full or (not self._seen[token] and not self._fits(token)):
                left[token] = None
                self.runs.append(run)
                run = []
                self._position += 1
                continue
            self._seen[token] += 1
            self._position += 1
            run.append(token)
        self.runs.append(run)
        self._position += 1
        return left

    def _fits(self, token: str) -> bool:
        self._letters += len(token)
        return self._letters <= MOST_LETTERS

    @property
    def tokens(self) -> set[str]:
        return {*self._seen, *self.extras}

    def as_vector(self) -> str:
        """For PostgreSQL, as a tsvector is written: "warga:1 tokoh:2 tokoh:3"."""
        parts, position = [], 0
        for run in self.runs:
            parts += [f"{token}:{place}" for place, token in enumerate(run, position + 1)]
            position += len(run) + 1
        parts += [f"{token}:{EXTRA_POSITION}" for token in self.extras]
        return " ".join(parts)

    def as_text(self) -> str:
        """For SQLite, as its tokenizer reads it: words, with a break between texts."""
        runs = [" ".join(run) for run in self.runs if run]
        return f" {BREAK} ".join([*runs, *self.extras])
