"""A row of a unit's spreadsheet, as the content of a visit: cells in, domain values out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.capture.defaults import usual_purpose
from visits.capture.situation import situation_of
from visits.capture.visit_form import EARLY_MORNING, EVENING
from visits.core.form_fields import LONGEST_NAME, LONGEST_TEXT, ClockField, DayField, code_of
from visits.core.visit_content import Row, VisitContent
from visits.imports.matching import Names
from visits.imports.people import read_officers, read_people
from visits.models import (
    Activity,
    NoteKind,
    Officer,
    OfficerRole,
    Operation,
    Outcome,
    PersonCategory,
    Presence,
    Sensitivity,
    Situation,
    Unit,
)
from visits.models.places import fold_name
from visits.models.visit_fields import TEXT_FIELDS, FieldKind
from visits.typed import clean_line, clean_text, refuse_control_characters
from visits.typed.fields import CountField

MOST_NAMES = 30
MOST_OFFICERS = 10_000
LONGEST_DEGREES = 80
MOST_PEOPLE = 1_000_000
# What stands before the points of a list: "1. ", "2) ", "- ".
LIST_MARK = re.compile(r"^(?:\d{1,2}[.)]\s+|[-•*]\s*)")
NOTES = {
    "aspirasi": NoteKind.ASPIRATION,
    "keluhan": NoteKind.CONCERN,
    "permintaan": NoteKind.REQUEST,
    "informasi": NoteKind.INFORMATION,
    "imbauan": NoteKind.MESSAGE,
    "tanggapan": NoteKind.ANSWER,
    "komitmen": NoteKind.COMMITMENT,
}
HEARD = {"aspirasi", "keluhan", "permintaan"}
# Columns whose words are taken over as they are.
TEXTS = {each.imported: each for each in TEXT_FIELDS if each.imported}
# Indonesian words that spreadsheets use beside the labels of the application.
ALSO_ACTIVITY = {
    "kunjungan": Activity.CALL,
    "silaturahmi": Activity.CALL,
    "door to door system": Activity.DOOR_TO_DOOR,
    "tatap muka": Activity.DIALOGUE,
    "dialog": Activity.DIALOGUE,
    "jumat curhat": Activity.COMPLAINT_FORUM,
    "minggu kasih": Activity.COMPLAINT_FORUM,
    "binluh": Activity.COUNSELLING,
    "problem solving": Activity.MEDIATION,
}


@dataclass
class ReadRow:
    """One row: its number in the sheet, and its content, or what is wrong with it by column."""

    number: int
    cells: dict[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)
    content: VisitContent | None = None

    @property
    def officers(self) -> list[str]:
        """The officers as the visit will name them."""
        return [_describe(row, "officer", "unit") for row in self.content.rows["officers"]] if self.content else []

    @property
    def people(self) -> list[str]:
        """The people as the visit will name them."""
        return [_describe(row, "figure", "group") for row in self.content.rows["people"]] if self.content else []


def _describe(row: Row, known: str, several: str) -> str:
    """A person's name, or how many of whom."""
    said = row.values
    if said.get(known) or said.get("name"):
        return str(said.get(known) or said["name"])
    return f"{said[several]} ({said['count']})" if said.get("count") else said[several]


@dataclass
class RowReader:
    """Reads the rows of one file for one officer; what all rows share is loaded once."""

    officer: Officer
    names: Names
    units: list[Unit]
    operations: list[Operation]

    def read(self, number: int, cells: dict[str, str]) -> ReadRow:
        """The row as the content of a visit; every problem of it at once."""
        row = ReadRow(number, cells)
        values = self._values(row)
        rows = {
            "stops": self._stops(row),
            "officers": self._officers(row),
            "people": self._people(row, values),
            "notes": self._notes(row),
            "follow_ups": [Row(at, None, {"text": text}) for at, text in enumerate(self._lines(row, "tindak_lanjut"))],
        }
        values["concern_heard"] = any(cells.get(name, "").strip() for name in HEARD)
        self._check_campaign(row, values, rows["people"])
        if not row.problems:
            content = VisitContent(values=values)
            content.rows.update(rows)
            row.content = content
        return row

    def _values(self, row: ReadRow) -> dict[str, Any]:
        day = self._ask(row, "tanggal", DayField())
        if day is None and not row.problems:
            row.problems.append(("tanggal", _("Enter the date of the visit.")))
        operation = self._operation(row, day)
        started, ended = self._ask(row, "jam_mulai", ClockField()), self._ask(row, "jam_selesai", ClockField())
        values = {
            "visited_on": day,
            "started_at": started,
            "ended_at": ended,
            "ends_next_day": bool(started and ended and started >= EVENING and ended <= EARLY_MORNING),
            "outcome": self._code(row, "pelaksanaan", Outcome) or Outcome.HELD,
            "activity": self._code(row, "bentuk", Activity, ALSO_ACTIVITY.get) or Activity.CALL,
            "situation_after": self._code(row, "situasi", Situation, situation_of),
            "operation": operation,
            "attendance": self._ask(row, "jumlah_hadir", CountField(required=False, max_value=MOST_PEOPLE)),
            "unit": self._unit(row),
        }
        if ended and (not started or (ended < started and not values["ends_next_day"])):
            row.problems.append(("jam_selesai", _("A visit cannot end before it starts.")))
        for column, each in TEXTS.items():
            longest = LONGEST_NAME if each.kind is FieldKind.LINE else LONGEST_TEXT
            values[each.name] = self._text(row, column, longest)
        values["purpose"] = values["purpose"] or usual_purpose(operation)
        return values

    def _operation(self, row: ReadRow, day: dt.date | None) -> Operation | None:
        typed = fold_name(row.cells.get("operasi", ""))
        if typed:
            found = next((each for each in self.operations if typed in (each.code, fold_name(each.name))), None)
            if found is None:
                row.problems.append(("operasi", _("There is no such operation.")))
            return found
        if day is None:
            return None
        return next((each for each in self.operations if each.covers(day)), None)

    def _unit(self, row: ReadRow) -> Unit:
        typed = fold_name(row.cells.get("kesatuan", ""))
        if not typed:
            return self.officer.unit
        found = [each for each in self.units if typed in map(fold_name, (each.code, each.name, each.short_name))]
        exact = [each for each in found if fold_name(each.code) == typed] or found
        if len(exact) == 1:
            return exact[0]
        names = ", ".join(f"{each.name} ({each.code})" for each in found)
        sentence = _("Several units have this name: %(names)s. Write the code.") % {"names": names}
        row.problems.append(("kesatuan", sentence if found else _("This is neither your unit nor one below it.")))
        return self.officer.unit

    def _stops(self, row: ReadRow) -> list[Row]:
        village = self._text(row, "desa", LONGEST_NAME)
        if not village:
            row.problems.append(("desa", _("Enter the village.")))
            return []
        match = self.names.place(village, self._text(row, "kecamatan", LONGEST_NAME))
        if not match.candidates:
            row.problems.append(("desa", _("No village of this name was found.")))
        elif not match.chosen:
            row.problems.append(("desa", _("Several villages may be meant. Choose one on this page.")))
        else:
            place = self.names.villages[match.chosen]
            return [Row(0, None, {"place": place, "name": self._text(row, "tempat", LONGEST_NAME)})]
        return []

    def _officers(self, row: ReadRow) -> list[Row]:
        said = self._named(row, "petugas", read_officers, known="officer", most=MOST_OFFICERS)
        roles = [OfficerRole.LEADER, *[OfficerRole.COMPANION] * len(said)]
        rows = [Row(at, None, {**values, "role": roles[at]}) for at, values in enumerate(said)]
        if not rows:
            row.problems.append(("petugas", _("Enter at least one officer.")))
        return rows

    def _people(self, row: ReadRow, values: dict[str, Any]) -> list[Row]:
        said = self._named(row, "ditemui", read_people, known="figure", most=MOST_PEOPLE)
        if not said and values["attendance"]:
            said = [{"group": _("Residents"), "count": values["attendance"], "categories": ["resident"]}]
        if not said and values["outcome"] == Outcome.HELD:
            row.problems.append(("ditemui", _("Enter who was met, or how many people.")))
        return [Row(at, None, {"presence": Presence.MET, **person}) for at, person in enumerate(said)]

    def _named(
        self, row: ReadRow, column: str, read: Callable[[str, Names], list[dict[str, Any]]], *, known: str, most: int
    ) -> list[dict[str, Any]]:
        """Everybody in one cell, a registered one once; a part that names nobody is a mistake."""
        found: list[dict[str, Any]] = []
        for typed in self._lines(row, column, separators=r"[;\n]", longest=LONGEST_NAME):
            # A longer one is refused already.
            for said in self._read(row, column, read, typed) if len(typed) <= LONGEST_NAME else []:
                if not any(mark.isalnum() for mark in said.get("name") or said.get("group") or "") and not (
                    said.get(known) or said.get("count")
                ):
                    row.problems.append((column, _("Enter a name, or a group.")))
                if (said.get("count") or 0) > most:
                    row.problems.append((column, _("Enter a number.")))
                if not said.get(known) or all(said[known] != other.get(known) for other in found):
                    found.append(said)
        if any(len(each.get("degrees", "")) > LONGEST_DEGREES for each in found):
            row.problems.append((column, _("At most %(longest)d characters.") % {"longest": LONGEST_DEGREES}))
        if len(found) > MOST_NAMES:
            row.problems.append((column, _("At most %(most)d rows of a kind are kept.") % {"most": MOST_NAMES}))
        return found

    def _read(self, row: ReadRow, column: str, read, typed: str) -> list[dict[str, Any]]:
        try:
            return read(typed, self.names)
        except ValidationError as problem:
            row.problems.append((column, " ".join(problem.messages)))
            return []

    def _notes(self, row: ReadRow) -> list[Row]:
        rows: list[Row] = []
        for column, kind in NOTES.items():
            for text in self._lines(row, column):
                rows.append(Row(len(rows), None, {"kind": kind, "text": text, "sensitivity": Sensitivity.INTERNAL}))
        if len(rows) > MOST_NAMES:
            row.problems.append(("aspirasi", _("At most %(most)d rows of a kind are kept.") % {"most": MOST_NAMES}))
        return rows

    def _check_campaign(self, row: ReadRow, values: dict[str, Any], people: list[Row]) -> None:
        """A visit to a campaign team needs an order number, as submitting it in the form does."""
        if values["order_number"] or values["visited_on"] is None:
            return
        for person in people:
            figure = person.values.get("figure")
            roles = figure.roles_on(values["visited_on"]) if figure else []
            if PersonCategory.CAMPAIGN in {*person.values.get("categories", []), *(role.category for role in roles)}:
                sentence = _("A visit to a campaign team or office needs an order number.")
                row.problems.append(("nomor_sprin", sentence))
                return

    def _ask(self, row: ReadRow, column: str, field: forms.Field) -> Any:
        try:
            return field.clean(row.cells.get(column, ""))
        except ValidationError as problem:
            row.problems.append((column, " ".join(problem.messages)))
            return None

    def _code(self, row: ReadRow, column: str, codes, also: Callable[[str], str | None] = lambda typed: "") -> str:
        typed = clean_line(row.cells.get(column, ""))
        code = code_of(typed, codes, also) if typed else ""
        if typed and code not in codes.values:
            row.problems.append((column, _("“%(typed)s” is not one of the choices.") % {"typed": typed[:60]}))
            return ""
        return code

    def _text(self, row: ReadRow, column: str, longest: int = LONGEST_TEXT) -> str:
        clean = clean_line if longest == LONGEST_NAME else clean_text
        text = clean(row.cells.get(column, ""))
        try:
            refuse_control_characters(text)
        except ValidationError as problem:
            row.problems.append((column, " ".join(problem.messages)))
        if len(text) > longest:
            row.problems.append((column, _("At most %(longest)d characters.") % {"longest": longest}))
        return text

    def _lines(self, row: ReadRow, column: str, separators: str = r"\n", longest: int = LONGEST_TEXT) -> list[str]:
        parts = [LIST_MARK.sub("", part.strip()).strip() for part in re.split(separators, self._text(row, column))]
        parts = [part for part in parts if part]
        if any(len(part) > longest for part in parts):
            row.problems.append((column, _("At most %(longest)d characters.") % {"longest": longest}))
        if len(parts) > MOST_NAMES:
            row.problems.append((column, _("At most %(most)d rows of a kind are kept.") % {"most": MOST_NAMES}))
        return parts
