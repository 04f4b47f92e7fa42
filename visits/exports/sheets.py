"""What stands in each export: sheets, their columns, and what of them one person may read.

The codes of the columns are promised to whoever reads the files (docs/exports.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from visits.exports.columns import (
    Column,
    ExportSheet,
    clock,
    code_list,
    coded,
    columns_by_field,
    day,
    number,
    plain,
    typed,
    yes_or_no,
)
from visits.exports.expressions import Codes, Counted, Instant, Lines, joined, pick, written_name
from visits.lists.follow_up_list import OPEN_STATES
from visits.models import (
    Activity,
    DialogueNote,
    Disturbance,
    Encounter,
    FollowUp,
    FollowUpStatus,
    NoteKind,
    Officer,
    OfficerRole,
    Participation,
    PersonCategory,
    Photo,
    Presence,
    Sensitivity,
    Situation,
    Stop,
    Venue,
    Visit,
    VisitStatus,
)

OF_VISIT = [plain("visit_key", F("visit__key")), day("visited_on", F("visit__visited_on"))]
STOP_NAME = pick(When(name="", then=F("place_label")), otherwise=F("name"))
PERSON = pick(When(name="", then=F("group")), otherwise=written_name("honorific", "name", "degrees"))
MARKED_PERSON = pick(When(presence=Presence.MENTIONED, then=joined(PERSON, Value(" (disebut)"))), otherwise=PERSON)
CREW = joined(
    pick(When(count__gt=0, then=joined(Cast("count", TextField()), Value(" anggota"))), otherwise=Value("")),
    pick(When(rank="", then=Value("")), otherwise=joined(Value(", "), F("rank"))),
    pick(When(position="", then=Value("")), otherwise=joined(Value(", "), F("position"))),
)
OFFICER = pick(
    When(name__gt="", then=written_name("rank", "name", "degrees")),
    When(Q(count__isnull=True) | Q(count=0), rank="", position="", then=F("unit_name")),
    otherwise=Func(CREW, Value(", "), function="LTRIM", output_field=TextField()),
)


def _lines(rows: QuerySet, value: Any) -> Lines:
    return Lines(rows.order_by("order", "pk").annotate(line=value).values("line"))


def visits_sheet(officer: Officer) -> ExportSheet:
    """One row a visit."""
    here = {"visit": OuterRef("pk")}
    stops, went = Stop.objects.filter(**here), Participation.objects.filter(**here)
    people = Encounter.objects.readable_by(officer).filter(**here)
    follow_ups = FollowUp.objects.filter(**here).readable_by(officer)
    fields = columns_by_field()

    def own(*names: str) -> list[Column]:
        """The columns of these fields, which then stand no more among the rest."""
        return [column for name in names for column in fields.pop(name)]

    columns = [
        plain("visit_key", F("key")),
        *own("visited_on", "part_of_day", "started_at", "ended_at"),
        yes_or_no("ends_next_day"),
        plain("zone"),
        *coded("status", VisitStatus),
        *own("outcome", "activity", "initiative"),
        plain("unit_code", F("unit__code")),
        typed("unit_name"),
        plain("author_nrp", F("author__nrp")),
        typed("author", written_name("author__rank__abbreviation", "author__name", "author__degrees")),
        typed("leader", _lines(went.filter(role=OfficerRole.LEADER), OFFICER)),
        typed("officers", _lines(went, OFFICER)),
        plain("place_codes", _lines(stops, F("place"))),
        typed("places", _lines(stops, F("place_label"))),
        typed("stop_names", _lines(stops.exclude(name=""), F("name"))),
        typed("people", _lines(people, MARKED_PERSON)),
        *own("attendance", "attendance_is_estimate"),
        plain("operation_code", F("operation__code")),
        typed("operation", F("operation__name")),
        typed("stages", Codes("stage_names")),
        *own("programme", "order_number", "purpose", "background", "partners", "partners_other", "concern_heard"),
        *own("situation_before", "situation_after", "situation_note", "reception", "reception_note", "result"),
        *own("obstacles", "recommendation", "assessment", "support_given", "other_facts", "urgent", "classification"),
        plain("follows_key", Subquery(_earlier(officer).values("key"))),
        number("notes", Counted(DialogueNote.objects.filter(**here).readable_by(officer).order_by().values("pk"))),
        number("follow_ups", Counted(follow_ups.order_by().values("pk"))),
        number("follow_ups_open", Counted(follow_ups.filter(status__in=OPEN_STATES).order_by().values("pk"))),
        number("photos", Counted(Photo.objects.filter(**here).order_by().values("pk"))),
        *[plain(code, Instant(F(code))) for code in ("recorded_at", "created_at", "submitted_at", "reviewed_at")],
        plain("reviewed_by_nrp", F("reviewed_by__nrp")),
        number("revision"),
        # The order of columns is a promise: a new field stands at the end.
        *own(*fields),
    ]
    return ExportSheet("visits", lambda pks: Visit.objects.filter(pk__in=pks).order_by("-visited_on", "-pk"), columns)


def _earlier(officer: Officer) -> QuerySet[Visit]:
    """The visit that another follows, where it is in reach too."""
    return Visit.objects.visible_to(officer).filter(pk=OuterRef("follows"))


def _below(rows: QuerySet) -> Callable[[list[int]], QuerySet]:
    """Rows below visits, in the visits' order and in their own."""
    return lambda pks: rows.filter(visit__in=pks).order_by("-visit__visited_on", "-visit_id", "order", "pk")


def stops_sheet(officer: Officer) -> ExportSheet:
    """The places of each visit, with the host where they may be named."""
    host = (
        Encounter.objects.readable_by(officer).filter(pk=OuterRef("host_person")).annotate(line=PERSON).values("line")
    )
    columns = [
        *OF_VISIT,
        number("order"),
        plain("place_code", F("place")),
        *[typed(code) for code in ("place_label", "village_name", "district_name", "regency_name", "province_name")],
        *coded("venue", Venue),
        *[typed(code) for code in ("name", "address")],
        typed("host", pick(When(host_person__isnull=True, then=F("host_name")), otherwise=Subquery(host))),
        day("date"),
        clock("time"),
        *[number(code) for code in ("latitude", "longitude", "accuracy")],
    ]
    return ExportSheet("stops", _below(Stop.objects.all()), columns)


def officers_sheet(officer: Officer) -> ExportSheet:
    columns = [
        *OF_VISIT,
        number("order"),
        *coded("role", OfficerRole),
        plain("nrp"),
        *[typed(code) for code in ("name", "degrees", "rank", "position", "unit_name")],
        number("count"),
    ]
    return ExportSheet("officers", _below(Participation.objects.all()), columns)


def people_sheet(officer: Officer) -> ExportSheet:
    """People met, and those only mentioned for who may read of them."""
    columns = [
        *OF_VISIT,
        number("order"),
        *coded("presence", Presence),
        *[typed(code) for code in ("honorific", "name", "degrees", "group")],
        number("count"),
        *code_list("categories", PersonCategory),
        *[typed(code) for code in ("title", "institution")],
        typed("stop", Subquery(Stop.objects.filter(pk=OuterRef("stop")).annotate(line=STOP_NAME).values("line"))),
        plain("figure_key", F("figure__key")),
    ]
    return ExportSheet("people", _below(Encounter.objects.readable_by(officer)), columns)


def notes_sheet(officer: Officer) -> ExportSheet:
    """What was said; who said it is empty where that is confidential."""
    people = Encounter.objects.readable_by(officer)
    said = _lines(people.filter(raised_notes=OuterRef("pk")), MARKED_PERSON)
    police = _lines(Participation.objects.filter(raised_notes=OuterRef("pk")), OFFICER)
    open_source = {"source_is_confidential": False}
    places = Stop.objects.filter(visit=OuterRef("visit"))
    columns = [
        *OF_VISIT,
        *coded("status", VisitStatus, "visit__status"),
        plain("unit_code", F("visit__unit__code")),
        typed("unit_name", F("visit__unit_name")),
        plain("place_codes", _lines(places, F("place"))),
        typed("places", _lines(places, F("place_label"))),
        number("order"),
        *coded("kind", NoteKind),
        plain("topic_code", F("topic__code")),
        typed("topic", F("topic__name")),
        typed("topic_text"),
        typed("text"),
        typed("raised_by", pick(When(**open_source, then=said), otherwise=Value(""))),
        typed("raised_by_officers", pick(When(**open_source, then=police), otherwise=Value(""))),
        yes_or_no("source_is_confidential"),
        typed("about", _lines(people.filter(notes_about=OuterRef("pk")), MARKED_PERSON)),
        typed("stop", Subquery(Stop.objects.filter(pk=OuterRef("stop")).annotate(line=STOP_NAME).values("line"))),
        number("answers", _order_of(officer, "answers")),
        *coded("disturbance", Disturbance),
        *coded("sensitivity", Sensitivity),
        plain("written_by_nrp", F("written_by__nrp")),
    ]
    return ExportSheet("notes", _below(DialogueNote.objects.readable_by(officer)), columns)


def _order_of(officer: Officer, link: str) -> Subquery:
    """The number of another note of the visit, where it may be read."""
    return Subquery(DialogueNote.objects.filter(pk=OuterRef(link)).readable_by(officer).values("order"))


def follow_ups_sheet(officer: Officer) -> ExportSheet:
    """What was promised, and what came of it."""
    columns = [
        plain("follow_up_key", F("key")),
        *OF_VISIT,
        number("order"),
        typed("text"),
        plain("owner_nrp", F("owner__nrp")),
        typed("owner", written_name("owner__rank__abbreviation", "owner__name", "owner__degrees")),
        plain("unit_code", F("unit__code")),
        typed("sent_to"),
        day("due_on"),
        *coded("status", FollowUpStatus),
        typed("result"),
        day("told_on"),
        yes_or_no("confirmed_by_person"),
    ]
    return ExportSheet("follow_ups", _below(FollowUp.objects.readable_by(officer)), columns)


def points_sheet(officer: Officer) -> ExportSheet:
    """Stops with where they were: measured there, else the middle of the village or whatever place is named."""
    measured = {"latitude__isnull": False}
    columns = [
        number("longitude", Coalesce("longitude", "place__longitude")),
        number("latitude", Coalesce("latitude", "place__latitude")),
        plain(
            "position",
            pick(
                When(**measured, then=Value("measured")),
                When(place__latitude__isnull=False, then=Value("middle_of_place")),
                otherwise=Value("unknown"),
            ),
        ),
        number("accuracy"),
        *OF_VISIT,
        *coded("status", VisitStatus, "visit__status"),
        *coded("activity", Activity, "visit__activity"),
        *coded("situation_after", Situation, "visit__situation_after"),
        plain("unit_code", F("visit__unit__code")),
        typed("unit_name", F("visit__unit_name")),
        number("order"),
        plain("place_code", F("place")),
        plain("place_level", F("place__level")),
        typed("place_label"),
        *coded("venue", Venue),
        typed("name"),
        day("date"),
        clock("time"),
    ]
    return ExportSheet("points", _below(Stop.objects.all()), columns)


WORKBOOK = (visits_sheet, stops_sheet, officers_sheet, people_sheet, notes_sheet, follow_ups_sheet)
