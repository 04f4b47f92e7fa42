"""Every form has tests of its own, and each field for words takes odd signs in the same way."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

import visits
from tests.typed.test_fields import forms_of_the_pages
from visits.core.form_fields import ReferenceField
from visits.device.push_forms import SubscriptionForm
from visits.typed.fields import TextField

TESTS = Path(__file__).parent
# No page shows these themselves; their tests are those of the forms made from them.
BASES = {"OpenFigureForm", "ChosenForm", "RowForm"}
CONTROL = {
    "en": "The text contains control characters. Delete them and type the words again.",
    "id": "Teks memuat karakter kendali. Hapus dan ketik katanya sekali lagi.",
}
# Typed, and what is meant in a line and in a text of several.
ODD = {
    "zero-width": ("Ma\u200bri\u2060a", "Maria", "Maria"),
    "a mark that turns the line": ("\u202eMaria\u202c", "Maria", "Maria"),
    "a right-to-left mark": ("Maria\u200f", "Maria", "Maria"),
    "a soft hyphen": ("Ma\u00adria", "Maria", "Maria"),
    "combining": ("Jose\u0301", "José", "José"),
    "emoji of a pair": ("Ibu 👩\u200d🏫", "Ibu 👩\u200d🏫", "Ibu 👩\u200d🏫"),
    "beyond the basic plane": ("𝔐aria", "𝔐aria", "𝔐aria"),
    "line ends": ("Ibu\r\nMaria\u2028", "Ibu Maria", "Ibu\nMaria"),
    "no-break space": ("Ibu\u00a0Maria\u3000", "Ibu Maria", "Ibu Maria"),
    "half of a pair": ("Mar\ud83dia", "Mar\ufffdia", "Mar\ufffdia"),
}


def own_classes() -> Iterator[type]:
    """Every form and formset class that is written in the application."""
    for module in pkgutil.walk_packages(visits.__path__, "visits."):
        if not module.name.startswith(("visits.management", "visits.migrations")):
            importlib.import_module(module.name)
    left: list[type] = [forms.BaseForm, forms.BaseFormSet]
    while left:
        each = left.pop()
        left += each.__subclasses__()
        # The set-up makes further ones from these while it runs.
        if each.__module__.startswith("visits.") and hasattr(importlib.import_module(each.__module__), each.__name__):
            yield each


def imported_by_tests() -> set[tuple[str, str]]:
    """Module and name of everything that test files name in an import."""
    found = set()
    for file in TESTS.rglob("test_*.py"):
        if file != Path(__file__):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    found |= {(node.module, name.name) for name in node.names}
    return found


def test_every_form_has_tests_of_its_own():
    imported = imported_by_tests()
    missing = {each.__name__ for each in own_classes() if (each.__module__, each.__name__) not in imported}

    assert missing == BASES


def fields_for_words() -> dict[str, TextField]:
    """Each field for words of the pages, by form and name, with whatever a form's own class changes."""
    return {
        f"{form.__name__}.{name}": field
        for form in forms_of_the_pages()
        # Keys and addresses that a browser makes are nobody's words.
        if form is not SubscriptionForm
        for name, field in form.base_fields.items()
        # A number of a row, and a telephone number, are words of a fixed shape.
        if isinstance(field, TextField) and not isinstance(field, ReferenceField) and name != "phone"
    }


WORDS = fields_for_words()


def test_there_are_fields_for_words():
    assert {"VisitForm.purpose", "PersonForm.name", "HistoryFilter.q", "FigureForm.name"} < set(WORDS)


@pytest.mark.parametrize("name", WORDS)
def test_odd_signs_reach_a_field_as_they_were_meant(name):
    field = WORDS[name]
    place = 2 if isinstance(field.widget, forms.Textarea) else 1
    meant = {sign: case[place] for sign, case in ODD.items()}

    assert {sign: field.clean(case[0]).strip() for sign, case in ODD.items()} == meant


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("language", CONTROL)
def test_control_characters_are_refused_in_words(name, language):
    with override(language), pytest.raises(ValidationError) as refused:
        WORDS[name].clean("Maria\x00")

    assert refused.value.messages == [CONTROL[language]]


@pytest.mark.parametrize("name", WORDS)
def test_a_field_takes_so_many_signs_and_no_more(name):
    field = WORDS[name]
    most = field.max_length

    assert most in range(20, 10_001)
    # Counted as people count: an emoji outside the basic plane is one sign.
    assert field.clean("🕊" * most) == "🕊" * most
    for too_long in ("x" * (most + 1), "kata " * 10_000):
        with pytest.raises(ValidationError) as refused:
            field.clean(too_long)
        assert [problem.code for problem in refused.value.error_list] == ["max_length"]
