"""Which names are decided on, and how."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import DayField, TypedField, field_of
from visits.models import RetentionProposal

LONGEST_RETENTION = dt.timedelta(days=5 * 366)


class ChosenForm(forms.Form):
    """The proposals that were ticked. One that was decided on meanwhile is left out without a word."""

    data: MultiValueDict[str, str]
    proposal = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={"required": _("Tick at least one name."), "invalid_choice": _("Tick at least one name.")},
    )

    def __init__(self, *args, waiting: QuerySet[RetentionProposal], **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        asked = [value for value in self.data.getlist("proposal") if value.isdecimal() and len(value) < 19]
        self.known = {row.pk: row for row in waiting.filter(pk__in=asked)}
        field_of(self, "proposal", forms.TypedMultipleChoiceField).choices = [(pk, pk) for pk in self.known]

    def clean_proposal(self) -> list[RetentionProposal]:
        return [self.known[pk] for pk in self.cleaned_data["proposal"]]


class RemoveForm(ChosenForm):
    """The parts of names to be removed as well, and the word that it is meant."""

    confirmed = forms.BooleanField(error_messages={"required": _("Confirm that you have looked at it.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hit"] = forms.MultipleChoiceField(required=False)

    def offer(self, keys: list[str]) -> None:
        field_of(self, "hit", forms.MultipleChoiceField).choices = [(key, key) for key in keys]


class KeepForm(ChosenForm):
    """Why the names are held longer, and until when."""

    reason = TypedField(
        rows=2, required=True, label=_("Why they are still needed"), error_messages={"required": _("Say why.")}
    )
    until = DayField(
        required=True, future=True, label=_("Keep until"), error_messages={"required": _("Say until when.")}
    )

    def clean_until(self):
        day, today = self.cleaned_data["until"], timezone.localdate()
        if day <= today:
            raise ValidationError(_("Choose a day after today."))
        if day > today + LONGEST_RETENTION:
            raise ValidationError(_("Choose a day within the next five years."))
        return day
