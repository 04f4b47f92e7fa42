"""What a person sees first: their turn, their day, their area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Concat
from django.utils import timezone

from visits.audit.queries import unusual
from visits.follow_ups.queries import listed_for, readable_follow_ups
from visits.lists.exists import which_have_rows
from visits.lists.follow_up_list import OPEN_STATES, count_listed, with_owners
from visits.lists.intersection import Count as NumberOf
from visits.lists.keyset import in_order
from visits.lists.short_cache import cached_for_a_minute
from visits.lists.visit_list import newest_readable, top_of_the_polres
from visits.lists.waiting import Waiting, count_waiting, returned_to
from visits.models import (
    DataRequest,
    DialogueNote,
    FollowUp,
    FollowUpIndex,
    Officer,
    Operation,
    Region,
    Remark,
    Topic,
    Unit,
    Visit,
    VisitAccess,
    VisitFilterKey,
)
from visits.models.index_keys import (
    filter_key,
    hidden_for_supervisors,
    officer_access_key,
    owner_list_key,
    tree_access_key,
)
from visits.models.visit import NOT_CALM_OR_CHANGED
from visits.pickers.villages import own_districts
from visits.privacy.queries import requests_open_for
from visits.privacy.removal_queries import removals_proposed_to
from visits.privacy.retention_queries import proposals_for
from visits.review.queries import corrections_for
from visits.visit.disclosure_queries import requests_for, undecided_for

LAST = 5
LONGEST_WITHOUT = 8
SOON = dt.timedelta(days=14)
# So many visits that wait for review are counted.
MOST_WAITING = 999


@dataclass(frozen=True)
class Village:
    """A village and the day of its last visit, whoever made it; None: never visited."""

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
    waits: Waiting = field(default_factory=Waiting)


@dataclass(frozen=True)
class Week:
    visits: int
    people: int
    concerns: int


@dataclass(frozen=True)
class SupervisorStart:
    waiting: int
    waits_more: bool
    oldest_days: int | None
    changes: list[Visit]
    overdue: NumberOf
    promises: list[FollowUp]
    villages: list[Village]
    this_week: Week
    last_week: Week
    own: OfficerStart
    corrections: int = 0
    unusual: int = 0
    disclosures: int = 0
    retention: int = 0
    removals: int = 0
    data_requests: list[DataRequest] = field(default_factory=list)


def officer_start(officer: Officer, *, today: dt.date) -> OfficerStart:
    """What came back, drafts, today's plan, the last visits."""
    drafts, villages = Visit.objects.drafts_of(officer), _own_villages(officer, today)
    there = which_have_rows({"drafts": drafts, "villages": villages})
    start = _officer_start(officer, there, count_waiting(officer), today=today)
    _with_stops(*(visit for visit, _remark in start.returned), *start.drafts, *start.last_visits)
    return start


def _officer_start(officer: Officer, there: set[str], waits: Waiting, *, today: dt.date) -> OfficerStart:
    """`there` names what was seen to be there; the rest is not asked for."""
    returned = returned_to(officer).prefetch_related("remarks__written_by__rank") if waits.returned else ()
    return OfficerStart(
        returned=_with_reasons(list(returned), officer),
        drafts=list(Visit.objects.drafts_of(officer)) if "drafts" in there else [],
        villages=_longest_without(_own_villages(officer, today), officer) if "villages" in there else [],
        promises=_promises(officer, today),
        last_visits=_mine(officer),
        waits=waits,
    )


def _with_stops(*visits: Visit) -> None:
    """The stops of visits of several lists, in one query."""
    prefetch_related_objects(visits, "stops")


def _mine(officer: Officer) -> list[Visit]:
    """The last logged visits that the officer wrote or was on."""
    own = VisitAccess.objects.filter(access_key=officer_access_key(officer.pk)).order_by("-visited_on", "-visit")
    found = Visit.objects.filter(pk__in=own.values("visit")[:LAST])
    return sorted(found, key=lambda visit: (visit.visited_on, visit.pk), reverse=True)


def _with_reasons(visits: list[Visit], officer: Officer) -> list[tuple[Visit, Remark | None]]:
    """Each with why it came back last, unless that is about a note that is hidden from the officer."""
    last = {visit.pk: _last_return(visit) for visit in visits}
    tied = [remark.note_id for remark in last.values() if remark and remark.note_id]
    readable = DialogueNote.objects.visible_to(officer).filter(pk__in=tied) if tied else DialogueNote.objects.none()
    notes = set(readable.values_list("pk", flat=True))
    found = [(visit, last[visit.pk]) for visit in visits]
    return [(visit, remark if remark and remark.is_open_to(officer, notes) else None) for visit, remark in found]


def _last_return(visit: Visit) -> Remark | None:
    returns = [remark for remark in visit.remarks.all() if remark.kind == Remark.Kind.RETURNED]
    return returns[-1] if returns else None


def _promises(officer: Officer, today: dt.date) -> list[FollowUp]:
    """Open promises that are mine or of my own visits, overdue or due soon."""
    # Of few hands: the lists of one officer, `+` for what may be hidden, before what may be read is asked.
    access_key = officer_access_key(officer.pk)
    own = (owner_list_key(officer.pk), access_key, hidden_for_supervisors(access_key))
    due = FollowUpIndex.objects.filter(list_key__in=own, status__in=OPEN_STATES, due_on__lte=today + SOON)
    mine = Q(owner=officer) | Q(owner__isnull=True, visit__author=officer)
    found = readable_follow_ups(officer).filter(mine, pk__in=due.values("follow_up"))
    return list(found.select_related("owner__rank").order_by("due_on", "pk")[:LONGEST_WITHOUT])


def _own_villages(officer: Officer, today: dt.date) -> QuerySet[Region]:
    current = officer.assignments.on(today)
    return Region.objects.filter(code__in=current.values("village"))


def _longest_without(villages: QuerySet[Region], officer: Officer) -> list[Village]:
    """Villages by the day of their last visit by anybody of the Polres, the never visited first."""
    known = VisitAccess.objects.filter(
        visit=OuterRef("visit"), access_key=tree_access_key(top_of_the_polres(officer).pk)
    )
    there = VisitFilterKey.objects.filter(filter_key=Concat(Value(filter_key("place", "")), OuterRef("code"))).filter(
        Exists(known)
    )
    # A scan along the key for each village, which ends at its first visit.
    last = Subquery(there.order_by("-visited_on", "-visit").values("visited_on")[:1])
    found = villages.annotate(last=last).select_related("parent").order_by(F("last").asc(nulls_first=True), "code")
    return [Village(row.code, f"{row.label}, {row.parent.label}", row.last) for row in found[:LONGEST_WITHOUT]]


def supervisor_start(officer: Officer, *, today: dt.date) -> SupervisorStart:
    """What waits, what changed, what is promised, what is not covered, this week against the last."""
    waits, there = count_waiting(officer, most=MOST_WAITING + 1), which_have_rows(_rarely_there(officer, today))
    own = _officer_start(officer, there, waits, today=today)
    monday = today - dt.timedelta(days=today.weekday())
    before = monday - dt.timedelta(days=7)
    changes = _changes(officer, monday, today)
    _with_stops(*changes, *(visit for visit, _remark in own.returned), *own.drafts, *own.last_visits)
    overdue = replace(listed_for(officer), before=today)
    first = in_order(overdue.of(OPEN_STATES).scan(None, LAST))
    return SupervisorStart(
        waiting=min(waits.review, MOST_WAITING),
        waits_more=waits.review > MOST_WAITING,
        oldest_days=(today - timezone.localdate(waits.oldest)).days if waits.oldest else None,
        changes=changes,
        overdue=count_listed([overdue])[0],
        promises=with_owners(first) if first else [],
        villages=cached_for_a_minute("villages", officer, today, lambda: _uncovered(officer)),
        this_week=cached_for_a_minute("week", officer, monday, lambda: _week(officer, monday)),
        last_week=cached_for_a_minute("week", officer, before, lambda: _week(officer, before)),
        own=own,
        corrections=corrections_for(officer).count() if "corrections" in there else 0,
        data_requests=list(requests_open_for(officer)[:LAST]) if "data_requests" in there else [],
        retention=proposals_for(officer).count() if "retention" in there else 0,
        removals=removals_proposed_to(officer).count() if "removals" in there else 0,
        disclosures=len(requests_for(officer)) if "disclosures" in there else 0,
        unusual=cached_for_a_minute("unusual", officer, today, lambda: len(unusual(officer, now=timezone.now()))),
    )


def _rarely_there(officer: Officer, today: dt.date) -> dict[str, QuerySet]:
    """What most start pages have none of: whether it is there is asked in one statement."""
    return {
        "drafts": Visit.objects.drafts_of(officer),
        "villages": _own_villages(officer, today),
        "corrections": corrections_for(officer),
        "data_requests": requests_open_for(officer),
        "retention": proposals_for(officer),
        "removals": removals_proposed_to(officer),
        "disclosures": undecided_for(officer),
    }


def _within(officer: Officer, first: dt.date, last: dt.date) -> QuerySet[Visit]:
    """The logged visits in reach of some days: the days are asked of the access keys too, which are sorted by them."""
    reach = VisitAccess.objects.filter(access_key__in=VisitAccess.logged_access_keys_of(officer))
    return Visit.objects.filter(pk__in=reach.filter(visited_on__range=(first, last)).values("visit")).between(
        first, last
    )


def _changes(officer: Officer, first: dt.date, last: dt.date) -> list[Visit]:
    """The newest visits in reach of some days that are not calm or changed."""
    return newest_readable(Visit.objects.between(first, last).filter(NOT_CALM_OR_CHANGED), officer, LAST)


def _uncovered(officer: Officer) -> list[Village]:
    """The villages of the own area that were longest without a visit."""
    districts = own_districts(officer)
    return _longest_without(Region.objects.villages().open().filter(parent__in=districts), officer)


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of a day's week, as the numbers of a week count them."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def _week(officer: Officer, monday: dt.date) -> Week:
    seen = _within(officer, *week_of(monday)).order_by()
    numbers = seen.aggregate(visits=Count("pk"), concerns=Count("pk", filter=Q(concern_heard=True)))
    people = seen.filter(encounters__presence="met").count()
    return Week(visits=numbers["visits"], people=people, concerns=numbers["concerns"])


def set_up_counts() -> dict[str, int]:
    """How much is set up: the administrator's start page."""
    return {
        "units": Unit.objects.filter(is_active=True).count(),
        "officers": Officer.objects.filter(is_active=True).count(),
        "topics": Topic.objects.filter(is_active=True).count(),
        "operations": Operation.objects.filter(is_active=True).count(),
    }
