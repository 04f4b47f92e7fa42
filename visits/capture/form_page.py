"""The form's page: its sections in order, what each picker shows, rows to add, versions to compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from visits.capture.choices import offer_choices
from visits.capture.post import ROW_NAME, VisitPost
from visits.capture.row_forms import ROW_TITLES
from visits.models import Remark, Visit, VisitSection
from visits.models.visit_fields import VISIT_FIELDS
from visits.pickers.figures import familiar_figures, search_figures
from visits.pickers.officers import officer_option, recent_colleagues, search_officers
from visits.pickers.options import Option, Options
from visits.pickers.suggested_villages import familiar_places
from visits.pickers.villages import place_options

PICKERS = {
    "place": "picker_places",
    "figure": "picker_figures",
    "officer": "picker_officers",
    "owner": "picker_officers",
}
# A longer list of boxes is folded into one line: a phone shows about ten lines.
MOST_BOXES = 8
# Fields of a row that are there at once; the others wait under "More".
FIRST_FIELDS = {
    "stops": ["place", "venue", "name", "address"],
    "officers": ["officer", "role"],
    "people": ["figure", "name", "title", "group", "count", "categories"],
    "notes": ["kind", "text", "topic", "raised_by"],
    "follow_ups": ["text", "due_on", "owner"],
    "photos": ["image", "caption"],
}
ADD_LABELS = {
    "stops": _("Add a place"),
    "officers": _("Add an officer"),
    "people": _("Add a person or group"),
    "notes": _("Add a note"),
    "follow_ups": _("Add a follow-up"),
    "photos": _("Add a photo"),
}


@dataclass(frozen=True)
class Section:
    """One part of the page that folds: its fields, then its rows, then what is rarer."""

    name: str
    rows: str = ""
    is_open: bool = False

    @property
    def fields(self) -> list[str]:
        return [field.name for field in VISIT_FIELDS if field.section == self.name and not field.is_rarer]

    @property
    def rarer(self) -> list[str]:
        return [field.name for field in VISIT_FIELDS if field.section == self.name and field.is_rarer]


SECTIONS = [
    Section("when", is_open=True),
    Section("where", rows="stops", is_open=True),
    Section("who", rows="people", is_open=True),
    Section("said", rows="notes", is_open=True),
    Section("how"),
    Section("went", rows="officers"),
    Section("photos", rows="photos"),
    Section("more"),
    Section("follow_ups", rows="follow_ups"),
]


class FormPage:
    """A posted visit, ready to be shown as the form."""

    def __init__(self, post: VisitPost, find: str = ""):
        self.post, self.find = post, find
        self.compared: list[tuple[str, str, str]] = []
        self.saved: Visit | None = None
        self.remark: Remark | None = None

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
        """One more empty row, for a browser without scripts."""
        if kind not in self.post.formsets:
            return
        data = self.post.data.copy()
        rows = int(data[f"{kind}-TOTAL_FORMS"])
        # Beyond the most no row is added; the post itself says why.
        data[f"{kind}-TOTAL_FORMS"] = str(min(rows + 1, self.post.formsets[kind].max_num))
        self.post = VisitPost(data, officer=self.post.officer, visit=self.post.visit).quiet()

    def compare_with(self, saved: Visit, theirs: QueryDict) -> None:
        """Note what the saved version says otherwise, in words, and let the next post replace it."""
        self.saved = saved
        other = VisitPost(theirs, officer=self.post.officer, visit=saved)
        names = list(dict.fromkeys([*other.data, *self.post.data]))
        for name in names:
            said, typed = theirs.getlist(name), self.post.data.getlist(name)
            label = self._label(name)
            # What one page leaves empty the other may not post at all.
            if label and [v for v in said if v] != [v for v in typed if v]:
                self.compared.append((label, ", ".join(said), ", ".join(typed)))
        # The person has seen both now: the next post may replace the saved version.
        self.post.data["revision"] = str(saved.revision)
        self.post.form.data = self.post.data

    def _label(self, name: str) -> str:
        found = ROW_NAME.match(name)
        if not found:
            return str(self.post.form.fields[name].label or "") if self._is_said(name) else ""
        field_name = name[found.end() :]
        fields = self.post.empty_form(found[1]).fields
        if field_name not in fields or field_name in ("id", "key"):
            return ""
        return f"{ROW_TITLES[found[1]]} {int(found[2]) + 1}: {fields[field_name].label}"

    def _is_said(self, name: str) -> bool:
        return name in self.post.form.fields and name not in ("key", "revision", "recorded_at", "unit", "answer")

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Every section with its bound fields and rows."""
        # Here and not at the start: a post that is saved at once never shows its choices.
        offer_choices(self.post)
        return [self._section(section) for section in SECTIONS]

    def _section(self, section: Section) -> dict[str, Any]:
        form = self.post.form
        has_errors = any(name in form.errors for name in [*section.fields, *section.rarer])
        shown = {
            "name": section.name,
            "title": VisitSection(section.name).label,
            "fields": [self._field(form, name) for name in [*section.fields, *self._posts(section)]],
            "rarer": [self._field(form, name) for name in section.rarer],
            "rarer_open": any(name in form.errors for name in section.rarer),
            "is_open": section.is_open or has_errors or self._remark_section == section.name,
            "is_asked": self._remark_section == section.name,
            "kind": section.rows,
        }
        if section.rows:
            formset = self.post.formsets[section.rows]
            rows = [self._row(section.rows, row) for row in formset.forms]
            shown |= {
                "rows": rows,
                "empty": self._row(section.rows, self.post.empty_form(section.rows)),
                "formset": formset,
                "add_label": ADD_LABELS[section.rows],
                "is_open": shown["is_open"]
                or any(row["form"].errors or row["is_asked"] for row in rows)
                or bool(formset.non_form_errors()),
            }
        return shown

    def _posts(self, section: Section) -> list[str]:
        """Whoever is lent to another unit says for which one a new visit is logged."""
        several = section.name == "went" and self.post.visit is None and len(self.post.form.units) > 1
        return ["unit"] if several else []

    def _row(self, kind: str, form) -> dict[str, Any]:
        first = FIRST_FIELDS[kind]
        rarer = [name for name in form.fields if name not in first and name not in ("id", "key", "DELETE")]
        return {
            "form": form,
            "kind": kind,
            "title": ROW_TITLES[kind],
            "fields": [self._field(form, name) for name in first],
            "rarer": [self._field(form, name) for name in rarer],
            "rarer_open": any(name in form.errors for name in rarer),
            "hidden": [form[name] for name in ("id", "key") if name in form.fields],
            "photo": self._photo(form) if kind == "photos" else None,
            "is_asked": bool(self._remark_row) and form.prefix == self._remark_row,
            "hides_little": kind == "notes" and bool(form["seal_source"].value()) and self._people_named < 2,
            "is_sealed": kind == "notes" and form["id"].value() in self._confidential,
        }

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

    def _field(self, form, name: str) -> dict[str, Any]:
        bound = form[name]
        if name not in PICKERS:
            return {"bound": bound, "folded": self._folded(bound)}
        full = form.add_prefix(name)
        chosen = self._chosen(getattr(form, "cleaned_data", {}).get(name), bound.value())
        query, error = self._typed(form, name), "; ".join(form.errors.get(name, []))
        is_open = self.find == full or not chosen
        return {
            "bound": bound,
            "picker": PICKERS[name],
            "name": full,
            "chosen": chosen,
            "query": query,
            "options": self._offered(name, full, query, is_unclear=bool(query and error)) if is_open else "",
            "error": error,
        }

    def _typed(self, form, name: str) -> str:
        """The letters to search for: of a figure the name as it was typed, which is searched as it stands."""
        full = form.add_prefix(name)
        searched = self.post.data.get(f"{full}-q", "")
        by_name = name == "figure" and self.find == full
        return searched or (self.post.data.get(form.add_prefix("name"), "") if by_name else "")

    def _folded(self, bound: BoundField) -> str | None:
        """What a long list of boxes says while it is folded; None for any other field."""
        # With an error inside it must not be folded away.
        if bound.widget_type != "checkboxselectmultiple" or len(bound.field.choices) <= MOST_BOXES or bound.errors:
            return None
        ticked = set(bound.value() or [])
        return ", ".join(str(label) for code, label in bound.field.choices if code in ticked)

    def _offered(self, name: str, full: str, query: str, *, is_unclear: bool) -> Options | str:
        """What a search without scripts found, or what the letters may mean that name no place; else who is near."""
        officer = self.post.officer
        # No search was made in this field: only names at hand, which cost one query each.
        if self.find != full and not is_unclear:
            near = {"officer": lambda: self._colleagues, "figure": lambda: self._figures, "place": lambda: self._places}
            return Options(near[name]()) if name in near else ""
        if name == "place":
            return place_options(query, officer)
        if name == "figure":
            return search_figures(query, officer=officer, place=self.post.data.get("stops-0-place"))
        return search_officers(query, officer=officer)

    @cached_property
    def _colleagues(self) -> list[Option]:
        return recent_colleagues(self.post.officer)

    @cached_property
    def _figures(self) -> list[Option]:
        first = self.post.formsets["stops"].forms[:1]
        place = getattr(first[0], "cleaned_data", {}).get("place") if first else None
        return familiar_figures(self.post.officer, place=getattr(place, "code", ""))

    @cached_property
    def _places(self) -> list[Option]:
        return familiar_places(self.post.officer)

    def _chosen(self, value: Any, raw: str | None) -> Option | None:
        """What a picker shows as chosen: the row behind the posted value, else the value itself."""
        if not hasattr(value, "pk"):
            # No such row is known: what was typed is shown, so that it can be corrected.
            return Option(raw, raw) if raw else None
        kind = value._meta.model_name
        if kind == "region":
            above = ", ".join(part.label for part in _above(value))
            return Option(value.code, value.label, above)
        if kind == "officer":
            return officer_option(value)
        return Option(str(value.key), value.full_name, "")


def _above(region) -> list:
    above, part = [], region.parent
    while part is not None and part.parent_id:
        above.append(part)
        part = part.parent
    return above
