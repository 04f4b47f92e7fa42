"""Every field that somebody types into reads by the readers of `visits.typed`."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import visits
from tests.admin.helpers import make_administrator
from visits.accounts.forms import SignInForm
from visits.admin.site import site
from visits.typed.fields import (
    AnyDayField,
    ClockField,
    CountField,
    MeasureField,
    PhoneNumberField,
    RegionCodeField,
    ServiceNumberField,
    TextField,
)

TYPED = (
    TextField,
    ServiceNumberField,
    PhoneNumberField,
    RegionCodeField,
    CountField,
    MeasureField,
    AnyDayField,
    ClockField,
)
WRITTEN = (forms.CharField, forms.IntegerField, forms.DateField, forms.DateTimeField, forms.TimeField)
BY_MACHINES = {
    *("PasskeyAnswerForm.answer", "PasskeyAnswerForm.state", "VisitForm.recorded_at", "NewPhotoForm.stop"),
    # A browser's field for day and time; the number of a row, chosen from a list.
    *("DataRequestForm.asked_at", "ReturnForm.note"),
    # Where a page of a list begins; the name of a field.
    *("HistoryFilter.after", "HistoryFilter.before", "PickerForm.name"),
    # What a reviewer had before them, as the page says.
    *(f"{form}.{name}" for form in ("SeenForm", "ApproveForm", "ReturnForm") for name in ("revision", "photos")),
}
NO_PAGES = ("visits.admin", "visits.management", "visits.migrations")
OTHERS = (forms.UUIDField, forms.SlugField, forms.FileField, forms.ChoiceField, forms.ModelChoiceField)


def forms_of_the_pages() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(visits.__path__, "visits."):
        if not module.name.startswith(NO_PAGES):
            importlib.import_module(module.name)
    left = [forms.BaseForm]
    while left:
        each = left.pop()
        left += each.__subclasses__()
        if each.__module__.startswith("visits.") and not each.__module__.startswith(NO_PAGES):
            yield each


def forms_of_the_set_up(rf) -> Iterator[type[forms.BaseForm]]:
    request = rf.get("/admin/")
    request.user = make_administrator()
    for screen in site._registry.values():
        yield screen.get_form(request)
        yield from (inline.get_formset(request).form for inline in screen.get_inline_instances(request))


def strange_fields(form: type[forms.BaseForm]) -> set[str]:
    """The fields of a form that read what is typed in some way of their own."""
    found = set()
    for name, field in form.base_fields.items():
        is_password = isinstance(field.widget, forms.PasswordInput)
        is_number = isinstance(field, forms.IntegerField) and field.widget.is_hidden
        is_text = isinstance(
            field, (forms.CharField, forms.IntegerField, forms.DateField, forms.DateTimeField, forms.TimeField)
        )
        if is_text and not (is_password or is_number or isinstance(field, (*TYPED, *OTHERS))):
            found.add(f"{form.__name__}.{name}")
    return found


@pytest.mark.fault("B1", "B6", "B7", "B14", "B20")
def test_every_field_of_the_pages_reads_what_is_typed():
    strange = {name for form in forms_of_the_pages() for name in strange_fields(form)}

    assert strange == BY_MACHINES


@pytest.mark.fault("B1", "B6", "B14", "B20")
def test_every_field_of_the_set_up_reads_what_is_typed(rf, db):
    strange = {name for form in forms_of_the_set_up(rf) for name in strange_fields(form)}

    assert strange == set()


@pytest.mark.fault("B6")
def test_the_sign_in_cuts_no_number():
    field = SignInForm().fields["username"]

    assert "maxlength" not in SignInForm().as_p()
    assert field.clean("19850101 201001 1 002") == "198501012010011002"
