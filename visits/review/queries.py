"""What waits for whom: visits for review, corrections asked for, urgent visits nobody has noted, returns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from visits.core.independence import officers_not_reviewed_by
from visits.lists.criteria import BY_WAITING, Criterion, Days, Not, Position, ScanRange, by_access
from visits.lists.keyset import KeysetList, in_order
from visits.lists.visit_list import filters
from visits.lists.waiting import Waiting, closed_access_keys, urgent_for
from visits.models import Officer, Visit, VisitAccess, VisitStatus
from visits.models.visit_rows import VisitQuerySet


def waiting_list(supervisor: Officer, filtered_by: dict[str, Any] | None = None) -> KeysetList:
    """Submitted visits that this supervisor reviews, the oldest first; `filtered_by` narrows them like the history.

    Not those that the supervisor wrote or was on, nor those of a supervisor whom they stand in for.
    """
    access_keys = VisitAccess.supervisor_access_keys_of(supervisor)
    if not access_keys:
        return KeysetList(())
    filtered_by = filtered_by or {}
    criteria: list[Criterion] = [
        by_access(access_keys),
        # In the scan and not after it: pages of fifty stay pages of fifty.
        Not(by_access(closed_access_keys(supervisor))),
        *filters(supervisor, filtered_by),
    ]
    if filtered_by.get("from") or filtered_by.get("to"):
        criteria.append(Days(filtered_by.get("from"), filtered_by.get("to")))
    return KeysetList(tuple(criteria), ScanRange(order=BY_WAITING))


def waits_for(supervisor: Officer, key: uuid.UUID) -> Visit | None:
    """The visit of this key, if it waits for the supervisor's review."""
    return _supervised(supervisor).waiting().filter(key=key).first()


def waiting_visits(found: Iterable[int]) -> list[Visit]:
    """Visits of the waiting list with what a line shows, in its order."""
    rows = Visit.objects.select_related("author__rank", "unit").prefetch_related("stops")
    keys = list(found)
    by_pk = rows.in_bulk(keys)
    # A colleague may have decided since the scan.
    return [visit for pk in keys if (visit := by_pk.get(pk)) and visit.status == VisitStatus.SUBMITTED]


def next_waiting(waiting: KeysetList, visit: Visit) -> str:
    """The key of the visit that waits behind this one, else of the first; empty where no other waits."""
    place: Position = visit.submitted_at or visit.created_at, visit.pk
    # Behind the last the list begins again, as somebody working through it would.
    found = waiting.scan(place, 1) or [first for first in waiting.scan(None, 2) if first[1] != visit.pk]
    key = Visit.objects.waiting().filter(pk__in=in_order(found)).values_list("key", flat=True).first()
    return str(key or "")


def _supervised(supervisor: Officer) -> VisitQuerySet:
    """Visits of the units supervised and all below, without those that the supervisor may not review."""
    return (
        Visit.objects.supervised_by(supervisor)
        .exclude(author__in=officers_not_reviewed_by(supervisor))
        .exclude(participations__officer__in=officers_not_reviewed_by(supervisor))
        .select_related("author__rank", "unit")
    )


def corrections_for(supervisor: Officer) -> QuerySet[Visit]:
    """Approved visits whose author asks this supervisor for a correction, the oldest wish first."""
    return _supervised(supervisor).filter(correction_asked_at__isnull=False).order_by("correction_asked_at", "pk")


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
