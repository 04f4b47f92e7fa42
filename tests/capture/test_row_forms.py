"""Rows below a visit, each form on its own: values as they are taken over, limits, and what is said of the rest."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tests.form_errors import check_labels, check_refused, errors_of
from visits.capture.row_forms import (
    FORMSETS,
    MOST_ROWS,
    FollowUpForm,
    NoteForm,
    OfficerForm,
    PersonForm,
    PhotoForm,
    RowFormSet,
    StopForm,
)
from visits.models import MOST_PHOTOS

VILLAGE = "53.01.06.2006"


def stop(**posted) -> StopForm:
    return StopForm({"place": VILLAGE, **posted})


def person(**posted) -> PersonForm:
    return PersonForm(
        MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in posted.items()})
    )


LABELS = {
    StopForm: [
        *("Desa/kelurahan", "Jenis tempat", "Nama tempat", "Dusun, RT/RW, atau jalan", "Tuan rumah"),
        *("Tanggal, jika pada hari lain", "Waktu", "Lintang", "Bujur", "Ketelitian dalam meter"),
    ],
    OfficerForm: [
        *("Anggota", "Nama, jika tidak ada dalam daftar", "Pangkat", "Jabatan", "Satuan"),
        *("Jumlah anggota tanpa nama", "Peran"),
    ],
    PersonForm: [
        *("Tokoh yang sudah dikenal", "Nama", "Sapaan", "Gelar", "Kelompok tanpa nama", "Jumlah orang"),
        *("Kategori", "Jabatan", "Lembaga", "Kehadiran", "Di tempat"),
    ],
    NoteForm: [
        *("Jenis", "Topik", "Topik dengan kata sendiri", "Yang dibicarakan", "Disampaikan oleh", "Tentang"),
        *("Menanggapi catatan", "Di tempat", "Gangguan", "Siapa yang boleh membacanya"),
        "Rahasiakan siapa yang mengatakannya",
    ],
    FollowUpForm: [
        *("Yang akan dilakukan", "Dari catatan", "Penanggung jawab", "Diteruskan kepada lembaga lain", "Tenggat"),
    ],
    PhotoForm: ["Foto", "Keterangan foto", "Di tempat"],
}


@pytest.mark.parametrize("form", LABELS, ids=lambda form: form.__name__)
def test_an_empty_row_shows_its_labels(form):
    check_labels(form(topics=[], kept=set()) if form is NoteForm else form(), LABELS[form])


def test_a_stop_is_taken_over_as_it_was_meant():
    form = stop(
        place="5301062006",
        venue="Gereja",
        name=" Gereja\u200b  Betania ",
        date="1 September 2024",
        time="9.15",
        latitude="-10,12345678",
        longitude="123.6",
        accuracy="12,6",
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "id": None,
        "place": VILLAGE,
        "venue": "church",
        "name": "Gereja  Betania",
        "address": "",
        "host": "",
        "date": dt.date(2024, 9, 1),
        "time": dt.time(9, 15),
        "accuracy": 13,
        "latitude": Decimal("-10.123457"),
        "longitude": Decimal("123.6"),
    }


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        (
            {"place": "Oesao"},
            "place",
            "Choose the village from the list.",
            "Pilih desa/kelurahan dari daftar.",
        ),
        (
            {"latitude": "-10.1"},
            "latitude",
            "A position needs a latitude and a longitude.",
            "Posisi memerlukan lintang dan bujur.",
        ),
        (
            {"longitude": "123.6"},
            "latitude",
            "A position needs a latitude and a longitude.",
            "Posisi memerlukan lintang dan bujur.",
        ),
        (
            {"latitude": "selatan", "longitude": "123.6"},
            "latitude",
            "Enter a number such as -10.177.",
            "Isi bilangan, misalnya -10,177.",
        ),
        (
            {"date": "1999-12-31"},
            "date",
            "The date cannot be before the year 2000.",
            "Tanggal tidak boleh sebelum tahun 2000.",
        ),
        (
            {"time": "pagi-pagi"},
            "time",
            "Enter a time such as 13:00.",
            "Isi waktu seperti 13:00.",
        ),
    ],
)
def test_a_stop_that_cannot_be(posted, field, english, indonesian):
    check_refused(lambda: stop(**posted), field, english, indonesian)


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({"latitude": "90", "longitude": "180", "accuracy": "1000000"}, []),
        ({"latitude": "-90", "longitude": "-180", "accuracy": "0"}, []),
        ({"latitude": "90,000001", "longitude": "0"}, ["latitude"]),
        ({"latitude": "0", "longitude": "-180.000001"}, ["longitude"]),
        ({"accuracy": "1000001"}, ["accuracy"]),
        ({"accuracy": "-1"}, ["accuracy"]),
        ({"latitude": "NaN", "longitude": "0"}, ["latitude"]),
        ({"latitude": "0", "longitude": "1e400"}, ["longitude"]),
    ],
)
def test_a_position_is_on_the_earth(posted, wrong):
    assert list(errors_of(stop(**posted))) == wrong


def test_tomorrow_is_no_day_of_a_stop_anywhere_in_the_country():
    in_two_days = str(timezone.localdate() + dt.timedelta(days=2))
    check_refused(
        lambda: stop(date=in_two_days),
        "date",
        "The date cannot be in the future.",
        "Tanggal tidak boleh di masa depan.",
    )


@pytest.mark.parametrize(
    ("form", "posted", "is_filled"),
    [
        (OfficerForm, {}, False),
        (OfficerForm, {"id": "7", "role": "leader"}, False),
        (OfficerForm, {"name": "Yohanes"}, True),
        (OfficerForm, {"name": "Yohanes", "DELETE": "on"}, True),
        (PersonForm, {"presence": "mentioned", "stop": "0"}, False),
        (PersonForm, {"categories": ["community"]}, True),
        (PhotoForm, {"key": str(uuid.UUID(int=1)), "stop": "0"}, False),
        (PhotoForm, {"id": "7"}, True),
    ],
)
def test_a_row_counts_when_more_than_its_preset_choices_is_filled_in(form, posted, is_filled):
    filled = form(
        MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in posted.items()})
    )

    assert filled.has_changed() is is_filled


def test_an_officer_is_taken_over_as_it_was_meant():
    form = OfficerForm({"officer": "NRP 9001.0001", "rank": "\u202eBripka", "count": "1.250"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "id": None,
        "officer": "90010001",
        "name": "",
        "rank": "Bripka",
        "position": "",
        "unit": "",
        "count": 1250,
        "role": "companion",
    }


@pytest.mark.parametrize("number", ["Yohanes", "9001000", "900100011"])
def test_an_officer_who_is_no_number_is_refused(number):
    check_refused(
        lambda: OfficerForm({"officer": number}),
        "officer",
        "Choose an officer from the list, or type a name.",
        "Pilih anggota dari daftar, atau ketik namanya.",
    )


@pytest.mark.parametrize(("form", "most"), [(OfficerForm, 10_000), (PersonForm, 1_000_000)], ids=["officers", "people"])
def test_a_number_of_people_has_limits(form, most):
    who = {} if form is OfficerForm else {"group": "Warga"}
    wrong = {number: list(errors_of(form({**who, "count": str(number)}))) for number in (0, 1, most, most + 1)}

    assert wrong == {0: ["count"], 1: [], most: [], most + 1: ["count"]}


def test_a_person_is_taken_over_as_it_was_meant():
    form = person(name="Jose\u0301\x0bContoh", categories=["youth", "community"], presence="mentioned")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "José Contoh"
    assert form.cleaned_data["categories"] == ["youth", "community"]
    assert form.cleaned_data["presence"] == "mentioned"


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        ({"title": "Ketua RT"}, "name", "Enter a name, or a group.", "Isi nama atau kelompok."),
        ({"name": "\u200b", "title": "Ketua"}, "name", "Enter a name, or a group.", "Isi nama atau kelompok."),
        (
            {"name": "Maria", "group": "Warga"},
            "group",
            "Enter either a person or a group in one row.",
            "Isi salah satu saja dalam satu baris: orang atau kelompok.",
        ),
        (
            {"figure": str(uuid.UUID(int=1)), "group": "Warga"},
            "group",
            "Enter either a person or a group in one row.",
            "Isi salah satu saja dalam satu baris: orang atau kelompok.",
        ),
        ({"figure": "Maria"}, "figure", "Choose the figure from the list.", "Pilih tokoh dari daftar."),
        (
            {"name": "Maria", "stop": "people-0"},
            "stop",
            "This does not refer to a row of the form.",
            "Ini tidak menunjuk ke baris formulir.",
        ),
    ],
)
def test_a_person_who_cannot_be(posted, field, english, indonesian):
    check_refused(lambda: person(**posted), field, english, indonesian)


@pytest.mark.parametrize("kind", FORMSETS)
def test_rows_have_a_most(kind):
    most = MOST_PHOTOS if kind == "photos" else MOST_ROWS
    options = {"form_kwargs": {"topics": [], "kept": set()}} if kind == "notes" else {}

    def rows(number: int) -> RowFormSet:
        counts = {"form-TOTAL_FORMS": str(number), "form-INITIAL_FORMS": "0"}
        return FORMSETS[kind](counts, **options)

    assert rows(most).is_valid()
    formset = rows(most + 1)
    assert isinstance(formset, RowFormSet)
    assert formset.non_form_errors() == [f"Paling banyak {most} baris untuk setiap jenis. Hapus baris yang berlebih."]
    # What was typed beyond the most is shown again.
    assert len(formset.forms) == most + 1
