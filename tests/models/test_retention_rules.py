"""How long a name is held: counted in months, by the operation of a visit or by its own day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories as make
from visits.models import Operation, Visit
from visits.models.retention import held_until, holding, last_day_over, months_later

TODAY = dt.date(2025, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 1, 31), 1, dt.date(2023, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 12, 31), 2, dt.date(2025, 2, 28)),
        (dt.date(2024, 8, 31), 120, dt.date(2034, 8, 31)),
        (dt.date(2024, 3, 31), -1, dt.date(2024, 2, 29)),
        (dt.date(2024, 1, 15), -13, dt.date(2022, 12, 15)),
        (dt.date(2024, 6, 1), 0, dt.date(2024, 6, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert months_later(day, months) == later


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 120))
def test_the_last_day_over_is_the_last_one(today, months):
    over = last_day_over(today, months)

    assert months_later(over, months) <= today
    assert months_later(over + DAY, months) > today


@pytest.mark.parametrize(
    ("operation", "until"),
    [
        (None, dt.date(2025, 9, 2)),
        (Operation(ends_on=None, retention_months=1), None),
        (Operation(ends_on=dt.date(2024, 12, 31), retention_months=2), dt.date(2025, 2, 28)),
        # Logged after the operation's end: from its own day.
        (Operation(ends_on=dt.date(2024, 8, 1), retention_months=2), dt.date(2024, 11, 2)),
    ],
)
def test_a_visit_holds_its_names_for_the_months_of_its_operation(operation, until):
    assert held_until(dt.date(2024, 9, 2), operation) == until


@pytest.mark.django_db
def test_the_database_holds_by_the_same_rule():
    """At each edge: the day before, the day itself and the day after the names may go."""
    author = make.make_officer()
    operations = [
        None,
        make.make_operation("berjalan", starts_on=dt.date(2020, 1, 1), ends_on=None, retention_months=1),
        make.make_operation("singkat", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2025, 2, 28), retention_months=1),
        make.make_operation("lama", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31), retention_months=3),
    ]
    edges = [last_day_over(TODAY, months) for months in (1, 3, 12)]
    for operation in operations:
        for day in {edge + apart * DAY for edge in edges for apart in (-1, 0, 1)}:
            make.make_visit(author=author, visited_on=day, operation=operation, with_rows=False)

    held = set(Visit.objects.filter(holding(TODAY)))

    assert held == {
        visit
        for visit in Visit.objects.select_related("operation")
        if (until := held_until(visit.visited_on, visit.operation)) is None or until > TODAY
    }
    assert 0 < len(held) < Visit.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("saved_at", "is_held"),
    [
        # By the clock of Kupang: 16.00 UTC is midnight there.
        (dt.datetime(2024, 3, 31, 15, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2024, 3, 31, 16, 1, tzinfo=dt.UTC), True),
    ],
)
def test_a_draft_without_a_day_counts_from_its_last_save(saved_at, is_held):
    visit = make.make_visit(author=make.make_officer(), status="draft", visited_on=None)
    Visit.objects.filter(pk=visit.pk).update(saved_at=saved_at)

    assert Visit.objects.filter(holding(TODAY)).exists() is is_held
