"""The filter of follow-ups, and what became of one: each form on its own."""

import datetime as dt
import uuid

import pytest

from tests.form_errors import check_labels, errors_of
from visits.follow_ups.forms import FollowUpFilter, FollowUpForm
from visits.models import FollowUp


def test_labels():
    check_labels(
        FollowUpForm(),
        [
            *("Status", "Hasilnya", "Warga diberi tahu tanggal"),
            "Yang bersangkutan menyatakan janji sudah dipenuhi",
        ],
    )
    check_labels(FollowUpFilter(), ["Tugas siapa", "Status", "Hanya yang lewat tenggat", "Hanya yang belum selesai"])


def test_what_became_of_one_is_taken_over_as_it_was_meant():
    row = FollowUp(status="open", text="Patroli.")
    form = FollowUpForm({"status": "done", "result": "Sele\u200bsai.\r\n", "told_on": "1 Okt 2024"}, instance=row)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "status": "done",
        "result": "Selesai.",
        "told_on": dt.date(2024, 10, 1),
        "confirmed_by_person": False,
    }
    # The service changes the locked row; this one stays as it was.
    assert (row.status, row.result, row.told_on) == ("open", "", None)


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({"status": ""}, ["status"]),
        ({"status": "forgotten"}, ["status"]),
        ({"status": "done", "result": "x" * 10_000}, []),
        ({"status": "done", "result": "x" * 10_001}, ["result"]),
        ({"status": "done", "result": "kata " * 10_000}, ["result"]),
        ({"status": "done", "result": "Selesai\x00"}, ["result"]),
        ({"status": "done", "told_on": "kemarin dulu sekali"}, ["told_on"]),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(posted, wrong):
    assert list(errors_of(FollowUpForm(posted))) == wrong


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, []),
        ({"whose": "mine", "status": "not_possible", "overdue": "1", "unfinished": "1"}, []),
        ({"whose": "everybody"}, ["whose"]),
        ({"status": "open\x00"}, ["status"]),
        ({"after": str(uuid.UUID(int=1)), "before": "2"}, ["before"]),
    ],
)
def test_the_filter(posted, wrong):
    assert list(errors_of(FollowUpFilter(posted))) == wrong
