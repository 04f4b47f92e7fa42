"""The filters of the history: the list's filter is the export's filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import DayField, TypedField
from visits.history.filter_choices import operations_offered, own_places_offered, topics_offered, units_offered
from visits.lists.code_filters import CODE_FILTERS
from visits.models import CommunityFigure, Officer, Operation, Region, Topic, Unit
from visits.pickers.place_filter import read_place
from visits.typed.fields import ServiceNumberField

CURSORS = ("after", "before")
CURSOR = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{1,18}$"
# What may name a person is logged without its value.
UNSAID = ("q", "figure")


def _choice_fields() -> dict[str, forms.ChoiceField]:
    return {
        name: forms.ChoiceField(required=False, choices=[("", _("All")), *each.choices], label=each.label)
        for name, each in CODE_FILTERS.items()
    }


class HistoryFilter(forms.Form):
    """What may be asked of the history, and where its page begins."""

    # Not stripped: after a blank the last word is whole, before it the beginning of one.
    q = TypedField(label=_("Words"), max_length=200, strip=False, help_text=_("In notes, purpose, places and names."))
    unit = forms.SlugField(required=False, max_length=40, label=_("Unit"), widget=forms.Select)
    place = TypedField(label=_("Place"), max_length=200, help_text=_("A name, or a Kemendagri code."))
    to = DayField(future=True, label=_("Until"))
    topic = forms.SlugField(required=False, max_length=40, label=_("Topic"), widget=forms.Select)
    operation = forms.SlugField(required=False, max_length=40, label=_("Operation"), widget=forms.Select)
    figure = forms.UUIDField(required=False, label=_("Figure"), widget=forms.HiddenInput)
    officer = ServiceNumberField(required=False, label=_("Officer’s NRP"))
    after = forms.RegexField(CURSOR, required=False, widget=forms.HiddenInput)
    before = forms.RegexField(CURSOR, required=False, widget=forms.HiddenInput)
    # "from" is a word of the language and cannot be written as a name in a class body.
    locals()["from"] = DayField(future=True, label=_("From"))
    locals().update(_choice_fields())
    field_order = ["q", "place", "from", "to", *CODE_FILTERS, "topic", "operation", "unit", "officer"]

    def __init__(self, *args, officer: Officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = officer
        # Where the place that was typed may be one of several: what to choose from.
        self.place_candidates: list[Region] = []
        self.own_places = own_places_offered(officer)  # a list for the browser, as HTML
        self._offer("unit", units_offered(officer))
        self._offer("topic", topics_offered())
        self._offer("operation", operations_offered())

    def _offer(self, name: str, choices: list) -> None:
        self.fields[name].widget.choices = [("", _("All")), *choices]

    def clean_q(self):
        return self.cleaned_data["q"] if self.cleaned_data["q"].strip() else ""

    def clean_figure(self):
        """The person may be asked for by a record that was merged into another one since."""
        key = self.cleaned_data["figure"]
        # A saved filter or a link may be older than the merge.
        merged = CommunityFigure.objects.filter(key=key, merged_into__isnull=False).first() if key else None
        return merged.kept.key if merged else key

    def clean_place(self) -> Region | None:
        typed = self.cleaned_data["place"]
        if not typed:
            return None
        read = read_place(typed, self.reader)
        if read.region is None:
            self.place_candidates = read.candidates
            if read.candidates:
                raise ValidationError(_("Several places may be meant. Choose one of them."))
            raise ValidationError(_("No place has this name or code."))
        return read.region

    def clean_unit(self):
        return self._find("unit", Unit.objects.all(), _("There is no such unit."))

    def clean_topic(self):
        return self._find("topic", Topic.objects.all(), _("There is no such topic."))

    def clean_operation(self):
        return self._find("operation", Operation.objects.all(), _("There is no such operation."))

    @property
    def filtered_by(self) -> dict[str, Any]:
        """The checked values as lists of visits take them."""
        place = self.cleaned_data.get("place")
        return {**self.cleaned_data, "place": place.pk if place else ""}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters in use as they were sent, without where a page begins."""
        return [(name, self.data[name]) for name in self.fields if name not in CURSORS and self.data.get(name)]

    @property
    def logged(self) -> dict[str, str]:
        """The filters in use with their values as plain codes, for the audit log; never words or a person's key."""
        used = {name: self.cleaned_data.get(name) for name, _value in self.pairs}
        # An empty value says that it was asked, and not for whom.
        return {name: "" if name in UNSAID else _plain(value) for name, value in used.items()}

    def _find(self, name: str, rows, sentence):
        code = self.cleaned_data[name]
        found = rows.filter(code=code).first() if code else None
        if code and found is None:
            raise ValidationError(sentence)
        return found

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and end < start:
            self.add_error("to", _("The end of the period is before its beginning."))
        return cleaned


def _plain(value: Any) -> str:
    """A checked value as a code."""
    if isinstance(value, Unit | Topic | Operation | Region):
        return value.code
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
