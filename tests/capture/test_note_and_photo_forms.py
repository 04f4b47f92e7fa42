"""Notes, promises and photos of a visit, each form on its own: as they are taken over, and what is said of the rest."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from tests.form_errors import check_refused, errors_of
from tests.visit_posts import picture
from visits.capture import row_forms
from visits.capture.row_forms import FollowUpForm, NoteForm, PhotoForm
from visits.models import Topic

HOAXES = Topic(pk=1, code="hoaks", name="Hoaks", group="election")
THEFT = Topic(pk=2, code="curnak", name="Pencurian ternak", group="order")
RETIRED = Topic(pk=3, code="lama", name="Topik lama", group="order", is_active=False)


def note(kept: frozenset[int] = frozenset(), **posted) -> NoteForm:
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in posted.items()})
    return NoteForm(data, topics=[HOAXES, THEFT, RETIRED], kept=set(kept))


def photo(image=None, **posted) -> PhotoForm:
    return PhotoForm(posted, {"image": image} if image else {})


def test_a_note_is_taken_over_as_it_was_meant():
    form = note(
        kind="concern",
        topic="hoaks",
        text="Jalan\r\nrusak.\u200b",
        raised_by=["people-0", "officers-12"],
        about=["people-3"],
        answers="2",
        seal_source="on",
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "id": None,
        "kind": "concern",
        "topic": HOAXES,
        "topic_text": "",
        "text": "Jalan\nrusak.",
        "raised_by": ["people-0", "officers-12"],
        "about": ["people-3"],
        "answers": "2",
        "stop": "",
        "disturbance": "",
        "sensitivity": "internal",
        "seal_source": True,
    }


def test_topics_are_offered_by_their_group_without_those_retired():
    offered = dict(note(text="Aman.").fields["topic"].choices)

    assert [[code for code, _label in group] for name, group in offered.items() if name] == [["hoaks"], ["curnak"]]
    kept = note(kept={RETIRED.pk}, text="Aman.", topic="lama")
    assert kept.is_valid(), kept.errors
    assert kept.cleaned_data["topic"] == RETIRED


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        ({"topic": "hoaks"}, "text", "Write what was said.", "Tulis apa yang dibicarakan."),
        (
            {"text": "Aman.", "topic": "lama"},
            "topic",
            "This is no longer used. Choose another one.",
            "Pilihan ini tidak dipakai lagi. Pilih yang lain.",
        ),
        (
            {"text": "Aman.", "about": ["officers-0"]},
            "about",
            "This does not refer to a row of the form.",
            "Ini tidak menunjuk ke baris formulir.",
        ),
        (
            {"text": "Aman.", "raised_by": ["people-0", "people-100"]},
            "raised_by",
            "This does not refer to a row of the form.",
            "Ini tidak menunjuk ke baris formulir.",
        ),
        (
            {"text": "Aman.", "answers": "\u0661"},
            "answers",
            "This does not refer to a row of the form.",
            "Ini tidak menunjuk ke baris formulir.",
        ),
        (
            {"text": "Aman\x00"},
            "text",
            "The text contains control characters. Delete them and type the words again.",
            "Teks memuat karakter kendali. Hapus dan ketik katanya sekali lagi.",
        ),
    ],
)
def test_a_note_that_cannot_be(posted, field, english, indonesian):
    check_refused(lambda: note(**posted), field, english, indonesian)


def test_a_follow_up_is_taken_over_as_it_was_meant():
    form = FollowUpForm(
        MultiValueDict(
            {"text": ["Patroli malam."], "note": ["0", "1"], "owner": ["9001 0001"], "due_on": ["1/10/2100"]}
        )
    )

    assert list(errors_of(form)) == ["due_on"]
    form = FollowUpForm(MultiValueDict({"text": ["Patroli malam."], "note": ["0", "1"], "due_on": ["1/1/2100"]}))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "id": None,
        "text": "Patroli malam.",
        "note": ["0", "1"],
        "owner": "",
        "sent_to": "",
        "due_on": dt.date(2100, 1, 1),
    }


@pytest.mark.parametrize(
    ("posted", "field", "english", "indonesian"),
    [
        ({"sent_to": "Camat"}, "text", "Write what is to be done.", "Tulis apa yang akan dilakukan."),
        (
            {"text": "Patroli.", "owner": "Yohanes"},
            "owner",
            "Choose an officer from the list.",
            "Pilih anggota dari daftar.",
        ),
        (
            {"text": "Patroli.", "due_on": "2100-01-02"},
            "due_on",
            "The date is too far in the future.",
            "Tanggal terlalu jauh di masa depan.",
        ),
    ],
)
def test_a_follow_up_that_cannot_be(posted, field, english, indonesian):
    check_refused(lambda: FollowUpForm(posted), field, english, indonesian)


def test_a_photo_is_made_small_where_it_is_read():
    form = photo(picture(size=(3200, 2400)), caption="Dialog 👩\u200d🏫")

    assert form.is_valid(), form.errors
    image = form.cleaned_data["image"]
    assert (image.width, image.height) == (1600, 1200)
    assert form.cleaned_data["caption"] == "Dialog 👩\u200d🏫"


def test_a_saved_photo_needs_no_file():
    form = photo(id="7", caption="")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["id"], form.cleaned_data["image"]) == (7, None)


@pytest.mark.parametrize(
    ("image", "english", "indonesian"),
    [
        (
            None,
            "Choose the photo again: a page cannot keep a chosen file.",
            "Pilih fotonya sekali lagi: halaman tidak dapat menyimpan berkas yang sudah dipilih.",
        ),
        (b"", "The file is empty. Choose the photo again.", "Berkas kosong. Pilih fotonya sekali lagi."),
        (
            b"bukan foto",
            "This file is not a photo that can be read. Choose another one.",
            "Berkas ini bukan foto yang dapat dibaca. Pilih berkas lain.",
        ),
    ],
)
def test_a_photo_that_cannot_be(image, english, indonesian):
    def made():
        return photo(None if image is None else SimpleUploadedFile("foto.jpg", image), caption="Dialog")

    check_refused(made, "image", english, indonesian)


def test_a_photo_that_is_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr(row_forms, "LARGEST_PHOTO", 1000)
    largest = b"\xff\xd8" + b"x" * 998
    check_refused(
        lambda: photo(SimpleUploadedFile("foto.jpg", largest + b"x"), caption="Dialog"),
        "image",
        "The photo is larger than 20 MB. Choose a smaller one.",
        "Foto lebih besar dari 20 MB. Pilih foto yang lebih kecil.",
    )
    # One byte less is opened, and is no picture.
    form = photo(SimpleUploadedFile("foto.jpg", largest), caption="Dialog")
    assert not form.has_error("image", row_forms.OVER_LIMIT)
