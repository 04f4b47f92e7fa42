"""Codes of the second factor, as a person types them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import TypedField


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = TypedField(required=True, max_length=20, label=_("Code"), error_messages={"required": _("Type the code.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class PasswordForm(forms.Form):
    """The present password, shown again inside a session."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPasskeyForm(forms.Form):
    """What the passkey is called in the list."""

    name = TypedField(
        required=True,
        max_length=80,
        label=_("Name"),
        help_text=_("A name by which you recognise the device in this list."),
    )


class PasskeyAnswerForm(forms.Form):
    """What a device answered, and the signed challenge that it was asked."""

    answer = forms.CharField(max_length=20_000)
    state = forms.CharField(max_length=1_000)
