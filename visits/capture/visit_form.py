"""The visit's own fields. The rows below it are in `rows`, the whole post in `post`.

Fields for words come from the table of visit fields; those that are read in a way of their own stand here.
"""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visits.capture.retired_choices import check_in_use, choice_label
from visits.capture.situation import situation_of
from visits.core.form_fields import ClockField, CodeField, CodesField, DayField, TypedField
from visits.models import (
    Activity,
    Classification,
    Initiative,
    Outcome,
    Partner,
    PartOfDay,
    Reception,
    Situation,
    Visit,
)
from visits.models.visit_fields import TEXT_FIELDS, VISIT_FIELDS, FieldKind, VisitField
from visits.typed import is_estimate
from visits.typed.fields import CountField

EVENING, EARLY_MORNING = dt.time(18), dt.time(6)


def text_field(field: VisitField) -> TypedField:
    """The form's field for words, a line or several rows of them."""
    return TypedField(rows=field.rows if field.kind is FieldKind.TEXT else 0, label=field.label, help_text=field.hint)


TextsForm = type("TextsForm", (forms.Form,), {field.name: text_field(field) for field in TEXT_FIELDS})


class VisitForm(TextsForm):  # type: ignore[misc, valid-type]  # its base is made at start
    """What is true of the visit as a whole. Everything may be missing: a draft is never refused for that."""

    field_order = ["key", "revision", "recorded_at", *(field.name for field in VISIT_FIELDS)]

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    recorded_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    outcome = CodeField(Outcome, default=Outcome.HELD, label=_("Outcome"))
    visited_on = DayField(label=_("Date"))
    part_of_day = CodeField(PartOfDay, label=_("Part of the day"))
    started_at = ClockField(label=_("Began at"))
    ended_at = ClockField(label=_("Ended at"))

    activity = CodeField(Activity, default=Activity.CALL, label=_("Form of activity"))
    operation = forms.ChoiceField(required=False, label=_("Operation"))
    initiative = CodeField(Initiative, label=_("Whose initiative"))
    partners = CodesField(Partner, label=_("Partners"))
    attendance = CountField(required=False, min_value=0, max_value=1_000_000, label=_("Number of people present"))
    attendance_is_estimate = forms.BooleanField(required=False, label=_("The number is an estimate"))

    concern_heard = forms.ChoiceField(
        required=False,
        choices=[("yes", _("Yes, a concern was heard")), ("no", _("No concern was heard"))],
        widget=forms.RadioSelect,
        label=_("Was a concern heard?"),
    )
    situation_before = CodeField(Situation, also=situation_of, label=_("Situation before"))
    situation_after = CodeField(Situation, also=situation_of, label=_("Situation after"))
    reception = CodeField(Reception, label=_("Reception"))
    urgent = forms.BooleanField(
        required=False,
        label=_("Urgent: a threat or an incident now"),
        help_text=_("In an emergency call 110. The supervisors above you are told that this visit is urgent."),
    )
    follows = forms.UUIDField(required=False, label=_("Follows the visit"), widget=forms.Select)
    classification = CodeField(Classification, default=Classification.RESTRICTED, label=_("Classification"))
    unit = TypedField(max_length=40, widget=forms.HiddenInput, label=_("Logged for the unit"))
    answer = TypedField(rows=3, label=_("Your answer to the reviewer"))

    def __init__(self, *args, operations, units, visit: Visit | None = None, **kwargs):
        """`operations` are all that there are; of those retired only the visit's own is a choice."""
        super().__init__(*args, **kwargs)
        self.visit, self.units = visit, {unit.code: unit for unit in units}
        posted = self.data.get("operation")
        self.operations = {each.code: each for each in operations if each.is_active or each.code == posted}
        self.fields["operation"].choices = [
            ("", _("None")),
            *((code, choice_label(operation)) for code, operation in self.operations.items()),
        ]
        if len(units) > 1:
            self.fields["unit"].widget = forms.Select(choices=[(unit.code, unit.name) for unit in units])

    def clean_operation(self):
        operation = self.operations.get(self.cleaned_data["operation"])
        kept = self.visit.operation_id if self.visit else None
        return check_in_use(operation, {kept})

    def clean_concern_heard(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["concern_heard"])

    def clean_unit(self):
        # A saved visit keeps its unit, wherever its author works now.
        code = "" if self.visit else self.cleaned_data["unit"]
        if code and code not in self.units:
            raise ValidationError(_("You can log visits only for your own unit."))
        return self.units.get(code)

    def clean(self):
        cleaned = super().clean()
        if is_estimate(self.data.get(self.add_prefix("attendance"), "")):
            cleaned["attendance_is_estimate"] = True
        started, ended = cleaned.get("started_at"), cleaned.get("ended_at")
        cleaned["ends_next_day"] = False
        if ended and not started and "started_at" not in self.errors:
            self.add_error("started_at", _("Enter when the visit began as well."))
        elif ended and started and ended < started:
            if started >= EVENING and ended <= EARLY_MORNING:
                cleaned["ends_next_day"] = True
            else:
                self.add_error(
                    "ended_at",
                    _("The visit cannot end before it starts. Only an evening visit can end the next morning."),
                )
        return cleaned
