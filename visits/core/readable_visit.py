"""The rows of a visit that the person who asks may read, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import BigAutoField, QuerySet, Value, prefetch_related_objects

from visits.models import (
    DialogueNote,
    Encounter,
    FollowUp,
    Officer,
    OfficerRole,
    Participation,
    Photo,
    Presence,
    Stop,
    Unit,
    Visit,
)
from visits.models.composed import Composed, ComposedValues, Slot, set_prefetched

PEOPLE, OFFICERS, ABOUT = "raised_by_people", "raised_by_officers", "about"
OfVisit = TypeVar("OfVisit", Stop, Participation, Photo, Encounter, DialogueNote, FollowUp)
# Primary keys of encounters or participations, by kind of tie and note.
Ties = dict[tuple[str, int], list[int]]


@dataclass(frozen=True)
class Named:
    """Somebody tied to a note, and whether the visit only mentions them."""

    name: str
    is_mentioned: bool = False


@dataclass(frozen=True)
class ReadableVisit:
    """A visit with the rows below it, narrowed to its reader (decision 42)."""

    visit: Visit
    earlier: Visit | None
    stops: list[Stop]
    officers: list[Participation]
    people: list[Encounter]
    notes: list[DialogueNote]
    ties: Ties
    follow_ups: list[FollowUp]
    photos: list[Photo]

    @cached_property
    def lineage(self) -> list[Unit]:
        """The visit's unit and those above it, the nearest first."""
        return [self.visit.unit, *reversed(Unit.objects.get_ancestors(self.visit.unit))]

    def stop_label(self, stop_id: int | None) -> str:
        """ "titik 2: Gereja Betania"; nothing where the visit has one stop only."""
        for number, stop in enumerate(self.stops, start=1):
            if stop.pk == stop_id and len(self.stops) > 1:
                return f"titik {number}: {stop.name or stop.place_label}"
        return ""

    def host_of(self, stop: Stop) -> str:
        """The host by name, unless it is somebody whom the reader may not see named."""
        if stop.host_person_id is None:
            return stop.host_name
        # Searched among the people already narrowed: whoever is not there is not named either.
        return next((person.full_name for person in self.people if person.pk == stop.host_person_id), "")

    def raised_by(self, note: DialogueNote) -> list[Named]:
        """Who said it, as far as the reader may know; nobody where the source is confidential."""
        if note.source_is_confidential:
            return []
        # Officers are open to everybody who has the visit in reach; only the people met are narrowed.
        officers = self.ties.get((OFFICERS, note.pk), ())
        return self._named(PEOPLE, note) + [Named(officer_label(row)) for row in self.officers if row.pk in officers]

    def about(self, note: DialogueNote) -> list[Named]:
        return self._named(ABOUT, note)

    def is_raised_by_police(self, note: DialogueNote) -> bool:
        """Whether only officers are noted as its source; never told of a confidential source."""
        if note.source_is_confidential:
            return False
        return (OFFICERS, note.pk) in self.ties and (PEOPLE, note.pk) not in self.ties

    @property
    def leader(self) -> Participation | None:
        return next((row for row in self.officers if row.role == OfficerRole.LEADER), None)

    def _named(self, tie: str, note: DialogueNote) -> list[Named]:
        """The people tied to a note, without those whom the reader may not see named."""
        tied = self.ties.get((tie, note.pk), ())
        people = [person for person in self.people if person.pk in tied]
        return [Named(person.full_name, person.presence == Presence.MENTIONED) for person in people]


def officer_label(row: Participation) -> str:
    """Who it was in one line: "Iptu Yohanes Tefu", "6 anggota, Dalmas", "Polsek Pantai Baru"."""
    if row.name:
        return row.full_name
    number = f"{row.count} anggota" if row.count else ""
    return ", ".join(part for part in (number, row.rank, row.position) if part) or row.unit_name


def read_visit(visit: Visit, *, by: Officer, with_ties: bool = True) -> ReadableVisit:
    """Load what `by` may read of a visit that they have in reach; with the notes that follow-ups come from."""
    # Who may do what asks for the officers once more.
    for name, asked in HELD.items():
        set_prefetched(visit, name, _of(visit, asked))
    earlier = None
    if visit.follows_id:
        # Following a visit is no right to read it: out of reach it is not even told of.
        earlier = Visit.objects.visible_to(by).filter(pk=visit.follows_id).first()
    people, notes, follow_ups = _rows_read(visit, by)
    if with_ties:
        prefetch_related_objects(follow_ups, "notes")
    return ReadableVisit(
        visit=visit,
        earlier=earlier,
        stops=list(visit.stops.all()),
        officers=list(visit.participations.all()),
        people=people,
        notes=notes,
        ties=ties_of(visit),
        follow_ups=follow_ups,
        photos=list(visit.photos.all()),
    )


def _people(rows: QuerySet[Encounter]) -> QuerySet[Encounter]:
    return rows.select_related("figure")


def _notes(rows: QuerySet[DialogueNote]) -> QuerySet[DialogueNote]:
    return rows.select_related("topic")


def _follow_ups(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("owner__rank").order_by("order", "pk")


# Whoever supervises a visit reads all its rows: one statement for all of them.
OF_VISIT = Slot("visit", BigAutoField())
ALL_PEOPLE = Composed(lambda: _people(Encounter.objects.filter(visit=OF_VISIT)))
ALL_NOTES = Composed(lambda: _notes(DialogueNote.objects.filter(visit=OF_VISIT)))
ALL_FOLLOW_UPS = Composed(lambda: _follow_ups(FollowUp.objects.filter(visit=OF_VISIT)))

# What whoever has the visit in reach reads.
HELD: dict[str, Composed] = {
    "stops": Composed(lambda: Stop.objects.filter(visit=OF_VISIT)),
    "participations": Composed(lambda: Participation.objects.filter(visit=OF_VISIT)),
    "photos": Composed(lambda: Photo.objects.filter(visit=OF_VISIT)),
}


def _of(visit: Visit, asked: Composed[OfVisit]) -> list[OfVisit]:
    rows = asked(visit=visit.pk)
    for row in rows:
        # Or each row would fetch its visit again to write its own address.
        row.visit = visit
    return rows


def _rows_read(visit: Visit, by: Officer) -> tuple[list[Encounter], list[DialogueNote], list[FollowUp]]:
    """The people, notes and follow-ups that the officer reads."""
    # A statement of their own, with the visibility rule in it, for whoever does not read everything.
    if not visit.is_supervised_by(by):
        return (
            list(_people(visit.encounters.readable_by(by, visit))),
            list(_notes(visit.notes.readable_by(by, visit))),
            list(_follow_ups(visit.follow_ups.readable_by(by, visit))),
        )
    return _of(visit, ALL_PEOPLE), _of(visit, ALL_NOTES), _of(visit, ALL_FOLLOW_UPS)


def _ties(name: str, whom: str) -> QuerySet:
    rows = getattr(DialogueNote, name).through.objects.filter(dialoguenote__visit=OF_VISIT)
    return rows.values_list(Value(name), "dialoguenote_id", f"{whom}_id")


TIES = ComposedValues(
    lambda: _ties(PEOPLE, "encounter").union(_ties(OFFICERS, "participation"), _ties(ABOUT, "encounter"), all=True)
)


def ties_of(visit: Visit) -> Ties:
    """Who raised a visit's notes and whom they are about, by note: one query for three tables."""
    ties: Ties = {}
    for name, note, pk in TIES(visit=visit.pk):
        ties.setdefault((name, note), []).append(pk)
    return ties
