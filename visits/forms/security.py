"""Codes of the second factor, as a person types them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.fields import WordsField


class CodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    code = WordsField(required=True, max_length=20, label=_("Code"), error_messages={"required": _("Type the code.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class PasswordForm(forms.Form):
    """The present password, before anything of the account's safety is changed."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.officer.check_password(password):
            raise forms.ValidationError(_("This is not your present password."))
        return password


class NewPasskeyForm(PasswordForm):
    """What the passkey is called in the list, and the password: it will let in without one."""

    name = WordsField(
        required=True, max_length=80, label=_("Name"), help_text=_("By which you know the device again, on this list.")
    )
    field_order = ["name", "password"]


class PasskeyAnswerForm(forms.Form):
    """What a device answered, and the signed challenge that it was asked."""

    answer = forms.CharField(max_length=20_000)
    state = forms.CharField(max_length=1_000)
