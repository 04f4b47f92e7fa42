"""The slow and plain way to filter the history, row by row from the tables themselves: what the fast way must equal."""

from __future__ import annotations

from functools import cache
from typing import Any

from visits.models import Classification, Officer, Presence, Region, Sensitivity, Unit, Visit, VisitStatus

EVERYTHING = (
    "unit",
    "author",
    "operation",
    "stops__place",
    "participations",
    "encounters__figure",
    "notes__topic",
    "notes__about",
)


def load() -> list[Visit]:
    """Every logged visit with all its rows."""
    # Another test's unit may have had the same primary key, and with it the same place in the cache.
    lineage.cache_clear()
    return list(Visit.objects.exclude(status=VisitStatus.DRAFT).prefetch_related(*EVERYTHING))


def slow_history(officer: Officer, asked: dict[str, Any], visits: list[Visit] | None = None) -> list[int]:
    """Visits in reach that fit every filter, the newest first."""
    everything = load() if visits is None else visits
    fitting = [visit for visit in everything if may_read(officer, visit) and fits(officer, visit, asked)]
    return [visit.pk for visit in sorted(fitting, key=lambda visit: (visit.visited_on, visit.pk), reverse=True)]


@cache
def lineage(unit: Unit) -> frozenset[int]:
    return frozenset(unit.lineage_ids)


def may_read(officer: Officer, visit: Visit) -> bool:
    """The rule of reach in words: see `VisitQuerySet.visible_to`."""
    named = {row.officer_id for row in visit.participations.all()} | {visit.author_id}
    if officer.is_auditor:
        return not is_confidential(visit) and officer.audited_unit.pk in lineage(visit.unit)
    if not officer.may_log_visits:
        return False
    if officer.pk in named or is_supervised(officer, visit):
        return True
    return not (is_confidential(visit) or officer.is_supervisor) and visit.unit_id in officer.member_unit_ids


def is_confidential(visit: Visit) -> bool:
    return visit.classification == Classification.CONFIDENTIAL


def is_supervised(officer: Officer, visit: Visit) -> bool:
    return bool(set(officer.supervised_unit_ids) & lineage(visit.unit))


def fits(officer: Officer, visit: Visit, asked: dict[str, Any]) -> bool:
    checks = {
        "from": lambda day: visit.visited_on >= day,
        "to": lambda day: visit.visited_on <= day,
        "status": lambda code: visit.status == code,
        "activity": lambda code: visit.activity == code,
        "situation": lambda code: visit.situation_after == code,
        "operation": lambda operation: visit.operation == operation,
        "unit": lambda unit: unit.pk in lineage(visit.unit),
        "place": lambda code: any(_lies_in(stop.place, code) for stop in visit.stops.all()),
        "officer": lambda nrp: nrp in {visit.author.nrp, *(row.nrp for row in visit.participations.all())},
        "figure": lambda key: any(row.figure and row.figure.key == key for row in people_of(officer, visit)),
        "topic": lambda topic: any(note.topic == topic for note in notes_of(officer, visit)),
    }
    return all(check(asked[name]) for name, check in checks.items() if asked.get(name))


def _lies_in(place: Region, code: str) -> bool:
    return code in (place.code, *place.ancestor_codes)


def people_of(officer: Officer, visit: Visit) -> list:
    opens = officer.is_supervisor or visit.author_id == officer.pk or is_supervised(officer, visit)
    return [row for row in visit.encounters.all() if opens or row.presence == Presence.MET]


def notes_of(officer: Officer, visit: Visit) -> list:
    """Contract, decision 5: for supervisors only, or about somebody only mentioned."""
    if officer.is_supervisor or is_supervised(officer, visit):
        return list(visit.notes.all())
    return [
        note
        for note in visit.notes.all()
        if (note.sensitivity != Sensitivity.SUPERVISORS or note.written_by_id == officer.pk)
        and (visit.author_id == officer.pk or all(person.presence != Presence.MENTIONED for person in note.about.all()))
    ]
