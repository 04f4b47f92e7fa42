"""Turn the content of a visit into its rows: keep what is named, add what is new, drop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from visits.models import DialogueNote, Encounter, FollowUp, Officer, Participation, Stop, Visit
from visits.services import freeze
from visits.services.content import Row, VisitContent
from visits.services.photos import change_photos
from visits.services.seals import seal

Numbered = dict[int, Any]


def write_rows(visit: Visit, content: VisitContent, *, by: Officer) -> None:
    """Replace the visit's stops, officers, people, notes and follow-ups by the content's.

    A row that names its saved one updates it, so that other records keep pointing at it. Rows
    that this officer may not read are not on their page, and stay as they are.
    """
    stops = _write_stops(visit, content.rows["stops"])
    people = _write_people(visit, content.rows["people"], stops, by=by)
    _write_hosts(content.rows["stops"], stops, people)
    officers = _write_officers(visit, content.rows["officers"])
    notes = _write_notes(visit, content.rows["notes"], stops, by=by)
    _write_note_links(content.rows["notes"], notes, people, officers)
    _write_follow_ups(visit, content.rows["follow_ups"], notes, by=by)
    change_photos(visit=visit, by=by, rows=content.rows["photos"], stops=stops)


def _replace(
    saved: Iterable[models.Model],
    rows: list[Row],
    fill: Callable[[Any, Row], None],
    make: Callable[[], models.Model],
    match: Callable[[models.Model, Row], bool] = lambda saved, row: False,
) -> Numbered:
    """Update, add and delete rows of one kind; the saved rows by posted number."""
    by_pk = {row.pk: row for row in saved}
    written: Numbered = {}
    for order, row in enumerate(rows):
        found = by_pk.pop(row.pk, None) if row.pk else None
        if found is None:
            found = next((each for each in by_pk.values() if match(each, row)), None)
            if found is not None:
                del by_pk[found.pk]
        found = found if found is not None else make()
        found.order = order
        fill(found, row)
        written[row.number] = found
    for left in by_pk.values():
        left.delete()
    fresh = [row for row in written.values() if row.pk is None]
    kept = [row for row in written.values() if row.pk is not None]
    for row in kept:
        row.save()
    if fresh:
        type(fresh[0]).objects.bulk_create(fresh)
    return written


def _copy(target: models.Model, values: dict[str, Any], names: str) -> None:
    for name in names.split():
        setattr(target, name, values.get(name, ""))


def _write_stops(visit: Visit, rows: list[Row]) -> Numbered:
    def fill(stop: Stop, row: Row) -> None:
        _copy(stop, row.values, "venue name address date time latitude longitude accuracy")
        host = row.values.get("host", "")
        stop.host_name, stop.host_person = ("" if _person_number(host) is not None else host), None
        freeze.freeze_place(stop, row.values["place"])

    return _replace(visit.stops.all(), rows, fill, lambda: Stop(visit=visit))


def _person_number(reference: str) -> int | None:
    kind, _dash, number = reference.partition("-")
    return int(number) if kind == "people" and number.isdigit() else None


def _write_hosts(rows: list[Row], stops: Numbered, people: Numbered) -> None:
    hosted = []
    for row in rows:
        number = _person_number(row.values.get("host", ""))
        if number is not None:
            stops[row.number].host_person = people[number]
            hosted.append(stops[row.number])
    if hosted:
        Stop.objects.bulk_update(hosted, ["host_person"])


def _write_people(visit: Visit, rows: list[Row], stops: Numbered, *, by: Officer) -> Numbered:
    def fill(person: Encounter, row: Row) -> None:
        _copy(person, row.values, "name honorific degrees group count categories title institution presence")
        person.stop = stops.get(_number(row.values.get("stop")))
        person.figure = None
        if row.values.get("figure"):
            freeze.freeze_figure(person, row.values["figure"], visit.visited_on)

    saved = Encounter.objects.filter(visit=visit).readable_by(by, visit)
    return _replace(saved, rows, fill, lambda: Encounter(visit=visit))


def _number(reference: str | None) -> int:
    return int(reference) if reference else -1


def _write_officers(visit: Visit, rows: list[Row]) -> Numbered:
    def fill(row_of: Participation, row: Row) -> None:
        _copy(row_of, row.values, "name rank position count role")
        row_of.unit_name = row.values.get("unit", "")
        row_of.officer, row_of.nrp, row_of.degrees = None, "", ""
        if row.values.get("officer"):
            freeze.freeze_officer(row_of, row.values["officer"])

    return _replace(visit.participations.all(), rows, fill, lambda: Participation(visit=visit))


def _write_notes(visit: Visit, rows: list[Row], stops: Numbered, *, by: Officer) -> Numbered:
    def fill(note: DialogueNote, row: Row) -> None:
        _copy(note, row.values, "kind topic topic_text text disturbance sensitivity")
        # What was sealed once stays so: the form does not hold the source any more.
        note.source_sealed = note.source_sealed or row.values.get("seal_source", False)
        note.stop, note.answers = stops.get(_number(row.values.get("stop"))), None

    def same_words(note: models.Model, row: Row) -> bool:
        return note.text == row.values.get("text")

    saved = DialogueNote.objects.filter(visit=visit).readable_by(by, visit)
    return _replace(saved, rows, fill, lambda: DialogueNote(visit=visit, written_by=by), same_words)


def _write_note_links(rows: list[Row], notes: Numbered, people: Numbered, officers: Numbered) -> None:
    answering = []
    for row in rows:
        note = notes[row.number]
        if row.values.get("answers"):
            note.answers = notes[_number(row.values["answers"])]
            answering.append(note)
        raised = row.values.get("raised_by") or []
        note.about.set([people[_number(ref.rpartition("-")[2])] for ref in row.values.get("about") or []])
        said_by = [{"people": people, "officers": officers}[kind][number] for kind, number in map(_split, raised)]
        if note.source_sealed:
            seal(note, said_by)
        else:
            note.raised_by_people.set([each for each in said_by if isinstance(each, Encounter)])
            note.raised_by_officers.set([each for each in said_by if isinstance(each, Participation)])
    if answering:
        DialogueNote.objects.bulk_update(answering, ["answers"])


def _split(reference: str) -> tuple[str, int]:
    kind, _dash, number = reference.rpartition("-")
    return kind, int(number)


def _write_follow_ups(visit: Visit, rows: list[Row], notes: Numbered, *, by: Officer) -> None:
    def fill(follow_up: FollowUp, row: Row) -> None:
        _copy(follow_up, row.values, "text sent_to due_on")
        follow_up.owner, follow_up.unit = row.values.get("owner") or None, visit.unit

    def same_words(follow_up: models.Model, row: Row) -> bool:
        return follow_up.text == row.values.get("text")

    saved = visit.follow_ups.readable_by(by, visit)
    written = _replace(saved, rows, fill, lambda: FollowUp(visit=visit), same_words)
    shown = {note.pk for note in notes.values()}
    for row in rows:
        follow_up = written[row.number]
        hidden = [note for note in follow_up.notes.all() if note.pk not in shown]
        follow_up.notes.set([*hidden, *(notes[_number(ref)] for ref in row.values.get("note") or [])])
