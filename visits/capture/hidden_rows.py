"""The rows of a visit that its editor may not read: they stay, with their places and what is tied to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import F, QuerySet

from visits.core.version_access import NARROWED
from visits.models import DialogueNote, Encounter, FollowUp, Officer, Visit


@dataclass(frozen=True)
class HiddenRows:
    """By kind, in their order; none for the visit's supervisors, and of a new visit."""

    people: list[Encounter] = field(default_factory=list)
    notes: list[DialogueNote] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)

    def tied(self, name: str, notes: Iterable[models.Model]) -> dict[int, list[Encounter]]:
        """The hidden people that such a tie of these notes leads to ("raised_by_people", "about"), by note."""
        if not self.people:
            return {}
        people = {person.pk: person for person in self.people}
        through = getattr(DialogueNote, name).through.objects
        rows = through.filter(encounter__in=people, dialoguenote__in=[note.pk for note in notes if note.pk])
        found: dict[int, list[Encounter]] = {}
        for note, person in rows.values_list("dialoguenote", "encounter"):
            found.setdefault(note, []).append(people[person])
        return found


def hidden_from(by: Officer, visit: Visit) -> HiddenRows:
    """What this editor's page leaves out; a post without it says nothing about it."""
    # Whoever supervises the visit reads all of it: three queries less.
    if visit.is_supervised_by(by):
        return HiddenRows()
    found: dict[str, list] = {}
    for kind, model in NARROWED.items():
        rows = model.objects.filter(visit=visit)
        readable = rows.readable_by(by, visit).order_by().values("pk")
        found[kind] = list(rows.exclude(pk__in=readable).order_by("order", "pk"))
    return HiddenRows(**found)


def put_in_order(written: Sequence[models.Model], before: Sequence[int], hidden: Sequence[models.Model]) -> None:
    """Number the rows as they were posted, each hidden one still behind the row that it stood behind.

    `before`: the keys of all saved rows in their old order.
    """
    kept, out_of_sight = {row.pk for row in written if row.pk}, {row.pk: row for row in hidden}
    behind: dict[int | None, list[models.Model]] = {}
    last = None
    for pk in before:
        if pk in out_of_sight:
            behind.setdefault(last, []).append(out_of_sight[pk])
        elif pk in kept:
            last = pk
    numbered = [*behind.get(None, ())]
    for row in written:
        # A new row had no place before, so nothing hidden stands behind it.
        numbered += [row, *(behind.get(row.pk, ()) if row.pk else ())]
    moved = []
    for order, row in enumerate(numbered):
        # The others are saved by their caller anyway.
        if row.order != order and row.pk in out_of_sight:
            moved.append(row)
        row.order = order
    if moved:
        type(moved[0]).objects.bulk_update(moved, ["order"])


def leave_remarks(gone: QuerySet[DialogueNote]) -> None:
    """Remarks on notes that go stay with who reads those: asked while the notes still tell it."""
    for note in gone.filter(remarks__isnull=False).distinct():
        if note.readers is not None:
            # Without any such reader the supervisors are left, and whoever wrote the remark.
            note.remarks.update(note_written_by=next(iter(note.readers), F("written_by")))
