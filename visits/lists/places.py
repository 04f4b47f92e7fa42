"""When places were last visited, and how often: scans along their filter keys that end soon."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from visits.core.db import fetch, marks, read_day
from visits.lists.criteria import by_access
from visits.lists.visit_list import known_in_the_polres
from visits.models import Classification, Officer, VisitAccess

MOST_SHOWN = 50


class LastVisit(NamedTuple):
    """When a place was last visited and how often; `has_more`: the number is only where counting stopped."""

    last: date | None = None
    number: int = 0
    has_more: bool = False


def last_visits(officer: Officer, codes: list[str], most: int = MOST_SHOWN) -> dict[str, LastVisit]:
    """The last day and the number of visits of each place; a number stops at `most`.

    Dates and numbers are known in the whole Polres, whoever may read the visits: a place that a
    colleague visited yesterday is not "never visited".
    """
    if not codes:
        return {}
    known = known_in_the_polres(officer, "f")
    scan = (
        "SELECT f.visited_on, f.visit_id FROM visits_visitfilterkey f"
        f" WHERE f.filter_key = 'place:' || r.code{known.text} ORDER BY f.visited_on DESC, f.visit_id DESC LIMIT %s"
    )
    rows = fetch(
        f"SELECT r.code, (SELECT MAX(last.visited_on) FROM ({scan}) AS last),"
        f" (SELECT COUNT(*) FROM ({scan}) AS counted)"
        f" FROM visits_region r WHERE r.code IN ({marks(codes)})",
        [*known.values, 1, *known.values, most + 1, *codes],
    )
    return {code: LastVisit(read_day(day), min(number, most), number > most) for code, day, number in rows if number}


def last_open_visits(officer: Officer, keys: list[str], limit: int) -> dict[str, list[int]]:
    """Of each filter key the last visits that the officer reads and that are not confidential, the newest first.

    One statement for all keys, which ends for each at its `limit`. A place also has the visits of the ended ones
    that it follows, a figure those where it was met.
    """
    reach = VisitAccess.logged_access_keys_of(officer)
    if not (reach and keys):
        return {}
    asked = by_access(reach).probe("f")
    newest = (
        "SELECT f.filter_key, f.visit_id FROM visits_visitfilterkey f"
        f" WHERE f.filter_key = %s AND {asked.text} AND EXISTS ("
        "SELECT 1 FROM visits_visit v WHERE v.id = f.visit_id AND v.classification <> %s)"
        " ORDER BY f.visited_on DESC, f.visit_id DESC LIMIT %s"
    )
    text = " UNION ALL ".join(f"SELECT * FROM ({newest}) AS p{number}" for number in range(len(keys)))
    values = [each for key in keys for each in (key, *asked.values, Classification.CONFIDENTIAL, limit)]
    found: dict[str, list[int]] = {}
    for key, pk in fetch(text, values):
        found.setdefault(key, []).append(pk)
    return found
