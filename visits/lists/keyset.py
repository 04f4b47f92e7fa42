"""Keyset pages: a list of visits or follow-ups page by page, each from a position and not from a number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from visits.lists.criteria import Criterion, Position, ScanRange
from visits.lists.intersection import MOST_COUNTED, SIZES, Count, Sizes, count, scan, scan_and_count
from visits.lists.pages import PER_PAGE, Shown, cut_page

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MOMENT = re.compile(r"([0-9]{1,16})_([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """The positions on one page, and those that its neighbours start from."""

    found: list[Position]
    previous: Position | None
    next: Position | None


@dataclass(frozen=True)
class KeysetList:
    """Rows that fit all of some criteria, in the order of the range. Without a criterion there is none.

    `otherwise`: the same rows asked for in a slower way that takes nothing for granted; asked where this one finds
    none, since what it takes for granted may just have changed.
    """

    criteria: tuple[Criterion, ...]
    scan_range: ScanRange = field(default_factory=ScanRange)
    sizes: Sizes = SIZES
    otherwise: KeysetList | None = None

    def page(self, *, after: Position | None = None, before: Position | None = None, size: int = PER_PAGE) -> Page:
        """One page, from the beginning or from a cursor forward or back."""
        if not self.criteria:
            return Page([], None, None)
        found = self.scan(before or after, size + 1, back=bool(before))
        return _page(cut_page(found, size, is_first=not after, back=bool(before)))

    def counted_page(
        self,
        *,
        after: Position | None = None,
        before: Position | None = None,
        size: int = PER_PAGE,
        most: int = MOST_COUNTED,
    ) -> tuple[Page, Count]:
        """One page, and how many rows there are: from the beginning on both are mostly found together."""
        if after or before or not self.criteria:
            return self.page(after=after, before=before, size=size), self.count(most)
        found, number = scan_and_count(self.criteria, self.scan_range, size + 1, most, self.sizes)
        if self.otherwise and not found:
            return self.otherwise.counted_page(size=size, most=most)
        return _page(cut_page(found, size, is_first=True)), number

    def scan(self, start: Position | None, limit: int, *, back: bool = False) -> list[Position]:
        """The next positions from one on, or `back` from it: of a page, or of a whole list chunk by chunk."""
        if not self.criteria:
            return []
        found = scan(self.criteria, replace(self.scan_range, start=start, backward=back), limit, self.sizes)
        return self.otherwise.scan(start, limit, back=back) if self.otherwise and not found else found

    def count(self, most: int = MOST_COUNTED) -> Count:
        if not self.criteria:
            return Count(0, True)
        number = count(self.criteria, self.scan_range, most, self.sizes)
        return self.otherwise.count(most) if self.otherwise and not number.number else number

    def with_criterion(self, criterion: Criterion) -> KeysetList:
        otherwise = self.otherwise.with_criterion(criterion) if self.otherwise else None
        return replace(self, criteria=(*self.criteria, criterion), otherwise=otherwise)


def scan_in_turn(
    lists: Sequence[KeysetList], edge: tuple[int, Position] | None, limit: int, *, back: bool = False
) -> list[Position]:
    """The next positions of lists that stand one behind the other.

    `edge`: the number of a list, and the position in it that they follow, or precede where `back`.
    """
    turns = list(enumerate(lists))
    if edge:
        turns = turns[: edge[0] + 1] if back else turns[edge[0] :]
    found: list[Position] = []
    for place, each in reversed(turns) if back else turns:
        start = edge[1] if edge and place == edge[0] else None
        if len(found) < limit:
            found += each.scan(start, limit - len(found), back=back)
    return found


def _page(shown: Shown[Position]) -> Page:
    rows = shown.rows
    return Page(
        rows,
        previous=rows[0] if rows and shown.has_previous else None,
        next=rows[-1] if rows and shown.has_next else None,
    )


def position(text: str) -> Position:
    """A cursor of an address: "2024-09-01_17". Raises ValueError where it is no day."""
    day, _line, pk = text.partition("_")
    return dt.date.fromisoformat(day), int(pk)


def cursor_at(found: Position | None) -> str:
    return f"{found[0].isoformat()}_{found[1]}" if found else ""


def moment(text: str | None) -> Position | None:
    """A cursor of a list sorted by an instant: "1725148800000000_17"; anything else is the beginning."""
    found = MOMENT.fullmatch(text or "")
    if not found:
        return None
    return EPOCH + dt.timedelta(microseconds=int(found[1])), int(found[2])


def moment_at(found: Position | None) -> str:
    return f"{(found[0] - EPOCH) // dt.timedelta(microseconds=1)}_{found[1]}" if found else ""


def in_order(found: list[Position]) -> list[int]:
    return [pk for _day, pk in found]
