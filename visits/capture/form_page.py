"""The form's page: its cards and sections in order, rows to add, versions to compare."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.capture.choices import offer_choices
from visits.capture.comparing import differences
from visits.capture.form_layout import (
    ADD_LABELS,
    BEGINNINGS,
    CARDS,
    CARDS_BELOW,
    FIRST_FIELDS,
    NOTE_KINDS,
    RARER_NOTE_KINDS,
    SECTIONS,
    SHORT_ADD_LABELS,
    Card,
    Section,
)
from visits.capture.page_fields import PageFields
from visits.capture.post import VisitPost
from visits.capture.row_forms import ROW_TITLES
from visits.core.dates import clock_zone, short_date
from visits.models import Outcome, Remark, Visit, VisitStatus
from visits.pickers.near import NearChoices

AT_A_STOP = ("people", "notes")


class FormPage:
    """A posted visit, ready to be shown as the form."""

    def __init__(self, post: VisitPost, find: str = ""):
        self.post, self.find = post, find
        self.compared: list[tuple[str, str, str]] = []
        self.saved: Visit | None = None
        self.remark: Remark | None = None
        # What was asked for just now is shown, filled or not.
        self.added = ""

    def ask(self, remark: Remark | None) -> None:
        """Show why the visit came back, and the box for the answer, at the place that it is about."""
        self.remark = remark

    @property
    def asks_above(self) -> bool:
        """Whether the return is about the visit as a whole, or about what this form does not show."""
        if self.remark is None:
            return False
        return not (self._remark_section or self._remark_row)

    @property
    def folds(self) -> bool:
        """Whether the cards fold: of a returned visit the one that is asked about stands open."""
        visit = self.post.visit
        return bool(visit and visit.status == VisitStatus.RETURNED and self.remark and not self.asks_above)

    @property
    def _remark_row(self) -> str:
        """The saved note that the return is about, where the form holds it."""
        if self.remark is None or self.remark.note_id is None:
            return ""
        rows = self.post.formsets["notes"].forms
        return next((row.prefix for row in rows if row["id"].value() == str(self.remark.note_id)), "")

    @property
    def _remark_section(self) -> str:
        if self.remark is None or self._remark_row:
            return ""
        return self.remark.section

    def add_row(self, kind: str) -> None:
        """One more empty row, for a browser without scripts; at a second stop somebody is met and something said."""
        if kind not in self.post.formsets:
            return
        data = self.post.data.copy()
        number = self._add_to(data, kind)
        if kind == "stops" and number:
            for other in AT_A_STOP:
                data[f"{other}-{self._add_to(data, other)}-stop"] = str(number)
        self.post = VisitPost(data, officer=self.post.officer, visit=self.post.visit).quiet()
        self.added = kind

    def _add_to(self, data: QueryDict, kind: str) -> int:
        """The number of the new row. Beyond the most no row is added; the post itself says why."""
        rows = int(data.get(f"{kind}-TOTAL_FORMS", "0"))
        if kind == "follow_ups":
            # A new promise is that of who writes.
            data[f"{kind}-{rows}-owner"] = self.post.officer.nrp
        data[f"{kind}-TOTAL_FORMS"] = str(min(rows + 1, self.post.formsets[kind].max_num))
        return rows

    def compare_with(self, saved: Visit, theirs: QueryDict) -> None:
        """Note what the saved version says otherwise, in words, and let the next post replace it."""
        self.saved = saved
        self.compared = differences(VisitPost(theirs, officer=self.post.officer, visit=saved), self.post)
        # The person has seen both now: the next post may replace the saved version.
        self.post.data["revision"] = str(saved.revision)
        self.post.form.data = self.post.data

    @cached_property
    def near(self) -> NearChoices:
        """Who and what is near, around the village of the first stop where that is said."""
        first = self.post.formsets["stops"].forms[:1]
        place = getattr(first[0], "cleaned_data", {}).get("place") if first else None
        return NearChoices(self.post.officer, place=getattr(place, "code", ""))

    @property
    def near_json(self) -> str:
        """What is near, for a script to offer in the rows that it adds, without what the cards above it show."""
        shown = self._fields.near_shown
        rows = {kind: each for kind, each in self.near.as_rows().items() if kind not in shown}
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def _fields(self) -> PageFields:
        # Here and not at the start: a post that is saved at once never shows its choices.
        offer_choices(self.post)
        return PageFields(self.post, self.near, self.find)

    @property
    def when(self) -> str:
        """Day and part of the day in words, as they stand in the form's head."""
        said = getattr(self.post.form, "cleaned_data", {})
        day, today = said.get("visited_on"), timezone.localdate()
        near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
        code = self.post.form.fields["part_of_day"].codes
        part = str(code(said["part_of_day"]).label).lower() if said.get("part_of_day") else ""
        words = [
            (day and near.get(day)) or short_date(day) or _("Which day?"),
            clock_zone(said.get("started_at")) or part,
        ]
        return ", ".join(word for word in words if word)

    @property
    def add_buttons(self) -> list[tuple[str, object]]:
        return list(SHORT_ADD_LABELS.items())

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [self._card(card) for card in CARDS]

    @property
    def cards_below(self) -> list[dict[str, Any]]:
        return [self._card(card) for card in CARDS_BELOW]

    def _card(self, card: Card) -> dict[str, Any]:
        form = self.post.form
        is_asked = self._remark_section == card.asked_by
        shown = {
            "name": card.name,
            "title": card.title,
            "kind": card.rows,
            "template": f"capture/_{card.name}.html",
            "field": {name: self._fields.field(form, name) for name in card.fields},
            "is_asked": is_asked,
            "is_quiet": card.is_quiet,
            "is_wrong": any(name in form.errors for name in card.fields),
        }
        if card.fields:
            shown["choices"] = self._fields.choices(form, card.fields[0])
        if card.rows:
            shown |= self._rows(card)
        shown["is_open"] = not self.folds or is_asked or shown["is_wrong"] or shown.get("has_asked_row", False)
        return shown

    def _rows(self, card: Card) -> dict[str, Any]:
        kind, formset = card.rows, self.post.formsets[card.rows]
        rows = [self._row(kind, row) for row in formset.forms]
        is_wrong = any(row["form"].errors for row in rows) or bool(formset.non_form_errors())
        is_asked = self._remark_section == card.asked_by
        # Whoever logs a visit went along: a card that names nobody else waits until it is asked for.
        fewest = 1 if kind == "officers" else 0
        return {
            "rows": rows,
            "empty": None if self._first_is_empty(kind) else self._row(kind, self.post.empty_form(kind)),
            "formset": formset,
            "add_label": ADD_LABELS[kind],
            "has_asked_row": any(row["is_asked"] for row in rows),
            "is_wrong": is_wrong or any(name in self.post.form.errors for name in card.fields),
            "is_quiet": card.is_quiet
            and len(rows) <= fewest
            and not (is_wrong or is_asked or kind == self.added or self.find.startswith(kind)),
        }

    def _first_is_empty(self, kind: str) -> bool:
        """Whether a script can take the first row for an empty one, so that the page need not say it twice."""
        empty, rows = self.post.empty_form(kind), self.post.formsets[kind].forms
        first = rows[0] if rows and not rows[0].errors else None
        return first is not None and all(
            (first[name].value() or "") == (empty[name].value() or "") for name in empty.fields
        )

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """What stands under *Complete the report*."""
        return [self._section(section) for section in SECTIONS]

    def _section(self, section: Section) -> dict[str, Any]:
        form = self.post.form
        names = [*section.fields, *section.rarer]
        is_asked = self._remark_section == section.name
        return {
            "name": section.address,
            "title": section.title,
            "fields": [self._fields.field(form, name) for name in [*section.fields, *self._posts(section)]],
            "rarer": [self._fields.field(form, name) for name in section.rarer],
            "rarer_open": any(name in form.errors for name in section.rarer),
            "is_open": (section.name == "when" and not self.folds)
            or is_asked
            or any(name in form.errors for name in names),
            "is_asked": is_asked,
            "is_wrong": any(name in form.errors for name in names),
            "is_filled": any(form[name].value() for name in names if name not in BEGINNINGS),
        }

    @property
    def more_is_open(self) -> bool:
        """Whether the whole report is unfolded: something is wrong there, asked about, or was said before."""
        saved = self.post.visit is not None and not self.folds
        return any(each["is_wrong"] or each["is_asked"] or (saved and each["is_filled"]) for each in self.sections)

    def _posts(self, section: Section) -> list[str]:
        """Whoever is lent to another unit says for which one a new visit is logged."""
        several = section.name == "more" and self.post.visit is None and len(self.post.form.units) > 1
        return ["unit"] if several else []

    def _row(self, kind: str, form) -> dict[str, Any]:
        first = FIRST_FIELDS[kind]
        rarer = [name for name in form.fields if name not in first and name not in ("id", "key", "DELETE")]
        errors = set(form.errors)
        shown = {
            "form": form,
            "kind": kind,
            "title": ROW_TITLES[kind],
            "template": f"capture/_{kind}_row.html",
            "field": {name: self._fields.field(form, name) for name in first},
            "rarer": [self._fields.field(form, name) for name in rarer],
            "rarer_open": any(name in errors for name in rarer),
            "hidden": [form[name] for name in ("id", "key") if name in form.fields],
            "photo": self._photo(form) if kind == "photos" else None,
            "is_asked": bool(self._remark_row) and form.prefix == self._remark_row,
            "hides_little": kind == "notes" and bool(form["seal_source"].value()) and self._people_named < 2,
            "is_sealed": kind == "notes" and form["id"].value() in self._confidential,
            "stops": self._stops(form) if kind in AT_A_STOP else [],
        }
        if kind == "notes":
            kinds = {one["value"]: one for one in self._fields.choices(form, "kind")}
            shown["kinds"] = [kinds[code] for code in NOTE_KINDS]
            shown["rarer_kinds"] = [kinds[code] for code in RARER_NOTE_KINDS]
            shown["rarer_open"] |= any(kinds[code]["is_chosen"] for code in RARER_NOTE_KINDS)
        return shown

    def _stops(self, form) -> list[dict[str, Any]]:
        """Where somebody was met or something said, to tap; nothing to ask where there is one stop."""
        if len(self.post.formsets["stops"].forms) < 2:
            return []
        return self._fields.choices_of_rows(form, "stop")

    @property
    def is_not_held(self) -> bool:
        """Whether nobody was met: then what was said is folded away."""
        return self.post.form["outcome"].value() in (Outcome.NOBODY_HOME, Outcome.POSTPONED)

    @cached_property
    def _people_named(self) -> int:
        """How many people or groups the post names: with one, everybody knows a confidential source."""
        return len(self.post.filled("people"))

    @cached_property
    def _confidential(self) -> set[str]:
        """Saved notes whose source is confidential already, as their rows name them."""
        if self.post.visit is None:
            return set()
        return {
            str(pk) for pk in self.post.visit.notes.filter(source_is_confidential=True).values_list("pk", flat=True)
        }

    def _photo(self, form):
        pk = getattr(form, "cleaned_data", {}).get("id")
        visit = self.post.visit
        return visit.photos.filter(pk=pk).first() if pk and visit else None
