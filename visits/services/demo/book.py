"""Hold the demo's rows until all are planned, then write them in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from visits.models import (
    CommunityFigure,
    DialogueNote,
    Encounter,
    FollowUp,
    Officer,
    Operation,
    Participation,
    Region,
    Remark,
    Stop,
    Unit,
    Visit,
)
from visits.services import derived

WITA = ZoneInfo("Asia/Makassar")


@dataclass
class World:
    """What the planning of visits looks things up in."""

    random: Random
    today: date
    now: datetime
    officers: dict[str, Officer]
    units: dict[str, Unit]
    places: dict[str, Region]
    figures: list[CommunityFigure]
    operations: list[Operation]
    topics: dict[str, int]

    def chance(self, share: float) -> bool:
        return self.random.random() < share


@dataclass
class Planned:
    """One visit with its rows, none of them saved yet."""

    visit: Visit
    stops: list[Stop] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    notes: list[DialogueNote] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    follows: Planned | None = None
    # Pairs for the many-to-many tables: which note, and whom or what it is tied to.
    raised_by: list[tuple[DialogueNote, Encounter | Participation]] = field(default_factory=list)
    about: list[tuple[DialogueNote, Encounter]] = field(default_factory=list)
    asked_by: list[tuple[FollowUp, DialogueNote]] = field(default_factory=list)

    def is_named(self, officer: Officer) -> bool:
        return any(row.officer_id == officer.pk for row in self.participations)


def at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WITA)


def write(planned: list[Planned]) -> None:
    """Save all planned visits and their rows, in the order in which rows point at each other."""
    Visit.objects.bulk_create([plan.visit for plan in planned])
    _create(planned, "stops", Stop)
    _create(planned, "participations", Participation)
    _create(planned, "encounters", Encounter)
    # An answer points at the note it answers, which has to be there first.
    notes = [note for plan in planned for note in plan.notes]
    DialogueNote.objects.bulk_create(note for note in notes if note.answers is None)
    DialogueNote.objects.bulk_create(note for note in notes if note.answers is not None)
    _create(planned, "follow_ups", FollowUp)
    _create(planned, "remarks", Remark)
    _link(planned)
    _set_back_the_clock(planned)
    keys = [plan.visit.pk for plan in planned]
    derived.rewrite_many(keys)
    derived.rewrite_lines(keys)


def _create(planned: list[Planned], rows: str, model: type) -> None:
    model.objects.bulk_create(row for plan in planned for row in getattr(plan, rows))


def _link(planned: list[Planned]) -> None:
    people, officers = DialogueNote.raised_by_people.through, DialogueNote.raised_by_officers.through
    about, asked = DialogueNote.about.through, FollowUp.notes.through
    raised = [pair for plan in planned for pair in plan.raised_by if not pair[0].source_sealed]
    people.objects.bulk_create(
        people(dialoguenote=note, encounter=who) for note, who in raised if isinstance(who, Encounter)
    )
    officers.objects.bulk_create(
        officers(dialoguenote=note, participation=who) for note, who in raised if isinstance(who, Participation)
    )
    about.objects.bulk_create(about(dialoguenote=note, encounter=who) for plan in planned for note, who in plan.about)
    asked.objects.bulk_create(
        asked(followup=follow_up, dialoguenote=note) for plan in planned for follow_up, note in plan.asked_by
    )


def _set_back_the_clock(planned: list[Planned]) -> None:
    """Give rows the times of their own days: a new row is otherwise stamped with now."""
    for plan in planned:
        visit = plan.visit
        visit.created_at = visit.submitted_at or visit.recorded_at or visit.created_at
        visit.saved_at = visit.reviewed_at or visit.created_at
        for remark in plan.remarks:
            remark.written_at = visit.reviewed_at
    Visit.objects.bulk_update([plan.visit for plan in planned], ["created_at", "saved_at"], batch_size=200)
    Remark.objects.bulk_update([row for plan in planned for row in plan.remarks], ["written_at"])


def days_later(day: date, days: int) -> date:
    return day + timedelta(days=days)
