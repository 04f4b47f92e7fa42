"""People and posts for the set-up screens."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from visits.models import AuditEntry, Officer

INLINES = ("assignments", "secondments", "phone_row")
NO_INLINES = {f"{rows}-{count}_FORMS": 0 for rows in INLINES for count in ("TOTAL", "INITIAL")}
NO_DEPUTIES = {"deputies-TOTAL_FORMS": 0, "deputies-INITIAL_FORMS": 0}


def make_administrator() -> Officer:
    return factories.make_officer(role="administrator", name="Ani Contoh")


def posted(officer: Officer, **changes) -> dict:
    """The form of an officer as the page would post it."""
    values = {
        "nrp": officer.nrp,
        "name": officer.name,
        "rank": officer.rank_id,
        "unit": officer.unit_id,
        "position": officer.position,
        "role": officer.role,
        "is_active": "on",
        **NO_INLINES,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def post_unit(client, unit, **changes):
    """Save the form of a unit; `treebeard_…` name its place in the tree."""
    values = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "is_active": "on",
        "treebeard_position": "first-child",
        "treebeard_ref_node": "",
        **NO_DEPUTIES,
        **changes,
    }
    return client.post(reverse("admin:visits_unit_change", args=[unit.pk]), values)


def upload(client, text: str | bytes):
    raw = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("officers.csv", raw, content_type="text/csv")
    return client.post(reverse("admin:visits_officer_import"), {"file": file})


def changes() -> list[tuple[str, dict]]:
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.SETUP_CHANGED).order_by("pk")
    return [(row.target, row.details) for row in rows]
