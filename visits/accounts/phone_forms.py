"""A telephone number, as its owner types it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.typed.fields import PhoneNumberField


class PhoneForm(forms.Form):
    number = PhoneNumberField(
        required=False,
        max_length=40,
        label=_("Telephone"),
        help_text=_("For example 0812 3456 7890. Leave the field empty to delete the number."),
    )
