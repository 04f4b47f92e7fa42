"""Walk the visits that fit all terms, in the order of the list, and count them within a bound.

The sparsest term ahead is walked, the others are asked about each visit met, until enough are found. Each
statement reads a bounded stretch of indexes, whatever is asked of however many visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from visits.db import Sql, fetch, read_day, read_instant
from visits.queries.terms import BY_DAY, Keys, Position, Span, Term

FIRST_WINDOW = 4_000
GROWTH = 4
LARGEST_WINDOW = 50_000
# A window as large as this says that what is looked for is rarer than it seemed.
LONG_WALK = 10_000
MOST_COUNTED = 10_000
# So many visits are asked about for a count, and no more: a count takes no longer than its page.
MOST_ASKED = 3_000
# A stretch is bounded by its end, or by the term having no more rows than its window.
EVERYTHING = 10_000_000


class Count(NamedTuple):
    """How many fit; where it is not exact at least so many, and `is_many` says that they are more than the bound."""

    number: int
    is_exact: bool
    is_many: bool = False

    def seen_with(self, shown: int, *, is_all: bool) -> Count:
        """What the page itself tells, where only a part was counted: all there is, or no less than it shows."""
        if self.is_exact or self.is_many:
            return self
        return Count(shown, True) if is_all else self._replace(number=max(self.number, shown))


def walk(terms: Sequence[Term], span: Span, limit: int) -> list[Position]:
    """The next positions (day, visit) that fit every term, at most `limit`, in the order of the walk."""
    if len(terms) == 1:
        return _fetch(terms[0].rows(span, limit=limit), span)
    found: list[Position] = []
    size, is_settled = max(FIRST_WINDOW, 2 * limit), False
    while True:
        if size > LONG_WALK and not is_settled:
            terms, is_settled = [term.settled() for term in terms], True
        driver, end = _sparsest(terms, span, size)
        found += _fetch(_fitting(terms, driver, span.up_to(end), limit - len(found)), span)
        if end is None or len(found) >= limit:
            return found
        span, size = span.on_from(end), min(size * GROWTH, LARGEST_WINDOW)


def walk_and_count(
    terms: Sequence[Term], span: Span, limit: int, most: int = MOST_COUNTED
) -> tuple[list[Position], Count]:
    """The first positions of a list as `walk` gives them, and their number as `count` does: mostly found together."""
    if len(terms) == 1:
        return walk(terms, span, limit), count(terms, span, most)
    found, number, end = _asked_together(terms, span, limit)
    if end and len(found) < limit:
        found += walk(terms, span.on_from(end), limit - len(found))
    return found, _counted(number, end, most)


def count(terms: Sequence[Term], span: Span, most: int = MOST_COUNTED) -> Count:
    """How many fit: exact up to `most`, as long as not too many have to be asked about."""
    if len(terms) == 1:
        return _count_one(terms[0], span, most)
    _found, number, end = _asked_together(terms, span, 1)
    return _counted(number, end, most)


def _asked_together(terms: Sequence[Term], span: Span, limit: int) -> tuple[list[Position], int, Position | None]:
    """Of as many visits as are asked for a count: the first that fit, how many fit, and where these visits end."""
    driver, end = _sparsest(terms, span, MOST_ASKED // max(term.weight for term in terms))
    found = fetch(*_fitting(terms, driver, span.up_to(end), limit, and_number=True))
    return [_position(row, span) for row in found], found[0][2] if found else 0, end


def _counted(number: int, end: Position | None, most: int) -> Count:
    return _capped(number, most) if end is None or number > most else Count(number, False)


def _count_one(term: Term, span: Span, most: int) -> Count:
    parts = term.parts() if isinstance(term, Keys) else []
    if len(parts) > 1 and any(_number(part.rows(span, limit=most + 1)) > most for part in parts):
        return Count(most, False, True)
    return _capped(_number(term.rows(span, limit=most + 1)), most)


def _capped(number: int, most: int) -> Count:
    return Count(most, False, True) if number > most else Count(number, True)


def _sparsest(terms: Sequence[Term], span: Span, size: int) -> tuple[Term, Position | None]:
    """The term whose next rows, `size` or few more, reach farthest, and how far; None: to the end."""
    drivers = [term for term in terms if term.drives(span.order)]
    for driver in drivers:
        if driver.most_rows is not None and driver.most_rows <= size:
            return driver, None
    edges = [(place, edge) for place, driver in enumerate(drivers) for edge in driver.edges(span, size)]
    text = " UNION ALL ".join(
        f"SELECT {place} AS place, {span.order.column}, visit_id FROM ({edge.text}) AS e{number}"
        for number, (place, edge) in enumerate(edges)
    )
    ends: dict[int, list[Position]] = {}
    for place, *row in fetch(text, [value for _place, edge in edges for value in edge.values]):
        ends.setdefault(place, []).append(_position(row, span))
    nearest, farthest = (max, min) if span.descends else (min, max)
    for place, driver in enumerate(drivers):
        if place not in ends:
            return driver, None
    best = farthest(ends, key=lambda place: nearest(ends[place]))
    return drivers[best], nearest(ends[best])


def _fitting(terms: Sequence[Term], driver: Term, span: Span, limit: int, *, and_number: bool = False) -> Sql:
    """Of the driver's rows in the stretch the first that all other terms agree to; `and_number`: and how many do.

    Both sort alike, so that PostgreSQL asks about one row after the other and ends when it has enough. SQLite
    would ask about all of them before it sorts; it gives the driver's rows on as they come, which is in order.
    """
    asked = [term.probe("w") for term in terms if term is not driver]
    number = ", COUNT(*) OVER ()" if and_number else ""
    rows = driver.rows(span, limit=EVERYTHING)
    sorting = "" if connection.vendor == "sqlite" and not and_number else f" ORDER BY {span.sorting}"
    return Sql(
        f"SELECT {span.order.column}, visit_id{number} FROM ({rows.text}) AS w"
        f" WHERE {' AND '.join(each.text for each in asked)}{sorting} LIMIT %s",
        (*rows.values, *(value for each in asked for value in each.values), limit),
    )


def _number(rows: Sql) -> int:
    return fetch(f"SELECT COUNT(*) FROM ({rows.text}) AS counted", rows.values)[0][0]


def _fetch(sql: Sql, span: Span) -> list[Position]:
    return [_position(row, span) for row in fetch(*sql)]


def _position(row: Sequence, span: Span) -> Position:
    read = read_day if span.order == BY_DAY else read_instant
    return read(row[0]), row[1]
