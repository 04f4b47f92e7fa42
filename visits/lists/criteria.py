"""Criteria: what a list of visits is asked for, each able to be scanned in the order of the list, or to be asked about
one visit.

A page of a filtered list is an intersection of criteria: `queries.scan` scans the sparsest one and asks
the others about each visit it meets. A criterion is a row source (`rows`), a question (`probe`), or both.
Whoever adds a kind of criterion (search in words, say) makes a subclass and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from visits.core.db import ALWAYS, Sql, exists, marks, written

Position = tuple[Any, int]
ACCESS_KEYS, FILTER_KEYS = "visits_visitaccess", "visits_visitfilterkey"


@dataclass(frozen=True)
class Order:
    """The columns that a list is sorted by: a day or an instant, then the visit. Both run the same way."""

    column: str = "visited_on"
    newest_first: bool = True

    @property
    def columns(self) -> str:
        """What a row of the scan holds: its position, and always the day, by which other criteria are asked."""
        return "visited_on, visit_id" if self.column == "visited_on" else f"{self.column}, visit_id, visited_on"


BY_DAY = Order()
BY_WAITING = Order("waits_since", newest_first=False)


@dataclass(frozen=True)
class ScanRange:
    """A stretch of the scan: after `start`, up to and with `end`, within the days asked for.

    `backward` scans against the order of the list, for a previous page.
    """

    start: Position | None = None
    end: Position | None = None
    first: Any = None
    last: Any = None
    backward: bool = False
    order: Order = BY_DAY

    @property
    def descends(self) -> bool:
        return self.order.newest_first != self.backward

    @property
    def sorting(self) -> str:
        way = "DESC" if self.descends else "ASC"
        return f"{self.order.column} {way}, visit_id {way}"

    def conditions(self) -> Sql:
        """The stretch as conditions on the columns of an index, each beginning with AND."""
        column = self.order.column
        ahead, behind = ("<", ">=") if self.descends else (">", "<=")
        parts, values = [], []
        for sign, position in ((ahead, self.start), (behind, self.end)):
            if position:
                parts.append(f" AND ({column}, visit_id) {sign} (%s, %s)")
                values += [written(position[0]), position[1]]
        for sign, edge in ((">=", self.first), ("<=", self.last)):
            if edge is not None:
                parts.append(f" AND {column} {sign} %s")
                values.append(written(edge))
        return Sql("".join(parts), tuple(values))

    def up_to(self, end: Position | None) -> ScanRange:
        return replace(self, end=end)

    def on_from(self, start: Position) -> ScanRange:
        return replace(self, start=start)


class Criterion:
    """One thing that is asked for.

    `drives`: whether it can be scanned in an order. `rows` then selects the order's columns for the
    visits that have it, in the order of the range. `probe` is a condition on a row that has the
    columns visited_on and visit_id.
    """

    # How many times as long as a look into an index of keys it takes to be asked about a visit.
    weight = 1

    @property
    def most_rows(self) -> int | None:
        """How many rows it has at most, where that is known without asking."""
        return None

    def drives(self, order: Order) -> bool:
        return False

    def settled(self) -> Criterion:
        """The criterion for the rest of a scan that has become long: itself, or one that can be scanned."""
        return self

    def rows(self, scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        raise NotImplementedError

    def edges(self, scan_range: ScanRange, size: int) -> list[Sql]:
        """Where the next `size` rows end: a row for each index that is scanned, none where fewer are left."""
        return [self.rows(scan_range, limit=1, skip=size - 1)]

    def probe(self, row: str) -> Sql:
        raise NotImplementedError


@dataclass(frozen=True)
class Keys(Criterion):
    """Visits with any of some keys in a table of keys: reach in access keys, or one filter in filter keys.

    `only_if` is a condition, the same for all rows, without which none is found.
    """

    table: str
    column: str
    keys: tuple[str, ...]
    only_if: Sql = ALWAYS

    def drives(self, order: Order) -> bool:
        return order == BY_DAY or self.table == ACCESS_KEYS

    def rows(self, scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        if len(self.keys) == 1:
            return self._rows_of(self.keys[0], scan_range, limit=limit, skip=skip)
        # The first rows of each key are merged as they come; a visit that has two of the keys counts once.
        parts = [self._rows_of(key, scan_range, limit=limit + skip) for key in self.keys]
        merged = " UNION ALL ".join(f"SELECT * FROM ({part.text}) AS p{place}" for place, part in enumerate(parts))
        return Sql(
            f"SELECT DISTINCT {scan_range.order.columns} FROM ({merged}) AS merged"
            f" ORDER BY {scan_range.sorting} LIMIT %s OFFSET %s",
            (*(value for part in parts for value in part.values), limit, skip),
        )

    def edges(self, scan_range: ScanRange, size: int) -> list[Sql]:
        return [self._rows_of(key, scan_range, limit=1, skip=size - 1) for key in self.keys]

    def parts(self) -> list[Keys]:
        return [replace(self, keys=(key,)) for key in self.keys]

    def _rows_of(self, key: str, scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        within = scan_range.conditions()
        known = "" if scan_range.order == BY_DAY else f" AND {scan_range.order.column} IS NOT NULL"
        return Sql(
            f"SELECT {scan_range.order.columns} FROM {self.table} WHERE {self.column} = %s{known}{within.text}"
            f"{self.only_if.text} ORDER BY {scan_range.sorting} LIMIT %s OFFSET %s",
            (key, *within.values, *self.only_if.values, limit, skip),
        )

    def probe(self, row: str) -> Sql:
        asked = exists(
            f"SELECT 1 FROM {self.table} k WHERE k.{self.column} IN ({marks(self.keys)})"
            f" AND k.visited_on = {row}.visited_on AND k.visit_id = {row}.visit_id",
            self.keys,
        )
        # Beside the question about the row, not in it: SQLite would ask the condition for every row.
        return Sql(f"({asked.text}{self.only_if.text})", (*asked.values, *self.only_if.values))


def by_access(keys: Sequence[str]) -> Keys:
    return Keys(ACCESS_KEYS, "access_key", tuple(keys))


def by_filter(*keys: str) -> Keys:
    return Keys(FILTER_KEYS, "filter_key", keys)


@dataclass(frozen=True)
class Either(Criterion):
    """Any of several questions; it cannot be scanned."""

    criteria: tuple[Criterion, ...]

    def probe(self, row: str) -> Sql:
        asked = [criterion.probe(row) for criterion in self.criteria]
        return Sql(f"({' OR '.join(each.text for each in asked)})", tuple(v for each in asked for v in each.values))


@dataclass(frozen=True)
class Not(Criterion):
    """The contrary of a question; it cannot be scanned."""

    criterion: Criterion

    def probe(self, row: str) -> Sql:
        asked = self.criterion.probe(row)
        return Sql(f"NOT {asked.text}", asked.values)


@dataclass(frozen=True)
class Days(Criterion):
    """Visits on some days, in a list that is not sorted by them."""

    first: dt.date | None
    last: dt.date | None

    def probe(self, row: str) -> Sql:
        edges = [(sign, day) for sign, day in ((">=", self.first), ("<=", self.last)) if day]
        text = " AND ".join(f"{row}.visited_on {sign} %s" for sign, _day in edges)
        return Sql(f"({text or '1 = 1'})", tuple(written(day) for _sign, day in edges))
