"""What each check constraint takes and refuses: changes of one valid row, each just inside or just outside."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Model

from tests.core.constraint_rows import (
    DAY,
    DAY_AFTER,
    DAY_BEFORE,
    FIRST,
    ITSELF,
    NOW,
    SECOND,
    a_visit,
    another_visit,
)
from visits import models as visits
from visits.models.people import REMOVED_NAME


class Check(NamedTuple):
    """A constraint's table, and changes of its valid row that are taken and refused."""

    model: type[Model]
    taken: list[dict]
    refused: list[dict]


def all_or_none(model: type[Model], **together) -> Check:
    """All of these columns are set, or none of them."""
    alone = [{name: value} for name, value in together.items()]
    return Check(model, taken=[together], refused=alone)


def ends_after(model: type[Model], *, is_open: bool = True) -> Check:
    """It ends on its first day at the earliest; `is_open` where it may have no end."""
    open_end = [{"ends_on": None}] if is_open else []
    return Check(model, taken=[{"ends_on": DAY}, *open_end], refused=[{"ends_on": DAY_BEFORE}])


NINE, BEFORE_NINE, LATE, AFTER_MIDNIGHT = dt.time(9), dt.time(8, 59), dt.time(22), dt.time(1)
MILLIONTH = Decimal("0.000001")
NAMELESS = {"anonymised_at": NOW, "name": REMOVED_NAME, "restricted_at": NOW, "restricted_by": FIRST}
DECIDED = {"decided_at": NOW, "decided_by": FIRST}
GRANTED = {"granted": True, "decided_at": NOW, "decided_by": SECOND}
ANSWERED = {"answer": "Salinan diberikan.", "answered_at": NOW, "answered_by": FIRST}
KEPT = {"decision": "kept", "reason": "Masih diperlukan.", "keep_until": DAY_AFTER, **DECIDED}
WORDS = {"kept": [{"model": "Visit"}]}


def without(fields: dict, *names: str, **changes) -> dict:
    return {name: value for name, value in fields.items() if name not in names} | changes


CHECKS: dict[str, Check] = {
    "nearby_help_is_for_another": Check(
        visits.NearbyHelp, taken=[{"officer": SECOND, "given_by": FIRST}], refused=[{"given_by": FIRST}]
    ),
    "secondment_ends_after_it_starts": ends_after(visits.Secondment),
    "deputy_ends_after_it_starts": ends_after(visits.Deputy, is_open=False),
    "assignment_ends_after_it_starts": ends_after(visits.VillageAssignment),
    "operation_ends_after_it_starts": ends_after(visits.Operation),
    "stage_ends_after_it_starts": Check(
        visits.Stage,
        taken=[{"ends_on": DAY}, {"ends_on": None}, {"starts_on": None, "ends_on": DAY_BEFORE}],
        refused=[{"ends_on": DAY_BEFORE}],
    ),
    "figure_role_ends_after_it_starts": Check(
        visits.FigureRole,
        taken=[{"ends_on": DAY}, {"ends_on": None}, {"starts_on": None, "ends_on": DAY_BEFORE}],
        refused=[{"ends_on": DAY_BEFORE}],
    ),
    "chain_has_one_tip": Check(visits.ChainTip, taken=[{"number": 7}], refused=[{"id": 2}, {"id": 0}]),
    "housekeeping_has_one_row": Check(visits.HousekeepingRun, taken=[{"began_at": NOW}], refused=[{"id": 2}]),
    "visit_not_before_2000": Check(
        visits.Visit,
        taken=[{"visited_on": dt.date(2000, 1, 1)}, {"status": "draft", "visited_on": None}],
        refused=[{"visited_on": dt.date(1999, 12, 31)}],
    ),
    "visit_logged_has_its_essentials": Check(
        visits.Visit,
        taken=[{"status": "draft", "visited_on": None, "concern_heard": None, "purpose": ""}, {"concern_heard": True}],
        refused=[
            {"status": status, **empty}
            for status in ("submitted", "returned", "approved")
            for empty in ({"visited_on": None}, {"concern_heard": None}, {"purpose": ""})
        ],
    ),
    "visit_ends_after_it_starts": Check(
        visits.Visit,
        taken=[
            {"started_at": NINE, "ended_at": NINE},
            {"started_at": NINE, "ended_at": None},
            {"started_at": LATE, "ended_at": AFTER_MIDNIGHT, "ends_next_day": True},
        ],
        refused=[{"started_at": NINE, "ended_at": BEFORE_NINE}, {"started_at": None, "ended_at": NINE}],
    ),
    "visit_reviewed_at_and_by_together": all_or_none(visits.Visit, reviewed_at=NOW, reviewed_by=FIRST),
    "visit_photos_checked_at_and_by_together": all_or_none(
        visits.Visit, photos_checked_at=NOW, photos_checked_by=FIRST
    ),
    "visit_noted_at_and_by_together": all_or_none(visits.Visit, noted_at=NOW, noted_by=FIRST),
    "visit_correction_only_of_approved": Check(
        visits.Visit,
        taken=[{"status": "approved", "correction_asked_at": NOW}],
        refused=[{"status": status, "correction_asked_at": NOW} for status in ("draft", "submitted", "returned")],
    ),
    "visit_does_not_follow_itself": Check(
        visits.Visit, taken=[{"follows": another_visit}], refused=[{"follows": ITSELF}]
    ),
    "note_has_words": Check(visits.DialogueNote, taken=[{"text": "."}], refused=[{"text": ""}]),
    "note_does_not_answer_itself": Check(
        visits.DialogueNote, taken=[{"answers": lambda site: site.other_note}], refused=[{"answers": ITSELF}]
    ),
    "follow_up_has_words": Check(visits.FollowUp, taken=[{"text": "."}], refused=[{"text": ""}]),
    "follow_up_finished_with_a_result": Check(
        visits.FollowUp,
        taken=[
            {"status": "in_progress"},
            {"status": "done", "result": "Selesai."},
            {"status": "not_possible", "result": "Bukan wewenang."},
        ],
        refused=[{"status": "done"}, {"status": "not_possible"}],
    ),
    "follow_up_changed_at_and_by_together": all_or_none(visits.FollowUp, changed_at=NOW, changed_by=FIRST),
    "disclosure_decided_at_and_by_together": Check(
        visits.DisclosureRequest,
        taken=[GRANTED, GRANTED | {"granted": False}],
        refused=[
            *(without(GRANTED, name) for name in GRANTED),
            *({name: value} for name, value in GRANTED.items()),
        ],
    ),
    "disclosure_takes_two_people": Check(
        visits.DisclosureRequest, taken=[GRANTED], refused=[GRANTED | {"decided_by": FIRST}]
    ),
    "disclosure_shown_only_when_granted": Check(
        visits.DisclosureRequest,
        taken=[GRANTED | {"shown_at": NOW}],
        refused=[GRANTED | {"granted": False, "shown_at": NOW}, {"shown_at": NOW}],
    ),
    "export_ended_when_no_longer_made": Check(
        visits.Export,
        taken=[{"state": "running"}, *({"state": end, "ended_at": NOW} for end in ("finished", "cancelled", "cut"))],
        refused=[
            *({"state": end} for end in ("finished", "cancelled", "cut")),
            *({"state": state, "ended_at": NOW} for state in ("waiting", "running")),
            {"state": "lost"},
            {"state": "lost", "ended_at": NOW},
        ],
    ),
    "stop_position_is_whole": Check(
        visits.Stop,
        taken=[{"latitude": 90, "longitude": 180}, {"latitude": -90, "longitude": -180}],
        refused=[
            {"latitude": 90 + MILLIONTH, "longitude": 0},
            {"latitude": -90 - MILLIONTH, "longitude": 0},
            {"latitude": 0, "longitude": 180 + MILLIONTH},
            {"latitude": 0, "longitude": -180 - MILLIONTH},
            {"latitude": 10},
            {"longitude": 123},
        ],
    ),
    "participation_says_who": Check(
        visits.Participation,
        taken=[
            {"name": "", **said}
            for said in ({"rank": "Bripka"}, {"position": "Dalmas"}, {"unit_name": "Polsek"}, {"count": 0})
        ],
        refused=[{"name": ""}, {"name": "", "degrees": "S.H.", "nrp": "60000001"}],
    ),
    "encounter_is_a_person_or_a_group": Check(
        visits.Encounter, taken=[{"name": "", "group": "Warga"}], refused=[{"name": ""}, {"group": "Warga"}]
    ),
    "region_below_a_province_has_a_parent": Check(
        visits.Region,
        taken=[{"level": "province", "parent": None}, {"level": "district"}],
        refused=[
            {"level": "province"},
            *({"level": level, "parent": None} for level in ("regency", "district", "village")),
        ],
    ),
    "figure_has_a_name": Check(visits.CommunityFigure, taken=[{"name": "O"}], refused=[{"name": ""}]),
    "figure_is_not_merged_into_itself": Check(
        visits.CommunityFigure,
        taken=[{"merged_into": lambda site: site.other_figure}],
        refused=[{"merged_into": ITSELF}],
    ),
    "figure_restricted_at_and_by_together": all_or_none(visits.CommunityFigure, restricted_at=NOW, restricted_by=FIRST),
    "figure_anonymised_stays_nameless": Check(
        visits.CommunityFigure,
        taken=[NAMELESS, without(NAMELESS, "anonymised_at", name="Marselina", phone="0812 3456 7890")],
        refused=[
            NAMELESS | {"name": "Marselina"},
            NAMELESS | {"honorific": "Ibu"},
            NAMELESS | {"degrees": "S.Pd."},
            NAMELESS | {"addressed_as": "Mama"},
            NAMELESS | {"phone": "0812 3456 7890"},
            without(NAMELESS, "restricted_at", "restricted_by"),
        ],
    ),
    "merge_is_of_two_figures": Check(
        visits.FigureMerge,
        taken=[{"kept": F("merged"), "merged": F("kept")}],
        refused=[{"merged": F("kept")}],
    ),
    "merge_undone_at_and_by_together": all_or_none(visits.FigureMerge, undone_at=NOW, undone_by=FIRST),
    "consent_withdrawn_after_given": Check(
        visits.Consent, taken=[{"withdrawn_on": DAY}], refused=[{"withdrawn_on": DAY_BEFORE}]
    ),
    "data_request_answered_in_words": Check(
        visits.DataRequest,
        taken=[ANSWERED],
        refused=[
            *(without(ANSWERED, name) for name in ANSWERED),
            *({name: value} for name, value in ANSWERED.items()),
        ],
    ),
    "removal_of_a_figure_or_at_a_visit": Check(
        visits.NameRemoval,
        taken=[{"figure": None, "visit": a_visit}, {"visit": a_visit}],
        refused=[{"figure": None}],
    ),
    "removal_keeps_words_only_while_open": Check(
        visits.NameRemoval,
        taken=[{"state": "hidden", **DECIDED, **WORDS}],
        refused=[
            WORDS,
            *({"state": over, "names": [], "reason": "Tetap.", **DECIDED, **WORDS} for over in ("final", "declined")),
            {"state": "undone", "names": [], **WORDS},
        ],
    ),
    "removal_knows_names_only_while_open": Check(
        visits.NameRemoval,
        taken=[{"state": "hidden", **DECIDED}, {"state": "final", "names": [], **DECIDED}],
        refused=[
            {"state": "final", **DECIDED},
            {"state": "declined", "reason": "Tetap.", **DECIDED},
            {"state": "undone"},
        ],
    ),
    "removal_decided_at_and_by_together": Check(
        visits.NameRemoval,
        taken=[{"state": "undone", "names": []}, {"state": "undone", "names": [], **DECIDED}],
        refused=[
            {"state": "hidden"},
            {"state": "final", "names": []},
            {"state": "declined", "names": [], "reason": "Tetap."},
            *({name: value} for name, value in DECIDED.items()),
            *({"state": "undone", "names": [], name: value} for name, value in DECIDED.items()),
        ],
    ),
    "removal_declined_with_a_reason": Check(
        visits.NameRemoval,
        taken=[{"state": "declined", "names": [], "reason": "Tetap.", **DECIDED}],
        refused=[{"state": "declined", "names": [], **DECIDED}],
    ),
    "retention_of_a_figure_or_a_visit": Check(
        visits.RetentionProposal,
        taken=[{"figure": None, "visit": a_visit}],
        refused=[{"figure": None}, {"visit": a_visit}],
    ),
    "retention_decided_at_by_and_how_together": Check(
        visits.RetentionProposal,
        taken=[{"decision": "removed", **DECIDED}],
        refused=[
            DECIDED,
            {"decision": "removed"},
            *({name: value} for name, value in DECIDED.items()),
            *({"decision": "removed", name: value} for name, value in DECIDED.items()),
        ],
    ),
    "retention_kept_with_reason_and_day": Check(
        visits.RetentionProposal,
        taken=[KEPT],
        refused=[
            without(KEPT, "reason"),
            without(KEPT, "keep_until"),
            {"reason": "Masih diperlukan."},
            {"keep_until": DAY_AFTER},
            KEPT | {"decision": "removed"},
        ],
    ),
    "prompt_of_a_kind_or_a_topic": Check(
        visits.NotePrompt,
        taken=[{"kind": ""}, {"kind": "concern", "topic": None}, {"topic": None}],
        refused=[{"kind": "concern"}],
    ),
    "saved_filter_has_a_name": Check(visits.SavedFilter, taken=[{"name": "A"}], refused=[{"name": ""}]),
    "remark_has_a_reason": Check(visits.Remark, taken=[{"reason": "."}], refused=[{"reason": ""}]),
    "visit_is_not_compared_with_itself": Check(
        visits.SameVisit,
        taken=[{"visit": F("other"), "other": F("visit")}],
        refused=[{"other": F("visit")}],
    ),
    "import_undone_after_it_was_done": Check(
        visits.VisitImport, taken=[{"imported_at": NOW, "undone_at": NOW}], refused=[{"undone_at": NOW}]
    ),
}
