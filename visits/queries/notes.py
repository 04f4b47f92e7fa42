"""Notes of many visits that one person may read: the rule of one visit, for all at once."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from visits.models import DialogueNote, Officer, Presence, Sensitivity, VisitScope


def readable_notes(officer: Officer) -> QuerySet[DialogueNote]:
    """Notes of the visits in reach, without what is narrowed away from the officer.

    The same rule as `NoteQuerySet.readable_by` has for one visit.
    """
    in_reach = VisitScope.holding(VisitScope.scopes_of(officer), "visit")
    return without_hidden(DialogueNote.objects.filter(in_reach), officer)


def without_hidden(notes: QuerySet[DialogueNote], officer: Officer) -> QuerySet[DialogueNote]:
    """Of notes on visits in reach, those that are not narrowed away from the officer."""
    if officer.is_supervisor:
        return notes
    about_mentioned = DialogueNote.about.through.objects.filter(
        dialoguenote=OuterRef("pk"), encounter__presence=Presence.MENTIONED
    )
    for_all = ~Q(sensitivity=Sensitivity.SUPERVISORS) | Q(written_by=officer)
    about_nobody_hidden = Q(visit__author=officer) | ~Exists(about_mentioned)
    return notes.filter(for_all & about_nobody_hidden | headed(officer))


def headed(officer: Officer, visit: str = "visit") -> Q | Exists:
    """Rows of visits that somebody who is no supervisor reads as one, standing in for a head."""
    if not officer.is_head:
        return Q(pk__in=[])
    return VisitScope.holding(VisitScope.head_scopes_of(officer), visit)
