"""Two texts in one: which words went and which came, within a budget of work."""

from __future__ import annotations

import re

from rapidfuzz.distance import Indel

Marked = list[tuple[str, str]]
WORD = re.compile(r"\s+|\S+\s*")
# Pairs of words that one page may compare: about a tenth of a second on a small machine.
BUDGET = 400_000_000


class TooLong(Exception):
    """Comparing these texts would hold the page up."""


class WordComparison:
    """Compares texts by words for one page, until its budget is spent.

    The longest common subsequence is found by bits (64 pairs in a step), so that texts made of
    the same few words cost no more than others of their length.
    """

    def __init__(self, budget: int = BUDGET):
        self.left = budget

    def marked(self, old: str, new: str) -> Marked:
        """Both texts as (mark, part): "" stayed, "del" went, "ins" came; nothing where they share no word.

        Raises TooLong where the budget does not suffice.
        """
        before, after = WORD.findall(old), WORD.findall(new)
        self.left -= len(before) * len(after)
        if self.left < 0:
            raise TooLong
        parts = _parts(before, after)
        return parts if any(mark == "" and text.strip() for mark, text in parts) else []


def _parts(before: list[str], after: list[str]) -> Marked:
    numbers: dict[str, int] = {}
    old, new = ([numbers.setdefault(word, len(numbers)) for word in words] for words in (before, after))
    parts: Marked = []
    gone: list[str] = []
    come: list[str] = []

    def close_gap() -> None:
        parts.extend((mark, "".join(words)) for mark, words in (("del", gone), ("ins", come)) if words)
        gone.clear()
        come.clear()

    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            close_gap()
            parts.append(("", "".join(before[step.src_start : step.src_end])))
        gone += before[step.src_start : step.src_end] if step.tag == "delete" else []
        come += after[step.dest_start : step.dest_end] if step.tag == "insert" else []
    close_gap()
    return parts
