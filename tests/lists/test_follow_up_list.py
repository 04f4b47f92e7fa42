"""Lists of follow-ups along their keys: of a unit, before a day, by status, and how many there are."""

import datetime as dt
from itertools import combinations

import pytest

from tests import factories as make
from visits.lists.follow_up_list import FINISHED_STATES, OPEN_STATES, Listed, count_listed, first_promises, with_owners
from visits.lists.intersection import Count
from visits.lists.keyset import in_order
from visits.models import FollowUp, FollowUpIndex, FollowUpStatus

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 9, 1)
STATES = list(FollowUpStatus)


@pytest.fixture
def author():
    return make.make_officer()


@pytest.fixture
def rows(author) -> list[FollowUp]:
    """Of every status and two units, some due on one day, some without a day."""
    visit, other = make.make_visit(author=author), make.make_unit()
    with make.at_once(visit):
        return [
            make.make_follow_up(
                visit,
                status=STATES[number % 4],
                result="Sudah.",
                due_on=None if number % 5 == 0 else TODAY + dt.timedelta(days=number % 3 - 1),
                unit=other if number % 7 == 0 else author.unit,
            )
            for number in range(30)
        ]


def due(row: FollowUp) -> tuple:
    return row.due_on or dt.date.max, row.pk


@pytest.mark.parametrize(("of_unit", "before"), [(False, None), (True, None), (False, TODAY), (True, TODAY)])
def test_a_list_holds_what_was_asked_for_by_due_date(author, rows, of_unit, before):
    listed = Listed((f"unit:{author.unit_id}",), unit=author.unit_id if of_unit else None, before=before)
    there = [row for row in sorted(rows, key=due) if not of_unit or row.unit_id == author.unit_id]
    for states in (states for number in range(5) for states in combinations(STATES, number)):
        wanted = [row.pk for row in there if row.status in states and (before is None or due(row)[0] < before)]

        assert in_order(listed.of(states).scan(None, 99)) == wanted, states
        assert in_order(listed.of(states).scan(None, 99, back=True)) == wanted[::-1], states
        assert listed.of(states).count() == Count(len(wanted), True), states


@pytest.mark.parametrize("most", [1, 3, 100])
def test_one_statement_counts_several_lists_up_to_a_bound(author, rows, most, django_assert_num_queries):
    mine, keys = f"unit:{author.unit_id}", (f"unit:{author.unit_id}", f"tree:{author.unit_id}")
    asked = [Listed((mine,)), Listed(keys), Listed((mine,), before=TODAY), Listed(()), Listed(("unit:0",))]
    unfinished = [row for row in rows if row.status in OPEN_STATES]
    late = [row for row in unfinished if row.due_on and row.due_on < TODAY]

    with django_assert_num_queries(1):
        counts = count_listed(asked, most)

    # One that stands under two of the keys counts once.
    numbers = [len(unfinished), len(unfinished), len(late), 0, 0]
    assert counts == [Count(min(number, most), number <= most, number > most) for number in numbers]


def test_open_and_finished_are_all_there_is():
    assert sorted([*OPEN_STATES, *FINISHED_STATES]) == sorted(STATES)


def test_without_a_list_or_a_status_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Listed(()).of(OPEN_STATES).scan(None, 9) == []
        assert Listed(("unit:1",)).of(()).scan(None, 9) == []


def test_rows_stand_in_the_order_of_their_keys_without_those_that_are_gone(author, rows, django_assert_num_queries):
    keys, gone = [rows[number].pk for number in (3, 1, 2)], rows[1]
    FollowUp.objects.filter(pk=gone.pk).delete()

    with django_assert_num_queries(1):
        found = with_owners(keys)
        assert [row.unit.name for row in found] == [rows[3].unit.name, rows[2].unit.name]

    assert found == [rows[3], rows[2]]
    assert with_owners(keys[::-1]) == [rows[2], rows[3]]


@pytest.mark.parametrize("limit", [1, 4, 50])
def test_the_first_promises_of_a_place_are_the_unfinished_by_due_date(author, rows, limit):
    wanted = [row for row in sorted(rows, key=due) if row.status in OPEN_STATES]

    assert first_promises("place:53.01.06", author, limit) == wanted[:limit]
    assert first_promises("place:53.01.09", author, limit) == []


def test_who_reads_no_visit_reads_no_promise(rows, django_assert_num_queries):
    administrator = make.make_officer(role="administrator")
    with django_assert_num_queries(0):
        assert FollowUpIndex.read_by(administrator) == []
        assert first_promises("place:53.01.06", administrator, 9) == []
