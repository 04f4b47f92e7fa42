"""What a form says where it refuses, in each language; and the labels that it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import forms
from django.utils.html import escape
from django.utils.translation import override


def errors_of(form: forms.BaseForm) -> dict[str, str]:
    """The sentences at each field; those about the whole form stand under "__all__"."""
    return {name: " ".join(found) for name, found in form.errors.items()}


def check_refused(make: Callable[[], forms.BaseForm], field: str, english: str, indonesian: str) -> None:
    """The form that `make` fills in is refused at this field alone, with this sentence."""
    for language, sentence in (("en", english), ("id", indonesian)):
        with override(language):
            assert errors_of(make()) == {field: sentence}


def check_labels(form: forms.BaseForm, indonesian: Iterable[str]) -> None:
    """A form that nobody has filled in is shown with these labels, and with no complaint."""
    with override("id"):
        page = form.as_p()
        assert [str(field.label) for field in form.visible_fields()] == list(indonesian)
        assert all(escape(label) in page for label in indonesian)
    assert not form.is_bound
    assert "errorlist" not in page
