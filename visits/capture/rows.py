"""Turn the content of a visit into its rows: keep what is named, add what is new, drop the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from visits.capture.hidden_rows import HiddenRows, hidden_from, leave_remarks
from visits.capture.photos import change_photos
from visits.capture.row_sync import Numbered, copy_values, replace_rows, row_number
from visits.capture.said_rows import write_follow_ups, write_note_links, write_notes
from visits.capture.unchanged_snapshots import FIGURE, OFFICER, snapshot, write_figure, write_officer
from visits.core import snapshots
from visits.core.visit_content import Row, VisitContent
from visits.models import DialogueNote, Encounter, Officer, Participation, Stop, Visit
from visits.models.composed import set_prefetched


def write_rows(
    visit: Visit, content: VisitContent, *, by: Officer, is_new: bool = False, day_before: date | None = None
) -> list[int]:
    """Replace the visit's rows by the content's; numbers of the photos that found no room.

    A row that names its saved one updates it, so that other records keep pointing at it. Rows
    that this officer may not read are not on their page, and stay as they are. Of a new visit
    nothing is asked, since it has no rows; what was written stays at hand on it. Saved rows keep
    their snapshots while place or person and the day (`day_before`: as it was) are the same.
    """
    same_day = visit.visited_on == day_before
    own = (lambda saved: ()) if is_new else (lambda saved: saved)
    hidden = HiddenRows() if is_new else hidden_from(by, visit)
    said = DialogueNote.objects.filter(visit=visit).readable_by(by, visit)
    if not is_new:
        # Before the notes go, while they still tell who may read them.
        leave_remarks(said.exclude(pk__in=[row.pk for row in content.rows["notes"] if row.pk]))
    stops = _write_stops(visit, content.rows["stops"], own(visit.stops.all()), hidden, day_before)
    known = Encounter.objects.filter(visit=visit).readable_by(by, visit)
    people = _write_people(visit, content.rows["people"], stops, own(known), hidden, same_day=same_day)
    # Stops stand first, since people are at stops; a host among the people is known only now.
    _write_hosts(content.rows["stops"], stops, people)
    went = own(visit.participations.all())
    officers = _write_officers(visit, content.rows["officers"], went, same_day=same_day)
    notes = write_notes(visit, content.rows["notes"], stops, own(said), hidden, by=by)
    write_note_links(content.rows["notes"], notes, people, officers, hidden, by=by, is_new=is_new)
    promised = visit.follow_ups.readable_by(by, visit)
    write_follow_ups(visit, content.rows["follow_ups"], notes, own(promised), hidden, is_new=is_new)
    if is_new:
        set_prefetched(visit, "stops", stops.values())
        set_prefetched(visit, "encounters", people.values())
        set_prefetched(visit, "participations", officers.values())
        set_prefetched(visit, "notes", notes.values())
    return change_photos(visit=visit, by=by, rows=content.rows["photos"], stops=stops)


def _write_stops(
    visit: Visit, rows: list[Row], saved: Iterable[Stop], hidden: HiddenRows, day_before: date | None
) -> Numbered:
    unseen = {person.pk for person in hidden.people}
    moved = set()

    def fill(stop: Stop, row: Row) -> None:
        place = row.values["place"]
        before = stop.place_id, stop.date or day_before
        copy_values(stop, row.values, "venue name address date time latitude longitude accuracy")
        host = row.values.get("host", "")
        # An empty field says nothing about a host whom this editor may not see.
        if host or stop.host_person_id not in unseen:
            stop.host_name, stop.host_person = ("" if _person_number(host) is not None else host), None
        if stop.pk and before == (place.pk, stop.date or visit.visited_on):
            stop.place = place
        else:
            snapshots.snapshot_place(stop, place)
            moved.add(row.number)

    def same_place(stop: Stop, row: Row) -> bool:
        return stop.place_id == row.values["place"].pk and stop.name == row.values.get("name")

    written = replace_rows(saved, rows, fill, lambda: Stop(visit=visit), same_place)
    # The clock of the visit is that of its first stop, and stays while that does.
    if not rows or rows[0].number in moved:
        visit.zone = snapshots.zone_of(written.values())
    return written


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


def _write_people(
    visit: Visit, rows: list[Row], stops: Numbered, saved: Iterable[Encounter], hidden: HiddenRows, *, same_day: bool
) -> Numbered:
    def fill(person: Encounter, row: Row) -> None:
        figure, before = row.values.get("figure") or None, snapshot(person, FIGURE)
        copy_values(person, row.values, "name honorific degrees group count categories title institution presence")
        person.stop, person.figure = stops.get(row_number(row.values.get("stop"))), figure
        if figure is not None:
            write_figure(person, figure, before, day=visit.visited_on, same_day=same_day)

    def same_figure(person: Encounter, row: Row) -> bool:
        figure, stop = row.values.get("figure") or None, stops.get(row_number(row.values.get("stop")))
        return figure is not None and person.figure_id == figure.pk and person.stop_id == (stop.pk if stop else None)

    return replace_rows(saved, rows, fill, lambda: Encounter(visit=visit), same_figure, hidden=hidden.people)


def _write_officers(visit: Visit, rows: list[Row], saved: Iterable[Participation], *, same_day: bool) -> Numbered:
    def fill(went: Participation, row: Row) -> None:
        officer, before = row.values.get("officer") or None, snapshot(went, OFFICER)
        copy_values(went, row.values, "name rank position count role")
        went.unit_name = row.values.get("unit", "")
        # Cleared first: a row that named an officer may name a stranger now.
        went.officer, went.nrp, went.degrees = officer, "", ""
        if officer is not None:
            write_officer(went, officer, before, same_day=same_day)

    def same_officer(went: Participation, row: Row) -> bool:
        officer = row.values.get("officer") or None
        return officer is not None and went.officer_id == officer.pk

    return replace_rows(saved, rows, fill, lambda: Participation(visit=visit), same_officer)
