"""Visits that were perhaps logged twice: same day, same village, same person.

The person is one figure of the register; where one of the two was only typed, a name that is written alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.dates import short_date
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    CommunityFigure,
    Encounter,
    Officer,
    SameVisit,
    Stop,
    Visit,
    VisitFilterKey,
)
from visits.models.index_keys import filter_key
from visits.pickers.spoken_names import SpokenName, read_spoken_name

# A file of past visits tells of years: so many days are asked for in one statement.
DAYS_AT_ONCE = 100
# What the statement below adds to each row.
DAY_AND_VILLAGE = attrgetter("day", "place")


@dataclass(frozen=True)
class Person:
    """Somebody met or mentioned: a figure of the register, or a name that was typed."""

    figure: int | None
    spoken: SpokenName

    def is_same_as(self, other: Person) -> bool:
        """Whether both are one person. Two figures of the register are not, however alike their names are."""
        if self.figure and other.figure:
            return self.figure == other.figure
        return self.spoken.is_spelled_alike(other.spoken)


@dataclass(frozen=True)
class Occasion:
    """When, where and whom: what two visits have in common that are perhaps one."""

    day: dt.date | None
    places: frozenset[str]
    people: tuple[Person, ...]

    @property
    def filter_keys(self) -> list[str]:
        """What other visits of the day are found by; empty where no other one can be the same."""
        return [filter_key("place", code) for code in sorted(self.places)] if self.day and self.people else []


class PossiblySame(NamedTuple):
    """A logged visit that is perhaps the same one, and who on it was met."""

    visit: Visit
    person: Encounter

    @property
    def day(self) -> str:
        """The day as the rest of a sentence: "hari ini", "pada 1 September 2024"."""
        if self.visit.visited_on == timezone.localdate():
            return _("today")
        return _("on %(day)s") % {"day": short_date(self.visit.visited_on)}


def person_of(name: str, figure: int | None = None) -> Person | None:
    """A person by what was typed or chosen; None where that is nobody."""
    spoken = read_spoken_name(name)
    return Person(figure, spoken) if figure or (spoken.words and name != REMOVED_NAME) else None


def person_in(figure: CommunityFigure | None, name: str) -> Person | None:
    """The person of a row that names a figure, or somebody as typed; None for a group."""
    return person_of(figure.name, figure.pk) if figure else person_of(name)


def occasion_of(visit: Visit, people: Iterable[Encounter], stops: Iterable[Stop]) -> Occasion:
    """What a saved visit tells; `people` are those whom the reader may see named."""
    named = [person_of(person.name, person.figure_id) for person in people]
    places = frozenset(stop.place_id for stop in stops)
    return Occasion(visit.visited_on, places, tuple(each for each in named if each))


def possibly_same(
    occasions: Mapping[int, Occasion], officer: Officer, *, but: Collection[int] = ()
) -> dict[int, list[PossiblySame]]:
    """For each occasion the logged visits in reach that look the same, in a few statements for all of them.

    `but` are visits that are not asked about.
    """
    asked = {number: occasion for number, occasion in occasions.items() if occasion.filter_keys}
    people = _people_by_occasion(list(asked.values()), officer, but)
    met = {number: _likest(occasion, people) for number, occasion in asked.items()}
    visits = Visit.objects.select_related("author__rank").in_bulk({pk for found in met.values() for pk in found})
    return {
        number: [PossiblySame(visits[pk], row) for pk, row in found.items()] for number, found in met.items() if found
    }


def _people_by_occasion(
    occasions: list[Occasion], officer: Officer, but: Collection[int]
) -> dict[tuple[dt.date | None, str], list[Encounter]]:
    """Those whom the officer sees named on visits of these days, by day and village."""
    people = defaultdict(list)
    days = sorted({occasion.day for occasion in occasions if occasion.day})
    for start in range(0, len(days), DAYS_AT_ONCE):
        some = days[start : start + DAYS_AT_ONCE]
        here = [occasion for occasion in occasions if occasion.day in some]
        for person in _people_on(some, here, officer, but):
            people[DAY_AND_VILLAGE(person)].append(person)
    return people


def _people_on(
    days: list[dt.date], occasions: list[Occasion], officer: Officer, but: Collection[int]
) -> Iterable[Encounter]:
    asked = {(key, occasion.day) for occasion in occasions for key in occasion.filter_keys}
    # By the index of days and villages, which leaves a handful of visits for the questions about rows.
    there = VisitFilterKey.objects.filter(filter_key__in={key for key, _day in asked}, visited_on__in=days)
    found = there.values_list("filter_key", "visited_on", "visit")
    pks = {pk for key, day, pk in found if (key, day) in asked} - set(but)
    if not pks:
        return []
    visits = Visit.objects.visible_to(officer).logged().filter(pk__in=pks)
    people = Encounter.objects.readable_by(officer).filter(visit__in=visits.values("pk"), group="")
    people = people.annotate(day=F("visit__visited_on"), place=F("visit__stops__place"))
    return people.order_by("-visit_id", "order", "pk")


def _likest(occasion: Occasion, people: Mapping[tuple[dt.date | None, str], list[Encounter]]) -> dict[int, Encounter]:
    """By visit the first person on it who is one of the occasion's."""
    found: dict[int, Encounter] = {}
    for code in sorted(occasion.places):
        for row in people.get((occasion.day, code), ()):
            person = person_of(row.name, row.figure_id)
            if person and any(person.is_same_as(each) for each in occasion.people):
                found.setdefault(row.visit_id, row)
    return found


def record_same_visits(by: Officer, shown: Iterable[PossiblySame]) -> None:
    """One audit entry for everything that was shown at once: a search that found visits; none where it found none."""
    found = list(shown)
    if not found:
        return
    figures = CommunityFigure.objects.filter(pk__in={each.person.figure_id for each in found if each.person.figure_id})
    audit.record(
        AuditEntry.Kind.SEARCHED,
        by=by,
        target="same visits",
        shown=len(found),
        visits=sorted({str(each.visit.key) for each in found}),
        figures=sorted(str(key) for key in figures.values_list("key", flat=True)),
    )


def linked_visits(visit: Visit, officer: Officer, known: dict[int, bool] | None = None) -> QuerySet[Visit]:
    """Visits in reach that somebody said are this very visit."""
    answers = compared(visit) if known is None else known
    linked = [pk for pk, is_same in answers.items() if is_same]
    return Visit.objects.visible_to(officer).filter(pk__in=linked).select_related("author__rank")


def compared(visit: Visit) -> dict[int, bool]:
    """The visits that this one was compared with, each with the answer."""
    rows = SameVisit.objects.filter(Q(visit=visit) | Q(other=visit)).values_list("visit", "other", "is_same")
    answers: dict[int, bool] = {}
    for first, other, is_same in rows:
        pk = other if first == visit.pk else first
        # Two people may have answered differently; that somebody recognised the visit counts more.
        answers[pk] = answers.get(pk, False) or is_same
    return answers
