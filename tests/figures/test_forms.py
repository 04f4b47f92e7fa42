"""Who a community figure is, which roles they hold, which two records are one: each form on its own."""

import datetime as dt
import uuid

import pytest

from tests import factories as make
from tests.form_errors import check_labels, check_refused, errors_of
from visits.figures.forms import (
    MOST_ROLES,
    FigureChoice,
    FigureFilter,
    FigureForm,
    RoleForm,
    RoleFormSet,
    role_initial,
    role_values,
)
from visits.figures.merge_forms import MergeForm, MergeSearch
from visits.figures.services import FigureValues, RoleValues
from visits.models import CommunityFigure, Region

pytestmark = pytest.mark.django_db
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
VILLAGE = "53.01.06.2006"
NO_VILLAGE = ("Choose a village from the list.", "Pilih desa/kelurahan dari daftar.")


def test_labels():
    check_labels(FigureForm(), ["Nama", "Sapaan", "Gelar", "Ingin disapa sebagai"])
    check_labels(RoleForm(), ["Kategori", "Jabatan", "Lembaga", "Sejak", "Sampai"])
    check_labels(MergeSearch(), ["Nama pada catatan yang lain"])
    officer = make.make_officer()
    check_labels(FigureFilter(officer=officer), ["Nama", "Kategori", "Satuan", "Desa/kelurahan"])


def test_a_figure_is_taken_over_as_it_was_meant():
    village = make.make_village()
    form = FigureForm({"name": " Jose\u0301\u200b Contoh", "honorific": "Bapak\x0bPdt.", "place": "5301062006"})

    assert form.is_valid(), form.errors
    assert form.values() == FigureValues(name="José Contoh", honorific="Bapak Pdt.", village=village)
    assert FigureForm({"name": "Marselina"}).is_valid()


@pytest.mark.parametrize("place", ["53.01.06", "53", "53.01.06.9999"])
def test_the_village_of_a_figure_is_one_of_the_list(place):
    make.make_regions()
    check_refused(lambda: FigureForm({"name": "Marselina", "place": place}), "place", *NO_VILLAGE)


def test_a_village_that_ended_stays_with_whom_it_was():
    make.make_regions()
    Region.objects.filter(pk=VILLAGE).update(closed_on=dt.date(2024, 1, 1))
    theirs, elsewhere = CommunityFigure(village_id=VILLAGE), CommunityFigure(village_id="53.01.06.1004")
    posted = {"name": "Marselina", "place": VILLAGE}

    assert FigureForm(posted, instance=theirs).is_valid()
    for instance in (elsewhere, CommunityFigure()):
        check_refused(lambda instance=instance: FigureForm(posted, instance=instance), "place", *NO_VILLAGE)


@pytest.mark.parametrize("name", ["", "\u200b\u2060", "\u3164", "x" * 201])
def test_a_figure_has_a_name_that_fits(name):
    assert list(errors_of(FigureForm({"name": name}))) == ["name"]
    assert FigureForm({"name": "x" * 200}).is_valid()


def test_a_form_leaves_the_record_that_it_was_given():
    figure = make.make_figure(by=make.make_officer(), name="Marselina Contoh")
    form = FigureForm({"name": "Petronela"}, instance=figure)

    assert form.is_valid(), form.errors
    assert figure.name == "Marselina Contoh"


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        (
            {"category": "religious", "starts_on": "2/9/2024", "ends_on": "1/9/2024"},
            "ends_on",
            "A role cannot end before it starts.",
            "Peran tidak dapat berakhir sebelum dimulai.",
        ),
        (
            {"title": "Ketua RT"},
            "category",
            "Choose a category for this role.",
            "Pilih kategori untuk peran ini.",
        ),
        (
            {"ends_on": "2024-09-01"},
            "category",
            "Choose a category for this role.",
            "Pilih kategori untuk peran ini.",
        ),
        (
            {"category": "religious", "starts_on": "31/2/2024"},
            "starts_on",
            "Enter a date such as 2024-09-01.",
            "Isi tanggal seperti 2024-09-01.",
        ),
    ],
)
def test_a_role_that_cannot_be(posted, field, english, indonesian):
    check_refused(lambda: RoleForm(posted), field, english, indonesian)


def roles(*rows: dict, **more) -> RoleFormSet:
    posted = {f"form-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return RoleFormSet({"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0", **posted, **more})


def test_roles_are_those_filled_in_and_not_deleted():
    formset = roles(
        {"category": "religious", "title": "Pendeta", "starts_on": "2024-09-02", "ends_on": "2024-09-02"},
        {"category": "", "title": " "},
        {"category": "youth", "DELETE": "on"},
    )

    assert formset.is_valid(), formset.errors
    day = dt.date(2024, 9, 2)
    assert role_values(formset) == [RoleValues(category="religious", title="Pendeta", starts_on=day, ends_on=day)]


def test_roles_have_a_most():
    row = {"category": "youth"}

    assert roles(*[row] * MOST_ROLES).is_valid()
    assert roles(*[row] * (MOST_ROLES + 1)).total_error_count() == 1


def test_saved_roles_begin_the_form():
    figure = make.make_figure(by=make.make_officer())
    make.make_figure_role(figure, category="youth", title="Ketua", starts_on=dt.date(2024, 1, 1))

    assert role_initial(None) == []
    assert role_initial(figure) == [
        {
            "category": "youth",
            "title": "Ketua",
            "institution": "",
            "starts_on": dt.date(2024, 1, 1),
            "ends_on": None,
        }
    ]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, []),
        ({"q": "Mar\u200bselina ", "category": "youth", "place": "5301062006", "after": str(ONE)}, []),
        ({"q": "x" * 201}, ["q"]),
        ({"q": "Marselina\x00"}, ["q"]),
        ({"category": "rich"}, ["category"]),
        ({"unit": "nowhere"}, ["unit"]),
        ({"unit": "satsamapta\x00"}, ["unit"]),
        ({"place": "Oesao"}, ["place"]),
        ({"after": "1"}, ["after"]),
        ({"before": "\x00"}, ["before"]),
    ],
)
def test_the_filter_of_figures(posted, wrong):
    assert list(errors_of(FigureFilter(posted, officer=make.make_officer()))) == wrong


def test_the_filter_offers_units_with_figures():
    officer = make.make_officer()
    make.make_figure(by=officer)
    form = FigureFilter({"unit": officer.unit.code}, officer=officer)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["unit"] == officer.unit
    assert list(errors_of(FigureFilter({"unit": make.make_unit().code}, officer=officer))) == ["unit"]


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        ({"other": ""}, "other", "Choose the other record.", "Pilih catatan yang lain."),
        ({"other": "Marselina"}, "other", "Choose the other record.", "Pilih catatan yang lain."),
        ({"keep": ""}, "keep", "Say which record stays.", "Tentukan catatan mana yang dipertahankan."),
        ({"keep": "1\x00"}, "keep", "Say which record stays.", "Tentukan catatan mana yang dipertahankan."),
        (
            {"confirmed": ""},
            "confirmed",
            "Confirm that both are the same person.",
            "Pastikan keduanya orang yang sama.",
        ),
    ],
)
def test_a_merge_says_who_whom_and_that_it_is_meant(posted, field, english, indonesian):
    whole = {"other": str(OTHER), "keep": str(ONE), "confirmed": "on"}

    assert MergeForm(whole).is_valid()
    check_refused(lambda: MergeForm(whole | posted), field, english, indonesian)


def test_what_is_looked_for_and_chosen():
    search, choice = MergeSearch({"q": " Mar\u00adselina ", "other": str(OTHER)}), FigureChoice({"figure": str(ONE)})

    assert search.is_valid()
    assert search.cleaned_data == {"q": "Marselina", "other": OTHER}
    assert choice.is_valid()
    assert choice.cleaned_data == {"figure": ONE}
    assert FigureChoice({}).is_valid()
    assert list(errors_of(FigureChoice({"figure": "Marselina"}))) == ["figure"]
