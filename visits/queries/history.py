"""The history: one filter, one sort, keyset pages forward and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from visits.models import Officer, OfficerRole, Participation, Stop, Unit, Visit
from visits.queries.notes import readable_notes
from visits.queries.people import readable_people
from visits.queries.search import answering
from visits.words.question import read_question

PER_PAGE = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class HistoryRow:
    """One line of the list."""

    key: str
    pk: int
    day: dt.date
    status: str
    situation: str
    urgent: bool
    unit: str
    places: str
    leader: str
    people: str


@dataclass(frozen=True)
class HistoryPage:
    """Up to fifty rows, the cursors around them, and how many there are in all (None: too many)."""

    rows: list[HistoryRow]
    count: int | None
    previous: str = ""
    next: str = ""


def filtered(officer: Officer, asked: dict[str, Any]) -> QuerySet[Visit]:
    """The visits in reach that fit every filter; drafts are on the start page instead."""
    visits = Visit.objects.visible_to(officer).logged()
    if asked.get("from"):
        visits = visits.filter(visited_on__gte=asked["from"])
    if asked.get("to"):
        visits = visits.filter(visited_on__lte=asked["to"])
    for name, column in (("status", "status"), ("activity", "activity"), ("situation", "situation_after")):
        if asked.get(name):
            visits = visits.filter(**{column: asked[name]})
    if asked.get("operation"):
        visits = visits.filter(operation=asked["operation"])
    if asked.get("unit"):
        visits = visits.filter(unit__in=Unit.below(asked["unit"]))
    if asked.get("place"):
        code = asked["place"]
        stops = Stop.objects.filter(visit=OuterRef("pk")).filter(Q(place=code) | Q(place__code__startswith=f"{code}."))
        visits = visits.filter(Exists(stops))
    if asked.get("officer"):
        went = Participation.objects.filter(visit=OuterRef("pk"), nrp=asked["officer"])
        visits = visits.filter(Q(author__nrp=asked["officer"]) | Exists(went))
    if asked.get("figure"):
        met = readable_people(officer).filter(visit=OuterRef("pk"), figure__key=asked["figure"])
        visits = visits.filter(Exists(met))
    if asked.get("topic"):
        notes = readable_notes(officer).filter(visit=OuterRef("pk"), topic=asked["topic"])
        visits = visits.filter(Exists(notes))
    question = read_question(asked.get("q") or "")
    if question:
        visits = visits.filter(pk__in=answering(question, officer).values("visit"))
    return visits


def history_page(officer: Officer, asked: dict[str, Any]) -> HistoryPage:
    """One page of the filtered history, the newest first, from a cursor forward or back."""
    visits = filtered(officer, asked)
    found, backward = _window(visits, asked)
    more = len(found) > PER_PAGE
    found = found[:PER_PAGE]
    if backward:
        found.reverse()
    rows = _rows(found, officer)
    has_previous = more if backward else bool(asked.get("after"))
    has_next = bool(asked.get("before")) if backward else more
    return HistoryPage(
        rows=rows,
        count=_count(visits),
        previous=cursor(rows[0]) if rows and has_previous else "",
        next=cursor(rows[-1]) if rows and has_next else "",
    )


def cursor(row: HistoryRow) -> str:
    return f"{row.day.isoformat()}_{row.pk}"


def _window(visits: QuerySet[Visit], asked: dict[str, Any]) -> tuple[list[Visit], bool]:
    """One row more than a page, from the cursor on, and whether they are read backwards."""
    after, before = asked.get("after"), asked.get("before")
    if before:
        day, pk = _position(before)
        visits = visits.filter(Q(visited_on__gt=day) | Q(visited_on=day, pk__gt=pk)).order_by("visited_on", "pk")
    elif after:
        day, pk = _position(after)
        visits = visits.filter(Q(visited_on__lt=day) | Q(visited_on=day, pk__lt=pk)).order_by("-visited_on", "-pk")
    else:
        visits = visits.order_by("-visited_on", "-pk")
    columns = "pk key visited_on status situation_after urgent unit_name author".split()
    return list(visits.only(*columns)[: PER_PAGE + 1]), bool(before)


def _position(text: str) -> tuple[dt.date, int]:
    day, _line, pk = text.partition("_")
    return dt.date.fromisoformat(day), int(pk)


def _count(visits: QuerySet[Visit]) -> int | None:
    counted = visits.order_by()[: MOST_COUNTED + 1].count()
    return counted if counted <= MOST_COUNTED else None


def _rows(visits: list[Visit], officer: Officer) -> list[HistoryRow]:
    """The lines of the list: three queries more, however many there are."""
    keys = [visit.pk for visit in visits]
    places: dict[int, list[str]] = {}
    for pk, village, label in Stop.objects.filter(visit__in=keys).values_list("visit", "village_name", "place_label"):
        places.setdefault(pk, []).append(village or label)
    leaders = dict(
        Participation.objects.filter(visit__in=keys, role=OfficerRole.LEADER)
        .order_by("-order")
        .values_list("visit", "name")
    )
    people: dict[int, list[str]] = {}
    for pk, name, group in (
        readable_people(officer).filter(visit__in=keys).order_by("order", "pk").values_list("visit", "name", "group")
    ):
        people.setdefault(pk, []).append(name or group)
    return [
        HistoryRow(
            key=str(visit.key),
            pk=visit.pk,
            day=visit.visited_on,
            status=visit.status,
            situation=visit.situation_after,
            urgent=visit.urgent,
            unit=visit.unit_name,
            places=_short(places.get(visit.pk, [])),
            leader=leaders.get(visit.pk, ""),
            people=_short(people.get(visit.pk, [])),
        )
        for visit in visits
    ]


def _short(names: list[str]) -> str:
    """The first two names, and how many more there are."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(distinct[:2])
    return f"{shown} +{len(distinct) - 2}" if len(distinct) > 2 else shown
