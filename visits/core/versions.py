"""Write down what a visit says, in words of that day, each time it is saved after its submission."""

from __future__ import annotations

from typing import Any

from django.db import models

from visits.models import Officer, Version, Visit
from visits.models.visit_fields import VISIT_FIELDS, FieldKind

Facts = dict[str, Any]
# Links are kept as the names of what they lead to.
VALUES = [field.name for field in VISIT_FIELDS if field.kind is not FieldKind.LINK]
# "No" is an answer; of everything else it is the same as nothing.
ANSWERS = {field.name for field in VISIT_FIELDS if field.kind is FieldKind.ANSWER}
STOP = "place_label venue name address host_name date time latitude longitude accuracy".split()
NOTE = "kind topic_text text disturbance sensitivity source_is_confidential".split()


def keep_version(visit: Visit, *, by: Officer, is_new: bool = False, event: str = "") -> None:
    """Add the version of the visit's present revision, where it says anything new or tells of an event.

    Call inside the transaction that saved it, after its rows.
    """
    facts = facts_of(visit)
    # Versions are ordered from the newest.
    last = None if is_new else visit.versions.first()
    # A save that changes nothing is no version: pages and phones send the same visit more than once.
    if event or last is None or last.facts != facts:
        Version.objects.create(visit=visit, revision=visit.revision, facts=facts, saved_by=by, event=event)


def keep_first_version(visit: Visit) -> None:
    """Before a visit is changed that was logged without a version (imported, or older than versions): what it says."""
    last = visit.versions.first()
    if last is None or not last.facts:
        made = {"facts": facts_of(visit), "saved_by": visit.author}
        visit.versions.update_or_create(revision=visit.revision, defaults=made)


def facts_of(visit: Visit) -> Facts:
    """The visit as plain values: columns by name, and rows by kind and primary key.

    Codes stay codes; places, topics and people are names as of that day. References name a
    row, as "people:12". A confidential source is left out.
    """
    values = _plain(visit, VALUES) | {
        "operation": visit.operation.name if visit.operation else "",
        "follows": str(visit.follows.key) if visit.follows else "",
    }
    return {
        "values": _filled(values),
        "stops": {str(row.pk): _filled(_stop(row)) for row in visit.stops.all()},
        "officers": {str(row.pk): _filled(_officer(row)) for row in visit.participations.all()},
        "people": {str(row.pk): _filled(_person(row)) for row in visit.encounters.all()},
        "notes": {str(row.pk): _filled(_note(row)) for row in _notes(visit)},
        "follow_ups": {str(row.pk): _filled(_follow_up(row)) for row in _follow_ups(visit)},
        "photos": {str(row.key): {"caption": row.caption} for row in visit.photos.all()},
    }


def _at_hand(visit: Visit, name: str) -> bool:
    """Whether the rows were written just now, and stand on the visit with what they are tied to."""
    return name in getattr(visit, "_prefetched_objects_cache", {})


def _follow_ups(visit: Visit):
    if _at_hand(visit, "follow_ups"):
        return visit.follow_ups.all()
    return visit.follow_ups.select_related("owner__rank").prefetch_related("notes")


def _notes(visit: Visit):
    if _at_hand(visit, "notes"):
        return visit.notes.all()
    return visit.notes.select_related("topic").prefetch_related("raised_by_people", "raised_by_officers", "about")


def _plain(row: models.Model, names: list[str]) -> Facts:
    return {name: _as_json(getattr(row, name)) for name in names}


def _as_json(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, str | bool | int | list | None) else str(value)


def _filled(values: Facts) -> Facts:
    """Without what is empty, so that an absent value and an empty one are the same."""
    return {name: value for name, value in values.items() if value not in ("", None, [], False) or name in ANSWERS}


def _stop(row) -> Facts:
    host = {"host": f"people:{row.host_person_id}"} if row.host_person_id else {}
    return _plain(row, STOP) | host


def _officer(row) -> Facts:
    return {"name": row.label, "unit_name": row.unit_name, "role": row.role}


def _person(row) -> Facts:
    return {
        "name": row.full_name,
        **_plain(row, ["count", "categories", "title", "institution", "presence"]),
        "stop": f"stops:{row.stop_id}" if row.stop_id else "",
    }


def _note(row) -> Facts:
    raised = [f"people:{each.pk}" for each in row.raised_by_people.all()]
    raised += [f"officers:{each.pk}" for each in row.raised_by_officers.all()]
    return {
        **_plain(row, NOTE),
        "topic": row.topic.name if row.topic else "",
        # A version is read by everybody in reach, long after: it must not tell a source that became confidential.
        "raised_by": [] if row.source_is_confidential else raised,
        "about": [f"people:{each.pk}" for each in row.about.all()],
        "answers": f"notes:{row.answers_id}" if row.answers_id else "",
        "stop": f"stops:{row.stop_id}" if row.stop_id else "",
        # Who may read a note depends on who wrote it, also once the note itself is gone.
        "written_by": row.written_by_id,
    }


def _follow_up(row) -> Facts:
    return {
        **_plain(row, ["text", "sent_to", "due_on"]),
        "owner": row.owner.full_name if row.owner else "",
        "note": [f"notes:{each.pk}" for each in row.notes.all()],
    }
