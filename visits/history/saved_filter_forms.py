"""The name of a saved filter, and whether the unit sees it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import TypedField


class SavedFilterForm(forms.Form):
    name = TypedField(label=_("Name"), max_length=60, required=True, error_messages={"required": _("Give it a name.")})
    shared = forms.BooleanField(label=_("Shared in my unit"), required=False)
