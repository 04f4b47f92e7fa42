"""What a reviewer sends: reasons, versions seen, visits taken together, deputies."""

import datetime as dt
import uuid

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests import factories as make
from tests.form_errors import check_labels, check_refused, errors_of
from visits.models import Photo, Unit
from visits.visit.forms import (
    ApproveForm,
    CompareForm,
    DeputyForm,
    NewPhotoForm,
    ReasonForm,
    ReturnForm,
    SeenForm,
    TogetherForm,
)
from visits.visit.seen import Seen

pytestmark = pytest.mark.django_db
FIRST_PHOTO, SECOND_PHOTO = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def visit():
    return make.make_visit(author=make.make_officer())


def test_a_reason_is_one_text():
    check_labels(ReasonForm(), ["Alasan"])
    form = ReasonForm({"reason": " Tempatnya\r\nbelum\u200b jelas. "})

    assert form.is_valid()
    assert form.cleaned_data == {"reason": "Tempatnya\nbelum jelas."}


@pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b\u2060"])
def test_a_reason_is_asked_for(nothing):
    check_refused(lambda: ReasonForm({"reason": nothing}), "reason", "Write the reason.", "Tulis alasannya.")


@pytest.mark.parametrize(
    ("posted", "photos"),
    [
        ("", frozenset()),
        (f"{FIRST_PHOTO}", {FIRST_PHOTO}),
        (f" {FIRST_PHOTO}  {SECOND_PHOTO}\n{FIRST_PHOTO} ", {FIRST_PHOTO, SECOND_PHOTO}),
    ],
)
def test_which_photos_were_seen(posted, photos):
    form = SeenForm({"revision": "3", "photos": posted})

    assert form.is_valid()
    assert form.cleaned_data == {"revision": 3, "photos": photos}


def test_photos_that_are_none_are_refused():
    check_refused(
        lambda: SeenForm({"photos": f"{FIRST_PHOTO} satu"}),
        "photos",
        "Open the visit again: this does not say which photos it has.",
        "Buka lagi kunjungannya: fotonya tidak dapat dikenali dari kiriman ini.",
    )


@pytest.mark.parametrize("revision", ["-1", str(2**31), "1.5", "satu"])
def test_a_revision_is_a_number_that_a_column_holds(revision):
    assert list(errors_of(SeenForm({"revision": revision}))) == ["revision"]
    assert SeenForm({"revision": str(2**31 - 1)}).is_valid()


def test_what_was_seen_is_what_the_post_says(visit):
    reader = make.make_officer(role="supervisor")
    row = {"digest": "0" * 64, "width": 1, "height": 1, "size": 1, "added_by": visit.author}
    Photo.objects.create(visit=visit, key=SECOND_PHOTO, **row)
    Photo.objects.filter(key=SECOND_PHOTO).update(added_at=visit.saved_at - dt.timedelta(minutes=1))
    said = {
        "nothing": SeenForm({}),
        "a revision": SeenForm({"revision": "1"}),
        "a revision and no photo": SeenForm({"revision": "1", "photos": ""}),
        "both": SeenForm({"revision": "0", "photos": str(FIRST_PHOTO)}),
    }

    assert all(form.is_valid() for form in said.values())
    assert {what: form.seen(visit, reader) for what, form in said.items()} == {
        "nothing": None,
        # A device that says no photos has seen those that were there.
        "a revision": Seen(1, frozenset({SECOND_PHOTO})),
        "a revision and no photo": Seen(1, frozenset()),
        "both": Seen(0, frozenset({FIRST_PHOTO})),
    }


def test_a_return_is_tied_to_a_note_of_the_visit(visit):
    note = make.make_note(visit)
    form = ReturnForm({"reason": "Siapa?", "section": "said", "note": str(note.pk)}, visit=visit)

    assert form.is_valid()
    assert (form.cleaned_data["section"], form.cleaned_data["note"]) == ("said", note.pk)
    assert ReturnForm({"reason": "Siapa?"}, visit=visit).is_valid()


@pytest.mark.parametrize("section", ["nowhere", "said ", "SAID\u200b"])
def test_a_return_is_about_a_section_that_is_there(visit, section):
    assert list(errors_of(ReturnForm({"reason": "Siapa?", "section": section}, visit=visit))) == ["section"]


def test_a_note_of_another_visit_is_refused(visit):
    strange = make.make_note(make.make_visit(author=visit.author))
    check_refused(
        lambda: ReturnForm({"reason": "Siapa?", "note": str(strange.pk)}, visit=visit),
        "note",
        "This note is not part of the visit.",
        "Catatan ini bukan bagian dari kunjungan.",
    )


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 40])
def test_a_note_has_a_number_that_a_column_holds(visit, number):
    assert list(errors_of(ReturnForm({"reason": "Siapa?", "note": number}, visit=visit))) == ["note"]


def test_an_approval_says_which_version_was_read():
    check_refused(
        lambda: ApproveForm({}, asks=False),
        "revision",
        "Open the visit and decide there: what you sent does not say which version you read.",
        "Buka kunjungannya dan putuskan di sana: kiriman ini tidak menyebut versi mana yang Anda baca.",
    )
    assert ApproveForm({"revision": "0"}, asks=False).is_valid()
    # What stands in the class for the other forms is not changed by it.
    assert SeenForm({}).is_valid()


def test_an_approval_of_photos_says_that_they_are_neutral():
    check_refused(
        lambda: ApproveForm({"revision": "1"}, asks=True),
        "photos_neutral",
        "Confirm that the photos are neutral, or return the visit.",
        "Nyatakan bahwa foto netral, atau kembalikan kunjungan ini.",
    )
    assert ApproveForm({"revision": "1", "photos_neutral": "on"}, asks=True).is_valid()


def together(waiting, query: str) -> TogetherForm:
    return TogetherForm(QueryDict(query), waiting=waiting)


@pytest.fixture
def waiting(visit):
    return [visit, make.make_visit(author=visit.author), make.make_visit(author=visit.author)]


def test_visits_are_taken_together_in_the_order_chosen(waiting):
    first, second, _third = waiting
    form = together(waiting, f"visit={second.key}&visit={first.key}&visit={second.key}&revision-{first.key}=4")

    assert form.is_valid()
    assert form.cleaned_data["visits"] == [second, first]
    assert (form.cleaned_data["gone"], form.cleaned_data["confirmed"]) == (0, False)
    assert form.cleaned_data["revisions"] == {first.key: 4}


def test_visits_decided_on_meanwhile_are_counted(waiting):
    form = together(waiting, f"visit={uuid.uuid4()}&visit={waiting[0].key}&visit=x%00&confirmed=1")

    assert form.is_valid()
    assert form.cleaned_data["visits"] == [waiting[0]]
    assert (form.cleaned_data["gone"], form.cleaned_data["confirmed"]) == (2, True)


def test_all_are_those_that_wait(waiting):
    form = together(waiting, f"all=1&visit={uuid.uuid4()}")

    assert form.is_valid()
    assert (form.cleaned_data["visits"], form.cleaned_data["gone"]) == (waiting, 0)


@pytest.mark.parametrize("said", ["", "-1", "1.0", "1234567890", "%D9%A1", "1e3", "%00"])
def test_a_revision_that_is_none_is_not_read(waiting, said):
    form = together(waiting, f"visit={waiting[0].key}&revision-{waiting[0].key}={said}")

    assert form.is_valid()
    assert form.cleaned_data["revisions"] == {}


def test_one_visit_is_chosen_at_least(waiting):
    check_refused(
        lambda: together(waiting, "confirmed=1"),
        "__all__",
        "Choose at least one visit.",
        "Pilih sedikitnya satu kunjungan.",
    )


def test_one_of_those_chosen_still_waits(waiting):
    check_refused(
        lambda: together(waiting, f"visit={uuid.uuid4()}"),
        "__all__",
        "None of these visits is waiting for your review any more.",
        "Semua kunjungan itu sudah tidak menunggu verifikasi.",
    )


class TestDeputy:
    """Who stands in for the head of a unit."""

    @pytest.fixture
    def unit(self):
        return make.make_unit(parent=make.make_polres())

    @pytest.fixture
    def deputy(self, unit):
        return make.make_officer("61010001", unit=unit)

    @staticmethod
    def form(offered, **changes) -> DeputyForm:
        today = str(timezone.localdate())
        posted = {"unit": str(offered.pk), "officer": "6101 0001", "starts_on": today, "ends_on": today, **changes}
        return DeputyForm(posted, units=Unit.objects.filter(pk=offered.pk))

    def test_one_day_is_enough(self, unit, deputy):
        form = self.form(unit)

        assert form.is_valid(), form.errors
        today = timezone.localdate()
        assert form.cleaned_data == {"unit": unit, "officer": deputy, "starts_on": today, "ends_on": today}

    def test_its_labels(self, unit):
        check_labels(DeputyForm(units=Unit.objects.all()), ["Satuan", "NRP Plh.", "Hari pertama", "Hari terakhir"])

    @pytest.mark.parametrize("of", [{"is_active": False}, {"role": "administrator"}, {"role": "auditor"}])
    def test_only_somebody_who_logs_visits_stands_in(self, unit, of):
        make.make_officer("61010001", unit=unit, **of)
        check_refused(
            lambda: self.form(unit),
            "officer",
            "No active officer has this number.",
            "Tidak ada anggota aktif dengan nomor ini.",
        )

    def test_the_last_day_is_not_before_the_first(self, unit, deputy):
        first = timezone.localdate() + dt.timedelta(days=3)
        check_refused(
            lambda: self.form(unit, starts_on=str(first), ends_on=str(first - dt.timedelta(days=1))),
            "ends_on",
            "The last day is before the first.",
            "Hari terakhir mendahului hari pertama.",
        )

    def test_the_last_day_is_still_to_come(self, unit, deputy):
        gone = timezone.localdate() - dt.timedelta(days=1)
        check_refused(
            lambda: self.form(unit, starts_on=str(gone), ends_on=str(gone)),
            "ends_on",
            "The last day is in the past.",
            "Hari terakhir sudah lewat.",
        )
        assert self.form(unit, starts_on=str(gone)).is_valid()

    @pytest.mark.parametrize("strange", ["", "x", "\x00", "9" * 30])
    def test_the_unit_is_one_of_those_offered(self, unit, deputy, strange):
        assert list(errors_of(self.form(unit, unit=strange))) == ["unit"]
        other = make.make_unit()
        assert list(errors_of(self.form(unit, unit=str(other.pk)))) == ["unit"]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({"other": str(FIRST_PHOTO), "decision": "same"}, []),
        ({"other": str(FIRST_PHOTO), "decision": "different"}, []),
        ({"other": str(FIRST_PHOTO), "decision": "perhaps"}, ["decision"]),
        ({"other": "1\x00", "decision": "same"}, ["other"]),
        ({}, ["other", "decision"]),
    ],
)
def test_a_comparison_names_a_visit_and_says_which(posted, wrong):
    assert list(errors_of(CompareForm(posted))) == wrong


def test_a_photo_on_its_own_stands_at_a_stop_of_the_visit(visit):
    make.make_stop(visit, make.make_village("53.01.06.1004"), order=1)
    second = visit.stops.all()[1]
    form = NewPhotoForm({"key": str(FIRST_PHOTO), "stop": "1"}, visit=visit)

    assert form.is_valid()
    assert form.cleaned_data == {"key": FIRST_PHOTO, "stop": second}
    anywhere = NewPhotoForm({"key": str(FIRST_PHOTO)}, visit=visit)
    assert anywhere.is_valid()
    assert anywhere.cleaned_data["stop"] is None


@pytest.mark.parametrize("number", ["1", "99", "9" * 40])
def test_a_photo_on_its_own_stands_at_no_other_stop(visit, number):
    check_refused(
        lambda: NewPhotoForm({"key": str(FIRST_PHOTO), "stop": number}, visit=visit),
        "stop",
        "This visit has no such stop.",
        "Kunjungan ini tidak memiliki tempat dengan nomor itu.",
    )
