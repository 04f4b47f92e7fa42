"""Scan the rows that fit all criteria, in the order of the list, and count them within a bound.

The sparsest criterion ahead is scanned, the others are asked about each row met, until enough are found. Each
statement reads a bounded stretch of indexes, whatever is asked of however many rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from visits.core.db import Sql, fetch
from visits.lists.criteria import Criterion, Keys, Position, ScanRange

MOST_COUNTED = 10_000
# A stretch is bounded by its end, or by the criterion having no more rows than its window.
EVERYTHING = 10_000_000
# To read so many rows of an index in their order takes no longer than to look for one.
MOST_MERGED = 4
# Where a scan begins, among the places of what is scanned.
BEGINNING = -1


@dataclass(frozen=True)
class Sizes:
    """How far a scan looks at once.

    `first_window` and what it grows to are rows of the criterion that is scanned. A window larger than
    `long_scan` says that what is looked for is rarer than it seemed. `most_probed` are asked about for a count,
    and no more: a count takes no longer than its page. So many hits of a search are read `at_once` and sorted.
    """

    first_window: int = 4_000
    growth: int = 4
    largest_window: int = 50_000
    long_scan: int = 10_000
    most_probed: int = 3_000
    at_once: int = 3_000


SIZES = Sizes()


class Ahead(NamedTuple):
    """What is scanned next and how far; None: to the end.

    `alike`: criteria with not many more rows on the way, which are read beside it instead of being asked.
    """

    driver: Criterion
    end: Position | None
    alike: tuple[Criterion, ...] = ()


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


def scan(criteria: Sequence[Criterion], scan_range: ScanRange, limit: int, sizes: Sizes = SIZES) -> list[Position]:
    """The next positions (day, row) that fit every criterion, at most `limit`, in the order of the scan."""
    if len(criteria) == 1:
        return _fetch(criteria[0].rows(scan_range, limit=limit), scan_range)
    found: list[Position] = []
    size, is_settled = _first_window(criteria, limit, sizes), False
    while True:
        if size > sizes.long_scan and not is_settled:
            criteria, is_settled = [criterion.settled() for criterion in criteria], True
        ahead = _sparsest(criteria, scan_range, size)
        found += _fetch(_fitting(criteria, ahead, scan_range, limit - len(found)), scan_range)
        end = ahead.end
        if end is None or len(found) >= limit:
            return found
        scan_range, size = scan_range.on_from(end), min(size * sizes.growth, sizes.largest_window)


def _first_rows_of_each(
    criteria: Sequence[Criterion], scan_range: ScanRange, limit: int, sizes: Sizes
) -> list[Position]:
    """The first positions among the next rows of each criterion; fewer than `limit` where these are too few.

    How far these rows reach is not asked: a position that all of them hold comes before any that one of them lacks.
    """
    drivers = [criterion for criterion in criteria if criterion.drives(scan_range.order)]
    alike = [each for each in drivers if each.is_one_stream] if _merges(scan_range) else []
    driver = alike[0] if alike else drivers[0]
    ahead = Ahead(driver, None, tuple(each for each in alike if each is not driver))
    size = _first_window(criteria, limit, sizes)
    return _fetch(_fitting(criteria, ahead, scan_range, limit, most=size), scan_range)


def _first_window(criteria: Sequence[Criterion], limit: int, sizes: Sizes) -> int:
    """How many rows of the scanned criterion are read first: fewer where the criteria say which share of them fits."""
    enough = int(3 * limit / min(criterion.share for criterion in criteria))
    return max(2 * limit, min(sizes.first_window, enough)) if enough > 3 * limit else max(sizes.first_window, 2 * limit)


def scan_and_count(
    criteria: Sequence[Criterion],
    scan_range: ScanRange,
    limit: int,
    most: int = MOST_COUNTED,
    sizes: Sizes = SIZES,
) -> tuple[list[Position], Count]:
    """The first positions of a list as `scan` gives them, and their number as `count` does: mostly found together."""
    if len(criteria) == 1:
        return scan(criteria, scan_range, limit, sizes), count(criteria, scan_range, most, sizes)
    if _most_to_count(criteria, sizes) * min(criterion.share for criterion in criteria) < limit:
        # Those that are asked for a count would not fill the page: it is scanned at once, and is the count.
        found = _first_rows_of_each(criteria, scan_range, limit, sizes)
        if len(found) < limit:
            found = scan(criteria, scan_range, limit, sizes)
        return found, Count(len(found), len(found) < limit)
    found, number, end = _probe_together(criteria, scan_range, limit, sizes)
    if end and len(found) < limit:
        found += scan(criteria, scan_range.on_from(end), limit - len(found), sizes)
    return found, _counted(number, end, most)


def count(
    criteria: Sequence[Criterion], scan_range: ScanRange, most: int = MOST_COUNTED, sizes: Sizes = SIZES
) -> Count:
    """How many fit: exact up to `most`, as long as not too many have to be asked about."""
    if len(criteria) == 1:
        return _count_one(criteria[0], scan_range, most)
    _found, number, end = _probe_together(criteria, scan_range, 1, sizes)
    return _counted(number, end, most)


def _probe_together(
    criteria: Sequence[Criterion], scan_range: ScanRange, limit: int, sizes: Sizes
) -> tuple[list[Position], int, Position | None]:
    """Of as many rows as are asked for a count: the first that fit, how many fit, and where these rows end."""
    ahead = _sparsest(criteria, scan_range, _most_to_count(criteria, sizes))
    found = fetch(*_fitting(criteria, ahead, scan_range, limit, and_number=True))
    return [_position(row, scan_range) for row in found], found[0][2] if found else 0, ahead.end


def _most_to_count(criteria: Sequence[Criterion], sizes: Sizes) -> int:
    return sizes.most_probed // max(criterion.weight for criterion in criteria)


def _counted(number: int, end: Position | None, most: int) -> Count:
    return _capped(number, most) if end is None or number > most else Count(number, False)


def _count_one(criterion: Criterion, scan_range: ScanRange, most: int) -> Count:
    parts = criterion.parts() if isinstance(criterion, Keys) else []
    if len(parts) > 1 and any(_number(part.rows(scan_range, limit=most + 1)) > most for part in parts):
        return Count(most, False, True)
    return _capped(_number(criterion.rows(scan_range, limit=most + 1)), most)


def _capped(number: int, most: int) -> Count:
    return Count(most, False, True) if number > most else Count(number, True)


def _sparsest(criteria: Sequence[Criterion], scan_range: ScanRange, size: int) -> Ahead:
    """The criterion whose next rows, `size` or few more, reach farthest, and how far."""
    drivers = [criterion for criterion in criteria if criterion.drives(scan_range.order)]
    for driver in drivers:
        if driver.most_rows is not None and driver.most_rows <= size:
            return Ahead(driver, None)
    edges = [(place, edge) for place, driver in enumerate(drivers) for edge in driver.edges(scan_range, size)]
    together = [driver for driver in drivers if driver.is_one_stream] if _merges(scan_range) else []
    if len(together) > 1:
        edges.append((BEGINNING, together[0].edges(scan_range, 1)[0]))
    text = " UNION ALL ".join(
        f"SELECT {place} AS place, {scan_range.order.column}, {scan_range.order.row} FROM ({edge.text}) AS e{number}"
        for number, (place, edge) in enumerate(edges)
    )
    ends: dict[int, list[Position]] = {}
    for place, *row in fetch(text, [value for _place, edge in edges for value in edge.values]):
        ends.setdefault(place, []).append(_position(row, scan_range))
    beginning = ends.pop(BEGINNING, [None])[0]
    nearest, farthest = (max, min) if scan_range.descends else (min, max)
    for place, driver in enumerate(drivers):
        if place not in ends:
            return Ahead(driver, None)
    best = farthest(ends, key=lambda place: nearest(ends[place]))
    driver, end = drivers[best], nearest(ends[best])
    if beginning is None or driver not in together:
        return Ahead(driver, end)
    # Days of the stretch for each day that another one's rows reach: about how many times as many it has there.
    stretch = _days(beginning, end)
    others = [place for place, each in enumerate(drivers) if each in together and place != best]
    alike = [drivers[place] for place in others if stretch <= MOST_MERGED * _days(beginning, ends[place][0])]
    return Ahead(driver, end, tuple(alike))


def _merges(scan_range: ScanRange) -> bool:
    """Whether the database reads two indexes side by side; SQLite would search one of them for each row."""
    return connection.vendor == "postgresql" and not scan_range.order.of_instants


def _days(one: Position, other: Position) -> int:
    return abs((one[0] - other[0]).days) + 1


def _fitting(
    criteria: Sequence[Criterion],
    ahead: Ahead,
    scan_range: ScanRange,
    limit: int,
    *,
    and_number: bool = False,
    most: int = EVERYTHING,
) -> Sql:
    """Of the driver's rows in the stretch the first that all other criteria agree to; `and_number`: and how many do.

    Both sort alike, so that PostgreSQL asks about one row after the other and ends when it has enough. SQLite
    would ask about all of them before it sorts; it gives the driver's rows on as they come, which is in order.
    """
    scan_range, order = scan_range.up_to(ahead.end), scan_range.order
    rows = _merged([each.rows(scan_range, limit=most) for each in (ahead.driver, *ahead.alike)], scan_range)
    asked = [each.probe("w") for each in criteria if each is not ahead.driver and each not in ahead.alike]
    number = ", COUNT(*) OVER ()" if and_number else ""
    sorting = "" if connection.vendor == "sqlite" and not and_number else f" ORDER BY {scan_range.sorting}"
    return Sql(
        f"SELECT {order.column}, {order.row}{number} FROM ({rows.text}) AS w"
        f" WHERE {' AND '.join(each.text for each in asked) or '1 = 1'}{sorting} LIMIT %s",
        (*rows.values, *(value for each in asked for value in each.values), limit),
    )


def _merged(rows: list[Sql], scan_range: ScanRange) -> Sql:
    """The first rows that all of them have: they sort alike, and are read side by side."""
    if len(rows) == 1:
        return rows[0]
    order = scan_range.order
    key = f"{order.column}, {order.row}"
    columns = key if order.asked_by == order.column else f"{key}, m0.{order.asked_by}"
    text = " JOIN ".join(
        f"({each.text}) AS m{place}{f' USING ({key})' if place else ''}" for place, each in enumerate(rows)
    )
    # OFFSET 0: what else is asked is asked of those that all have.
    return Sql(
        f"SELECT {columns} FROM {text} ORDER BY {scan_range.sorting} OFFSET 0",
        tuple(value for each in rows for value in each.values),
    )


def _number(rows: Sql) -> int:
    return fetch(f"SELECT COUNT(*) FROM ({rows.text}) AS counted", rows.values)[0][0]


def _fetch(sql: Sql, scan_range: ScanRange) -> list[Position]:
    return [_position(row, scan_range) for row in fetch(*sql)]


def _position(row: Sequence, scan_range: ScanRange) -> Position:
    return scan_range.order.read(row[0]), row[1]
