"""Each field that people fill in of a visit stands wherever the program lists such fields."""

import datetime as dt

import pytest

from tests import factories as make
from tests.readers import make_readers
from visits.capture.form_layout import CARDS, CARDS_BELOW, SECTIONS
from visits.capture.from_saved import saved_values
from visits.capture.visit_form import VisitForm
from visits.core.form_fields import TypedField
from visits.core.versions import facts_of
from visits.exports.sheets import visits_sheet
from visits.imports.file import COLUMNS, title_of
from visits.imports.matching import Names
from visits.imports.rows import ReadRow, RowReader
from visits.models import Operation, Visit
from visits.privacy.name_columns import whole_names
from visits.privacy.subjects import of_visit
from visits.reports import build_report, report_text
from visits.search.sources import texts_of

pytestmark = pytest.mark.django_db
# Posted with the words, but no part of what was said about the visit.
AROUND = {"key", "revision", "recorded_at", "unit", "answer"}
FIELDS = sorted(set(VisitForm.base_fields) - AROUND)
TEXTS = sorted(name for name in FIELDS if isinstance(VisitForm.base_fields[name], TypedField))
# Columns that the server fills by itself.
FILLED_BY_THE_SERVER = {
    *("id key revision content_digest status author unit unit_name ends_next_day zone stage_names").split(),
    *("copy_of brought_by imported_in recorded_at created_at saved_at submitted_at reviewed_at reviewed_by").split(),
    *("photos_checked_at photos_checked_by noted_at noted_by correction_asked_at").split(),
    *("listed_places listed_leader listed_people listed_with_mentioned").split(),
}
# Exported by what names the other row.
EXPORTED_AS = {"operation": "operation_code", "follows": "follows_key"}
# Old spreadsheets know day and place, who, and what came of it; nothing else has a column in them.
NOT_IMPORTED = {
    "part_of_day": "a file says the clock time",
    "programme": "the form of activity says it",
    "initiative": "unknown of old visits",
    "partners": "written among the officers",
    "partners_other": "written among the officers",
    "attendance_is_estimate": "a file holds a number",
    "support_given": "written as result",
    "situation_before": "a file says how it was left",
    "situation_note": "written as other facts",
    "reception": "unknown of old visits",
    "reception_note": "written as result",
    "assessment": "written as recommendation",
    "urgent": "nothing old is urgent",
    "follows": "a row of a file names no other",
    "classification": "set by hand where it is not the usual one",
}


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def full(people) -> Visit:
    """A visit with something in each field, nowhere its default."""
    earlier = make.make_visit(author=people["author"])
    return make.make_visit(
        author=people["author"],
        **{name: text(name) for name in TEXTS},
        outcome="postponed",
        part_of_day="night",
        started_at=dt.time(9, 0),
        ended_at=dt.time(10, 0),
        activity="dialogue",
        operation=make.make_operation(),
        initiative="police",
        partners=["military"],
        attendance=12,
        attendance_is_estimate=True,
        concern_heard=True,
        situation_before="tense",
        situation_after="watch",
        reception="neutral",
        urgent=True,
        follows=earlier,
        classification="confidential",
    )


def text(name: str) -> str:
    """Words that stand in no other field."""
    return f"Isi {name.replace('_', ' ')}."


def test_the_form_has_each_column_that_people_fill_in():
    columns = {column.name for column in Visit._meta.concrete_fields}

    assert columns - FILLED_BY_THE_SERVER == set(FIELDS)


def test_each_field_is_filled_here(full):
    assert [name for name in FIELDS if getattr(full, name) == Visit._meta.get_field(name).get_default()] == []


def test_each_field_stands_once_on_the_page():
    on_cards = [name for card in [*CARDS, *CARDS_BELOW] for name in card.fields]
    in_sections = [name for each in SECTIONS for name in [*each.fields, *each.rarer]]

    assert sorted([*on_cards, *in_sections]) == FIELDS


def test_the_form_of_a_saved_visit_holds_each_field(full):
    """A field that is left out here is emptied by the next edit."""
    saved = {name for name, value in saved_values(full, full.author) if "-" not in name and value}

    assert sorted(saved - AROUND) == FIELDS


def test_a_version_holds_each_field(full):
    assert sorted(facts_of(full)["values"]) == FIELDS


def test_each_text_is_found(full):
    found = {each.kind for each in texts_of([full.pk])[full.pk].texts if each.text == text(each.kind)}

    assert sorted(found) == TEXTS


def test_each_field_has_its_column_in_the_export(full):
    sheet = visits_sheet(full.author)
    exported = {column.code for column in sheet.columns}

    assert [name for name in FIELDS if EXPORTED_AS.get(name, name) not in exported] == []


def test_the_report_says_each_field(full):
    silent = [name for name in FIELDS if report_without(full, name) == report_without(full, "")]

    assert silent == []
    assert [name for name in TEXTS if text(name) not in report_without(full, "")] == []


def report_without(visit: Visit, name: str) -> str:
    """The report of the visit as if nobody had filled in this field."""
    there = {field: getattr(visit, field) for field in FIELDS}
    if name:
        setattr(visit, name, Visit._meta.get_field(name).get_default())
    try:
        return report_text(build_report(visit, by=visit.author))
    finally:
        for field, value in there.items():
            setattr(visit, field, value)


def test_the_page_of_the_visit_says_each_text(client, full):
    client.force_login(full.author)
    page = client.get(full.get_absolute_url()).content.decode()

    assert [name for name in TEXTS if text(name) not in page] == []


def test_a_name_is_looked_for_in_each_text(people):
    visit = make.make_visit(author=people["author"], **dict.fromkeys(TEXTS, "Oleh Marselina Contoh"))
    make.make_encounter(visit, name="Marselina Contoh")
    hits = whole_names(of_visit(visit), by=people["supervisor"])

    assert sorted(hit.key.split(".")[2] for hit in hits if hit.key.startswith("Visit.")) == TEXTS


def test_a_file_of_past_visits_has_each_field_or_says_why_not(people):
    author = people["author"]
    reader = RowReader(author, Names(author, {}), [author.unit], list(Operation.objects.all()))
    values = reader._values(ReadRow(2, dict.fromkeys(COLUMNS, "")))

    assert sorted({*values, "concern_heard", *NOT_IMPORTED} - {"unit", "ends_next_day"}) == FIELDS
    assert not set(NOT_IMPORTED) & set(values)


def test_a_file_of_past_visits_may_call_its_columns_as_the_form_does():
    imported = [name for name in FIELDS if name not in NOT_IMPORTED and name != "concern_heard"]

    assert [name for name in imported if not title_of(name)] == []
