"""What a person sees first: their turn, their day, their area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
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
    VisitFacet,
    VisitScope,
)
from visits.models.scope import officer_scope
from visits.queries.follow_ups import readable_follow_ups
from visits.queries.lately import lately
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
    returned = returned_to(officer).prefetch_related("stops", "remarks__written_by__rank")
    return OfficerStart(
        returned=[(visit, _last_return(visit)) for visit in returned],
        drafts=list(Visit.objects.drafts_of(officer).prefetch_related("stops")),
        villages=_own_villages(officer, today),
        promises=_promises(officer, today),
        last_visits=_mine(officer),
    )


def _mine(officer: Officer) -> list[Visit]:
    """The last logged visits that the officer wrote or was on."""
    own = VisitScope.objects.filter(scope=officer_scope(officer.pk)).order_by("-visited_on", "-visit")
    found = Visit.objects.prefetch_related("stops").in_bulk(list(own.values_list("visit", flat=True)[:LAST]))
    return sorted(found.values(), key=lambda visit: (visit.visited_on, visit.pk), reverse=True)


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
    reach = VisitScope.objects.filter(visit=OuterRef("visit"), scope__in=VisitScope.logged_scopes_of(officer))
    there = VisitFacet.objects.filter(facet=Concat(Value("place:"), OuterRef("code"))).filter(Exists(reach))
    # A walk along the key for each village, which ends at its first visit in reach.
    last = Subquery(there.order_by("-visited_on", "-visit").values("visited_on")[:1])
    found = villages.annotate(last=last).select_related("parent").order_by(F("last").asc(nulls_first=True), "code")
    return [Village(row.code, f"{row.label}, {row.parent.label}", row.last) for row in found[:LONGEST_WITHOUT]]


def supervisor_start(officer: Officer, *, today: dt.date) -> SupervisorStart:
    """What waits, what changed, what is promised, what is not covered, this week against the last."""
    waiting, oldest = waiting_list(officer).count(), oldest_waiting(officer)
    monday = today - dt.timedelta(days=today.weekday())
    before = monday - dt.timedelta(days=7)
    changed = _within(officer, monday, today).filter(
        Q(situation_after__in=[Situation.WATCH, Situation.TENSE])
        | (~Q(situation_before="") & ~Q(situation_after="") & ~Q(situation_before=F("situation_after")))
    )
    number, first = lately("overdue", officer, today, lambda: _overdue(officer, today))
    overdue = readable_follow_ups(officer).overdue(today).filter(pk__in=first)
    return SupervisorStart(
        waiting=waiting.number,
        oldest_days=(today - timezone.localdate(oldest)).days if oldest else None,
        changes=list(changed.prefetch_related("stops")[:LAST]),
        overdue=number,
        promises=list(overdue.select_related("visit", "owner__rank").order_by("due_on", "pk")) if first else [],
        villages=lately("villages", officer, today, lambda: _uncovered(officer)),
        this_week=lately("week", officer, monday, lambda: _week(officer, monday)),
        last_week=lately("week", officer, before, lambda: _week(officer, before)),
        own=officer_start(officer, today=today),
        corrections=corrections_for(officer).count(),
        data_requests=list(requests_open_for(officer)[:LAST]),
        retention=proposals_for(officer).count(),
        seals=len(requests_for(officer)),
        unusual=lately("unusual", officer, today, lambda: len(unusual(officer, now=timezone.now()))),
    )


def _within(officer: Officer, first: dt.date, last: dt.date) -> QuerySet[Visit]:
    """The logged visits in reach of some days: the days are asked of the scopes too, which are sorted by them."""
    reach = VisitScope.objects.filter(scope__in=VisitScope.logged_scopes_of(officer))
    return Visit.objects.filter(pk__in=reach.filter(visited_on__range=(first, last)).values("visit")).between(
        first, last
    )


def _overdue(officer: Officer, today: dt.date) -> tuple[int, list[int]]:
    """How many promises are overdue, and the first of them."""
    overdue = readable_follow_ups(officer).overdue(today)
    return overdue.count(), list(overdue.order_by("due_on", "pk").values_list("pk", flat=True)[:LAST])


def _uncovered(officer: Officer) -> list[Village]:
    """The villages of the own area that were longest without a visit."""
    districts = own_districts(officer)
    return _longest_without(Region.objects.villages().open().filter(parent__in=districts), officer)


def _week(officer: Officer, monday: dt.date) -> Week:
    seen = _within(officer, monday, monday + dt.timedelta(days=6)).order_by()
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
