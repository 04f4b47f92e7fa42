"""What may be asked of the audit log."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import DayField, TypedField
from visits.models import AuditEntry
from visits.typed.fields import ServiceNumberField


class AuditLogFilter(forms.Form):
    """By person, record, kind and time; `after` and `before` are the numbers that a page begins at."""

    person = ServiceNumberField(required=False, label=_("NRP or NIP"))
    record = TypedField(label=_("Record"), max_length=60, help_text=_("The key in the record’s address, or a code."))
    kind = forms.ChoiceField(required=False, choices=[("", _("All")), *AuditEntry.Kind.choices], label=_("Kind"))
    to = DayField(future=True, label=_("Until"))
    after = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    locals()["from"] = DayField(future=True, label=_("From"))
    field_order = "person record kind from to".split()

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and end < start:
            self.add_error("to", _("The end of the period is before its beginning."))
        return cleaned
