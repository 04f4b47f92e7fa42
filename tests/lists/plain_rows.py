"""A few visits with keys by chance, and the plain way to ask them: what criteria and pages have to equal."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from tests import factories as make
from visits.lists.criteria import Criterion, Days, Either, Not, Position, by_access, by_filter
from visits.models import Visit, VisitAccess, VisitFilterKey

FIRST = dt.date(2024, 9, 1)
MORNING = dt.datetime(2024, 9, 1, 1, tzinfo=dt.UTC)
# How many of ten visits have the key.
FILTERS = {"most": 8, "half": 5, "few": 2, "none": 0}
ACCESS = {"unit": 7, "named": 3}


class Row(NamedTuple):
    """A visit as it was made: its day, its keys, and since when it waits."""

    pk: int
    day: dt.date
    keys: frozenset[str]
    since: dt.datetime | None


class Asked(NamedTuple):
    """A criterion, and the same question put to a row."""

    criterion: Criterion
    fits: Callable[[Row], bool]


def make_rows(seed: int, number: int, days: int = 5) -> list[Row]:
    """So many visits on a few days, so that most days have several."""
    chance, author = random.Random(seed), make.make_officer()
    visits = [
        Visit(
            author=author,
            unit=author.unit,
            unit_name=author.unit.name,
            status="submitted",
            visited_on=FIRST + dt.timedelta(days=chance.randrange(days)),
            purpose="Sambang.",
            concern_heard=False,
            revision=1,
        )
        for _each in range(number)
    ]
    for visit in visits:
        visit.save()
    rows = [_row(visit, chance) for visit in visits]
    VisitFilterKey.objects.bulk_create(
        VisitFilterKey(filter_key=key, visited_on=row.day, visit_id=row.pk)
        for row in rows
        for key in row.keys & {*FILTERS}
    )
    VisitAccess.objects.bulk_create(
        VisitAccess(access_key=key, visited_on=row.day, visit_id=row.pk, waits_since=row.since)
        for row in rows
        for key in row.keys & {*ACCESS}
    )
    return rows


def _row(visit: Visit, chance: random.Random) -> Row:
    keys = frozenset(key for key, often in (FILTERS | ACCESS).items() if chance.randrange(10) < often)
    since = chance.choice([None, *(MORNING + dt.timedelta(hours=hours) for hours in range(4))])
    return Row(visit.pk, visit.visited_on, keys, since)


def has(*keys: str) -> Callable[[Row], bool]:
    return lambda row: bool(row.keys & {*keys})


# Each of these can be scanned; those below are only asked about a row.
SCANNED = {
    "reach": Asked(by_access(["unit", "named"]), has("unit", "named")),
    "named": Asked(by_access(["named"]), has("named")),
    **{key: Asked(by_filter(key), has(key)) for key in FILTERS},
    "half or few": Asked(by_filter("half", "few"), has("half", "few")),
}
ASKED_ABOUT = {
    "not named": Asked(Not(by_access(["named"])), lambda row: "named" not in row.keys),
    "either": Asked(Either((by_filter("few"), by_access(["named"]))), has("few", "named")),
    "days": Asked(Days(FIRST + dt.timedelta(1), FIRST + dt.timedelta(3)), lambda row: 1 <= (row.day - FIRST).days <= 3),
}
ALL = SCANNED | ASKED_ABOUT


def by_day(rows: list[Row], *asked: Asked) -> list[Position]:
    """The rows that fit all, the newest day first and of one day the latest made."""
    return sorted(((row.day, row.pk) for row in fitting(rows, *asked)), reverse=True)


def by_waiting(rows: list[Row], *asked: Asked) -> list[Position]:
    """Those that wait and fit all, the longest first."""
    return sorted((row.since, row.pk) for row in fitting(rows, *asked) if row.since is not None)


def fitting(rows: list[Row], *asked: Asked) -> list[Row]:
    return [row for row in rows if all(each.fits(row) for each in asked)]


def criteria(*asked: Asked) -> tuple[Criterion, ...]:
    return tuple(each.criterion for each in asked)


def cut(wanted: list[Any], size: int) -> list[list[Any]]:
    """A list cut into pages; an empty one has one page, which is empty."""
    return [wanted[at : at + size] for at in range(0, len(wanted), size)] or [[]]
