"""Write the notes of a visit, who said them about whom, and the follow-ups that came of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from visits.capture.hidden_rows import HiddenRows
from visits.capture.row_sync import Numbered, copy_values, link_rows, replace_rows, row_number
from visits.core.confidential_sources import make_confidential
from visits.core.permissions import check_may_lower_note, lowers
from visits.core.visit_content import Row
from visits.models import DialogueNote, Encounter, FollowUp, Officer, Participation, Sensitivity, Visit
from visits.models.composed import set_prefetched


def write_notes(
    visit: Visit, rows: list[Row], stops: Numbered, saved: Iterable[DialogueNote], hidden: HiddenRows, *, by: Officer
) -> Numbered:
    """The notes by posted number, without who said them."""
    unseen = {note.pk for note in hidden.notes}

    def fill(note: DialogueNote, row: Row) -> None:
        if note.pk and lowers(Sensitivity, note.sensitivity, row.values.get("sensitivity")):
            check_may_lower_note(by, note)
        copy_values(note, row.values, "kind topic topic_text text disturbance sensitivity")
        # What was confidential once stays so: the form does not hold the source any more.
        note.source_is_confidential = note.source_is_confidential or row.values.get("seal_source", False)
        note.stop = stops.get(row_number(row.values.get("stop")))
        # The note that it answers may be hidden from this editor: then silence leaves the tie.
        if row.values.get("answers") or note.answers_id not in unseen:
            note.answers = None

    def is_unchanged(note: DialogueNote, row: Row) -> bool:
        return note.text == row.values.get("text")

    make = lambda: DialogueNote(visit=visit, written_by=by)  # noqa: E731
    return replace_rows(saved, rows, fill, make, is_unchanged, hidden=hidden.notes)


def write_note_links(
    rows: list[Row],
    notes: Numbered,
    people: Numbered,
    officers: Numbered,
    hidden: HiddenRows,
    *,
    by: Officer,
    is_new: bool,
) -> None:
    """Tie each note to who said it, whom it is about and what it answers."""
    answering = []
    unseen = {name: hidden.tied(name, notes.values()) for name in ("about", "raised_by_people")}
    links: dict[str, dict[models.Model, list]] = {"about": {}, "raised_by_people": {}, "raised_by_officers": {}}
    for row in rows:
        note = notes[row.number]
        if row.values.get("answers"):
            note.answers = notes[row_number(row.values["answers"])]
            answering.append(note)
        raised = row.values.get("raised_by") or []
        about = [people[row_number(ref.rpartition("-")[2])] for ref in row.values.get("about") or []]
        links["about"][note] = about + unseen["about"].get(note.pk, [])
        said_by = [{"people": people, "officers": officers}[kind][number] for kind, number in map(_split, raised)]
        said_by += unseen["raised_by_people"].get(note.pk, [])
        if note.source_is_confidential:
            make_confidential(note, said_by, by=by)
            said_by = []
        # The links of a note were taken away when its source became confidential; there is nothing to compare.
        if is_new or not note.source_is_confidential:
            links["raised_by_people"][note] = [each for each in said_by if isinstance(each, Encounter)]
            links["raised_by_officers"][note] = [each for each in said_by if isinstance(each, Participation)]
    for name, wanted in links.items():
        link_rows(DialogueNote, name, wanted, is_new=is_new)
    if answering:
        DialogueNote.objects.bulk_update(answering, ["answers"])


def _split(reference: str) -> tuple[str, int]:
    kind, _dash, number = reference.rpartition("-")
    return kind, int(number)


def write_follow_ups(
    visit: Visit, rows: list[Row], notes: Numbered, saved: Iterable[FollowUp], hidden: HiddenRows, *, is_new: bool
) -> None:
    """What was promised, tied to the notes that it comes from."""

    def fill(follow_up: FollowUp, row: Row) -> None:
        copy_values(follow_up, row.values, "text sent_to due_on")
        follow_up.owner, follow_up.unit = row.values.get("owner") or None, visit.unit

    def is_unchanged(follow_up: FollowUp, row: Row) -> bool:
        return follow_up.text == row.values.get("text")

    make, unseen = lambda: FollowUp(visit=visit), hidden.follow_ups
    # Nobody's edit takes away what somebody has answered; where its page shows the row, the form says so.
    written = replace_rows(saved, rows, fill, make, is_unchanged, hidden=unseen, stays=lambda saved: saved.is_answered)
    if is_new:
        tied = {written[row.number]: [notes[row_number(ref)] for ref in row.values.get("note") or []] for row in rows}
        link_rows(FollowUp, "notes", tied, is_new=True)
        set_prefetched(visit, "follow_ups", written.values())
        return
    # Ties to notes that this editor does not see stay.
    shown = {note.pk for note in notes.values()}
    for row in rows:
        follow_up = written[row.number]
        others = [note for note in follow_up.notes.all() if note.pk not in shown]
        follow_up.notes.set([*others, *(notes[row_number(ref)] for ref in row.values.get("note") or [])])
