"""The fields of the form's page: what each shows, offers and has to say."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.forms import BoundField

from visits.capture.form_layout import MOST_BOXES, PICKERS
from visits.capture.post import VisitPost
from visits.pickers.figures import search_figures
from visits.pickers.near import NearChoices
from visits.pickers.officers import officer_option, search_officers
from visits.pickers.options import Option, Options
from visits.pickers.villages import place_options

# Which list of what is near a picker offers.
NEAR_KINDS = {"place": "villages", "figure": "people", "officer": "colleagues"}
WIDGET_CLASSES = {"select": "form-select", "checkbox": "form-check-input"}


class PageFields:
    """The bound fields of one post as templates take them. `find`: the field whose button *Find* was pressed."""

    def __init__(self, post: VisitPost, near: NearChoices, find: str = ""):
        self.post, self.near, self.find = post, near, find
        # What stands on the page to be tapped.
        self.near_shown: set[str] = set()

    def field(self, form, name: str) -> dict[str, Any]:
        """One field: its value, its choices where there are few, its error."""
        bound = form[name]
        shown = {
            "bound": bound,
            "name": bound.html_name,
            "id": bound.auto_id,
            "value": bound.value(),
            "error": "; ".join(form.errors.get(name, [])),
        }
        if name in PICKERS:
            return shown | self._picker(form, name)
        if bound.widget_type == "checkboxselectmultiple":
            return shown | {"boxes": self._boxes(bound), "folded": self._folded(bound)}
        css = WIDGET_CLASSES.get(bound.widget_type, "form-control")
        wrong = " is-invalid" if shown["error"] else ""
        # Drawn where a template asks for it.
        return shown | {"input": partial(bound.as_widget, attrs={"class": css + wrong})}

    def choices(self, form, name: str) -> list[dict[str, Any]]:
        """The codes of a field to tap: none is marked that nobody posted, although the field has a default."""
        bound = form[name]
        posted = form.data.getlist(bound.html_name)
        return [
            {"value": code, "label": label, "is_chosen": code in posted} for code, label in bound.field.choices if code
        ]

    def choices_of_rows(self, form, name: str) -> list[dict[str, Any]]:
        """The rows that a field may name, to tap."""
        bound = form[name]
        offered = [(code, label) for code, label in bound.field.widget.choices if code]
        return [{"value": code, "label": label, "is_chosen": bound.value() == code} for code, label in offered]

    def _boxes(self, bound: BoundField) -> list[dict[str, Any]]:
        ticked = set(bound.value() or [])
        offered = bound.field.widget.choices
        return [{"value": code, "label": label, "is_chosen": code in ticked} for code, label in offered]

    def _picker(self, form, name: str) -> dict[str, Any]:
        full = form.add_prefix(name)
        chosen = self._chosen(getattr(form, "cleaned_data", {}).get(name), form[name].value())
        query = self._typed(form, name)
        return {
            "picker": PICKERS[name],
            "chosen": chosen,
            "query": query,
            "options": self._found(name, full, query, has_error=name in form.errors),
            # The row that a script copies gets them from the script.
            "near": [] if chosen or "__prefix__" in full else self._near(name),
        }

    def _typed(self, form, name: str) -> str:
        """The letters to search for: of a figure the name as it was typed, which is searched as it stands."""
        searched = self.post.data.get(f"{form.add_prefix(name)}-q", "")
        return searched or (self.post.data.get(form.add_prefix("name"), "") if name == "figure" else "")

    def _folded(self, bound: BoundField) -> str | None:
        """What a long list of boxes says while it is folded; None where it is shown."""
        # With an error inside it must not be folded away.
        offered = bound.field.widget.choices
        if len(offered) <= MOST_BOXES or bound.errors:
            return None
        ticked = set(bound.value() or [])
        return ", ".join(str(label) for code, label in offered if code in ticked)

    def _found(self, name: str, full: str, query: str, *, has_error: bool) -> Options | None:
        """What a search without scripts found, or what letters may mean that name no place."""
        if self.find != full and not (query and has_error and name == "place"):
            return None
        officer = self.post.officer
        if name == "place":
            return place_options(query, officer)
        if name == "figure":
            return search_figures(query, officer=officer, place=self.post.data.get("stops-0-place"))
        return search_officers(query, officer=officer)

    def _near(self, name: str) -> list[Option]:
        # Each asks one query, so only a page that shows them does.
        kind = NEAR_KINDS.get(name)
        if not kind:
            return []
        self.near_shown.add(kind)
        return getattr(self.near, kind)

    def _chosen(self, value: Any, raw: str | None) -> Option | None:
        """What a picker shows as chosen: the row behind the posted value, else the value itself."""
        if not hasattr(value, "pk"):
            # No such row is known: what was typed is shown, so that it can be corrected.
            return Option(raw, raw) if raw else None
        kind = value._meta.model_name
        if kind == "region":
            return Option(value.code, value.label, value.above_label)
        if kind == "officer":
            return officer_option(value)
        village = value.village.label if value.village else ""
        return Option(str(value.key), value.full_name, village, place=value.village_id or "")
