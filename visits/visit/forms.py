"""What a reviewer writes: a reason, and which part of the visit it is about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import DayField, TypedField
from visits.models import Officer, Unit, Visit, VisitSection
from visits.typed.fields import ServiceNumberField
from visits.visit.seen import Seen

SECTIONS = [("", _("The whole visit")), *VisitSection.choices]


class ReasonForm(forms.Form):
    reason = TypedField(rows=3, required=True, label=_("Reason"), error_messages={"required": _("Write the reason.")})


class SeenForm(forms.Form):
    """Which version of the visit, and which of its photos, the reviewer had before them."""

    revision = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        error_messages={
            "required": _("Open the visit and decide there: what you sent does not say which version you read.")
        },
    )
    photos = forms.CharField(required=False, max_length=5_000)

    def clean_photos(self):
        try:
            return frozenset(uuid.UUID(key) for key in self.cleaned_data["photos"].split())
        except ValueError as problem:
            raise forms.ValidationError(_("Open the visit again: this does not say which photos it has.")) from problem

    def seen(self, visit: Visit, by: Officer) -> Seen | None:
        """What of the visit the reviewer read; None where the post does not say it."""
        revision = self.cleaned_data.get("revision")
        if revision is None:
            return None
        return Seen(revision, self.cleaned_data["photos"]) if "photos" in self.data else Seen.by(by, visit, revision)


class ReturnForm(ReasonForm, SeenForm):
    """Why a visit goes back, tied to a section or to one note of it."""

    section = forms.ChoiceField(required=False, choices=SECTIONS, label=_("About"))
    note = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, label=_("Note"))

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit

    def clean_note(self):
        note = self.cleaned_data["note"]
        if note and not self.visit.notes.filter(pk=note).exists():
            raise forms.ValidationError(_("This note is not part of the visit."))
        return note


class ApproveForm(SeenForm):
    """Which version is approved, and the checklist of the photos, asked once for each visit that holds any.

    The rules are those of the neutrality orders to the police (telegrams of 2023 and 2024).
    """

    photos_neutral = forms.BooleanField(
        required=False, label=_("I have looked at every photo, and all of this is true.")
    )

    def __init__(self, *args, asks: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks = asks
        self.fields["revision"].required = True

    def clean_photos_neutral(self):
        found = self.cleaned_data["photos_neutral"]
        if self.asks and not found:
            raise forms.ValidationError(_("Confirm that the photos are neutral, or return the visit."))
        return found


class TogetherForm(forms.Form):
    """Several visits chosen in the list, or all that the list's filter finds.

    `waiting` are those that wait for this reviewer now. One that was decided on meanwhile is
    left out and counted as gone; the others go on. `revision-KEY` says which version of one was shown.
    """

    all = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, waiting: Iterable[Visit]):
        super().__init__(data)
        self.waiting = {str(visit.key): visit for visit in waiting}

    def clean(self):
        cleaned = super().clean()
        keys = list(self.waiting) if cleaned.get("all") else list(dict.fromkeys(self.data.getlist("visit")))
        cleaned["visits"] = [self.waiting[key] for key in keys if key in self.waiting]
        cleaned["gone"] = len(keys) - len(cleaned["visits"])
        cleaned["revisions"] = {
            visit.key: int(said)
            for key, visit in self.waiting.items()
            if (said := self.data.get(f"revision-{key}", "")).isascii() and said.isdigit() and len(said) < 10
        }
        if not keys:
            raise forms.ValidationError(_("Choose at least one visit."))
        if not cleaned["visits"]:
            raise forms.ValidationError(_("None of these visits is waiting for your review any more."))
        return cleaned


class DeputyForm(forms.Form):
    """Who stands in for the supervisor of a unit, and from when to when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    officer = ServiceNumberField(label=_("Deputy’s NRP"))
    starts_on = DayField(future=True, required=True, label=_("First day"))
    ends_on = DayField(future=True, required=True, label=_("Last day"))

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def clean_officer(self):
        found = Officer.objects.filter(nrp=self.cleaned_data["officer"], is_active=True).first()
        if found is None or not found.may_log_visits:
            raise forms.ValidationError(_("No active officer has this number."))
        return found

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        elif last and last < timezone.localdate():
            self.add_error("ends_on", _("The last day is in the past."))
        return cleaned


class CompareForm(forms.Form):
    """Whether a colleague's visit is the same one."""

    other = forms.UUIDField()
    decision = forms.ChoiceField(choices=[("same", _("Same visit")), ("different", _("Another visit"))])


class NewPhotoForm(forms.Form):
    """The key of a photo that is posted on its own, and the stop it was taken at, by its number."""

    key = forms.UUIDField()
    stop = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit

    def clean_stop(self):
        number = self.cleaned_data["stop"]
        if number is None:
            return None
        stops = list(self.visit.stops.all())
        if number >= len(stops):
            raise forms.ValidationError(_("This visit has no such stop."))
        return stops[number]
