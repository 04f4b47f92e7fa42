"""Turn the content of a visit into its rows: keep what is named, add what is new, drop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models

from visits.capture.hidden_rows import HiddenRows, hidden_from, leave_remarks, put_in_order
from visits.capture.photos import change_photos
from visits.capture.unchanged_snapshots import FIGURE, OFFICER, snapshot, write_figure, write_officer
from visits.core import snapshots
from visits.core.confidential_sources import make_confidential
from visits.core.permissions import check_may_lower_note, lowers
from visits.core.visit_content import Row, VisitContent
from visits.models import DialogueNote, Encounter, FollowUp, Officer, Participation, Sensitivity, Stop, Visit

Numbered = dict[int, Any]


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
        leave_remarks(said.exclude(pk__in=[row.pk for row in content.rows["notes"] if row.pk]))
    stops = _write_stops(visit, content.rows["stops"], own(visit.stops.all()), hidden, day_before)
    known = Encounter.objects.filter(visit=visit).readable_by(by, visit)
    people = _write_people(visit, content.rows["people"], stops, own(known), hidden, same_day=same_day)
    _write_hosts(content.rows["stops"], stops, people)
    went = own(visit.participations.all())
    officers = _write_officers(visit, content.rows["officers"], went, same_day=same_day)
    notes = _write_notes(visit, content.rows["notes"], stops, own(said), hidden, by=by)
    _write_note_links(content.rows["notes"], notes, people, officers, hidden, by=by, is_new=is_new)
    promised = visit.follow_ups.readable_by(by, visit)
    _write_follow_ups(visit, content.rows["follow_ups"], notes, own(promised), hidden, is_new=is_new)
    if is_new:
        keep_at_hand(visit, "stops", stops.values())
        keep_at_hand(visit, "encounters", people.values())
        keep_at_hand(visit, "participations", officers.values())
        keep_at_hand(visit, "notes", notes.values())
    return change_photos(visit=visit, by=by, rows=content.rows["photos"], stops=stops)


def keep_at_hand(owner: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let a row answer for its related ones as if they had been fetched with it.

    Through names that are Django's own affair: a new visit with a row of each kind takes 33 statements, not 45.
    """
    known = getattr(owner, name).all()
    known._result_cache, known._prefetch_done = list(rows), True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


def _replace(
    saved: Iterable[models.Model],
    rows: list[Row],
    fill: Callable[[Any, Row], None],
    make: Callable[[], models.Model],
    match: Callable[[models.Model, Row], bool] = lambda saved, row: False,
    *,
    hidden: Sequence[models.Model] = (),
    stays: Callable[[Any], bool] = lambda saved: False,
) -> Numbered:
    """Update, add and delete rows of one kind, but for those that stay; the saved rows by posted number."""
    by_pk = {row.pk: row for row in saved}
    before = [row.pk for row in sorted([*by_pk.values(), *hidden], key=lambda row: (row.order, row.pk))]
    named = {row.pk for row in rows}
    written: Numbered = {}
    for row in rows:
        found = by_pk.pop(row.pk, None) if row.pk else None
        if found is None:
            found = next((each for pk, each in by_pk.items() if pk not in named and match(each, row)), None)
            if found is not None:
                del by_pk[found.pk]
        found = found if found is not None else make()
        fill(found, row)
        written[row.number] = found
    staying = [left for left in by_pk.values() if stays(left)]
    put_in_order(list(written.values()), before, [*hidden, *staying])
    for left in by_pk.values():
        if left not in staying:
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


def _write_stops(
    visit: Visit, rows: list[Row], saved: Iterable[Stop], hidden: HiddenRows, day_before: date | None
) -> Numbered:
    unseen = {person.pk for person in hidden.people}
    moved = set()

    def fill(stop: Stop, row: Row) -> None:
        place = row.values["place"]
        before = stop.place_id, stop.date or day_before
        _copy(stop, row.values, "venue name address date time latitude longitude accuracy")
        host = row.values.get("host", "")
        if host or stop.host_person_id not in unseen:
            stop.host_name, stop.host_person = ("" if _person_number(host) is not None else host), None
        if stop.pk and before == (place.pk, stop.date or visit.visited_on):
            stop.place = place
        else:
            snapshots.snapshot_place(stop, place)
            moved.add(row.number)

    def same_place(stop: models.Model, row: Row) -> bool:
        return stop.place_id == row.values["place"].pk and stop.name == row.values.get("name")

    written = _replace(saved, rows, fill, lambda: Stop(visit=visit), same_place)
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
        _copy(person, row.values, "name honorific degrees group count categories title institution presence")
        person.stop, person.figure = stops.get(_number(row.values.get("stop"))), figure
        if figure is not None:
            write_figure(person, figure, before, day=visit.visited_on, same_day=same_day)

    def same_figure(person: models.Model, row: Row) -> bool:
        figure, stop = row.values.get("figure") or None, stops.get(_number(row.values.get("stop")))
        return figure is not None and person.figure_id == figure.pk and person.stop_id == (stop.pk if stop else None)

    return _replace(saved, rows, fill, lambda: Encounter(visit=visit), same_figure, hidden=hidden.people)


def _number(reference: str | None) -> int:
    return int(reference) if reference else -1


def _write_officers(visit: Visit, rows: list[Row], saved: Iterable[Participation], *, same_day: bool) -> Numbered:
    def fill(went: Participation, row: Row) -> None:
        officer, before = row.values.get("officer") or None, snapshot(went, OFFICER)
        _copy(went, row.values, "name rank position count role")
        went.unit_name = row.values.get("unit", "")
        went.officer, went.nrp, went.degrees = officer, "", ""
        if officer is not None:
            write_officer(went, officer, before, same_day=same_day)

    def same_officer(went: models.Model, row: Row) -> bool:
        officer = row.values.get("officer") or None
        return officer is not None and went.officer_id == officer.pk

    return _replace(saved, rows, fill, lambda: Participation(visit=visit), same_officer)


def _write_notes(
    visit: Visit, rows: list[Row], stops: Numbered, saved: Iterable[DialogueNote], hidden: HiddenRows, *, by: Officer
) -> Numbered:
    unseen = {note.pk for note in hidden.notes}

    def fill(note: DialogueNote, row: Row) -> None:
        if note.pk and lowers(Sensitivity, note.sensitivity, row.values.get("sensitivity")):
            check_may_lower_note(by, note)
        _copy(note, row.values, "kind topic topic_text text disturbance sensitivity")
        # What was sealed once stays so: the form does not hold the source any more.
        note.source_is_confidential = note.source_is_confidential or row.values.get("seal_source", False)
        note.stop = stops.get(_number(row.values.get("stop")))
        if row.values.get("answers") or note.answers_id not in unseen:
            note.answers = None

    def is_unchanged(note: models.Model, row: Row) -> bool:
        return note.text == row.values.get("text")

    make = lambda: DialogueNote(visit=visit, written_by=by)  # noqa: E731
    return _replace(saved, rows, fill, make, is_unchanged, hidden=hidden.notes)


def _write_note_links(
    rows: list[Row],
    notes: Numbered,
    people: Numbered,
    officers: Numbered,
    hidden: HiddenRows,
    *,
    by: Officer,
    is_new: bool,
) -> None:
    answering = []
    unseen = {name: hidden.tied(name, notes.values()) for name in ("about", "raised_by_people")}
    links: dict[str, dict[models.Model, list]] = {"about": {}, "raised_by_people": {}, "raised_by_officers": {}}
    for row in rows:
        note = notes[row.number]
        if row.values.get("answers"):
            note.answers = notes[_number(row.values["answers"])]
            answering.append(note)
        raised = row.values.get("raised_by") or []
        about = [people[_number(ref.rpartition("-")[2])] for ref in row.values.get("about") or []]
        links["about"][note] = about + unseen["about"].get(note.pk, [])
        said_by = [{"people": people, "officers": officers}[kind][number] for kind, number in map(_split, raised)]
        said_by += unseen["raised_by_people"].get(note.pk, [])
        if note.source_is_confidential:
            make_confidential(note, said_by, by=by)
            said_by = []
        if is_new or not note.source_is_confidential:
            links["raised_by_people"][note] = [each for each in said_by if isinstance(each, Encounter)]
            links["raised_by_officers"][note] = [each for each in said_by if isinstance(each, Participation)]
    for name, wanted in links.items():
        _link(DialogueNote, name, wanted, is_new=is_new)
    if answering:
        DialogueNote.objects.bulk_update(answering, ["answers"])


def _link(model: type[models.Model], name: str, wanted: dict[Any, list], *, is_new: bool) -> None:
    """Tie each of some rows to exactly these others: at most a statement to look, one to take away, one to add."""
    relation: Any = model._meta.get_field(name)
    through, source, target = (
        relation.remote_field.through,
        relation.m2m_field_name(),
        relation.m2m_reverse_field_name(),
    )
    pairs = {(row.pk, other.pk) for row, others in wanted.items() for other in others}
    if not is_new and wanted:
        saved = through.objects.filter(**{f"{source}__in": wanted}).values_list("pk", source, target)
        found = {(row, other): pk for pk, row, other in saved}
        gone = [pk for pair, pk in found.items() if pair not in pairs]
        if gone:
            through.objects.filter(pk__in=gone).delete()
        pairs -= set(found)
    if pairs:
        through.objects.bulk_create(
            through(**{f"{source}_id": row, f"{target}_id": other}) for row, other in sorted(pairs)
        )
    if is_new:
        for row, others in wanted.items():
            keep_at_hand(row, name, sorted(set(others), key=lambda other: (other.order, other.pk)))


def _split(reference: str) -> tuple[str, int]:
    kind, _dash, number = reference.rpartition("-")
    return kind, int(number)


def _write_follow_ups(
    visit: Visit, rows: list[Row], notes: Numbered, saved: Iterable[FollowUp], hidden: HiddenRows, *, is_new: bool
) -> None:
    def fill(follow_up: FollowUp, row: Row) -> None:
        _copy(follow_up, row.values, "text sent_to due_on")
        follow_up.owner, follow_up.unit = row.values.get("owner") or None, visit.unit

    def is_unchanged(follow_up: models.Model, row: Row) -> bool:
        return follow_up.text == row.values.get("text")

    make, unseen = lambda: FollowUp(visit=visit), hidden.follow_ups
    # Nobody's edit takes away what somebody has answered; where its page shows the row, the form says so.
    written = _replace(saved, rows, fill, make, is_unchanged, hidden=unseen, stays=lambda saved: saved.is_answered)
    if is_new:
        tied = {written[row.number]: [notes[_number(ref)] for ref in row.values.get("note") or []] for row in rows}
        _link(FollowUp, "notes", tied, is_new=True)
        keep_at_hand(visit, "follow_ups", written.values())
        return
    shown = {note.pk for note in notes.values()}
    for row in rows:
        follow_up = written[row.number]
        others = [note for note in follow_up.notes.all() if note.pk not in shown]
        follow_up.notes.set([*others, *(notes[_number(ref)] for ref in row.values.get("note") or [])])
