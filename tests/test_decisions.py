"""A new model or column makes somebody decide: may its rows change, and does it tell of a person?"""

import re
from typing import NamedTuple

import pytest
from django.apps import apps


class Decision(NamedTuple):
    """`rows`: editable; appended, never changed; derived from others; passing, gone when used.

    `personal` columns tell of a person, what they said or when and where they were (UU 27/2022);
    `plain` ones do not.
    """

    rows: str
    personal: str
    plain: str


DECISIONS = {
    "AuditEntry": Decision(
        "appended",
        personal="nrp target details",
        plain="number at kind unit_code target_kind chain",
    ),
    "CommunityFigure": Decision(
        "editable",
        personal="name search_name honorific degrees addressed_as phone restricted_at anonymised_at",
        plain="key created_at updated_at",
    ),
    "Consent": Decision(
        "editable",
        personal="purpose given_on withdrawn_on",
        plain="",
    ),
    "DataRequest": Decision(
        "editable",
        personal="kind words asked_at answer answered_at",
        plain="",
    ),
    "Deputy": Decision(
        "editable",
        personal="starts_on ends_on ended_at",
        plain="",
    ),
    "DialogueNote": Decision(
        "editable",
        personal="kind topic_text text disturbance sensitivity source_is_confidential confidential_source",
        plain="order",
    ),
    "Encounter": Decision(
        "editable",
        personal="name honorific degrees group count categories title institution presence",
        plain="order",
    ),
    "Export": Decision(
        "passing",
        personal="filtered_by filters",
        plain="key form is_streamed state total done rows asked_at ended_at fetched_at",
    ),
    "FailedSignIn": Decision(
        "passing",
        personal="nrp address device",
        plain="at is_code",
    ),
    "FigureMerge": Decision(
        "editable",
        personal="phone",
        plain="moved merged_at undone_at",
    ),
    "FigureRole": Decision(
        "editable",
        personal="category title institution starts_on ends_on",
        plain="",
    ),
    "FollowUp": Decision(
        "editable",
        personal="text sent_to due_on status result told_on confirmed_by_person",
        plain="key order changed_at",
    ),
    "HousekeepingRun": Decision(
        "editable",
        personal="",
        plain="began_at ended_at",
    ),
    "PendingSubmission": Decision(
        "passing",
        personal="token browser path posted files",
        plain="created_at",
    ),
    "NameRemoval": Decision(
        "editable",
        personal="names kept reason",
        plain="key is_typed state asked_at decided_at final_at ended_at",
    ),
    "NearbyHelp": Decision(
        "passing",
        personal="given_at used_at seen_at",
        plain="",
    ),
    "NotePrompt": Decision(
        "editable",
        personal="",
        plain="code text kind order is_active",
    ),
    "Officer": Decision(
        "editable",
        personal="password last_login nrp name degrees position is_acting role is_active joined_at language",
        plain="",
    ),
    "OfficerPhone": Decision(
        "editable",
        personal="number",
        plain="",
    ),
    "OneTimeCode": Decision(
        "passing",
        personal="digest",
        plain="made_at expires_at",
    ),
    "Operation": Decision(
        "editable",
        personal="",
        plain="code name starts_on ends_on basis default_purpose retention_months is_active",
    ),
    "Participation": Decision(
        "editable",
        personal="nrp name degrees rank position unit_name count role",
        plain="order",
    ),
    "Passkey": Decision(
        "passing",
        personal="name digest credential uses added_at asked_at",
        plain="",
    ),
    "Photo": Decision(
        "editable",
        personal="digest caption",
        plain="key order width height size added_at",
    ),
    "DraftPayload": Decision(
        "editable",
        personal="values",
        plain="revision posted_at",
    ),
    "PushAddress": Decision(
        "passing",
        personal="endpoint digest p256dh auth made_at last_ok due_checked_on",
        plain="",
    ),
    "PushMessage": Decision(
        "passing",
        personal="kind made_at",
        plain="not_before tries",
    ),
    "Rank": Decision(
        "editable",
        personal="",
        plain="code name abbreviation group order",
    ),
    "Region": Decision(
        "editable",
        personal="",
        plain="code name search_name level kind latitude longitude postal_code closed_on",
    ),
    "Remark": Decision(
        "editable",
        personal="reason",
        plain="kind section written_at",
    ),
    "RetentionProposal": Decision(
        "editable",
        personal="last_visited_on reason keep_until",
        plain="ended_on due_on proposed_at decision decided_at",
    ),
    "SameVisit": Decision(
        "editable",
        personal="",
        plain="is_same decided_at",
    ),
    "SavedFilter": Decision(
        "editable",
        personal="name filtered_by is_shared",
        plain="key saved_at",
    ),
    "DisclosureRequest": Decision(
        "editable",
        personal="reason",
        plain="asked_at granted decided_at shown_at",
    ),
    "SearchDocument": Decision(
        "derived",
        personal="words",
        plain="audience",
    ),
    "SearchWord": Decision(
        "derived",
        personal="word",
        plain="",
    ),
    "Secondment": Decision(
        "editable",
        personal="starts_on ends_on",
        plain="order_number",
    ),
    "SignInSession": Decision(
        "passing",
        personal="session_key device began_at seen_at",
        plain="",
    ),
    "Stage": Decision(
        "editable",
        personal="",
        plain="code name group order starts_on ends_on",
    ),
    "Stop": Decision(
        "editable",
        personal="place_label village_name name address host_name date time latitude longitude accuracy",
        plain="order district_name regency_name province_name venue",
    ),
    "Topic": Decision(
        "editable",
        personal="",
        plain="code name name_en group order is_active",
    ),
    "ChainTip": Decision(
        "editable",
        personal="",
        plain="name number chain",
    ),
    "Unit": Decision(
        "editable",
        personal="report_to report_from report_copies",
        plain="path depth numchild code name short_name kind phone is_active",
    ),
    "Version": Decision(
        "appended",
        personal="facts",
        plain="revision saved_at event",
    ),
    "VillageAssignment": Decision(
        "editable",
        personal="starts_on ends_on",
        plain="",
    ),
    "Visit": Decision(
        "editable",
        personal=(
            "content_digest visited_on part_of_day started_at ended_at ends_next_day programme background "
            "purpose partners_other support_given concern_heard situation_note reception reception_note "
            "result obstacles recommendation assessment other_facts "
            "listed_places listed_leader listed_people listed_with_mentioned"
        ),
        plain=(
            "key revision status unit_name outcome zone activity stage_names order_number initiative "
            "partners attendance attendance_is_estimate situation_before situation_after urgent "
            "classification recorded_at created_at saved_at submitted_at reviewed_at "
            "photos_checked_at noted_at correction_asked_at"
        ),
    ),
    "FollowUpIndex": Decision(
        "derived",
        personal="list_key",
        plain="status due_on",
    ),
    "VisitImport": Decision(
        "editable",
        personal="text choices",
        plain="key file_name digest rows uploaded_at imported_at undone_at",
    ),
    "VisitFilterKey": Decision(
        "derived",
        personal="filter_key",
        plain="visited_on",
    ),
    "VisitAccess": Decision(
        "derived",
        personal="",
        plain="access_key visited_on waits_since",
    ),
}
MODELS = {model.__name__: model for model in apps.get_app_config("visits").get_models()}


def test_every_model_is_decided_on():
    assert set(DECISIONS) == set(MODELS)


@pytest.mark.parametrize("name", DECISIONS)
def test_every_column_is_personal_or_not(name):
    decision = DECISIONS[name]
    personal, plain = set(decision.personal.split()), set(decision.plain.split())
    columns = {
        field.name for field in MODELS[name]._meta.concrete_fields if not field.is_relation and field.name != "id"
    }

    assert decision.rows in ("editable", "appended", "derived", "passing")
    assert not personal & plain
    assert personal | plain == columns


def test_appended_rows_have_no_moment_of_change():
    for name, decision in DECISIONS.items():
        changing = [field.name for field in MODELS[name]._meta.fields if getattr(field, "auto_now", False)]
        assert decision.rows == "editable" or not changing, name


def test_the_audit_log_holds_no_foreign_key():
    assert not [field.name for field in MODELS["AuditEntry"]._meta.get_fields() if field.is_relation]


# What is never written down of a person (UU 27/2022 art. 4, product principle 4). An institution such
# as a church council belongs to a public role; docs/privacy.md says so.
FORBIDDEN = re.compile(
    r"religion|agama|belief|faith|ethnic|suku|race|politic|party|partai|candidate|paslon|vote|pilihan|preference|"
    r"score|rank(?!s?$)|rating|points|biometric|health|criminal|gender|marital"
)
MEANT_OTHERWISE = {"Officer.rank", "Participation.rank"}  # the rank of a police officer


def columns_of_people() -> list[str]:
    return [f"{model.__name__}.{field.name}" for model in MODELS.values() for field in model._meta.concrete_fields]


def test_no_column_holds_a_preference_a_belief_an_origin_or_a_score():
    found = {name for name in columns_of_people() if FORBIDDEN.search(name.lower().partition(".")[2])}

    assert found - MEANT_OTHERWISE == set()


@pytest.mark.parametrize("name", ["religion", "political_party", "trust_score", "suku", "rating", "vote_intention"])
def test_such_a_column_would_be_found(name):
    assert FORBIDDEN.search(name)
