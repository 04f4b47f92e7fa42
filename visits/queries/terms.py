"""Terms: what a list of visits is asked for, each able to be walked in the order of the list, or to be asked about
one visit.

A page of a filtered list is an intersection of terms: `queries.walk` walks the sparsest one and asks
the others about each visit it meets. A term is a row source (`rows`), a question (`probe`), or both.
Whoever adds a kind of term (search in words, say) makes a subclass and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from visits.db import ALWAYS, Sql, exists, marks, written

Position = tuple[Any, int]
SCOPES, FACETS = "visits_visitscope", "visits_visitfacet"


@dataclass(frozen=True)
class Order:
    """The columns that a list is sorted by: a day or an instant, then the visit. Both run the same way."""

    column: str = "visited_on"
    newest_first: bool = True

    @property
    def columns(self) -> str:
        """What a row of the walk holds: its position, and always the day, by which other terms are asked."""
        return "visited_on, visit_id" if self.column == "visited_on" else f"{self.column}, visit_id, visited_on"


BY_DAY = Order()
BY_WAITING = Order("waits_since", newest_first=False)


@dataclass(frozen=True)
class Span:
    """A stretch of the walk: after `start`, up to and with `end`, within the days asked for.

    `backward` walks against the order of the list, for a previous page.
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

    def up_to(self, end: Position | None) -> Span:
        return replace(self, end=end)

    def on_from(self, start: Position) -> Span:
        return replace(self, start=start)


class Term:
    """One thing that is asked for.

    `drives`: whether it can be walked in an order. `rows` then selects the order's columns for the
    visits that have it, in the order of the span. `probe` is a condition on a row that has the
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

    def settled(self) -> Term:
        """The term for the rest of a walk that has become long: itself, or one that can be walked."""
        return self

    def rows(self, span: Span, *, limit: int, skip: int = 0) -> Sql:
        raise NotImplementedError

    def edges(self, span: Span, size: int) -> list[Sql]:
        """Where the next `size` rows end: a row for each index that is walked, none where fewer are left."""
        return [self.rows(span, limit=1, skip=size - 1)]

    def probe(self, row: str) -> Sql:
        raise NotImplementedError


@dataclass(frozen=True)
class Keys(Term):
    """Visits with any of some keys in a table of keys: reach in scopes, or one filter in facets.

    `only_if` is a condition, the same for all rows, without which none is found.
    """

    table: str
    column: str
    keys: tuple[str, ...]
    only_if: Sql = ALWAYS

    def drives(self, order: Order) -> bool:
        return order == BY_DAY or self.table == SCOPES

    def rows(self, span: Span, *, limit: int, skip: int = 0) -> Sql:
        if len(self.keys) == 1:
            return self._rows_of(self.keys[0], span, limit=limit, skip=skip)
        # The first rows of each key are merged as they come; a visit that has two of the keys counts once.
        parts = [self._rows_of(key, span, limit=limit + skip) for key in self.keys]
        merged = " UNION ALL ".join(f"SELECT * FROM ({part.text}) AS p{place}" for place, part in enumerate(parts))
        return Sql(
            f"SELECT DISTINCT {span.order.columns} FROM ({merged}) AS merged"
            f" ORDER BY {span.sorting} LIMIT %s OFFSET %s",
            (*(value for part in parts for value in part.values), limit, skip),
        )

    def edges(self, span: Span, size: int) -> list[Sql]:
        return [self._rows_of(key, span, limit=1, skip=size - 1) for key in self.keys]

    def parts(self) -> list[Keys]:
        return [replace(self, keys=(key,)) for key in self.keys]

    def _rows_of(self, key: str, span: Span, *, limit: int, skip: int = 0) -> Sql:
        within = span.conditions()
        known = "" if span.order == BY_DAY else f" AND {span.order.column} IS NOT NULL"
        return Sql(
            f"SELECT {span.order.columns} FROM {self.table} WHERE {self.column} = %s{known}{within.text}"
            f"{self.only_if.text} ORDER BY {span.sorting} LIMIT %s OFFSET %s",
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


def scopes(keys: Sequence[str]) -> Keys:
    return Keys(SCOPES, "scope", tuple(keys))


def facets(*keys: str) -> Keys:
    return Keys(FACETS, "facet", keys)


@dataclass(frozen=True)
class Either(Term):
    """Any of several questions; it cannot be walked."""

    terms: tuple[Term, ...]

    def probe(self, row: str) -> Sql:
        asked = [term.probe(row) for term in self.terms]
        return Sql(f"({' OR '.join(each.text for each in asked)})", tuple(v for each in asked for v in each.values))


@dataclass(frozen=True)
class Not(Term):
    """The contrary of a question; it cannot be walked."""

    term: Term

    def probe(self, row: str) -> Sql:
        asked = self.term.probe(row)
        return Sql(f"NOT {asked.text}", asked.values)


@dataclass(frozen=True)
class Days(Term):
    """Visits on some days, in a list that is not sorted by them."""

    first: dt.date | None
    last: dt.date | None

    def probe(self, row: str) -> Sql:
        edges = [(sign, day) for sign, day in ((">=", self.first), ("<=", self.last)) if day]
        text = " AND ".join(f"{row}.visited_on {sign} %s" for sign, _day in edges)
        return Sql(f"({text or '1 = 1'})", tuple(written(day) for _sign, day in edges))
