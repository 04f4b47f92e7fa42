"""Sign in with the service number."""

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.accounts import attempts
from visits.core.form_fields import TypedField
from visits.models import Officer
from visits.typed import service_number
from visits.typed.fields import ServiceNumberField


class SignInForm(auth_forms.AuthenticationForm):
    """NRP (8 digits) or NIP (18 digits), and the password."""

    error_messages = {
        "invalid_login": _("NRP and password do not match. Check both and try again."),
        "inactive": _("This account is not active. Ask the administrator."),
    }

    username = ServiceNumberField(
        label=_("NRP or NIP"),
        help_text=_("8 digits, or for civil staff 18 digits."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["username"]
        # Django cuts at the column's length, and a NIP is often typed with blanks.
        number.widget.attrs.pop("maxlength", None)
        number.widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")

    @property
    def typed_number(self) -> str:
        """The number that was tried, where it can be one at all."""
        try:
            return service_number(self.data.get("username", ""))
        except ValidationError:
            return ""


class PasswordChangeForm(auth_forms.PasswordChangeForm):
    """The present password once, the new one twice. Raises throttling.TooOften where it was wrong too often."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(request.user, *args, **kwargs)
        self.request = request
        self.fields["old_password"].label = _("Current password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self):
        typed = self.cleaned_data["old_password"]
        if not attempts.check_password(request=self.request, by=self.user, password=typed):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return typed


class BeginForm(forms.Form):
    """The NRP, a one-time code, and a password of one's own."""

    username = ServiceNumberField(label=_("NRP or NIP"))
    code = TypedField(
        required=True, max_length=30, label=_("One-time code"), help_text=_("For example ABCD-EFGH-JKMN.")
    )
    new_password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=password_validation.password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters"}

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("new_password1", ""), cleaned.get("new_password2", "")
        if first and second and first != second:
            self.add_error("new_password2", _("The two passwords are not the same."))
        elif first:
            try:
                # The name is not looked up: whoever has no valid code would learn that the number exists.
                password_validation.validate_password(first, Officer(nrp=cleaned.get("username", ""), name=""))
            except ValidationError as error:
                self.add_error("new_password1", error)
        return cleaned


class NameFilter(forms.Form):
    """Part of a name or of an NRP."""

    q = TypedField(label=_("Name or NRP"))
