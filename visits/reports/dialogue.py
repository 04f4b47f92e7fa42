"""Sections D and E: what the police said, and what was heard, answers under their questions."""

from __future__ import annotations

from visits.core.readable_visit import Named, ReadableVisit
from visits.models import DialogueNote, NoteKind

from . import labels
from .parts import Item, clean, in_brackets, join_parts


def messages(rows: ReadableVisit) -> list[Item]:
    """What the police said: messages, and points that only officers raised, with the answers."""
    return [item for note, item in _threads(rows) if _is_message(note, rows)]


def heard(rows: ReadableVisit) -> list[Item]:
    """Everything else that was said, after the answer to whether a concern was heard."""
    asked = {True: "ada", False: "tidak ada", None: ""}[rows.visit.concern_heard]
    concern = [Item(f"Kekhawatiran yang disampaikan: {asked}.", plain=True)] if asked else []
    return [*concern, *(item for note, item in _threads(rows) if not _is_message(note, rows))]


def _is_message(note: DialogueNote, rows: ReadableVisit) -> bool:
    return note.kind == NoteKind.MESSAGE or rows.is_raised_by_police(note)


def _threads(rows: ReadableVisit) -> list[tuple[DialogueNote, Item]]:
    """Each note that answers nothing readable, with its answers below; no note is left out."""
    readable = {note.pk for note in rows.notes}
    answers: dict[int, list[DialogueNote]] = {}
    for note in rows.notes:
        # An answer to a note that is hidden from this reader stands alone.
        answers.setdefault(note.answers_id if note.answers_id in readable else 0, []).append(note)
    written: set[int] = set()

    def thread(note: DialogueNote) -> Item:
        written.add(note.pk)
        below = [thread(answer) for answer in answers.get(note.pk, []) if answer.pk not in written]
        return Item(_describe(note, rows), below=below)

    threads = [(note, thread(note)) for note in answers.get(0, [])]
    # Notes that answer each other in a circle start nowhere: the first of them begins the thread.
    return threads + [(note, thread(note)) for note in rows.notes if note.pk not in written]


def _describe(note: DialogueNote, rows: ReadableVisit) -> str:
    topic = ", ".join(part for part in (note.topic.name if note.topic else "", note.topic_text) if part)
    kind = labels.NOTE_KINDS[note.kind] + in_brackets(topic)
    if note.kind == NoteKind.MESSAGE:  # the section's title says that it is one
        kind = clean(topic)
    source, about = _names(rows.raised_by(note)), _names(rows.about(note))
    return ": ".join(part for part in (kind, clean(note.text)) if part) + in_brackets(
        labels.CONFIDENTIAL if note.source_is_confidential else "",
        f"disampaikan oleh {source}" if source else "",
        f"tentang {about}" if about else "",
        labels.DISTURBANCES.get(note.disturbance, ""),
        labels.SENSITIVITIES.get(note.sensitivity, ""),
        rows.stop_label(note.stop_id),
    )


def _names(people: list[Named]) -> str:
    return join_parts([f"{each.name} (disebut)" if each.is_mentioned else each.name for each in people])
