"""Fields that turn posted text into domain values and say plainly what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from visits.models.visit import EARLIEST_DAY
from visits.typed import clean_line
from visits.typed.fields import AnyDayField, ClockField, TextField

__all__ = [
    "ClockField",
    "CodeField",
    "CodesField",
    "DayField",
    "ReferenceField",
    "ReferencesField",
    "TypedField",
    "field_of",
]
LONGEST_TEXT = 10_000
LONGEST_NAME = 200
# The eastern-most clock of the country: no Indonesian calendar is further on.
EASTERN_CLOCK = ZoneInfo("Asia/Jayapura")
Kind = TypeVar("Kind", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[Kind]) -> Kind:
    """A field of a form, which is of this kind."""
    field = form.fields[name]
    assert isinstance(field, kind)
    return field


class TypedField(TextField):
    """Words that somebody types: a line, or with `rows` a text."""

    def __init__(self, *, rows: int = 0, max_length: int | None = None, **kwargs):
        length = max_length or (LONGEST_TEXT if rows else LONGEST_NAME)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("required", False)
        super().__init__(max_length=length, **kwargs)

    def widget_attrs(self, widget):
        # The browser would cut at maxlength without a word, and counts line ends twice.
        attrs = {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
        # For a phone's keyboard: names with capitals, sentences with one, "next" instead of "go".
        if isinstance(widget, forms.Textarea):
            return attrs | {"autocapitalize": "sentences"}
        return attrs | {"autocapitalize": "words", "enterkeyhint": "next"}


def code_of(typed: str, codes, also: Callable[[str], str | None]) -> str:
    """The code of a code, a label or other words for it; what is none of them as it was typed."""
    if typed in codes.values:
        return typed
    # Spreadsheets bring labels with other capitals, blanks and a full stop at the end.
    plain = " ".join(clean_line(typed).casefold().split()).rstrip(" .,;!")
    labels = {str(label).casefold(): code for code, label in codes.choices}
    return labels.get(plain) or (plain if plain in codes.values else "") or also(plain) or typed


class CodeField(forms.ChoiceField):
    """One code of a TextChoices class, or its label; left empty it is the default.

    `also` answers the code that other words stand for, or nothing.
    """

    def __init__(
        self,
        codes,
        *,
        default: str = "",
        empty_label=None,
        radios: bool = False,
        also: Callable[[str], str | None] = lambda typed: "",
        **kwargs,
    ):
        self.codes, self.default, self.also = codes, default, also
        choices = list(codes.choices)
        if not default and not radios:
            choices = [("", empty_label or _("Not stated")), *choices]
        if radios:
            kwargs.setdefault("widget", forms.RadioSelect)
        kwargs.setdefault("required", False)
        super().__init__(choices=choices, initial=default, **kwargs)

    def to_python(self, value):
        return code_of(super().to_python(value), self.codes, self.also)

    def clean(self, value):
        # Nothing posted is an answer here: older pages and imports know fewer fields than this one.
        return super().clean(value) or self.default

    def bound_data(self, data, initial):
        # A field that was not posted shows its default, or the browser would send the first of the list.
        return data or self.default


class CodesField(forms.MultipleChoiceField):
    """Several codes of a TextChoices class, in the order of the list."""

    def __init__(self, codes, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(choices=codes.choices, widget=forms.CheckboxSelectMultiple, **kwargs)


class DayField(AnyDayField):
    """A day from the year 2000 on; in the past or today unless `future` is allowed."""

    def __init__(self, *, future: bool = False, **kwargs):
        self.future = future
        kwargs.setdefault("required", False)
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value < EARLIEST_DAY:
            raise ValidationError(_("The date cannot be before the year 2000."))
        if not self.future and value > timezone.localdate(timezone=EASTERN_CLOCK):
            raise ValidationError(_("The date cannot be in the future."))
        # A slip in the year, 2206 for 2026, would keep a promise open for ever.
        if value > dt.date(2100, 1, 1):
            raise ValidationError(_("The date is too far in the future."))


class ReferenceField(TextField):
    """The number of another row of the same form, or a typed reference such as people-2."""

    def __init__(self, pattern: str = r"\d{1,2}", **kwargs):
        self.pattern = re.compile(pattern, re.ASCII)
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Select)
        super().__init__(max_length=20, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and not self.pattern.fullmatch(value):
            raise ValidationError(_("This does not refer to a row of the form."))
        return value


class ReferencesField(forms.MultipleChoiceField):
    """Several references to rows of the same form; which rows exist is checked with the whole."""

    def __init__(self, pattern: str = r"\d{1,2}", **kwargs):
        self.pattern = re.compile(pattern, re.ASCII)
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, value):
        # Django's own check knows a fixed list of choices; these are the rows of the same post.
        if not all(self.pattern.fullmatch(each) for each in value):
            raise ValidationError(_("This does not refer to a row of the form."))
