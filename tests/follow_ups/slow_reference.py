"""The slow and plain way to list follow-ups, row by row from the tables themselves: what the fast way must equal."""

from __future__ import annotations

from datetime import date

from tests.search.slow_reference import may_read, notes_of
from visits.models import FollowUp, Officer

EVERYTHING = ("notes", "visit__unit", "visit__notes__about", "visit__participations", "visit__encounters")


def load() -> list[FollowUp]:
    """Every follow-up of a logged visit with all that decides who reads it."""
    return list(FollowUp.objects.exclude(visit__status="draft").select_related("unit").prefetch_related(*EVERYTHING))


def reads(officer: Officer, row: FollowUp) -> bool:
    """Whoever answers for it; else in reach, and not only out of notes that are hidden."""
    if row.owner_id == officer.pk and officer.may_log_visits:
        return True
    if not may_read(officer, row.visit):
        return False
    seen = {note.pk for note in notes_of(officer, row.visit)}
    linked = {note.pk for note in row.notes.all()}
    return officer.is_supervisor or not linked or bool(linked & seen)


def slow_list(
    officer: Officer, rows: list[FollowUp], *, whose: str, status: str = "", overdue: bool = False, today: date
) -> list[FollowUp]:
    """The unfinished by due date, then the finished; those without a date last."""
    found = [row for row in rows if reads(officer, row)]
    if whose == "mine":
        found = [row for row in found if row.owner_id == officer.pk]
    if whose == "unit":
        found = [row for row in found if row.unit_id == officer.unit_id]
    if status:
        found = [row for row in found if row.status == status]
    if overdue:
        found = [row for row in found if row.is_overdue(today)]
    return sorted(found, key=lambda row: (row.is_finished, row.due_on or date.max, row.pk))
