"""Forms of community figures: who they are, which roles they hold, and the filter of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.core.form_fields import field_of
from visits.figures.queries import units_with_figures
from visits.figures.services import FIELDS, FigureValues, RoleValues
from visits.models import CommunityFigure, FigureRole, Officer, PersonCategory, Region, RegionLevel, Unit
from visits.typed.fields import RegionCodeField, TextField, form_field

MOST_ROLES = 30


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FigureForm(forms.ModelForm):
    """Name, how to address the person, and the village; never what they believe or vote for."""

    place = RegionCodeField(label=_("Village"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = CommunityFigure
        fields = ["name", "honorific", "degrees", "addressed_as"]
        formfield_callback = form_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.village_id or ""

    def clean_place(self) -> Region | None:
        code = self.cleaned_data["place"]
        if not code:
            return None
        village = Region.objects.filter(pk=code, level=RegionLevel.VILLAGE).first()
        # A figure of a village that ended keeps it until somebody chooses another.
        closed = village and village.closed_on and village.pk != self.initial_village
        if village is None or closed:
            raise forms.ValidationError(_("Choose a village from the list."))
        return village

    @property
    def initial_village(self) -> str:
        return self.fields["place"].initial

    def values(self) -> FigureValues:
        """What was typed, as the service takes it."""
        data = {name: self.cleaned_data[name] for name in FIELDS if name != "village"}
        return FigureValues(village=self.cleaned_data["place"], **data)

    def _post_clean(self):
        """The service checks the row; the form must not change the one that it was given."""


class RoleForm(forms.ModelForm):
    """One public role with its dates; a row without a category is left out."""

    category = forms.ChoiceField(
        label=_("Category"), choices=[("", _("Choose a category")), *PersonCategory.choices], required=False
    )

    class Meta:
        model = FigureRole
        fields = ["category", "title", "institution", "starts_on", "ends_on"]
        formfield_callback = form_field
        widgets = {"starts_on": date_input(), "ends_on": date_input()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("A role cannot end before it starts."))
        if self.is_filled(data) and not data.get("category") and "category" not in self.errors:
            self.add_error("category", _("Choose a category for this role."))
        return data

    @staticmethod
    def is_filled(data: dict[str, Any]) -> bool:
        return any(data.get(name) for name in RoleForm.Meta.fields)

    def _post_clean(self):
        """The service checks the row."""


RoleFormSet = forms.formset_factory(
    RoleForm, extra=1, can_delete=True, max_num=MOST_ROLES, validate_max=True, absolute_max=MOST_ROLES + 1
)


def role_initial(figure: CommunityFigure | None) -> list[dict[str, Any]]:
    """The saved roles, as the rows of the form begin."""
    names = RoleForm.Meta.fields
    return [{name: getattr(role, name) for name in names} for role in figure.roles.all()] if figure else []


def role_values(formset: forms.BaseFormSet) -> list[RoleValues]:
    """The filled rows that stay, as the service takes them."""
    kept = [form.cleaned_data for form in formset.forms if not form.cleaned_data.get("DELETE")]
    return [
        RoleValues(**{name: data[name] for name in RoleForm.Meta.fields})
        for data in kept
        if data and RoleForm.is_filled(data)
    ]


class FigureFilter(forms.Form):
    """Filter of the list of figures; the cursor is the key of a figure."""

    q = TextField(label=_("Name"), max_length=200, required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", _("All categories")), *PersonCategory.choices], required=False
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), to_field_name="code", required=False, empty_label=_("All units")
    )
    place = RegionCodeField(label=_("Village"), required=False)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, officer: Officer, **kwargs):
        super().__init__(*args, **kwargs)
        field_of(self, "unit", forms.ModelChoiceField).queryset = units_with_figures(officer)


class FigureChoice(forms.Form):
    """Save a typed person as a new figure, or link them to one that exists."""

    figure = forms.UUIDField(required=False)
