"""What holds from one day to another: asked of a table and of a row at hand, with the same answer."""

import datetime as dt

import pytest

from tests import factories as make
from visits.models import Deputy, Operation, Secondment, Stage, VillageAssignment

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2024, 9, 1), dt.date(2024, 9, 30)
DAY = dt.timedelta(days=1)
DAYS = (FIRST - DAY, FIRST, LAST, LAST + DAY)


@pytest.mark.parametrize(("ends_on", "runs"), [(LAST, [False, True, True, False]), (None, [False, True, True, True])])
def test_the_first_and_the_last_day_are_included(ends_on, runs):
    operation = make.make_operation(starts_on=FIRST, ends_on=ends_on)

    assert [Operation.objects.on(day).exists() for day in DAYS] == runs
    assert [operation.covers(day) for day in DAYS] == runs


@pytest.mark.parametrize("model", [Secondment, Deputy, VillageAssignment])
def test_posts_run_from_their_first_to_their_last_day(model):
    officer = make.make_officer()
    more = {
        Secondment: {"unit": officer.unit},
        Deputy: {"unit": officer.unit, "named_by": officer},
        VillageAssignment: {"village": make.make_village()},
    }
    row = model.objects.create(officer=officer, starts_on=FIRST, ends_on=LAST, **more[model])

    assert [list(model.objects.on(day)) for day in DAYS] == [[], [row], [row], []]


def test_a_deputy_who_was_ended_early_stands_in_no_more():
    officer = make.make_officer()
    post = Deputy.objects.create(officer=officer, unit=officer.unit, named_by=officer, starts_on=FIRST, ends_on=LAST)
    Deputy.objects.update(ended_at=dt.datetime(2024, 9, 15, tzinfo=dt.UTC))

    assert not Deputy.objects.on(LAST).exists()
    # Kept: who stood in for whom is asked of decisions of that time.
    assert Deputy.objects.get() == post


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "runs"),
    [
        (FIRST, LAST, [False, True, True, False]),
        (None, LAST, [True, True, True, False]),
        (FIRST, None, [False, True, True, True]),
        # No date at all: there is none yet.
        (None, None, [False, False, False, False]),
    ],
)
def test_a_stage_may_be_open_at_one_end(starts_on, ends_on, runs):
    stage = Stage(starts_on=starts_on, ends_on=ends_on)

    assert [stage.covers(day) for day in DAYS] == runs


def test_the_headline_is_the_conduct_that_began_last():
    operation = make.make_operation(starts_on=FIRST, ends_on=LAST)
    conduct, preparation = Stage.Group.CONDUCT, Stage.Group.PREPARATION
    make.make_stage(operation, "data", group=preparation, starts_on=FIRST + 5 * DAY, ends_on=LAST)
    make.make_stage(operation, "undated-conduct", group=conduct)
    make.make_stage(operation, "open-conduct", group=conduct, ends_on=LAST)
    make.make_stage(operation, "early-conduct", group=conduct, starts_on=FIRST, ends_on=LAST, order=2)
    make.make_stage(operation, "late-conduct", group=conduct, starts_on=FIRST + 2 * DAY, order=9)
    make.make_stage(operation, "same-day-conduct", group=conduct, starts_on=FIRST + 2 * DAY, order=1)
    make.make_stage(operation, "over", group=conduct, starts_on=FIRST, ends_on=LAST - DAY)

    assert [stage.code for stage in operation.stages_on(LAST)] == [
        *("same-day-conduct", "late-conduct", "early-conduct", "open-conduct"),
        "data",
    ]
    assert [stage.code for stage in operation.stages_on(LAST + DAY)] == ["same-day-conduct", "late-conduct"]
