"""What a picker, a new visit and the search box of places are asked: each form on its own."""

import uuid

import pytest

from tests.form_errors import check_labels, check_refused, errors_of
from visits.pickers.forms import Beginning, PickerForm, PlaceSearch

ONE = uuid.UUID(int=1)


@pytest.mark.parametrize(
    "name",
    [
        "stops-0-place",
        "officers-12-officer",
        "people-3-figure",
        "follow_ups-0-owner",
        "stops-1-host",
        "place",
        "figure",
    ],
)
def test_a_picker_fills_a_field_of_a_form(name):
    form = PickerForm({"q": "Oes ", "name": name, "place": "5301062006"})

    assert form.is_valid(), form.errors
    # A blank behind the word says that it is whole.
    assert form.cleaned_data == {"q": "Oes ", "name": name, "place": "53.01.06.2006"}


@pytest.mark.parametrize(
    "name",
    ["stops-100-place", "notes-0-text", "stops--place", "stops-0-place<", "xplace", "\u0661", "stops-\u0661-place"],
)
def test_a_picker_fills_nothing_else(name):
    check_refused(
        lambda: PickerForm({"name": name}), "name", "This is not a field of a form.", "Ini bukan isian formulir."
    )


def test_a_picker_reads_no_place_that_is_none():
    check_refused(
        lambda: PickerForm({"name": "place", "place": "Oesao"}),
        "place",
        "This is not the code of a region.",
        "Ini bukan kode wilayah.",
    )
    assert list(errors_of(PickerForm({"q": "a\x00", "name": ""}))) == ["q", "name"]


def test_a_new_visit_may_begin_from_nothing():
    nothing, all_of_it = (
        Beginning({}),
        Beginning({"like": str(ONE), "figure": str(ONE), "last": "1", "place": "53.01.06.2006"}),
    )

    assert nothing.is_valid()
    assert nothing.cleaned_data == {"like": None, "figure": None, "last": False, "place": ""}
    assert all_of_it.is_valid()
    assert all_of_it.cleaned_data == {"like": ONE, "figure": ONE, "last": True, "place": "53.01.06.2006"}
    wrong = Beginning({"like": "kemarin", "figure": "\x00", "place": "Oesao"})
    assert list(errors_of(wrong)) == ["like", "figure", "place"]


def test_places_are_looked_for_by_a_line():
    check_labels(PlaceSearch(), ["Cari di seluruh Indonesia"])
    form = PlaceSearch({"q": " Oh\u2019aem\u200b\n"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"q": "Oh\u2019aem"}
    assert PlaceSearch({"q": "x" * 100}).is_valid()
    assert list(errors_of(PlaceSearch({"q": "x" * 101}))) == ["q"]
