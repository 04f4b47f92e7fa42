"""When: the states of a visit, who owns each, and the moves between them, as one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from visits.exceptions import NotNow
from visits.models import Visit, VisitStatus


@dataclass(frozen=True)
class Move:
    """One verb of the workflow: from which states, to which one, by whom."""

    sources: frozenset[str]
    target: str
    owner: str
    refusal: str


DRAFT, SUBMITTED, RETURNED, APPROVED = VisitStatus.values

MOVES = {
    "submit": Move(
        frozenset({DRAFT, RETURNED}), SUBMITTED, "author", _("Only a draft or a returned visit can be submitted.")
    ),
    "withdraw": Move(
        frozenset({SUBMITTED}), DRAFT, "author", _("Only a visit that waits for review can be withdrawn.")
    ),
    "return": Move(
        frozenset({SUBMITTED}), RETURNED, "supervisor", _("Only a visit that waits for review can be returned.")
    ),
    "approve": Move(
        frozenset({SUBMITTED}), APPROVED, "supervisor", _("Only a visit that waits for review can be approved.")
    ),
    "reopen": Move(frozenset({APPROVED}), SUBMITTED, "supervisor", _("Only an approved visit can be reopened.")),
}

# Whose turn it is in each state: what "what happens next" on the visit's page says.
OWNERS = {DRAFT: "author", SUBMITTED: "supervisor", RETURNED: "author", APPROVED: "nobody"}


def check_can_move(visit: Visit, verb: str) -> str:
    """The state that the verb leads to.

    Raises NotNow with a sentence where the visit is in another state.
    """
    move = MOVES[verb]
    if visit.status not in move.sources:
        raise NotNow(move.refusal)
    return move.target


def can_move(visit: Visit, verb: str) -> bool:
    return visit.status in MOVES[verb].sources
