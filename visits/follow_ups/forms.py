"""Forms of follow-ups: the filter of the list, and what became of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.follow_ups.queries import ALL, MINE, UNIT
from visits.models import FollowUp, FollowUpStatus
from visits.typed.fields import form_field

WHOSE = [(MINE, _("Mine")), (UNIT, _("My unit’s")), (ALL, _("All that I may see"))]


class FollowUpFilter(forms.Form):
    """Which follow-ups to list; the cursor is the key of a follow-up."""

    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All states")), *FollowUpStatus.choices], required=False
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    unfinished = forms.BooleanField(label=_("Unfinished only"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FollowUpForm(forms.ModelForm):
    """Status, result, and whether the person was told.

    A follow-up may be finished before the person is told: the day is then left empty and
    entered later, and until then the page says so.
    """

    class Meta:
        model = FollowUp
        fields = ["status", "result", "told_on", "confirmed_by_person"]
        formfield_callback = form_field
        widgets = {
            "result": forms.Textarea(attrs={"rows": 4}),
            "told_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "status": _("Status"),
            "result": _("What came of it"),
            "told_on": _("The person was told on"),
            "confirmed_by_person": _("The person confirmed that the promise was kept"),
        }
        help_texts = {
            "result": _("Required when the follow-up is finished or cannot be followed up."),
            "told_on": _("Leave this empty while the person has not been told yet. You can enter it later."),
        }

    def _post_clean(self):
        """The service checks the locked row; the form must not change the one that it was given."""
