"""Follow-ups as somebody may read them: mine, my unit's, or all in reach, the overdue first.

Nothing is asked about the whole reach (lists.follow_up_list).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, OuterRef

from visits.lists.criteria import Position
from visits.lists.follow_up_list import (
    FINISHED_STATES,
    OPEN_STATES,
    Listed,
    count_listed,
    first_promises,
    with_owners,
)
from visits.lists.intersection import MOST_COUNTED, Count
from visits.lists.keyset import in_order, scan_in_turn
from visits.lists.pages import PER_PAGE, cut_page
from visits.models import CommunityFigure, FollowUp, FollowUpIndex, Officer
from visits.models.dialogue import FollowUpQuerySet
from visits.models.follow_up_index import NO_DAY
from visits.models.index_keys import filter_key, owner_list_key

MINE, UNIT, ALL = "mine", "unit", "all"


@dataclass(frozen=True)
class FollowUpPage:
    """One page of a list, and the keys that its neighbours start from."""

    rows: list[FollowUp] = field(default_factory=list)
    after: str = ""
    before: str = ""


def readable_follow_ups(officer: Officer) -> FollowUpQuerySet:
    """Follow-ups in reach whose words the officer may read, for a question about one or a few of them.

    A follow-up repeats what its notes say: where every note it comes from is narrowed away
    from the officer, so is the follow-up. Who is responsible for it always reads it.
    """
    read = FollowUpIndex.objects.filter(follow_up=OuterRef("pk"), list_key__in=FollowUpIndex.read_by(officer))
    return FollowUp.objects.filter(Exists(read))


def listed_for(officer: Officer, whose: str = ALL) -> Listed:
    """The officer's own, those of the officer's unit, or all that the officer reads."""
    read = tuple(FollowUpIndex.read_by(officer))
    if whose == MINE:
        own = owner_list_key(officer.pk)
        return Listed((own,) if own in read else ())
    return Listed(read, unit=officer.unit_id if whose == UNIT else None)


def follow_up_page(
    officer: Officer,
    *,
    today: date,
    whose: str,
    status: str = "",
    overdue: bool = False,
    unfinished: bool = False,
    after: str = "",
    before: str = "",
    size: int = PER_PAGE,
) -> FollowUpPage:
    """One page: the unfinished by due date, so that the overdue lead; then the finished.

    Raises FollowUp.DoesNotExist where a cursor names none in reach.
    """
    listed = listed_for(officer, whose)
    groups: list[tuple[str, ...]] = [OPEN_STATES, FINISHED_STATES]
    if unfinished:
        groups = [OPEN_STATES, ()]
    if overdue:
        listed, groups = replace(listed, before=today), [OPEN_STATES, ()]
    if status:
        groups = [tuple(each for each in group if each == status) for group in groups]
    lists = [listed.of(group) for group in groups]
    found = scan_in_turn(lists, _edge(officer, before or after), size + 1, back=bool(before))
    shown = cut_page(found, size, is_first=not after, back=bool(before))
    rows = with_owners(in_order(shown.rows))
    return FollowUpPage(
        rows=rows,
        after=str(rows[-1].key) if rows and shown.has_next else "",
        before=str(rows[0].key) if rows and shown.has_previous else "",
    )


def _edge(officer: Officer, key: str) -> tuple[int, Position] | None:
    """Where a cursor stands: among the unfinished or the finished, and in their order."""
    if not key:
        return None
    found = readable_follow_ups(officer).get(key=key)
    return int(found.is_finished), (found.due_on or NO_DAY, found.pk)


def count_follow_ups(officer: Officer, *, today: date, most: int = MOST_COUNTED) -> dict[str, Count]:
    """How many are unfinished and overdue: mine, my unit's and all in reach, in one statement."""
    asked = {}
    for whose in (MINE, UNIT, ALL):
        listed = listed_for(officer, whose)
        asked[f"of_{whose}"] = listed
        asked[f"of_{whose}_overdue"] = replace(listed, before=today)
    return dict(zip(asked, count_listed(asked.values(), most), strict=True))


def open_promises_to(figure: CommunityFigure, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits where the figure was met."""
    return first_promises(filter_key("figure", figure.pk), officer, limit)
