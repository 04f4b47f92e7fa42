"""What was narrowed or removed since an export was asked for: its file would still hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from visits.core.permissions import lowers
from visits.models import AuditEntry, Encounter, Export, Presence, Sensitivity, Visit

Kind = AuditEntry.Kind
SAVED = (Kind.VISIT_SAVED, Kind.VISIT_SUBMITTED)
REMOVED = (Kind.NAME_REMOVED, Kind.TYPED_ANONYMISED)
OF_FIGURES = (Kind.FIGURE_ANONYMISED, Kind.FIGURE_RESTRICTED, Kind.FIGURE_MERGED)


def narrowed_since(export: Export) -> set[int]:
    """The visits on which something was narrowed or removed since the export was asked for."""
    # By number and not by time: entries of one moment have an order too.
    begun = AuditEntry.objects.filter(kind=Kind.EXPORT_BEGUN, target=str(export.key)).values("number")[:1]
    since = AuditEntry.objects.filter(number__gt=begun)
    removed = Visit.objects.filter(key__in=_targets(since, REMOVED))
    people = Encounter.objects.filter(figure__key__in=_targets(since, OF_FIGURES))
    found = set(removed.values_list("pk", flat=True)) | set(people.values_list("visit", flat=True))
    return found | _narrowed_by_a_save(since)


def _targets(events: QuerySet[AuditEntry], kinds: tuple) -> list[str]:
    return list(events.filter(kind__in=kinds).values_list("target", flat=True).distinct().order_by())


def _narrowed_by_a_save(events: QuerySet[AuditEntry]) -> set[int]:
    """Each saved visit as it was before the first of the saves, against what it says now."""
    first: dict[str, int] = {}
    for key, details in events.filter(kind__in=SAVED).order_by("number").values_list("target", "details"):
        # Against the state before the first save: narrowed and opened again is not narrower.
        first.setdefault(key, details["revision"])
    found = set()
    for visit in Visit.objects.filter(key__in=first):
        before = visit.versions.filter(revision__lt=first[str(visit.key)]).first()
        now = visit.versions.first()
        if before and now and is_narrower(before.facts, now.facts):
            found.add(visit.pk)
    return found


def is_narrower(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a note or person of one version is gone from another, or open to fewer people there."""
    people, notes = now.get("people", {}), now.get("notes", {})
    return any(
        pk not in people or _presence(row) == Presence.MET != _presence(people[pk])
        for pk, row in before.get("people", {}).items()
    ) or any(pk not in notes or _is_narrower_note(row, notes[pk]) for pk, row in before.get("notes", {}).items())


def _presence(person: Mapping[str, Any]) -> str:
    return person.get("presence", "")


def _is_narrower_note(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return (
        lowers(Sensitivity, now.get("sensitivity", ""), before.get("sensitivity"))
        or bool(now.get("source_is_confidential") and not before.get("source_is_confidential"))
        or bool(set(now.get("about", ())) - set(before.get("about", ())))
    )
