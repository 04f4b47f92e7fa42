"""What a reviewer writes: a reason, and which part of the visit it is about."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.fields import WordsField
from visits.models import Visit

SECTIONS = [
    ("", _("The whole visit")),
    ("when", _("When")),
    ("where", _("Where")),
    ("who", _("Who was met")),
    ("said", _("What was said")),
    ("how", _("How it went")),
    ("went", _("Who went")),
    ("photos", _("Photos")),
    ("more", _("Purpose and more")),
    ("follow_ups", _("Follow-ups")),
]


class ReasonForm(forms.Form):
    reason = WordsField(rows=3, required=True, label=_("Reason"), error_messages={"required": _("Write the reason.")})


class ReturnForm(ReasonForm):
    """Why a visit goes back, tied to a section or to one note of it."""

    section = forms.ChoiceField(required=False, choices=SECTIONS, label=_("About"))
    note = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, label=_("Note"))

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit

    def clean_note(self):
        note = self.cleaned_data["note"]
        if note and not self.visit.notes.filter(pk=note).exists():
            raise forms.ValidationError(_("This note is not part of the visit."))
        return note


class CompareForm(forms.Form):
    """Whether a colleague's visit is the same one."""

    other = forms.UUIDField()
    decision = forms.ChoiceField(choices=[("same", _("Same visit")), ("different", _("Another visit"))])


class NewPhotoForm(forms.Form):
    """The key of a photo that is posted on its own, and the stop it was taken at, by its number."""

    key = forms.UUIDField()
    stop = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit

    def clean_stop(self):
        number = self.cleaned_data["stop"]
        if number is None:
            return None
        stops = list(self.visit.stops.all())
        if number >= len(stops):
            raise forms.ValidationError(_("This visit has no such stop."))
        return stops[number]
