"""Requests to open confidential sources: those that wait for a supervisor, and those of one visit."""

from __future__ import annotations

from django.db.models import QuerySet

from visits.core import permissions
from visits.models import DisclosureRequest, Officer, Visit, VisitAccess


def requests_for(supervisor: Officer) -> list[DisclosureRequest]:
    """Undecided requests that this supervisor may decide, the oldest first."""
    if not supervisor.is_supervising:
        return []
    rows = undecided_for(supervisor).select_related("note__visit__unit", "asked_by__rank", "asked_by__unit")
    return [
        row
        for row in rows.prefetch_related("note__visit__participations")
        if permissions.may_decide_disclosure(supervisor, row)
    ]


def undecided_for(supervisor: Officer) -> QuerySet[DisclosureRequest]:
    """Undecided requests of others about visits that the supervisor reads as one."""
    supervised = VisitAccess.holding(VisitAccess.supervisor_access_keys_of(supervisor), "note__visit")
    return DisclosureRequest.objects.filter(supervised, granted__isnull=True).exclude(asked_by=supervisor)


def own_requests(visit: Visit, officer: Officer) -> dict[int, DisclosureRequest]:
    """The officer's last request for each note of a visit with a confidential source."""
    if not officer.is_supervising:
        return {}
    rows = DisclosureRequest.objects.filter(note__visit=visit, asked_by=officer).order_by("asked_at", "pk")
    return {row.note_id: row for row in rows}
