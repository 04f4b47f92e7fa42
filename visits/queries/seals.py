"""Requests to open sealed sources: those that wait for a head, and those of one visit."""

from __future__ import annotations

from django.db.models import QuerySet

from visits import permissions
from visits.models import Officer, SealRequest, Visit, VisitScope


def requests_for(head: Officer) -> list[SealRequest]:
    """Undecided requests that this head may decide, the oldest first."""
    if not head.is_head:
        return []
    rows = undecided_for(head).select_related("note__visit__unit", "asked_by__rank", "asked_by__unit")
    return [
        row for row in rows.prefetch_related("note__visit__participations") if permissions.may_decide_seal(head, row)
    ]


def undecided_for(head: Officer) -> QuerySet[SealRequest]:
    """Undecided requests of others about visits that the head reads as one."""
    headed = VisitScope.holding(VisitScope.head_scopes_of(head), "note__visit")
    return SealRequest.objects.filter(headed, granted__isnull=True).exclude(asked_by=head)


def own_requests(visit: Visit, officer: Officer) -> dict[int, SealRequest]:
    """The officer's last request for each sealed note of a visit."""
    if not officer.is_head:
        return {}
    rows = SealRequest.objects.filter(note__visit=visit, asked_by=officer).order_by("asked_at", "pk")
    return {row.note_id: row for row in rows}
