"""How long the page of a list is, and what stands before and behind it."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

PER_PAGE = 50
Row = TypeVar("Row")


class Shown(NamedTuple, Generic[Row]):
    """The rows of one page in the order of the list, and whether there are others on either side."""

    rows: list[Row]
    has_previous: bool
    has_next: bool


def cut_page(found: list[Row], size: int, *, is_first: bool = False, back: bool = False) -> Shown[Row]:
    """The page out of up to `size` + 1 rows found from a cursor on, or `back` from it."""
    more, rows = len(found) > size, found[:size]
    if back:
        return Shown(rows[::-1], more, True)
    return Shown(rows, not is_first, more)
