"""What a supervisor sees first, and the counts of the administrator's start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from visits.audit.queries import unusual
from visits.follow_ups.queries import listed_for
from visits.lists.exists import which_have_rows
from visits.lists.follow_up_list import OPEN_STATES, count_listed, with_owners
from visits.lists.intersection import Count as NumberOf
from visits.lists.keyset import in_order
from visits.lists.short_cache import cached_for_a_minute
from visits.lists.visit_list import newest_readable
from visits.lists.waiting import count_waiting
from visits.models import (
    DataRequest,
    FollowUp,
    Officer,
    Operation,
    Region,
    Topic,
    Unit,
    Visit,
    VisitAccess,
)
from visits.models.visit import NOT_CALM_OR_CHANGED
from visits.pickers.villages import own_districts
from visits.privacy.queries import requests_open_for
from visits.privacy.removal_queries import removals_proposed_to
from visits.privacy.retention_queries import proposals_for
from visits.review.queries import corrections_for
from visits.start.officer_queries import (
    LAST,
    OfficerStart,
    Village,
    build_officer_start,
    load_stops,
    longest_without,
    own_villages,
)
from visits.visit.disclosure_queries import requests_for, undecided_for

# So many visits that wait for review are counted.
MOST_WAITING = 999
MOST_DUE = 99


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
    retention_more: bool = False
    removals: int = 0
    data_requests: list[DataRequest] = field(default_factory=list)


def supervisor_start(officer: Officer, *, today: dt.date) -> SupervisorStart:
    """What waits, what changed, what is promised, what is not covered, this week against the last."""
    # One more than is shown, to know whether it is more.
    waits, there = count_waiting(officer, most=MOST_WAITING + 1), which_have_rows(_rarely_there(officer, today))
    own = build_officer_start(officer, there, waits, today=today)
    monday = today - dt.timedelta(days=today.weekday())
    before = monday - dt.timedelta(days=7)
    changes = _changes(officer, monday, today)
    load_stops(*changes, *(visit for visit, _remark in own.returned), *own.drafts, *own.last_visits)
    overdue = replace(listed_for(officer), before=today)
    # A year's visits may be due at once: they are counted as far as is shown.
    retention = proposals_for(officer)[: MOST_DUE + 1].count()
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
        retention=min(retention, MOST_DUE),
        retention_more=retention > MOST_DUE,
        removals=removals_proposed_to(officer).count() if "removals" in there else 0,
        disclosures=len(requests_for(officer)) if "disclosures" in there else 0,
        unusual=cached_for_a_minute("unusual", officer, today, lambda: len(unusual(officer, now=timezone.now()))),
    )


def _rarely_there(officer: Officer, today: dt.date) -> dict[str, QuerySet]:
    """What most start pages have none of: whether it is there is asked in one statement."""
    return {
        "drafts": Visit.objects.drafts_of(officer),
        "villages": own_villages(officer, today),
        "corrections": corrections_for(officer),
        "data_requests": requests_open_for(officer),
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
    return longest_without(Region.objects.villages().open().filter(parent__in=districts), officer)


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of a day's week, as the numbers of a week count them."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def _week(officer: Officer, monday: dt.date) -> Week:
    seen = _within(officer, *week_of(monday)).order_by()
    numbers = seen.aggregate(visits=Count("pk"), concerns=Count("pk", filter=Q(concern_heard=True)))
    # A query of its own: joined to the other numbers, each visit would count once for each person.
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
