"""Visits that two colleagues may have logged both: same day, same village, same figure."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from visits.models import Officer, SameVisit, Stop, Visit
from visits.queries.people import readable_people


def same_visits(visit: Visit, officer: Officer) -> QuerySet[Visit]:
    """Other visits in reach that look like this one and were not compared with it yet."""
    people = readable_people(officer).filter(figure__isnull=False)
    figures = people.filter(visit=visit).values("figure")
    met = people.filter(visit=OuterRef("pk"), figure__in=figures)
    there = Stop.objects.filter(visit=OuterRef("pk"), place__in=visit.stops.values("place"))
    alike = Visit.objects.visible_to(officer).logged().filter(Exists(met), Exists(there), visited_on=visit.visited_on)
    return alike.exclude(pk__in=[visit.pk, *_compared(visit)]).select_related("author__rank")


def linked_visits(visit: Visit, officer: Officer) -> QuerySet[Visit]:
    """Visits in reach that somebody said are this very visit."""
    linked = _compared(visit, is_same=True)
    return Visit.objects.visible_to(officer).filter(pk__in=linked).select_related("author__rank")


def _compared(visit: Visit, **narrow) -> list[int]:
    pairs = SameVisit.objects.filter(Q(visit=visit) | Q(other=visit), **narrow).values_list("visit", "other")
    return [other if first == visit.pk else first for first, other in pairs]
