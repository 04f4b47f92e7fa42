"""Which two records are one person, and which of them stays."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import TypedField


class MergeSearch(forms.Form):
    """Another name to look for, and the record that was chosen."""

    q = TypedField(label=_("Name of the other record"))
    other = forms.UUIDField(required=False, widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """The chosen record, which of the two stays, and the word that it is the same person."""

    other = forms.UUIDField(
        error_messages={"required": _("Choose the other record."), "invalid": _("Choose the other record.")}
    )
    keep = forms.UUIDField(
        error_messages={"required": _("Say which record stays."), "invalid": _("Say which record stays.")}
    )
    confirmed = forms.BooleanField(error_messages={"required": _("Confirm that both are the same person.")})
