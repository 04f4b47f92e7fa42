"""One posted visit: the visit's fields and all rows, read and checked together."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from visits.capture.checks import check_essentials, resolve_references
from visits.capture.resolving import resolve_rows
from visits.capture.row_forms import FORMSETS, MOST_ROWS, OVER_LIMIT, ROW_TITLES
from visits.capture.visit_form import VisitForm
from visits.core.permissions import may_log_for
from visits.core.visit_content import ROW_KINDS, Pairs, Row, VisitContent
from visits.models import MOST_PHOTOS, Officer, Operation, Topic, Visit

ROW_NAME = re.compile(rf"^({'|'.join(ROW_KINDS)})-(\d{{1,3}})-")
# PostgreSQL's JSON cannot hold a NUL, which a draft keeps as everything else that was typed.
VISIBLE_NUL = "\u2400"


def with_row_counts(data: QueryDict) -> QueryDict:
    """The posted values with a row count for every kind that fits its rows.

    A device that posts no count, or a wrong one, loses no row.
    """
    data = data.copy()
    highest = dict.fromkeys(ROW_KINDS, 0)
    for name in data:
        found = ROW_NAME.match(name)
        if found:
            highest[found[1]] = max(highest[found[1]], int(found[2]) + 1)
    for kind, rows in highest.items():
        posted = data.get(f"{kind}-TOTAL_FORMS", "")
        # int() also reads digits of other scripts, and a thousand digits take minutes.
        stated = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 4 else 0
        data[f"{kind}-TOTAL_FORMS"] = str(min(max(stated, rows), 2 * MOST_ROWS))
        # Django would take the first so many rows for unchanged ones.
        data[f"{kind}-INITIAL_FORMS"] = "0"
    return data


class VisitPost:
    """A visit as it was posted by one officer, with everything that is wrong with it.

    `visit` is the saved visit, where there is one. Choices and references are loaded in bulk.
    """

    def __init__(self, data: QueryDict, files: MultiValueDict | None = None, *, officer: Officer, visit: Visit | None):
        self.officer, self.visit = officer, visit
        self.data = with_row_counts(data)
        # Sentences about what was filled in, and about what is odd and goes in all the same.
        self.notices: list[str] = []
        self.questions: list[str] = []
        self._empty_forms: dict = {}
        # Retired ones too: a saved visit may have one.
        self.form = VisitForm(self.data, operations=_operations(), units=may_log_for(officer), visit=visit)
        topics = list(Topic.objects.all())
        kept = set(visit.notes.values_list("topic", flat=True)) if visit else set()
        options: dict[str, dict[str, Any]] = {"notes": {"form_kwargs": {"topics": topics, "kept": kept}}}
        self.formsets = {
            kind: formset(self.data, files, prefix=kind, **options.get(kind, {})) for kind, formset in FORMSETS.items()
        }

    @property
    def pairs(self) -> Pairs:
        """Everything that was typed, as [name, value] pairs, to be kept beside the row."""
        known = set(self.form.fields) | {
            f"{kind}-{count}_FORMS" for kind in ROW_KINDS for count in ("TOTAL", "INITIAL")
        }
        return [
            (name, value.replace("\x00", VISIBLE_NUL))
            for name, values in self.data.lists()
            if name in known or (ROW_NAME.match(name) and "\x00" not in name)
            for value in values
        ]

    def quiet(self) -> VisitPost:
        """The same, read but without its errors: while rows are still being added nothing is wrong yet."""
        self.validate()
        for form in [self.form, *(form for formset in self.formsets.values() for form in formset.forms)]:
            form.errors.clear()
        return self

    def validate(self) -> bool:
        """Read every value, once; whether all make sense and every reference leads somewhere. Gaps are allowed."""
        return self._makes_sense

    @cached_property
    def _makes_sense(self) -> bool:
        self.form.full_clean()
        for formset in self.formsets.values():
            formset.is_valid()
        # Before the references: a row that names nobody is still a row that others may name.
        resolve_rows(self)
        resolve_references(self)
        return not self.has_errors

    def is_complete(self) -> bool:
        """Whether it can be submitted: valid, and with everything that submitting demands."""
        makes_sense = self.validate()
        check_essentials(self)
        return makes_sense and not self.has_errors

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors) or any(
            formset.non_form_errors() or any(form.errors for form in formset.forms)
            for formset in self.formsets.values()
        )

    def empty_form(self, kind: str):
        """The row that a script copies to add one; the same object at every call."""
        if kind not in self._empty_forms:
            self._empty_forms[kind] = self.formsets[kind].empty_form
        return self._empty_forms[kind]

    def filled(self, kind: str) -> list:
        """The filled rows of a kind as (number, form)."""
        return [
            (number, form)
            for number, form in enumerate(self.formsets[kind].forms)
            # Rows beyond the limit of a formset are read but never cleaned.
            if hasattr(form, "cleaned_data") and form.is_filled
        ]

    def content(self) -> VisitContent:
        """The visit in domain values. Ask only when it is valid."""
        around = {"key", "revision", "recorded_at", "unit", "answer"}
        values = {name: value for name, value in self.form.cleaned_data.items() if name not in around}
        rows = {kind: [_row(number, form) for number, form in self.filled(kind)] for kind in ROW_KINDS}
        # Photos alone are removed by their mark; all other rows go by not being posted.
        rows["photos"] += [
            _row(number, form) for number, form in enumerate(self.formsets["photos"].forms) if _is_deleted(form)
        ]
        return VisitContent(values=values, rows=rows)

    @property
    def photos_over_limit(self) -> bool:
        """Whether photos are too many or one is too large; whatever else is wrong."""
        photos = self.formsets["photos"]
        errors = [error for form in photos.forms for error in form.errors.as_data().get("image", ())]
        return bool(photos.non_form_errors()) or any(error.code == OVER_LIMIT for error in errors)

    def photo_rows(self) -> list[Row]:
        """The photos that can be kept even while the rest does not make sense yet, as many as a visit holds."""
        forms = enumerate(self.formsets["photos"].forms)
        rows = [_row(number, form, without="stop") for number, form in forms if not form.errors and form.is_filled]
        saved, new = [row for row in rows if row.pk], [row for row in rows if not row.pk]
        if self.formsets["photos"].non_form_errors():
            there = self.visit.photos.count() if self.visit else 0
            # As many as fit, in the order of the page.
            new = new[: max(0, MOST_PHOTOS - there)]
        return saved + new

    def error_list(self) -> list[tuple[str, str]]:
        """Every error as (id of its field on the page, sentence), in the order of the page."""
        found = [
            (self.form[name].id_for_label or f"id_{name}", text) if name in self.form.fields else ("main", text)
            for name, texts in self.form.errors.items()
            for text in texts
        ]
        for kind, formset in self.formsets.items():
            found += [(kind, text) for text in formset.non_form_errors()]
            for number, form in enumerate(formset.forms, start=1):
                found += [
                    (
                        f"id_{form.add_prefix(name)}" if name in form.fields else kind,
                        f"{ROW_TITLES[kind]} {number}: {text}",
                    )
                    for name, texts in form.errors.items()
                    for text in texts
                ]
        return found

    def errors_by_name(self) -> dict[str, list[str]]:
        """Every error by the posted name of its field, for a device."""
        found = {name: list(texts) for name, texts in self.form.errors.items()}
        for kind, formset in self.formsets.items():
            if formset.non_form_errors():
                found[kind] = list(formset.non_form_errors())
            for form in formset.forms:
                found |= {form.add_prefix(name): list(texts) for name, texts in form.errors.items()}
        return found


def _row(number: int, form, without: str = "") -> Row:
    values = {name: value for name, value in form.cleaned_data.items() if name != without}
    return Row(number, values.get("id"), values)


def _is_deleted(form) -> bool:
    return not form.errors and bool(form.cleaned_data.get("DELETE"))


def _operations() -> list[Operation]:
    return list(Operation.objects.order_by("-starts_on", "name"))
