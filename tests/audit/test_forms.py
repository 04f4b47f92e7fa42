"""What may be asked of the audit log, on its own."""

import datetime as dt

import pytest

from tests.form_errors import check_labels, check_refused, errors_of
from visits.audit.forms import AuditLogFilter


def test_an_empty_filter_shows_its_labels():
    check_labels(AuditLogFilter(), ["NRP atau NIP", "Data", "Jenis", "Dari tanggal", "Sampai tanggal"])


def test_what_is_asked_is_taken_as_it_was_meant():
    asked = {
        "person": "NRP 9001 0001",
        "record": " satsamapta\u200b ",
        "kind": "searched",
        "from": "1/9/2024",
        "to": "1 September 2024",
        "after": "0",
        "before": str(2**63 - 1),
    }
    form = AuditLogFilter(asked)

    assert form.is_valid(), form.errors
    day = dt.date(2024, 9, 1)
    assert form.cleaned_data == {
        "person": "90010001",
        "record": "satsamapta",
        "kind": "searched",
        "from": day,
        "to": day,
        "after": 0,
        "before": 2**63 - 1,
    }
    nothing = AuditLogFilter({})
    assert nothing.is_valid()
    assert set(nothing.cleaned_data.values()) == {"", None}


def test_a_period_ends_after_its_beginning():
    check_refused(
        lambda: AuditLogFilter({"from": "2024-09-02", "to": "2024-09-01"}),
        "to",
        "The end of the period is before its beginning.",
        "Akhir jangka waktu berada sebelum awalnya.",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person", "Yohanes"),
        ("record", "x" * 61),
        ("record", "a\x00"),
        ("kind", "unknown"),
        ("after", "-1"),
        ("before", str(2**63)),
        ("before", "satu"),
        ("from", "2100-01-02"),
        ("to", "kemarin dulu sekali"),
    ],
)
def test_what_is_no_value_is_refused_at_its_field(name, value):
    assert list(errors_of(AuditLogFilter({name: value}))) == [name]
