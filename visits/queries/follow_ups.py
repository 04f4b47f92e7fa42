"""Follow-ups as somebody may read them: mine, my unit's, or all in reach, the overdue first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from visits.models import FollowUp, FollowUpStatus, Officer
from visits.queries.notes import readable_notes

PER_PAGE = 50
NO_DAY = date(9999, 12, 31)
OPEN_STATES = [FollowUpStatus.OPEN, FollowUpStatus.IN_PROGRESS]
MINE, UNIT, ALL = "mine", "unit", "all"


@dataclass(frozen=True)
class FollowUpPage:
    """One page of a list, and the keys that its neighbours start from."""

    rows: list[FollowUp] = field(default_factory=list)
    after: str = ""
    before: str = ""


def readable_follow_ups(
    officer: Officer, *, keys: Iterable[int] | QuerySet[FollowUp] | None = None
) -> QuerySet[FollowUp]:
    """Follow-ups in reach whose words the officer may read.

    A follow-up repeats what its notes say: where every note it comes from is narrowed away
    from the officer, so is the follow-up. Who is responsible for it always reads it.
    """
    return readable_words(FollowUp.objects.visible_to(officer, keys=keys), officer)


def readable_words(follow_ups: QuerySet[FollowUp], officer: Officer) -> QuerySet[FollowUp]:
    """Of follow-ups in reach, those whose words the officer may read."""
    if officer.is_supervisor:
        return follow_ups  # who reads every note in reach
    linked = FollowUp.notes.through.objects.filter(followup=OuterRef("pk"))
    readable = linked.filter(dialoguenote__in=readable_notes(officer).values("pk"))
    return follow_ups.filter(Q(owner=officer) | ~Exists(linked) | Exists(readable))


def of_whom(follow_ups: QuerySet[FollowUp], officer: Officer, whose: str) -> QuerySet[FollowUp]:
    """The officer's own, those of the officer's unit, or all of them."""
    if whose == MINE:
        return follow_ups.filter(owner=officer)
    if whose == UNIT:
        return follow_ups.filter(unit=officer.unit_id)
    return follow_ups


def follow_up_page(
    officer: Officer,
    *,
    today: date,
    whose: str,
    status: str = "",
    overdue: bool = False,
    after: str = "",
    before: str = "",
) -> FollowUpPage:
    """One page: the unfinished by due date, so that the overdue lead; then the finished.

    Raises FollowUp.DoesNotExist where a cursor names none in reach.
    """
    rows = of_whom(readable_follow_ups(officer), officer, whose)
    if status:
        rows = rows.filter(status=status)
    if overdue:
        rows = rows.overdue(today)
    rows = _ordered(rows)
    if after or before:
        edge = _ordered(FollowUp.objects.visible_to(officer)).get(key=before or after)
        rows = rows.filter(_beyond(edge, "lt" if before else "gt"))
    if before:
        rows = rows.reverse()
    found = list(rows.select_related("owner__rank", "unit", "visit").prefetch_related("visit__stops")[: PER_PAGE + 1])
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    if before:
        shown.reverse()
    has_previous, has_next = (more, True) if before else (bool(after), more)
    return FollowUpPage(
        rows=shown,
        after=str(shown[-1].key) if shown and has_next else "",
        before=str(shown[0].key) if shown and has_previous else "",
    )


def _beyond(edge: FollowUp, way: str) -> Q:
    """Rows on one side of another in the order of the list."""
    return (
        Q(**{f"is_closed__{way}": edge.is_closed})
        | Q(**{"is_closed": edge.is_closed, f"due__{way}": edge.due})
        | Q(**{"is_closed": edge.is_closed, "due": edge.due, f"pk__{way}": edge.pk})
    )


def count_follow_ups(officer: Officer, *, today: date) -> dict[str, int]:
    """How many are unfinished and overdue: mine, my unit's and all in reach, in one query."""
    late, mine, unit = Q(due_on__lt=today), Q(owner=officer), Q(unit=officer.unit_id)
    return (
        readable_follow_ups(officer)
        .unfinished()
        .aggregate(
            of_mine=Count("pk", filter=mine),
            of_mine_overdue=Count("pk", filter=mine & late),
            of_unit=Count("pk", filter=unit),
            of_unit_overdue=Count("pk", filter=unit & late),
            of_all=Count("pk"),
            of_all_overdue=Count("pk", filter=late),
        )
    )


def _ordered(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    is_closed = Case(When(status__in=OPEN_STATES, then=Value(0)), default=Value(1), output_field=IntegerField())
    due = Coalesce(F("due_on"), Value(NO_DAY), output_field=DateField())
    return rows.annotate(is_closed=is_closed, due=due).order_by("is_closed", "due", "pk")
