"""What waits for somebody, counted along the indexes: every page shows these numbers in its menu."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from visits.core.db import NOTHING, Sql, fetch, read_instant, read_key
from visits.core.independence import officers_not_reviewed_by
from visits.lists.criteria import BY_WAITING, Not, ScanRange, by_access
from visits.lists.intersection import SIZES
from visits.models import Officer, Visit, VisitAccess, VisitStatus
from visits.models.index_keys import officer_access_key

# A number in the menu says no more than "more than this".
MOST_COUNTED = 99
MOST_URGENT = 3


class UrgentVisit(NamedTuple):
    """What the warning of an urgent visit shows: nothing of what was said."""

    key: str
    unit: str
    at: dt.datetime
    short_name: str
    phone: str


def urgent_for(supervisor: Officer) -> list[UrgentVisit]:
    """The newest urgent visits below a supervisor that no supervisor has taken note of; one more than is shown."""
    urgent = _urgent(supervisor)
    rows = fetch(
        "SELECT v.key, v.unit_name, v.submitted_at, u.short_name, u.phone FROM visits_visit v"
        f" JOIN visits_unit u ON u.id = v.unit_id WHERE v.id IN ({urgent.text})"
        " ORDER BY v.submitted_at DESC, v.id DESC LIMIT %s",
        (*urgent.values, MOST_URGENT + 1),
    )
    return [UrgentVisit(read_key(key), unit, read_instant(at), *rest) for key, unit, at, *rest in rows]


def count_urgent(supervisor: Officer) -> int:
    """How many these are, up to one more than a number says."""
    urgent = _urgent(supervisor)
    ((number,),) = fetch(f"SELECT COUNT(*) FROM ({urgent.text} LIMIT %s) u", (*urgent.values, MOST_COUNTED + 1))
    return number


def _urgent(supervisor: Officer) -> Sql:
    """The keys of these visits: few are urgent and not noted, and of those alone the reach is asked."""
    keys = VisitAccess.supervisor_access_keys_of(supervisor)
    below = by_access(keys).probe("w") if keys else NOTHING
    return Sql(
        "SELECT visit_id FROM (SELECT id AS visit_id, visited_on FROM visits_visit"
        f" WHERE urgent AND noted_at IS NULL AND status <> %s AND author_id <> %s) w WHERE {below.text}",
        (VisitStatus.DRAFT, supervisor.pk, *below.values),
    )


def returned_to(officer: Officer) -> QuerySet[Visit]:
    """Visits that came back to their author or the officers named on them."""
    return Visit.objects.filter(pk__in=RawSQL(*_returned(officer))).order_by("-visited_on", "-pk")


def _returned(officer: Officer) -> Sql:
    turn = "SELECT visit_id FROM visits_visitaccess WHERE access_key = %s AND waits_since IS NOT NULL"
    return Sql(turn, (officer_access_key(officer.pk),))


@dataclass(frozen=True)
class Waiting:
    """How much waits for one person, since when the oldest for review, and whether there is anything urgent."""

    review: int = 0
    corrections: int = 0
    oldest: dt.datetime | None = None
    returned: int = 0
    has_urgent: bool = False

    @staticmethod
    def shown(number: int) -> str:
        return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number) if number else ""


def count_waiting(officer: Officer, *, most: int = MOST_COUNTED + 1) -> Waiting:
    """What the menu shows, in one statement; of what waits for review at most `most` are counted."""
    if not officer.may_log_visits:
        return Waiting()
    review = _review_counted(officer, most)
    returned, asked, urgent = _returned(officer), _corrections(officer), _urgent(officer)
    ((number, oldest, back, corrections, has_urgent),) = fetch(
        f"SELECT r.number, r.oldest, (SELECT COUNT(*) FROM ({returned.text} LIMIT %s) b),"
        f" (SELECT COUNT(*) FROM ({asked.text} LIMIT %s) c), EXISTS ({urgent.text}) FROM ({review.text}) r",
        (*returned.values, MOST_COUNTED + 1, *asked.values, MOST_COUNTED + 1, *urgent.values, *review.values),
    )
    return Waiting(number, corrections, read_instant(oldest), back, bool(has_urgent))


def closed_access_keys(supervisor: Officer) -> list[str]:
    """The access keys of what the supervisor may not review: the own visits, and those of whom they stand in for."""
    return [officer_access_key(pk) for pk in officers_not_reviewed_by(supervisor)]


def _corrections(supervisor: Officer) -> Sql:
    """The keys of approved visits whose author asks for a correction: few, and of those alone the reach is asked."""
    keys = VisitAccess.supervisor_access_keys_of(supervisor)
    below = by_access(keys).probe("w") if keys else NOTHING
    others = Not(by_access(closed_access_keys(supervisor))).probe("w")
    return Sql(
        "SELECT visit_id FROM (SELECT id AS visit_id, visited_on FROM visits_visit"
        f" WHERE correction_asked_at IS NOT NULL) w WHERE {below.text} AND {others.text}",
        (*below.values, *others.values),
    )


def _review_counted(supervisor: Officer, most: int) -> Sql:
    """How many visits of the waiting list there are among its first, and since when the oldest waits."""
    keys = VisitAccess.supervisor_access_keys_of(supervisor)
    if not keys:
        return Sql("SELECT 0 AS number, NULL AS oldest")
    rows = by_access(keys).rows(ScanRange(order=BY_WAITING), limit=SIZES.most_probed)
    others = Not(by_access(closed_access_keys(supervisor))).probe("w")
    return Sql(
        "SELECT COUNT(*) AS number, MIN(waits_since) AS oldest FROM"
        f" (SELECT waits_since FROM ({rows.text}) w WHERE {others.text} LIMIT %s) f",
        (*rows.values, *others.values, most),
    )
