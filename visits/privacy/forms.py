"""What a figure agrees to and asks for, as an officer writes it down."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import DayField, TypedField
from visits.models import CommunityFigure, Consent, DataRequest
from visits.typed.fields import TextField

PHONE = r"^\+?[0-9][0-9 .\-]{5,19}$"


class OpenFigureForm(forms.Form):
    """A form about a figure that refuses a closed record with a sentence at its first field."""

    def __init__(self, *args, figure: CommunityFigure | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.figure = figure

    def clean(self):
        cleaned = super().clean()
        why = self.figure.why_closed if self.figure and self.refuses(self.figure) else ""
        if why:
            self.add_error(next(iter(self.fields)), why)
        return cleaned

    def refuses(self, figure: CommunityFigure) -> bool:
        return True


class ConsentForm(OpenFigureForm):
    """An agreement with its day; a telephone number only with the agreement to it."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices, label=_("Agreed to"))
    given_on = DayField(required=True, label=_("Agreed on"))
    phone = TextField(
        required=False,
        label=_("Telephone"),
        validators=[RegexValidator(PHONE, _("Enter a telephone number such as 0812 3456 7890."))],
    )

    def clean(self):
        cleaned = super().clean()
        wants_number = cleaned.get("purpose") == Consent.Purpose.PHONE
        if wants_number and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the number that the person agreed to."))
        if not wants_number:
            cleaned["phone"] = ""
        return cleaned


class DataRequestForm(OpenFigureForm):
    """What the person asks, and when they did; who is restricted may ask."""

    kind = forms.ChoiceField(choices=DataRequest.Kind.choices, label=_("Wish"))
    words = TypedField(
        rows=2, required=True, label=_("What the person asks"), error_messages={"required": _("Write what is asked.")}
    )
    asked_at = forms.DateTimeField(
        required=False,
        label=_("Asked at"),
        help_text=_("If left empty, now. The answer is due 3 × 24 hours later."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def refuses(self, figure: CommunityFigure) -> bool:
        return figure.anonymised_at is not None

    def clean_asked_at(self):
        asked = self.cleaned_data["asked_at"]
        if asked and asked > timezone.now():
            raise ValidationError(_("The date cannot be in the future."))
        return asked


class AnonymiseForm(forms.Form):
    """The parts of a name to be removed as well, and the word that it is meant."""

    confirmed = forms.BooleanField(error_messages={"required": _("Confirm that you have looked at it.")})

    def __init__(self, *args, hits, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [(hit.key, hit.key) for hit in hits]
        self.fields["hit"] = forms.MultipleChoiceField(required=False, choices=keys)


class AnswerForm(forms.Form):
    answer = TypedField(
        rows=2,
        required=True,
        label=_("What the person was told"),
        error_messages={"required": _("Write what the person was told.")},
    )
