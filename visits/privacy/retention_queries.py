"""The names that wait for a decision, as one supervisor may see them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from visits.models import Encounter, Officer, RetentionProposal


def proposals_for(supervisor: Officer) -> QuerySet[RetentionProposal]:
    """Undecided proposals in reach, the longest due first."""
    typed = Prefetch("visit__encounters", Encounter.objects.typed(), to_attr="typed_people")
    rows = RetentionProposal.objects.waiting().within(supervisor)
    return rows.select_related("figure__village", "visit", "operation").prefetch_related(
        typed, "visit__stops", "visit__photos"
    )
