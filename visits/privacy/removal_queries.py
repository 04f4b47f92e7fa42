"""Removals of names as one supervisor may see them: those that wait, and those that can still be taken back."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from visits.models import CommunityFigure, NameRemoval, Officer


def removals_proposed_to(supervisor: Officer) -> QuerySet[NameRemoval]:
    """Proposals at visits of the units supervised, the oldest first."""
    rows = NameRemoval.objects.proposed().at_visits_of(supervisor)
    return rows.select_related("figure", "visit__unit", "asked_by__rank").prefetch_related("visit__stops")


def removals_to_undo(supervisor: Officer) -> QuerySet[NameRemoval]:
    """Removals of figures known to the Polres, and at visits where one was confirmed or typed names went.

    Visits that went together with a figure's record come back with it and stand in no line of their own.
    """
    figures = CommunityFigure.objects.visible_to(supervisor)
    own = NameRemoval.objects.hidden().at_visits_of(supervisor)
    # Asked and decided by one person: it went with the record, and comes back with it.
    alone = own.filter(Q(figure__isnull=True) | Q(is_typed=True) | ~Q(asked_by=F("decided_by")))
    records = NameRemoval.objects.hidden().filter(visit__isnull=True, figure__in=figures.values("pk"))
    rows = NameRemoval.objects.filter(Q(pk__in=alone.values("pk")) | Q(pk__in=records.values("pk")))
    return rows.select_related("figure__village", "visit__unit", "decided_by__rank").prefetch_related("visit__stops")


def open_removal_of(figure: CommunityFigure) -> NameRemoval | None:
    """The removal of a figure's own name that can still be taken back."""
    rows = figure.removals.hidden().filter(visit__isnull=True).select_related("decided_by__rank")
    return rows.first() if figure.anonymised_at else None
