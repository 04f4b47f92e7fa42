"""Remarks on a visit's review: what a reviewer asks, what the officer answers."""

from __future__ import annotations

from visits.models import DialogueNote, Officer, Remark, Visit


def say(
    visit: Visit, kind: Remark.Kind, *, by: Officer, words: str, section: str = "", note: DialogueNote | None = None
) -> Remark:
    """Add a remark, tied to a section or to one note where there is one."""
    writer = note.written_by if note else None
    return Remark.objects.create(
        visit=visit, kind=kind, reason=words, section=section, note=note, note_written_by=writer, written_by=by
    )


def answer_return(visit: Visit, *, by: Officer, words: str) -> None:
    """Keep what the officer answers to the last return, at the place that it was about.

    The answer can be changed until the visit is sent again; without words there is none.
    """
    asked = visit.remarks.filter(kind=Remark.Kind.RETURNED).last()
    if asked is None:
        return
    # Only behind the last return: earlier answers belong to what was decided then.
    own = visit.remarks.filter(kind=Remark.Kind.ANSWERED, written_by=by, pk__gt=asked.pk)
    if not words:
        own.delete()
    elif not own.update(reason=words):
        answer = say(visit, Remark.Kind.ANSWERED, by=by, words=words, section=asked.section, note=asked.note)
        if asked.note is None and asked.note_written_by_id:
            # The note is gone: its return and the answer stay with who could read it.
            Remark.objects.filter(pk=answer.pk).update(note_written_by=asked.note_written_by_id)
