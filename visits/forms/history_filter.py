"""The filters of the history: the list's filter is the export's filter."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.forms.fields import DayField, WordsField
from visits.models import Activity, CommunityFigure, Officer, Operation, Region, Situation, Topic, Unit, VisitStatus
from visits.queries.offers import operations_offered, topics_offered, units_offered
from visits.queries.places import search_places

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
CURSOR = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{1,18}$")
STATUSES = [choice for choice in VisitStatus.choices if choice[0] != VisitStatus.DRAFT]


class HistoryFilter(forms.Form):
    """What may be asked of the history (contract, *History filters*), and where its page begins."""

    # Not stripped: after a blank the last word is whole, before it the beginning of one.
    q = WordsField(label=_("Words"), max_length=200, strip=False, help_text=_("In notes, purpose, places and names."))
    unit = forms.SlugField(required=False, max_length=40, label=_("Unit"), widget=forms.Select)
    place = WordsField(label=_("Place"), max_length=200, help_text=_("A name, or a Kemendagri code."))
    # "from" is a word of the language, so the field is named when the class is made.
    to = DayField(future=True, label=_("Until"))
    status = forms.ChoiceField(required=False, choices=[("", _("All")), *STATUSES], label=_("Status"))
    situation = forms.ChoiceField(
        required=False, choices=[("", _("All")), *Situation.choices], label=_("Situation after")
    )
    activity = forms.ChoiceField(
        required=False, choices=[("", _("All")), *Activity.choices], label=_("Form of activity")
    )
    topic = forms.SlugField(required=False, max_length=40, label=_("Topic"), widget=forms.Select)
    operation = forms.SlugField(required=False, max_length=40, label=_("Operation"), widget=forms.Select)
    figure = forms.UUIDField(required=False, label=_("Figure"), widget=forms.HiddenInput)
    officer = forms.RegexField(r"^(\d{8}|\d{18})$", required=False, label=_("Officer’s NRP"))
    after = forms.RegexField(CURSOR, required=False, widget=forms.HiddenInput)
    before = forms.RegexField(CURSOR, required=False, widget=forms.HiddenInput)
    locals()["from"] = DayField(future=True, label=_("From"))
    field_order = "q place from to status situation activity topic operation unit officer".split()

    def __init__(self, *args, officer: Officer, **kwargs):
        super().__init__(*args, **kwargs)
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
        merged = CommunityFigure.objects.filter(key=key, merged_into__isnull=False).first() if key else None
        return merged.kept.key if merged else key

    def clean_unit(self):
        return self._find("unit", Unit.objects.all(), _("There is no such unit."))

    def clean_topic(self):
        return self._find("topic", Topic.objects.all(), _("There is no such topic."))

    def clean_operation(self):
        return self._find("operation", Operation.objects.all(), _("There is no such operation."))

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


def place_of(form: HistoryFilter, officer: Officer) -> Region | None:
    """The region of a typed code or name: of a name the best hit, its own area first."""
    typed = form.cleaned_data.get("place", "")
    if not typed:
        return None
    code = typed
    if not CODE.fullmatch(typed):
        hits = search_places(typed, officer=officer, limit=1)
        code = hits[0].code if hits else ""
    region = Region.objects.filter(code=code).first()
    if region is None:
        form.add_error("place", _("No place has this name or code."))
    return region
