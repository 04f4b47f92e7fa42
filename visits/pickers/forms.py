"""What a picker is asked: some letters, and the name of the field that it fills."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.typed.fields import RegionCodeField, TextField

FIELD_NAME = r"^((stops|officers|people|follow_ups)-[0-9]{1,2}-(place|officer|figure|owner|host)|place|figure|officer)$"


class PickerForm(forms.Form):
    """Letters, field and, for figures, the village of the visit."""

    q = TextField(max_length=200, required=False, strip=False)
    name = forms.RegexField(FIELD_NAME, error_messages={"invalid": _("This is not a field of a form.")})
    place = RegionCodeField(required=False)


class Beginning(forms.Form):
    """What a new visit starts from: an earlier one, a figure (or the last visit with them), a village."""

    like = forms.UUIDField(required=False)
    figure = forms.UUIDField(required=False)
    last = forms.BooleanField(required=False)
    place = RegionCodeField(required=False)


class PlaceSearch(forms.Form):
    """The search box of the places page."""

    q = TextField(label=_("Search all of Indonesia"), max_length=100, required=False)
