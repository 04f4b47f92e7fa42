"""Sign in with the service number."""

from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.forms.fields import refuse_control_characters
from visits.models.organisation import service_number


class SignInForm(auth_forms.AuthenticationForm):
    """NRP (8 digits) or NIP (18 digits), and the password."""

    error_messages = {
        "invalid_login": _("NRP and password do not fit together. Check both and try again."),
        "inactive": _("This account is not active. Ask the administrator."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["username"]
        number.label = _("NRP or NIP")
        number.help_text = _("8 digits, or for civil staff 18 digits.")
        number.widget.attrs |= {"inputmode": "numeric", "autocomplete": "username"}
        number.validators.append(refuse_control_characters)
        self.fields["password"].label = _("Password")

    @property
    def typed_number(self) -> str:
        """The number that was tried, where it can be one at all."""
        typed = self.data.get("username", "").strip()
        try:
            service_number(typed)
        except ValidationError:
            return ""
        return typed

    def clean_username(self):
        number = self.cleaned_data["username"].replace(" ", "").replace(".", "")
        service_number(number)
        return number


class PasswordChangeForm(auth_forms.PasswordChangeForm):
    """The present password once, the new one twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""
