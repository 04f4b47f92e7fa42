"""A saved visit as the values that its form would post: the page is always filled from those."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from visits.core.readable_visit import ABOUT, OFFICERS, PEOPLE, ReadableVisit, read_visit
from visits.core.snapshots import officer_snapshot
from visits.core.visit_content import ROW_KINDS, Pairs
from visits.models import DialogueNote, DraftPayload, Officer, Participation, Remark, Visit, VisitStatus
from visits.models.visit_fields import VISIT_FIELDS, FieldKind

REGISTER = ("officer__rank", "officer__unit")


def form_values(visit: Visit, officer: Officer) -> Pairs:
    """What was typed last where it does not make rows yet, else the rows that the officer may read."""
    payload = draft_payload_of(visit, officer)
    # Somebody saved the visit since: its rows are newer than what was typed.
    if payload is not None and payload.revision == visit.revision:
        return typed_values(payload, visit)
    return saved_values(visit, officer)


def saved_values(visit: Visit, officer: Officer, rows: ReadableVisit | None = None) -> Pairs:
    """The rows that the officer may read, and the answer they have begun; `rows` where they are at hand."""
    rows = rows or read_for_form(visit, officer)
    return _around(visit) + _values(rows) + _answer(visit, officer) + _rows(rows)


def read_for_form(visit: Visit, officer: Officer) -> ReadableVisit:
    """The rows for the form, with what the register says of the officers now."""
    prefetch_related_objects([visit], Prefetch("participations", Participation.objects.select_related(*REGISTER)))
    return read_visit(visit, by=officer)


def draft_payload_of(visit: Visit, officer: Officer) -> DraftPayload | None:
    """What the officer typed last and nothing could read yet; somebody may have saved the visit since."""
    return visit.draft_payloads.filter(posted_by=officer).first()


def typed_values(payload: DraftPayload, visit: Visit) -> Pairs:
    """The words as they were typed, to be saved over the visit as it is now."""
    # The revision of now, or the next save of an untouched draft would be a conflict.
    return [(name, value) for name, value in payload.values if name != "revision"] + _around(visit)


def _answer(visit: Visit, officer: Officer) -> Pairs:
    """The answer to the last return, while it can still be changed."""
    if visit.status != VisitStatus.RETURNED:
        return []
    returned = visit.remarks.filter(kind=Remark.Kind.RETURNED).last()
    if returned is None:
        return []
    own = visit.remarks.filter(kind=Remark.Kind.ANSWERED, written_by=officer, pk__gt=returned.pk).last()
    return [("answer", own.reason)] if own else []


def _around(visit: Visit) -> Pairs:
    return [("key", str(visit.key)), ("revision", str(visit.revision))]


def _values(rows: ReadableVisit) -> Pairs:
    visit, earlier = rows.visit, rows.earlier
    links = {
        "operation": visit.operation.code if visit.operation else "",
        # Out of the editor's reach it is not shown; the save leaves the link as it is.
        "follows": str(earlier.key) if earlier else "",
    }
    pairs: Pairs = []
    for field in VISIT_FIELDS:
        name = field.name
        if field.kind is FieldKind.LINK:
            pairs.append((name, links[name]))
        elif field.kind is FieldKind.CODES:
            pairs += [(name, code) for code in getattr(visit, name)]
        else:
            pairs.append((name, AS_TEXT.get(field.kind, str)(getattr(visit, name))))
    return pairs


def _day(day) -> str:
    return day.isoformat() if day else ""


def _clock(time) -> str:
    return f"{time:%H:%M}" if time else ""


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _ticked(is_ticked: bool) -> str:
    return "on" if is_ticked else ""


# How a page posts a value that is no text and no code.
AS_TEXT: dict[FieldKind, Callable[[Any], str]] = {
    FieldKind.DAY: _day,
    FieldKind.CLOCK: _clock,
    FieldKind.NUMBER: _plain,
    FieldKind.TICK: _ticked,
    FieldKind.ANSWER: {True: "yes", False: "no", None: ""}.__getitem__,
}


def _rows(rows: ReadableVisit) -> Pairs:
    at = {row.pk: str(number) for number, row in enumerate(rows.stops)}
    who = {row.pk: f"people-{number}" for number, row in enumerate(rows.people)}
    went = {row.pk: f"officers-{number}" for number, row in enumerate(rows.officers)}
    said = {row.pk: str(number) for number, row in enumerate(rows.notes)}

    def tied(kind: str, note: DialogueNote, names: dict[int, str]) -> list[str]:
        tied_to = rows.ties.get((kind, note.pk), ())
        return [name for pk, name in names.items() if pk in tied_to]

    def note_values(note: DialogueNote) -> dict[str, Any]:
        # A confidential source leaves the page for good; the row keeps it.
        raised = [] if note.source_is_confidential else tied(PEOPLE, note, who) + tied(OFFICERS, note, went)
        return _note(note, at, said) | {"raised_by": raised, "about": tied(ABOUT, note, who)}

    by_kind = {
        "stops": [stop_values(row, who) for row in rows.stops],
        "officers": [officer_values(row) | _typed_post(row) for row in rows.officers],
        "people": [person_values(row, at) | _typed_name(row) for row in rows.people],
        "notes": [note_values(row) for row in rows.notes],
        "follow_ups": [_follow_up(row, said) for row in rows.follow_ups],
        "photos": [_photo(row, at) for row in rows.photos],
    }
    pairs: Pairs = []
    for kind in ROW_KINDS:
        pairs.append((f"{kind}-TOTAL_FORMS", str(len(by_kind[kind]))))
        for number, values in enumerate(by_kind[kind]):
            for name, value in values.items():
                for each in value if isinstance(value, list) else [value]:
                    pairs.append((f"{kind}-{number}-{name}", each))
    return pairs


def stop_values(row, who: dict[int, str]) -> dict[str, Any]:
    """A stop as its row would post it."""
    return {
        "id": str(row.pk),
        "place": row.place_id,
        "venue": row.venue,
        "name": row.name,
        "address": row.address,
        "host": who.get(row.host_person_id, row.host_name),
        "date": _day(row.date),
        "time": _clock(row.time),
        "latitude": _plain(row.latitude),
        "longitude": _plain(row.longitude),
        "accuracy": _plain(row.accuracy),
    }


def officer_values(row) -> dict[str, Any]:
    """An officer as their row would post them: by number, or as typed."""
    if row.officer:
        return {"id": str(row.pk), "officer": row.officer.nrp, "role": row.role, "count": _plain(row.count)}
    return {
        "id": str(row.pk),
        "name": row.name,
        "rank": row.rank,
        "position": row.position,
        "unit": row.unit_name,
        "count": _plain(row.count),
        "role": row.role,
    }


def _typed_post(row) -> dict[str, str]:
    """Rank, post and unit of that day, where the register says otherwise now."""
    if not row.officer:
        return {}
    # Only what differs: else every save would turn the register's values into typed ones.
    now, fields = officer_snapshot(row.officer), {"rank": "rank", "position": "position", "unit": "unit_name"}
    return {field: value for field, name in fields.items() if (value := getattr(row, name)) != now[name]}


def _typed_name(row) -> dict[str, str]:
    """Honorific and degrees of that day, where the figure's own are others now."""
    if not row.figure:
        return {}
    return {
        name: value for name in ("honorific", "degrees") if (value := getattr(row, name)) != getattr(row.figure, name)
    }


def person_values(row, at: dict[int, str]) -> dict[str, Any]:
    """A person as their row would post them: by figure, or as typed."""
    who = (
        {"figure": str(row.figure.key)}
        if row.figure
        else {"name": row.name, "honorific": row.honorific, "degrees": row.degrees}
    )
    return {
        "id": str(row.pk),
        **who,
        "group": row.group,
        "count": _plain(row.count),
        "categories": row.categories,
        "title": row.title,
        "institution": row.institution,
        "presence": row.presence,
        "stop": at.get(row.stop_id, ""),
    }


def _note(row, at: dict[int, str], said: dict[int, str]) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "topic": row.topic.code if row.topic else "",
        "topic_text": row.topic_text,
        "text": row.text,
        "answers": said.get(row.answers_id, ""),
        "stop": at.get(row.stop_id, ""),
        "disturbance": row.disturbance,
        "sensitivity": row.sensitivity,
        "seal_source": _ticked(row.source_is_confidential),
    }


def _follow_up(row, said: dict[int, str]) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "text": row.text,
        "note": [said[note.pk] for note in row.notes.all() if note.pk in said],
        "owner": row.owner.nrp if row.owner else "",
        "sent_to": row.sent_to,
        "due_on": _day(row.due_on),
    }


def _photo(row, at: dict[int, str]) -> dict[str, Any]:
    return {"id": str(row.pk), "key": str(row.key), "caption": row.caption, "stop": at.get(row.stop_id, "")}
