"""What a supervisor says to a proposed removal of a name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import TypedField


class ConfirmForm(forms.Form):
    """The places that go as well, beside the whole names."""

    def __init__(self, *args, hits, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [(hit.key, hit.key) for hit in hits]
        self.fields["hit"] = forms.MultipleChoiceField(
            required=False,
            choices=keys,
            error_messages={"invalid_choice": _("The text has been changed in the meantime. Check the places again.")},
        )


class DeclineForm(forms.Form):
    """Why the name stays on this visit."""

    reason = TypedField(
        rows=2, required=True, label=_("Why the name stays"), error_messages={"required": _("Say why the name stays.")}
    )
