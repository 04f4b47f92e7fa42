"""What an officer sees first: what came back, drafts, their villages, promises, last visits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Concat

from visits.follow_ups.queries import readable_follow_ups
from visits.lists.exists import which_have_rows
from visits.lists.follow_up_list import OPEN_STATES
from visits.lists.waiting import Waiting, count_waiting, returned_to
from visits.models import (
    DialogueNote,
    FollowUp,
    FollowUpIndex,
    Officer,
    Region,
    Remark,
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

LAST = 5
LONGEST_WITHOUT = 8
SOON = dt.timedelta(days=14)


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


def officer_start(officer: Officer, *, today: dt.date) -> OfficerStart:
    """What came back, drafts, today's plan, the last visits."""
    drafts, villages = Visit.objects.drafts_of(officer), own_villages(officer, today)
    there = which_have_rows({"drafts": drafts, "villages": villages})
    start = build_officer_start(officer, there, count_waiting(officer), today=today)
    load_stops(*(visit for visit, _remark in start.returned), *start.drafts, *start.last_visits)
    return start


def build_officer_start(officer: Officer, there: set[str], waits: Waiting, *, today: dt.date) -> OfficerStart:
    """`there` names what was seen to be there; the rest is not asked for."""
    returned = returned_to(officer).prefetch_related("remarks__written_by__rank") if waits.returned else ()
    return OfficerStart(
        returned=_with_reasons(list(returned), officer),
        drafts=list(Visit.objects.drafts_of(officer)) if "drafts" in there else [],
        villages=longest_without(own_villages(officer, today), officer) if "villages" in there else [],
        promises=_promises(officer, today),
        last_visits=_mine(officer),
        waits=waits,
    )


def load_stops(*visits: Visit) -> None:
    """The stops of visits of several lists, in one query."""
    prefetch_related_objects(visits, "stops")


def _mine(officer: Officer) -> list[Visit]:
    """The last logged visits that the officer wrote or was on."""
    own = VisitAccess.objects.filter(access_key=officer_access_key(officer.pk)).order_by("-visited_on", "-visit")
    found = Visit.objects.filter(pk__in=own.values("visit")[:LAST])
    # The subquery chose them; in which order the outer query gives them is not promised.
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


def own_villages(officer: Officer, today: dt.date) -> QuerySet[Region]:
    current = officer.assignments.on(today)
    return Region.objects.filter(code__in=current.values("village"))


def longest_without(villages: QuerySet[Region], officer: Officer) -> list[Village]:
    """Villages by the day of their last visit by anybody of the Polres, the never visited first."""
    known = VisitAccess.objects.filter(visit=OuterRef("visit"), access_key=tree_access_key(officer.unit.polres.pk))
    there = VisitFilterKey.objects.filter(filter_key=Concat(Value(filter_key("place", "")), OuterRef("code"))).filter(
        Exists(known)
    )
    # A scan along the key for each village, which ends at its first visit.
    last = Subquery(there.order_by("-visited_on", "-visit").values("visited_on")[:1])
    found = villages.annotate(last=last).select_related("parent").order_by(F("last").asc(nulls_first=True), "code")
    return [
        Village(row.code, ", ".join(place.label for place in (row, row.parent) if place), row.last)
        for row in found[:LONGEST_WITHOUT]
    ]
