"""Visits that two colleagues may have logged both: same day, same village, same figure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from visits.models import Encounter, Officer, SameVisit, Stop, Visit, VisitFilterKey


def on_the_day(visit: Visit, figures: Iterable[int]) -> QuerySet[VisitFilterKey]:
    """Rows of other logged visits of the same day that any of these figures is on, met or mentioned."""
    if visit.visited_on is None:
        return VisitFilterKey.objects.none()
    return VisitFilterKey.objects.filter(
        filter_key__in=filter_keys_of_the_day(figures), visited_on=visit.visited_on
    ).exclude(visit=visit)


def filter_keys_of_the_day(figures: Iterable[int]) -> list[str]:
    """The filter keys of visits that any of these figures is on, met or mentioned."""
    # "+" marks what only supervisors find by; a duplicate is told of whoever is named, and narrowed afterwards.
    return [f"figure{mentioned}:{pk}" for pk in figures for mentioned in ("", "+")]


def same_visits(visit: Visit, officer: Officer, known: dict[int, bool] | None = None) -> QuerySet[Visit]:
    """Other visits in reach that look like this one and were not compared with it yet."""
    people = Encounter.objects.readable_by(officer).filter(figure__isnull=False)
    figures = set(people.filter(visit=visit).values_list("figure", flat=True))
    met = people.filter(visit=OuterRef("pk"), figure__in=figures)
    there = Stop.objects.filter(visit=OuterRef("pk"), place__in=visit.stops.values("place"))
    # The index of the day leaves a handful of visits for the two questions about rows.
    alike = (
        Visit.objects.visible_to(officer)
        .logged()
        .filter(
            Exists(met), Exists(there), visited_on=visit.visited_on, pk__in=on_the_day(visit, figures).values("visit")
        )
    )
    return alike.exclude(pk__in=[visit.pk, *(compared(visit) if known is None else known)]).select_related(
        "author__rank"
    )


def linked_visits(visit: Visit, officer: Officer, known: dict[int, bool] | None = None) -> QuerySet[Visit]:
    """Visits in reach that somebody said are this very visit."""
    answers = compared(visit) if known is None else known
    linked = [pk for pk, is_same in answers.items() if is_same]
    return Visit.objects.visible_to(officer).filter(pk__in=linked).select_related("author__rank")


def comparisons(visit: Visit) -> QuerySet[SameVisit]:
    return SameVisit.objects.filter(Q(visit=visit) | Q(other=visit))


def compared(visit: Visit) -> dict[int, bool]:
    """The visits that this one was compared with, each with the answer."""
    rows = comparisons(visit).values_list("visit", "other", "is_same")
    answers: dict[int, bool] = {}
    for first, other, is_same in rows:
        pk = other if first == visit.pk else first
        # Two people may have answered differently; that somebody recognised the visit counts more.
        answers[pk] = answers.get(pk, False) or is_same
    return answers
