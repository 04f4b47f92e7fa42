"""What stands once: a second row like the first is refused, and one that differs in what counts is taken."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Model

from tests.core.check_cases import DECIDED, GRANTED, KEPT
from tests.core.constraint_rows import (
    DAY,
    DAY_AFTER,
    FIRST,
    NOW,
    a_figure,
    a_visit,
    another_figure,
    another_visit,
    second,
)
from visits import models as visits


class Once(NamedTuple):
    """A constraint's table, what its first row is changed to, and by what a second one differs."""

    model: type[Model]
    taken: list[dict]
    refused: list[dict]
    row: dict = {}


UNDONE = {"undone_at": NOW, "undone_by_id": FIRST}
OVER = {"state": "undone", "names": []}
HIDDEN = {"state": "hidden", **DECIDED}


def third(site):
    return site.third_figure


def by_key(fields: dict) -> dict:
    """For attributes of a row, where a person is set by primary key."""
    return {f"{name}_id" if name.endswith("_by") else name: value for name, value in fields.items()}


ONCE: dict[str, Once] = {
    "access_once_per_visit": Once(
        visits.VisitAccess,
        taken=[{"access_key": "unit:00"}, {"visit": another_visit}],
        refused=[{}, {"visited_on": DAY_AFTER}],
    ),
    "assignment_once_per_start": Once(
        visits.VillageAssignment,
        taken=[{"starts_on": DAY_AFTER}, {"officer": second}, {"village": lambda site: site.other_village}],
        refused=[{"ends_on": DAY_AFTER}],
    ),
    "disclosure_asked_once_at_a_time": Once(
        visits.DisclosureRequest,
        taken=[{"asked_by": second}, {"note": lambda site: site.other_note}, by_key(GRANTED)],
        refused=[{"reason": "Ada ancaman lagi."}],
    ),
    "officer_once_per_visit": Once(
        visits.Participation,
        row={"officer_id": FIRST},
        taken=[{"officer": second}, {"officer": None}, {"visit": another_visit}],
        refused=[{"role": "leader", "name": "Yohanes Lain"}],
    ),
    "figure_once_per_visit_and_stop": Once(
        visits.Encounter,
        row={"figure": a_figure, "stop": lambda site: site.stop},
        taken=[
            {"stop": lambda site: site.other_stop},
            {"presence": "mentioned"},
            {"figure": another_figure},
            {"figure": None},
            {"visit": another_visit},
        ],
        refused=[{"title": "Ketua RT"}],
    ),
    "figure_merged_once_at_a_time": Once(
        visits.FigureMerge, taken=[UNDONE, {"merged": third}], refused=[{"kept": third}]
    ),
    "stage_code_once_per_operation": Once(
        visits.Stage,
        taken=[{"code": "kampanye-2"}, {"operation": lambda site: site.other_operation}],
        refused=[{"name": "Kampanye"}],
    ),
    "consent_once_at_a_time": Once(
        visits.Consent,
        taken=[{"purpose": "photos"}, {"figure": another_figure}, {"withdrawn_on": DAY}],
        refused=[{"given_on": DAY_AFTER}],
    ),
    "removal_open_once_at_a_visit": Once(
        visits.NameRemoval,
        row={"visit": a_visit},
        taken=[OVER, {"is_typed": True}, {"figure": another_figure}, {"visit": another_visit}],
        refused=[{"asked_by": second}, by_key(HIDDEN)],
    ),
    "removal_open_once_of_a_record": Once(
        visits.NameRemoval,
        taken=[OVER, {"figure": another_figure}, {"visit": a_visit}],
        refused=[{"is_typed": True}, by_key(HIDDEN)],
    ),
    "retention_figure_waits_once": Once(
        visits.RetentionProposal,
        taken=[by_key(KEPT), {"figure": another_figure}, {"figure": None, "visit": a_visit}],
        refused=[{"due_on": DAY_AFTER}],
    ),
    "retention_visit_waits_once": Once(
        visits.RetentionProposal,
        row={"figure": None, "visit": a_visit},
        taken=[by_key(KEPT), {"visit": another_visit}, {"figure": a_figure, "visit": None}],
        refused=[{"due_on": DAY_AFTER}],
    ),
    "search_document_once_per_audience": Once(
        visits.SearchDocument,
        taken=[{"audience": "all"}, {"visit": another_visit}],
        refused=[{"words": "tenang"}],
    ),
    "draft_payload_once_per_officer": Once(
        visits.DraftPayload, taken=[{"posted_by": second}, {"visit": another_visit}], refused=[{"revision": 2}]
    ),
    "version_once_per_revision": Once(
        visits.Version, taken=[{"revision": 2}, {"visit": another_visit}], refused=[{"saved_by": second}]
    ),
    "same_visit_decided_once": Once(
        visits.SameVisit,
        taken=[{"other": lambda site: site.third_visit}, {"visit": another_visit, "other": a_visit}],
        refused=[{"is_same": False}],
    ),
}
# Columns that hold a value once in their whole table.
UNIQUE_COLUMNS: list[tuple[type[Model], str]] = [
    (visits.AuditEntry, "number"),
    (visits.CommunityFigure, "key"),
    (visits.Export, "key"),
    (visits.FollowUp, "key"),
    (visits.NameRemoval, "key"),
    (visits.NotePrompt, "code"),
    (visits.Officer, "nrp"),
    (visits.OfficerPhone, "officer"),
    (visits.OneTimeCode, "nearby"),
    (visits.OneTimeCode, "officer"),
    (visits.Operation, "code"),
    (visits.Passkey, "digest"),
    (visits.PendingSubmission, "token"),
    (visits.Photo, "key"),
    (visits.PushAddress, "digest"),
    (visits.Rank, "code"),
    (visits.Rank, "order"),
    (visits.SavedFilter, "key"),
    (visits.SignInSession, "session_key"),
    (visits.Topic, "code"),
    (visits.Unit, "code"),
    (visits.Unit, "path"),
    (visits.Visit, "key"),
    (visits.VisitImport, "key"),
]
# What else of such a row must differ, so that its column alone is refused.
APART: dict[tuple[type[Model], str], dict] = {
    (visits.OneTimeCode, "nearby"): {"officer": second},
    (visits.OneTimeCode, "officer"): {"nearby": None},
    (visits.Rank, "code"): {"order": 99},
    (visits.Rank, "order"): {"code": "lain"},
    (visits.Unit, "code"): {"path": "9999"},
    (visits.Unit, "path"): {"code": "lain"},
    (visits.NameRemoval, "key"): {"figure": another_figure},
}
