"""Write many new visits with all their rows at once: those of an import, and those of the demo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from visits.lists import visit_index
from visits.models import DialogueNote, Encounter, FollowUp, Participation, Remark, Stop, Visit
from visits.search.index import index_new_visits

BATCH = 1000


@dataclass
class NewVisit:
    """One visit with its rows, none of them saved yet."""

    visit: Visit
    stops: list[Stop] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    notes: list[DialogueNote] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    # Pairs for the many-to-many tables: which note, and whom or what it is tied to.
    raised_by: list[tuple[DialogueNote, Encounter | Participation]] = field(default_factory=list)
    about: list[tuple[DialogueNote, Encounter]] = field(default_factory=list)
    promised_to: list[tuple[FollowUp, DialogueNote]] = field(default_factory=list)


def write_new_visits(new: list[NewVisit]) -> None:
    """Save visits that nobody knows of yet, and what lists and searches find them by.

    Call inside the transaction that says in the audit log where they come from. One visit from a
    page or a device is saved by `capture.save` instead, which also knows the saved one.
    """
    Visit.objects.bulk_create([each.visit for each in new], batch_size=BATCH)
    _create(row for each in new for row in each.stops)
    _create(row for each in new for row in each.participations)
    _create(row for each in new for row in each.encounters)
    # An answer points at the note it answers, which has to be there first.
    notes = [note for each in new for note in each.notes]
    _create(note for note in notes if note.answers is None)
    _create(note for note in notes if note.answers is not None)
    _create(row for each in new for row in each.follow_ups)
    _create(row for each in new for row in each.remarks)
    _link(new)
    keys = [each.visit.pk for each in new]
    visit_index.rewrite_many(keys)
    visit_index.rewrite_lines(keys)
    # Words last: the tokenizer reads rows and links as they now stand.
    index_new_visits(keys)


def _create(rows: Iterable[models.Model]) -> None:
    made = list(rows)
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)


def _link(new: list[NewVisit]) -> None:
    people, officers = DialogueNote.raised_by_people.through, DialogueNote.raised_by_officers.through
    about, of_notes = DialogueNote.about.through, FollowUp.notes.through
    # A confidential source is linked to nobody.
    raised = [pair for each in new for pair in each.raised_by if not pair[0].source_is_confidential]
    _create(people(dialoguenote=note, encounter=who) for note, who in raised if isinstance(who, Encounter))
    _create(officers(dialoguenote=note, participation=who) for note, who in raised if isinstance(who, Participation))
    _create(about(dialoguenote=note, encounter=who) for each in new for note, who in each.about)
    _create(of_notes(followup=follow_up, dialoguenote=note) for each in new for follow_up, note in each.promised_to)
