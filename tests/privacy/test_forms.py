"""What a figure agrees to and asks for, and what is said to the removal of a name: each form on its own."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests import factories as make
from tests.form_errors import check_labels, check_refused, errors_of
from visits.models import CommunityFigure, RetentionProposal
from visits.privacy.forms import AnonymiseForm, AnswerForm, ConsentForm, DataRequestForm
from visits.privacy.removal_forms import ConfirmForm, DeclineForm
from visits.privacy.retention_forms import LONGEST_RETENTION, KeepForm, RemoveForm

NOW = timezone.now()
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
HITS = [SimpleNamespace(key="note-1-0-8"), SimpleNamespace(key="visit-2-4-9")]
OPEN, RESTRICTED = CommunityFigure(name="Marselina"), CommunityFigure(name="Marselina", restricted_at=NOW)
NAMELESS = CommunityFigure(name="[nama dihapus]", restricted_at=NOW, anonymised_at=NOW)
WHY_RESTRICTED = (
    "This person asked for restriction. A supervisor must lift it before anything can be changed.",
    "Orang ini meminta pembatasan. Atasan mencabutnya dahulu sebelum ada yang diubah.",
)
WHY_NAMELESS = (
    "The name of this person was removed, and nothing can be added to the record any more.",
    "Nama orang ini telah dihapus, dan tidak ada lagi yang ditambahkan pada catatannya.",
)
NO_PHONE = ("Enter a telephone number such as 0812 3456 7890.", "Isi nomor telepon, misalnya 0812 3456 7890.")


def consent(figure: CommunityFigure = OPEN, **changes) -> ConsentForm:
    return ConsentForm({"purpose": "photos", "given_on": "1/9/2024", **changes}, figure=figure)


def request(figure: CommunityFigure = OPEN, **changes) -> DataRequestForm:
    return DataRequestForm({"kind": "access", "words": "Apa yang dicatat?", **changes}, figure=figure)


def test_labels():
    check_labels(ConsentForm(), ["Menyetujui", "Disetujui pada", "Telepon"])
    check_labels(DataRequestForm(), ["Permintaan", "Yang diminta", "Diminta pada"])
    check_labels(AnswerForm(), ["Yang disampaikan kepada yang bersangkutan"])
    check_labels(DeclineForm(), ["Mengapa nama itu tetap"])


@pytest.mark.parametrize("phone", ["0812 3456 7890", "+62 812-3456-7890", "112233", "0" * 20, "08\u200b12 3456"])
def test_a_number_is_agreed_to_with_its_day(phone):
    form = consent(purpose="phone", phone=phone)

    assert form.is_valid(), form.errors
    cleaned = {"purpose": "phone", "given_on": dt.date(2024, 9, 1), "phone": phone.replace("\u200b", "")}
    assert form.cleaned_data == cleaned


def test_a_number_that_nobody_agreed_to_is_not_kept():
    form = consent(purpose="photos", phone="0812 3456 7890")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == ""


@pytest.mark.parametrize(
    "phone", ["08123", "0" * 21, "telepon", "++6281234567", "0812;3456789", "\u0660\u0661\u0662345678"]
)
def test_a_number_that_is_none_is_refused(phone):
    check_refused(lambda: consent(purpose="phone", phone=phone), "phone", *NO_PHONE)


def test_the_number_agreed_to_is_asked_for():
    check_refused(
        lambda: consent(purpose="phone", phone=" \u200b"),
        "phone",
        "Enter the number that the person agreed to.",
        "Isi nomor yang disetujui yang bersangkutan.",
    )


def test_nobody_agrees_tomorrow():
    check_refused(
        lambda: consent(given_on=str(TODAY + 2 * DAY)),
        "given_on",
        "The date cannot be in the future.",
        "Tanggal tidak boleh di masa depan.",
    )


@pytest.mark.parametrize(
    ("form", "figure", "field", "sentences"),
    [
        (consent, RESTRICTED, "purpose", WHY_RESTRICTED),
        (consent, NAMELESS, "purpose", WHY_NAMELESS),
        (request, NAMELESS, "kind", WHY_NAMELESS),
    ],
)
def test_a_closed_record_takes_nothing(form, figure, field, sentences):
    check_refused(lambda: form(figure), field, *sentences)


def test_who_is_restricted_may_ask():
    assert request(RESTRICTED).is_valid()


def test_a_wish_is_asked_now_or_when_it_was():
    assert request().is_valid()
    form = request(asked_at="2024-09-01T10:30", words="Apa\r\nyang dicatat? ")

    assert form.is_valid(), form.errors
    assert timezone.localtime(form.cleaned_data["asked_at"]).isoformat() == "2024-09-01T10:30:00+08:00"
    assert form.cleaned_data["words"] == "Apa\nyang dicatat?"


@pytest.mark.parametrize(
    ("changes", "field", "english", "indonesian"),
    [
        ({"words": "\u200b"}, "words", "Write what is asked.", "Tuliskan yang diminta."),
        (
            {"asked_at": f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}"},
            "asked_at",
            "The date cannot be in the future.",
            "Tanggal tidak boleh di masa depan.",
        ),
    ],
)
def test_a_wish_that_cannot_be(changes, field, english, indonesian):
    check_refused(lambda: request(**changes), field, english, indonesian)


@pytest.mark.parametrize("kind", ["", "delete", "access "])
def test_a_wish_is_one_of_the_law(kind):
    assert list(errors_of(request(kind=kind))) == ["kind"]


@pytest.mark.parametrize(
    ("make_form", "field", "english", "indonesian"),
    [
        (
            lambda: AnswerForm({"answer": " "}),
            "answer",
            "Write what the person was told.",
            "Tuliskan yang disampaikan kepada yang bersangkutan.",
        ),
        (
            lambda: DeclineForm({}),
            "reason",
            "Say why the name stays.",
            "Tulis mengapa nama itu tetap.",
        ),
        (
            lambda: AnonymiseForm({"hit": ["note-1-0-8"]}, hits=HITS),
            "confirmed",
            "Confirm that you have looked at it.",
            "Nyatakan bahwa Anda sudah memeriksanya.",
        ),
        (
            lambda: ConfirmForm(QueryDict("hit=note-1-0-8&hit=note-1-9-12"), hits=HITS),
            "hit",
            "The text has been changed in the meantime. Check the places again.",
            "Teksnya telah diubah sementara itu. Periksa lagi tempat-tempatnya.",
        ),
    ],
)
def test_what_is_missing_is_said(make_form, field, english, indonesian):
    check_refused(make_form, field, english, indonesian)


@pytest.mark.parametrize(
    ("form", "query"), [(AnonymiseForm, "confirmed=on&"), (ConfirmForm, "")], ids=["a record", "a visit"]
)
def test_places_are_ticked_among_those_shown(form, query):
    ticked = form(QueryDict(f"{query}hit=visit-2-4-9"), hits=HITS)

    assert ticked.is_valid(), ticked.errors
    assert ticked.cleaned_data["hit"] == ["visit-2-4-9"]
    none = form(QueryDict(query), hits=HITS)
    assert none.is_valid(), none.errors
    assert none.cleaned_data["hit"] == []
    assert list(errors_of(form(QueryDict(f"{query}hit=visit-2-4-9%00"), hits=HITS))) == ["hit"]


@pytest.mark.django_db
class TestRetention:
    """Which names are decided on, and until when one is kept."""

    @pytest.fixture
    def waiting(self):
        by = make.make_officer()
        for name in ("Marselina Contoh", "Petronela Contoh"):
            figure = make.make_figure(by=by, name=name)
            RetentionProposal.objects.create(figure=figure, ended_on=TODAY, due_on=TODAY)
        return RetentionProposal.objects.order_by("pk")

    @staticmethod
    def keep(waiting, **changes) -> KeepForm:
        posted = QueryDict(mutable=True)
        posted.update({"reason": "Masih diperlukan.", "until": str(TODAY + DAY), **changes})
        posted.setlistdefault("proposal", [str(row.pk) for row in waiting])
        return KeepForm(posted, waiting=waiting)

    def test_names_are_kept_until_a_day(self, waiting):
        form = self.keep(waiting, until=str(TODAY + LONGEST_RETENTION))

        assert form.is_valid(), form.errors
        assert form.cleaned_data["proposal"] == list(waiting)
        assert form.cleaned_data["until"] == TODAY + LONGEST_RETENTION

    @pytest.mark.parametrize(
        ("changes", "field", "english", "indonesian"),
        [
            ({"until": str(TODAY)}, "until", "Choose a day after today.", "Pilih tanggal setelah hari ini."),
            (
                {"until": str(TODAY + LONGEST_RETENTION + DAY)},
                "until",
                "Choose a day within the next five years.",
                "Pilih tanggal dalam lima tahun ke depan.",
            ),
            ({"until": ""}, "until", "Say until when.", "Tentukan sampai tanggal berapa."),
            ({"reason": "\u200b"}, "reason", "Say why.", "Sebutkan alasannya."),
            ({"proposal": ""}, "proposal", "Tick at least one name.", "Centang paling sedikit satu nama."),
            ({"proposal": "0\x00"}, "proposal", "Tick at least one name.", "Centang paling sedikit satu nama."),
            ({"proposal": "9" * 30}, "proposal", "Tick at least one name.", "Centang paling sedikit satu nama."),
        ],
    )
    def test_what_cannot_be(self, waiting, changes, field, english, indonesian):
        check_refused(lambda: self.keep(waiting, **changes), field, english, indonesian)

    def test_what_was_decided_on_meanwhile_is_no_choice(self, waiting):
        first = waiting[0]
        gone = RetentionProposal.objects.exclude(pk=first.pk)
        form = RemoveForm(QueryDict(f"proposal={first.pk}&confirmed=on"), waiting=gone)

        assert errors_of(form) == {"proposal": "Centang paling sedikit satu nama."}

    def test_a_removal_is_confirmed(self, waiting):
        query = f"proposal={waiting[1].pk}"
        check_refused(
            lambda: RemoveForm(QueryDict(query), waiting=waiting),
            "confirmed",
            "Confirm that you have looked at it.",
            "Nyatakan bahwa Anda sudah memeriksanya.",
        )
        form = RemoveForm(QueryDict(f"{query}&confirmed=on&hit=a&hit=b"), waiting=waiting)
        form.offer(["a", "b", "c"])

        assert form.is_valid(), form.errors
        assert (form.cleaned_data["proposal"], form.cleaned_data["hit"]) == ([waiting[1]], ["a", "b"])
