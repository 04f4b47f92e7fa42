"""Who must be independent of whom: the decisions that take two people, as one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core.exceptions import NotAllowed
from visits.models import Deputy, Officer


class Tie(StrEnum):
    """What may bind the person who decides to the person who asked, or whose work it is."""

    SAME = "they are one person"
    IS_DEPUTY = "the one who decides stands in for the other"
    IS_STOOD_IN_FOR = "the other stands in for the one who decides"
    WAS_NAMED = "the other named the one who decides as a deputy"
    NAMED = "the one who decides named the other as a deputy"
    NAMED_TOGETHER = "one supervisor named both as deputies"


class Decision(StrEnum):
    """What the second person decides on."""

    REVIEW = "a visit, against its author and the officers on it"
    OPEN_SOURCE = "the opening of a confidential source, against who asked for it"
    NAME_DEPUTY = "who stands in, against the deputy"


# A superior reviews the people below, also those whom they named as deputies: only the other way is closed.
FORBIDDEN: dict[Decision, frozenset[Tie]] = {
    Decision.REVIEW: frozenset({Tie.SAME, Tie.IS_DEPUTY}),
    Decision.OPEN_SOURCE: frozenset(Tie),
    Decision.NAME_DEPUTY: frozenset({Tie.SAME}),
}


def check_independent(decision: Decision, *, decides: Officer, asks: Officer, since: dt.datetime | None = None) -> None:
    """Raise NotAllowed where a tie between the two is forbidden for this decision.

    `since` is the moment at which the first of them asked: a tie that has ended since then counts as well.
    """
    found = ties(decides, asks, since=since) & FORBIDDEN[decision]
    if Tie.SAME in found:
        raise NotAllowed(_("Nobody decides alone: somebody other than the person who asked must decide."))
    if found:
        raise NotAllowed(
            _("You two are not independent of each other: a deputyship ties you. Somebody else must decide.")
        )


def ties(decides: Officer, asks: Officer, *, since: dt.datetime | None = None) -> set[Tie]:
    """Everything that binds two people, now or at any moment since then."""
    if decides.pk == asks.pk:
        return {Tie.SAME}
    # One query for both people; a decision page asks this for each request it lists.
    posts = _deputyships(decides, asks, since=since or timezone.now())
    of_decider = [post for post in posts if post.officer_id == decides.pk]
    of_asker = [post for post in posts if post.officer_id == asks.pk]
    holds = {
        Tie.IS_DEPUTY: _is_deputy_for(of_decider, asks),
        Tie.IS_STOOD_IN_FOR: _is_deputy_for(of_asker, decides),
        Tie.WAS_NAMED: any(post.named_by_id == asks.pk for post in of_decider),
        Tie.NAMED: any(post.named_by_id == decides.pk for post in of_asker),
        # Two deputies of one supervisor would sign for each other what that supervisor wants.
        Tie.NAMED_TOGETHER: bool(_supervisors_naming(of_decider) & _supervisors_naming(of_asker)),
    }
    return {tie for tie, is_so in holds.items() if is_so}


# Who stands in a tie with one person: a list is read without asking pair by pair.
BOUND_TO: dict[Tie, Callable[[Officer], Iterable[int]]] = {
    Tie.SAME: lambda officer: [officer.pk],
    # Not a superior who stands in below, whom `ties` counts; nor, where nobody stands above, who was named in set-up.
    Tie.IS_DEPUTY: lambda officer: officer.supervisors_deputised,
}


def officers_not_reviewed_by(reviewer: Officer) -> list[int]:
    """Primary keys of the people whose visits the reviewer does not decide on: the row REVIEW of the table."""
    return [pk for tie in Tie if tie in FORBIDDEN[Decision.REVIEW] for pk in BOUND_TO[tie](reviewer)]


def _deputyships(*officers: Officer, since: dt.datetime) -> list[Deputy]:
    """Deputyships of these officers that were not over at that moment, those still to come included."""
    not_ended = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    posts = Deputy.objects.filter(not_ended, officer__in=officers, ends_on__gte=timezone.localdate(since))
    return list(posts.select_related("named_by"))


def _is_deputy_for(posts: list[Deputy], supervisor: Officer) -> bool:
    """Whether one of the deputyships that have begun is for a unit that this person supervises."""
    if not supervisor.is_supervisor:
        return False
    # A deputyship still to come binds whom it names, and gives no power over a unit yet.
    begun = {post.unit_id for post in posts if post.starts_on <= timezone.localdate()}
    return bool(begun and begun & set(supervisor.member_unit_ids))


def _supervisors_naming(posts: list[Deputy]) -> set[int]:
    """Who named them, without the set-up: an administrator names deputies of every unit."""
    return {post.named_by_id for post in posts if not post.named_by.is_administrator}
