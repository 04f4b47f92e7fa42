"""Form fields that read what is typed by the readers of this package, for the pages and the set-up alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from visits.typed.clock import read_clock
from visits.typed.days import read_day
from visits.typed.numbers import phone_number, read_decimal, read_number, service_number
from visits.typed.places import region_code
from visits.typed.text import clean_line, clean_text, refuse_control_characters


class TextField(forms.CharField):
    """A text in one spelling, without invisible marks; of one line unless its widget has more."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [check for check in self.validators if not _checks_null(check)]
        self.validators.append(refuse_control_characters)

    def to_python(self, value: Any) -> str | None:
        clean = clean_text if isinstance(self.widget, forms.Textarea) else clean_line
        text = super().to_python(value)
        return clean(text, strip=self.strip) or self.empty_value if text else text


def _checks_null(check) -> bool:
    return type(check).__name__ == "ProhibitNullCharactersValidator"


class CountField(forms.IntegerField):
    """A whole number, typed with or without the dots of thousands."""

    # A browser's own field for numbers takes 1.250 for one and a quarter.
    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        return read_number(str(value)) if value not in self.empty_values else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {} if widget.is_hidden else {"inputmode": "numeric"}


class MeasureField(forms.DecimalField):
    """A number with decimals behind a dot or a comma."""

    widget = forms.TextInput

    def to_python(self, value: Any):
        return read_decimal(str(value)) if value not in self.empty_values else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class ServiceNumberField(forms.CharField):
    """An NRP or NIP in its one spelling. `invalid` is said of what is none, where it is given."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> str:
        try:
            return service_number(str(value or ""))
        except ValidationError as problem:
            own = self.error_messages.get("invalid")
            if own and problem.code == "invalid":
                raise ValidationError(own, code="invalid") from problem
            raise


class PhoneNumberField(forms.CharField):
    """A telephone number in its one spelling: +6281234567890."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        return phone_number(str(value or ""))


class RegionCodeField(forms.CharField):
    """The Kemendagri code of a region, typed with or without its dots."""

    default_error_messages = {"invalid": _("This is not the code of a region.")}

    def to_python(self, value: Any) -> str:
        typed = clean_line(str(value or ""))
        code = region_code(typed)
        if typed and not code:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code


class AnyDayField(forms.DateField):
    """A day in any usual writing."""

    def to_python(self, value: Any):
        return read_day(value) if isinstance(value, str) else super().to_python(value)


class ClockField(forms.TimeField):
    """A local clock time in any usual writing."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any):
        return read_clock(value) if isinstance(value, str) else super().to_python(value)


# Which of our fields stands for a column where Django would take its own; of what is left out, Django's.
FORM_CLASSES: dict[type[models.Field], type[forms.Field] | None] = {
    models.SlugField: None,
    models.CharField: TextField,
    models.TextField: TextField,
    models.IntegerField: CountField,
    models.DateTimeField: None,
    models.DateField: AnyDayField,
    models.TimeField: ClockField,
}


def form_field(column: models.Field, **kwargs) -> forms.Field | None:
    """The form field of a column; the `formfield_callback` of every form of a model."""
    kind = next((FORM_CLASSES[each] for each in type(column).mro() if each in FORM_CLASSES), None)
    return column.formfield(**({"form_class": kind} | kwargs if kind else kwargs))
