"""What a person sees first: their turn, their day, their area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from visits.models import (
    DataRequest,
    FollowUp,
    Officer,
    Operation,
    Region,
    Remark,
    Situation,
    Topic,
    Unit,
    Visit,
)
from visits.queries.follow_ups import readable_follow_ups
from visits.queries.personal_data import requests_open_for
from visits.queries.places import own_districts
from visits.queries.retention import proposals_for
from visits.queries.review import corrections_for, oldest_waiting, returned_to, waiting_list
from visits.queries.seals import requests_for
from visits.queries.trail import unusual

LAST = 5
LONGEST_WITHOUT = 8
SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class Village:
    """A village and the day of its last visit in reach; None: never visited."""

    code: str
    label: str
    last: dt.date | None


@dataclass(frozen=True)
class OfficerStart:
    returned: list[tuple[Visit, Remark | None]]
    drafts: list[Visit]
    villages: list[Village]
    promises: list[FollowUp]
    last_visits: list[Visit]


@dataclass(frozen=True)
class Week:
    visits: int
    people: int
    concerns: int


@dataclass(frozen=True)
class SupervisorStart:
    waiting: int
    oldest_days: int | None
    changes: list[Visit]
    overdue: int
    promises: list[FollowUp]
    villages: list[Village]
    this_week: Week
    last_week: Week
    own: OfficerStart | None = field(default=None)
    corrections: int = 0
    unusual: int = 0
    seals: int = 0
    retention: int = 0
    data_requests: list[DataRequest] = field(default_factory=list)


def officer_start(officer: Officer, *, today: dt.date) -> OfficerStart:
    """What came back, drafts, today's plan, the last visits."""
    visible = Visit.objects.visible_to(officer)
    returned = returned_to(officer).prefetch_related("stops", "remarks__written_by__rank")
    return OfficerStart(
        returned=[(visit, _last_return(visit)) for visit in returned],
        drafts=list(Visit.objects.drafts_of(officer).prefetch_related("stops")),
        villages=_own_villages(officer, today),
        promises=_promises(officer, today),
        last_visits=list(_mine(visible, officer).prefetch_related("stops")[:LAST]),
    )


def _mine(visible: QuerySet[Visit], officer: Officer) -> QuerySet[Visit]:
    named = Q(author=officer) | Q(participations__officer=officer)
    return visible.logged().filter(named).distinct().order_by("-visited_on", "-pk")


def _last_return(visit: Visit) -> Remark | None:
    returns = [remark for remark in visit.remarks.all() if remark.kind == Remark.Kind.RETURNED]
    return returns[-1] if returns else None


def _promises(officer: Officer, today: dt.date) -> list[FollowUp]:
    """Open promises that are mine or of my own visits, overdue or due soon."""
    mine = Q(owner=officer) | Q(owner__isnull=True, visit__author=officer)
    due = readable_follow_ups(officer).unfinished().filter(mine, due_on__lte=today + SOON)
    return list(due.select_related("visit", "owner__rank").order_by("due_on", "pk")[:LONGEST_WITHOUT])


def _own_villages(officer: Officer, today: dt.date) -> list[Village]:
    current = officer.assignments.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    return _longest_without(Region.objects.filter(code__in=current.values("village")), officer)


def _longest_without(villages: QuerySet[Region], officer: Officer) -> list[Village]:
    """Villages by the day of their last visit in reach, the never visited first."""
    visible = Visit.objects.visible_to(officer).logged()
    met = Q(stops__visit__in=visible.values("pk"))
    found = (
        villages.annotate(last=Max("stops__visit__visited_on", filter=met))
        .select_related("parent")
        .order_by(F("last").asc(nulls_first=True), "code")
    )
    return [Village(row.code, f"{row.label}, {row.parent.label}", row.last) for row in found[:LONGEST_WITHOUT]]


def supervisor_start(officer: Officer, *, today: dt.date) -> SupervisorStart:
    """What waits, what changed, what is promised, what is not covered, this week against the last."""
    visible = Visit.objects.visible_to(officer).logged()
    waiting, oldest = waiting_list(officer).count(), oldest_waiting(officer)
    monday = today - dt.timedelta(days=today.weekday())
    changed = visible.filter(visited_on__gte=monday).filter(
        Q(situation_after__in=[Situation.WATCH, Situation.TENSE])
        | (~Q(situation_before="") & ~Q(situation_after="") & ~Q(situation_before=F("situation_after")))
    )
    overdue = readable_follow_ups(officer).overdue(today)
    districts = own_districts(officer)
    return SupervisorStart(
        waiting=waiting.number,
        oldest_days=(today - timezone.localdate(oldest)).days if oldest else None,
        changes=list(changed.prefetch_related("stops")[:LAST]),
        overdue=overdue.count(),
        promises=list(overdue.select_related("visit", "owner__rank").order_by("due_on", "pk")[:LAST]),
        villages=_longest_without(Region.objects.villages().open().filter(parent__in=districts), officer),
        this_week=_week(visible, monday),
        last_week=_week(visible, monday - dt.timedelta(days=7)),
        own=officer_start(officer, today=today),
        corrections=corrections_for(officer).count(),
        data_requests=list(requests_open_for(officer)[:LAST]),
        retention=proposals_for(officer).count(),
        seals=len(requests_for(officer)),
        unusual=len(unusual(officer, now=timezone.now())),
    )


def _week(visits: QuerySet[Visit], monday: dt.date) -> Week:
    seen = visits.between(monday, monday + dt.timedelta(days=6)).order_by()
    numbers = seen.aggregate(visits=Count("pk"), concerns=Count("pk", filter=Q(concern_heard=True)))
    people = seen.filter(encounters__presence="met").count()
    return Week(visits=numbers["visits"], people=people, concerns=numbers["concerns"])


def set_up_counts() -> dict[str, int]:
    """How much is set up: the administrator's start page."""
    return {
        "units": Unit.objects.count(),
        "officers": Officer.objects.filter(is_active=True).count(),
        "topics": Topic.objects.filter(is_active=True).count(),
        "operations": Operation.objects.filter(is_active=True).count(),
    }
