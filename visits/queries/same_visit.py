"""Visits that two colleagues may have logged both: same day, same village, same figure."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from visits.models import Officer, SameVisit, Visit


def same_visits(visit: Visit, officer: Officer) -> QuerySet[Visit]:
    """Other visits in reach that look like this one and were not compared with it yet."""
    figures = visit.encounters.filter(figure__isnull=False).values("figure")
    villages = visit.stops.values("place")
    alike = (
        Visit.objects.visible_to(officer)
        .logged()
        .filter(visited_on=visit.visited_on, stops__place__in=villages, encounters__figure__in=figures)
        .exclude(pk=visit.pk)
    )
    return alike.exclude(pk__in=_compared(visit)).select_related("author__rank").distinct()


def linked_visits(visit: Visit, officer: Officer) -> QuerySet[Visit]:
    """Visits in reach that somebody said are this very visit."""
    linked = _compared(visit, is_same=True)
    return Visit.objects.visible_to(officer).filter(pk__in=linked).select_related("author__rank")


def _compared(visit: Visit, **narrow) -> list[int]:
    pairs = SameVisit.objects.filter(Q(visit=visit) | Q(other=visit), **narrow).values_list("visit", "other")
    return [other if first == visit.pk else first for first, other in pairs]
