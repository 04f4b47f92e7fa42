"""Criteria: what a list is asked for, each able to be scanned in the order of the list, or to be asked about one row.

A page of a filtered list is an intersection of criteria: `intersection.scan` scans the sparsest one and asks
the others about each row it meets. A criterion is a row source (`rows`), a question (`probe`), or both.
Another kind of criterion is a subclass and nothing else, as those of words in `search.search` are. The rows are
visits or follow-ups: which columns a list is sorted by and identifies its rows by is said by its `Order`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, NamedTuple

from visits.core.db import ALWAYS, Sql, exists, marks, read_day, read_instant, written

Position = tuple[Any, int]


@dataclass(frozen=True)
class Order:
    """The columns that a list is sorted by: a day or an instant, then the row. Both run the same way.

    `asked_by`: what other criteria are asked by, beside the position. `of_instants`: the rows are sorted
    by an instant, which not all of them have.
    """

    column: str = "visited_on"
    row: str = "visit_id"
    asked_by: str = "visited_on"
    newest_first: bool = True
    of_instants: bool = False

    @property
    def columns(self) -> str:
        """What a row of the scan holds: its position, and what other criteria are asked by."""
        return ", ".join(dict.fromkeys((self.column, self.row, self.asked_by)))

    def read(self, value: Any) -> Any:
        return read_instant(value) if self.of_instants else read_day(value)


BY_DAY = Order()
BY_WAITING = Order("waits_since", newest_first=False, of_instants=True)
BY_DUE = Order("due_on", row="follow_up_id", asked_by="status", newest_first=False)


class KeyIndex(NamedTuple):
    """A table of keys: the column of the key, those that it is asked about a row by, and its orders."""

    table: str
    column: str
    row: tuple[str, ...]
    orders: tuple[Order, ...]


ACCESS_KEYS = KeyIndex("visits_visitaccess", "access_key", ("visited_on", "visit_id"), (BY_DAY, BY_WAITING))
FILTER_KEYS = KeyIndex("visits_visitfilterkey", "filter_key", ("visited_on", "visit_id"), (BY_DAY,))
LIST_KEYS = KeyIndex("visits_followupindex", "list_key", ("status", "due_on", "follow_up_id"), (BY_DUE,))


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
        return f"{self.order.column} {way}, {self.order.row} {way}"

    def conditions(self) -> Sql:
        """The stretch as conditions on the columns of an index, each beginning with AND."""
        column = self.order.column
        ahead, behind = ("<", ">=") if self.descends else (">", "<=")
        parts, values = [], []
        for sign, position in ((ahead, self.start), (behind, self.end)):
            if position:
                parts.append(f" AND ({column}, {self.order.row}) {sign} (%s, %s)")
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
    rows that have it, in the order of the range. `probe` is a condition on a row that has the order's
    columns.
    """

    # How many times as long as a look into an index of keys it takes to be asked about a row.
    weight = 1
    # About which part of all rows have it, where that is known.
    share = 1.0

    @property
    def most_rows(self) -> int | None:
        """How many rows it has at most, where that is known without asking."""
        return None

    @property
    def is_one_stream(self) -> bool:
        """Whether its rows stand in one index, in the order of the list."""
        return False

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
    """Rows with any of some keys in a table of keys: reach in access keys, one filter in filter keys, lists.

    `where`: other columns of the table, and the values that they may have. `only_if` is asked of every row too.
    """

    index: KeyIndex
    keys: tuple[str, ...]
    only_if: Criterion | None = None
    where: tuple[tuple[str, tuple], ...] = ()

    @property
    def is_one_stream(self) -> bool:
        return len(self._streams()) == 1

    def drives(self, order: Order) -> bool:
        return order in self.index.orders

    def _streams(self) -> list[tuple[tuple[str, Any], ...]]:
        """One value for each column that is held: rows with the same ones stand in order."""
        held = [(self.index.column, self.keys), *self.where]
        return list(product(*([(column, value) for value in values] for column, values in held)))

    def rows(self, scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        streams = self._streams()
        if len(streams) == 1:
            return self._stream(streams[0], scan_range, limit=limit, skip=skip)
        # The first rows of each stream are merged as they come; a row that is in two of them counts once.
        parts = [self._stream(stream, scan_range, limit=limit + skip) for stream in streams]
        merged = " UNION ALL ".join(f"SELECT * FROM ({part.text}) AS p{place}" for place, part in enumerate(parts))
        return Sql(
            f"SELECT DISTINCT {scan_range.order.columns} FROM ({merged}) AS merged"
            f" ORDER BY {scan_range.sorting} LIMIT %s OFFSET %s",
            (*(value for part in parts for value in part.values), limit, skip),
        )

    def edges(self, scan_range: ScanRange, size: int) -> list[Sql]:
        # Where the next rows end is asked without the condition, which they hold anyway.
        free = replace(self, only_if=None)
        return [free._stream(stream, scan_range, limit=1, skip=size - 1) for stream in self._streams()]

    def parts(self) -> list[Keys]:
        return [replace(self, keys=(key,)) for key in self.keys]

    def counted(self, scan_range: ScanRange, most: int) -> Sql:
        """How many rows there are, up to `most` and a few more; in no order, for a number beside others."""
        held, within, row = self._held(), scan_range.conditions(), scan_range.order.row
        allowed = self._allowed("k")
        # One that stands under several of the keys counts once.
        enough = (most + 1) * len(self.keys)
        return Sql(
            f"SELECT COUNT(DISTINCT {row}) FROM (SELECT {row} FROM {self.index.table} k"
            f" WHERE {held.text}{within.text}{allowed.text} LIMIT %s) AS counted",
            (*held.values, *within.values, *allowed.values, enough),
        )

    def _stream(self, held: Sequence[tuple[str, Any]], scan_range: ScanRange, *, limit: int, skip: int = 0) -> Sql:
        within, order, allowed = scan_range.conditions(), scan_range.order, self._allowed(self.index.table)
        known = f" AND {order.column} IS NOT NULL" if order.of_instants else ""
        asked = " AND ".join(f"{column} = %s" for column, _value in held)
        return Sql(
            f"SELECT {order.columns} FROM {self.index.table} WHERE {asked}{known}{within.text}"
            f"{allowed.text} ORDER BY {scan_range.sorting} LIMIT %s OFFSET %s",
            (*(value for _column, value in held), *within.values, *allowed.values, limit, skip),
        )

    def _allowed(self, row: str) -> Sql:
        asked = self.only_if.probe(row) if self.only_if else None
        return Sql(f" AND {asked.text}", asked.values) if asked else ALWAYS

    def _held(self) -> Sql:
        held = [(self.index.column, self.keys), *self.where]
        text = " AND ".join(f"k.{column} IN ({marks(values)})" for column, values in held)
        return Sql(text, tuple(value for _column, values in held for value in values))

    def probe(self, row: str) -> Sql:
        held = self._held()
        same = "".join(f" AND k.{column} = {row}.{column}" for column in self.index.row)
        asked = exists(f"SELECT 1 FROM {self.index.table} k WHERE {held.text}{same}", held.values)
        # Beside the question about the row, not in it: SQLite would ask the same of every row.
        allowed = self._allowed(row)
        return Sql(f"({asked.text}{allowed.text})", (*asked.values, *allowed.values))


def by_access(keys: Sequence[str]) -> Keys:
    return Keys(ACCESS_KEYS, tuple(keys))


def by_filter(*keys: str) -> Keys:
    return Keys(FILTER_KEYS, keys)


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
