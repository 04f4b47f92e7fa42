"""The states of a visit, who owns each, and the moves between them, as one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visits.core.exceptions import NotNow
from visits.models import Visit, VisitStatus


@dataclass(frozen=True)
class Move:
    """One verb of the workflow: from which states, to which one, by whom.

    `once_reviewed` is the target of a visit that was ever returned or approved, where it is another one;
    `of_returned` is who moves a returned visit, where that is not the owner alone.
    """

    sources: frozenset[str]
    target: str
    owner: str
    refusal: str | Promise
    once_reviewed: str = ""
    of_returned: str = ""


DRAFT, SUBMITTED, RETURNED, APPROVED = VisitStatus.values

MOVES = {
    "submit": Move(
        frozenset({DRAFT, RETURNED}),
        SUBMITTED,
        "author",
        _("Only a draft or a returned visit can be submitted."),
        # A return may ask for what only a colleague knows (permissions.check_may_edit).
        of_returned="author or a named officer",
    ),
    "withdraw": Move(
        frozenset({SUBMITTED}),
        DRAFT,
        "author",
        _("Only a visit that waits for review can be withdrawn."),
        # What a supervisor has read is no private draft again, and cannot be thrown away.
        once_reviewed=RETURNED,
    ),
    "return": Move(
        frozenset({SUBMITTED}), RETURNED, "supervisor", _("Only a visit that waits for review can be returned.")
    ),
    "approve": Move(
        frozenset({SUBMITTED}), APPROVED, "supervisor", _("Only a visit that waits for review can be approved.")
    ),
    # The visit stays approved until a supervisor decides; the wish stands beside the status.
    "ask for correction": Move(
        frozenset({APPROVED}), APPROVED, "author", _("A correction is asked for an approved visit only.")
    ),
    "take back the approval": Move(
        frozenset({APPROVED}), SUBMITTED, "who approved it", _("Only an approved visit can be taken back.")
    ),
    "reopen": Move(frozenset({APPROVED}), SUBMITTED, "supervisor", _("Only an approved visit can be reopened.")),
}

# Whose turn it is in each state, for the diagram.
OWNERS = {DRAFT: "author", SUBMITTED: "supervisor", RETURNED: "author or a named officer", APPROVED: "nobody"}


def check_can_move(visit: Visit, verb: str) -> str:
    """The state that the verb leads to.

    Raises NotNow with a sentence where the visit is in another state.
    """
    move = MOVES[verb]
    if visit.status not in move.sources:
        raise NotNow(move.refusal)
    return move.once_reviewed if move.once_reviewed and visit.was_reviewed else move.target


def can_move(visit: Visit, verb: str) -> bool:
    return visit.status in MOVES[verb].sources


def check_can_discard(visit: Visit) -> None:
    """Raise NotNow for what is no draft, was ever reviewed, or has been worked on by others."""
    if visit.status != DRAFT:
        raise NotNow(_("Only a draft can be discarded."))
    if visit.was_reviewed:
        raise NotNow(_("This visit was returned or approved before. What was reviewed is kept."))
    if visit.is_built_upon:
        raise NotNow(_("Others have already worked on what this visit says. It is kept."))


def can_discard(visit: Visit) -> bool:
    try:
        check_can_discard(visit)
    except NotNow:
        return False
    return True


def diagram() -> str:
    """The states and moves as a Mermaid state diagram, for docs/lifecycle.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}: save (author)"]
    for verb, move in MOVES.items():
        for source in sorted(move.sources):
            never = " if never reviewed" if move.once_reviewed else ""
            owner = move.of_returned if source == RETURNED and move.of_returned else move.owner
            lines.append(f"    {source} --> {move.target}: {verb}{never} ({owner})")
            if move.once_reviewed:
                lines.append(f"    {source} --> {move.once_reviewed}: {verb} if ever reviewed ({move.owner})")
    lines.append(f"    {DRAFT} --> [*]: discard if never reviewed (author)")
    lines += [f"    note right of {state}: owner: {owner}" for state, owner in OWNERS.items()]
    return "\n".join(lines)
