"""What waits for whom: visits for review, corrections asked for, urgent visits nobody has noted, returns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from visits.models import Officer, Unit, Visit, VisitScope, VisitStatus
from visits.models.scope import officer_scope
from visits.queries.terms import BY_WAITING, Days, Not, Position, Span, Term, scopes
from visits.queries.visit_list import VisitList, filters

# A number in the menu says no more than "more than this".
MOST_COUNTED = 99


def waiting_list(head: Officer, asked: dict[str, Any] | None = None) -> VisitList:
    """Submitted visits that this head reviews, the oldest first; `asked` narrows them like the history.

    Not those that the head wrote or was on.
    """
    heads = VisitScope.head_scopes_of(head)
    if not heads:
        return VisitList(())
    asked = asked or {}
    terms: list[Term] = [scopes(heads), Not(scopes([officer_scope(head.pk)])), *filters(head, asked)]
    if asked.get("from") or asked.get("to"):
        terms.append(Days(asked.get("from"), asked.get("to")))
    return VisitList(tuple(terms), Span(order=BY_WAITING))


def waits_for(head: Officer, key: uuid.UUID) -> Visit | None:
    """The visit of this key, if it waits for the head's review."""
    return _headed(head).waiting().filter(key=key).first()


def waiting_visits(found: Iterable[int]) -> list[Visit]:
    """Visits of the waiting list with what a line shows, in its order."""
    rows = Visit.objects.select_related("author__rank", "unit").prefetch_related("stops")
    keys = list(found)
    by_pk = rows.in_bulk(keys)
    return [visit for pk in keys if (visit := by_pk.get(pk)) and visit.status == VisitStatus.SUBMITTED]


def waiting_since(visit: Visit) -> Position:
    """The visit's place in the waiting list."""
    return visit.submitted_at or visit.created_at, visit.pk


def oldest_waiting(head: Officer) -> dt.datetime | None:
    """Since when the oldest waiting visit waits."""
    first = waiting_list(head).after(None, 1)
    return first[0][0] if first else None


def _headed(head: Officer) -> QuerySet[Visit]:
    """Visits of the units headed and all below, without those that the head wrote or was on."""
    return (
        Visit.objects.headed_by(head)
        .exclude(author=head)
        .exclude(participations__officer=head)
        .select_related("author__rank", "unit")
    )


def corrections_for(head: Officer) -> QuerySet[Visit]:
    """Approved visits whose author asks this head for a correction, the oldest wish first."""
    return _headed(head).filter(correction_asked_at__isnull=False).order_by("correction_asked_at", "pk")


def urgent_for(officer: Officer) -> QuerySet[Visit]:
    """Urgent visits below a head that no head has taken note of, the newest first."""
    urgent = Visit.objects.headed_by(officer).filter(urgent=True, noted_at__isnull=True)
    return urgent.logged().exclude(author=officer).select_related("unit").order_by("-submitted_at", "-pk")


def returned_to(officer: Officer) -> QuerySet[Visit]:
    """Visits that came back to their author or the officers named on them."""
    turn = VisitScope.objects.filter(scope=officer_scope(officer.pk), waits_since__isnull=False)
    return Visit.objects.filter(pk__in=turn.values("visit")).order_by("-visited_on", "-pk")


@dataclass(frozen=True)
class Waiting:
    """How much waits for one person, each number at most one more than `MOST_COUNTED`."""

    review: int = 0
    returned: int = 0

    @staticmethod
    def shown(number: int) -> str:
        return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number) if number else ""


def count_waiting(officer: Officer) -> Waiting:
    """The numbers of the menu."""
    if not officer.may_log_visits:
        return Waiting()
    return Waiting(
        review=len(waiting_list(officer).after(None, MOST_COUNTED + 1)) if officer.is_head else 0,
        returned=returned_to(officer).order_by()[: MOST_COUNTED + 1].count(),
    )


def review_units(head: Officer) -> QuerySet[Unit]:
    """Units whose visits the head reviews, as a filter offers them."""
    below = Q()
    for unit in Unit.objects.filter(pk__in=head.headed_unit_ids):
        below |= Q(path__startswith=unit.path)
    return Unit.objects.filter(below, is_active=True) if below else Unit.objects.none()
