"""What waits for whom: visits for review, corrections asked for, urgent visits nobody has noted, returns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import SimpleLazyObject

from visits.core.db import NOTHING, Sql, fetch, read_instant
from visits.core.independence import closed_to
from visits.lists.criteria import BY_WAITING, Criterion, Days, Not, Position, ScanRange, by_access
from visits.lists.intersection import SIZES
from visits.lists.keyset import KeysetList, in_order
from visits.lists.visit_list import filters
from visits.models import Officer, Visit, VisitAccess, VisitStatus
from visits.models.index_keys import officer_access_key

# A number in the menu says no more than "more than this".
MOST_COUNTED = 99
MOST_URGENT = 3


def waiting_list(head: Officer, asked: dict[str, Any] | None = None) -> KeysetList:
    """Submitted visits that this head reviews, the oldest first; `asked` narrows them like the history.

    Not those that the head wrote or was on, nor those of a head whom they stand in for.
    """
    heads = VisitAccess.supervisor_access_keys_of(head)
    if not heads:
        return KeysetList(())
    asked = asked or {}
    criteria: list[Criterion] = [by_access(heads), Not(by_access(_closed_to(head))), *filters(head, asked)]
    if asked.get("from") or asked.get("to"):
        criteria.append(Days(asked.get("from"), asked.get("to")))
    return KeysetList(tuple(criteria), ScanRange(order=BY_WAITING))


def _closed_to(head: Officer) -> list[str]:
    """The access keys of what the head may not review: the own visits, and those of whom they stand in for."""
    return [officer_access_key(pk) for pk in closed_to(head)]


def waits_for(head: Officer, key: uuid.UUID) -> Visit | None:
    """The visit of this key, if it waits for the head's review."""
    return _headed(head).waiting().filter(key=key).first()


def waiting_visits(found: Iterable[int]) -> list[Visit]:
    """Visits of the waiting list with what a line shows, in its order."""
    rows = Visit.objects.select_related("author__rank", "unit").prefetch_related("stops")
    keys = list(found)
    by_pk = rows.in_bulk(keys)
    return [visit for pk in keys if (visit := by_pk.get(pk)) and visit.status == VisitStatus.SUBMITTED]


def next_waiting(waiting: KeysetList, visit: Visit) -> str:
    """The key of the visit that waits behind this one, else of the first; empty where no other waits."""
    place: Position = visit.submitted_at or visit.created_at, visit.pk
    found = waiting.scan(place, 1) or [first for first in waiting.scan(None, 2) if first[1] != visit.pk]
    key = Visit.objects.waiting().filter(pk__in=in_order(found)).values_list("key", flat=True).first()
    return str(key or "")


def _headed(head: Officer) -> QuerySet[Visit]:
    """Visits of the units supervised and all below, without those that the head may not review."""
    return (
        Visit.objects.supervised_by(head)
        .exclude(author__in=closed_to(head))
        .exclude(participations__officer__in=closed_to(head))
        .select_related("author__rank", "unit")
    )


def corrections_for(head: Officer) -> QuerySet[Visit]:
    """Approved visits whose author asks this head for a correction, the oldest wish first."""
    return _headed(head).filter(correction_asked_at__isnull=False).order_by("correction_asked_at", "pk")


class UrgentVisit(NamedTuple):
    """What the warning of an urgent visit shows: nothing of what was said."""

    key: str
    unit: str
    at: dt.datetime
    short_name: str
    phone: str


def urgent_for(head: Officer) -> list[UrgentVisit]:
    """The newest urgent visits below a head that no head has taken note of; one more than is shown."""
    urgent = _urgent(head)
    rows = fetch(
        "SELECT v.key, v.unit_name, v.submitted_at, u.short_name, u.phone FROM visits_visit v"
        f" JOIN visits_unit u ON u.id = v.unit_id WHERE v.id IN ({urgent.text})"
        " ORDER BY v.submitted_at DESC, v.id DESC LIMIT %s",
        (*urgent.values, MOST_URGENT + 1),
    )
    return [UrgentVisit(str(uuid.UUID(str(key))), unit, read_instant(at), *rest) for key, unit, at, *rest in rows]


def _urgent(head: Officer) -> Sql:
    """The keys of these visits: few are urgent and not noted, and of those alone the reach is asked."""
    heads = VisitAccess.supervisor_access_keys_of(head)
    below = by_access(heads).probe("w") if heads else NOTHING
    return Sql(
        "SELECT visit_id FROM (SELECT id AS visit_id, visited_on FROM visits_visit"
        f" WHERE urgent AND noted_at IS NULL AND status <> %s AND author_id <> %s) w WHERE {below.text}",
        (VisitStatus.DRAFT, head.pk, *below.values),
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


def _corrections(head: Officer) -> Sql:
    """The keys of approved visits whose author asks for a correction: few, and of those alone the reach is asked."""
    heads = VisitAccess.supervisor_access_keys_of(head)
    below = by_access(heads).probe("w") if heads else NOTHING
    others = Not(by_access(_closed_to(head))).probe("w")
    return Sql(
        "SELECT visit_id FROM (SELECT id AS visit_id, visited_on FROM visits_visit"
        f" WHERE correction_asked_at IS NOT NULL) w WHERE {below.text} AND {others.text}",
        (*below.values, *others.values),
    )


def _review_counted(head: Officer, most: int) -> Sql:
    """How many visits of the waiting list there are among its first, and since when the oldest waits."""
    heads = VisitAccess.supervisor_access_keys_of(head)
    if not heads:
        return Sql("SELECT 0 AS number, NULL AS oldest")
    rows = by_access(heads).rows(ScanRange(order=BY_WAITING), limit=SIZES.most_asked)
    others = Not(by_access(_closed_to(head))).probe("w")
    return Sql(
        "SELECT COUNT(*) AS number, MIN(waits_since) AS oldest FROM"
        f" (SELECT waits_since FROM ({rows.text}) w WHERE {others.text} LIMIT %s) f",
        (*rows.values, *others.values, most),
    )


def shown_to(officer: Officer, found: Waiting) -> dict[str, Any]:
    """The numbers and the urgent visits as every page has them; nothing is asked until a page shows them.

    A page that asked for what waits hands it on, so that it is asked once.
    """
    return {
        "waiting_numbers": SimpleLazyObject(
            lambda: {
                "review_list": Waiting.shown(found.review + found.corrections),
                "start": Waiting.shown(found.returned),
            }
        ),
        "urgent_visits": SimpleLazyObject(lambda: urgent_for(officer) if found.has_urgent else []),
    }
