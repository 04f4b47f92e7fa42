"""The visits at which somebody met a figure."""

from __future__ import annotations

from django.db.models import QuerySet

from visits.models import CommunityFigure, Encounter, Officer, Visit


def visits_with(figure: CommunityFigure, *, officer: Officer) -> QuerySet[Visit]:
    """Visits in reach at which the figure was met, or for those who may know it, mentioned."""
    rows = Encounter.objects.readable_by(officer).filter(figure=figure)
    return Visit.objects.visible_to(officer).logged().filter(pk__in=rows.values("visit"))
