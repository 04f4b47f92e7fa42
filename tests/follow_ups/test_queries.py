"""The lists of follow-ups against a slow, plain reading of the tables: same rows, same order, both ways."""

import datetime as dt
import random

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.follow_ups import slow_reference as slow
from tests.lists.test_visit_list import PLACES, READERS, make_world
from visits.follow_ups import queries as follow_ups_queries
from visits.follow_ups.services import change_follow_up
from visits.lists import visit_index
from visits.lists.follow_up_list import first_promises
from visits.lists.intersection import Sizes
from visits.models import CommunityFigure, FollowUp, FollowUpIndex, FollowUpStatus, Unit, Visit
from visits.places import page as places_page
from visits.setup import services as setup_services
from visits.start.officer_queries import officer_start

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 9, 1)


def make_promises(seed: int, number: int) -> dict:
    """Follow-ups of visits of every kind, out of notes that all, few or only heads may read."""
    people, chance = make_world(seed=seed, number=number), random.Random(seed)
    owners = [None, None, *(people[who] for who in ("author", "colleague", "officer elsewhere", "supervisor"))]
    for visit in Visit.objects.order_by("pk"):
        for _each in range(chance.randrange(4)):
            row = make.make_follow_up.__wrapped__(
                visit,
                status=chance.choice(list(FollowUpStatus)),
                result="Sudah.",
                owner=chance.choice(owners),
                due_on=chance.choice([None, *(TODAY + dt.timedelta(days) for days in range(-3, 4))]),
            )
            notes = list(visit.notes.order_by("pk"))
            row.notes.set(chance.sample(notes, chance.randrange(len(notes) + 1)))
        make.rebuild_visit(visit)
    return people


def pages(officer, asked: dict, *, back: bool = False, size: int = 50) -> list[FollowUp]:
    """All pages put together: from the first one on, or from the last one back."""
    rows, cursor, asked = [], {}, {**asked, "today": TODAY, "size": size}
    last = follow_ups_queries.follow_up_page(officer, **asked)
    while not back or last.after:
        page = follow_ups_queries.follow_up_page(officer, **asked, **cursor)
        rows, last = rows + page.rows, page
        if not page.after:
            break
        cursor = {"after": page.after}
    if not back:
        return rows
    rows = last.rows
    while last.before:
        last = follow_ups_queries.follow_up_page(officer, **asked, before=last.before)
        rows = last.rows + rows
    return rows


def test_pages_of_any_filter_are_exactly_what_one_may_read_both_ways():
    people, chance = make_promises(seed=5, number=50), random.Random(3)
    everything, seen = slow.load(), 0
    for _turn in range(120):
        size, who = chance.choice([2, 5, 50]), chance.choice(READERS)
        asked = {
            "whose": chance.choice(["mine", "unit", "all", "all"]),
            "status": chance.choice(["", "", *FollowUpStatus]),
            "overdue": chance.random() < 0.3,
        }
        wanted = slow.slow_list(people[who], everything, today=TODAY, **asked)
        seen += len(wanted)

        assert pages(people[who], asked, size=size) == wanted, (who, asked)
        assert pages(people[who], asked, back=True, size=size) == wanted, (who, asked)
    assert seen > 500


def test_hidden_words_are_read_by_some_and_not_by_others():
    people = make_promises(seed=5, number=50)
    everything = slow.load()
    read = {who: {row.pk for row in everything if slow.reads(people[who], row)} for who in READERS}

    for who in READERS:
        assert set(follow_ups_queries.readable_follow_ups(people[who]).values_list("pk", flat=True)) == read[who], who
    assert FollowUpIndex.objects.filter(list_key__endswith="+").exists()
    assert FollowUpIndex.objects.filter(list_key__contains="@").exists()


@pytest.mark.parametrize("most", [2, 10_000])
def test_numbers_are_exact_up_to_a_bound(most):
    people, everything = make_promises(seed=9, number=25), slow.load()
    for who in READERS:
        for name, count in follow_ups_queries.count_follow_ups(people[who], today=TODAY, most=most).items():
            whose, overdue = name.split("_")[1], name.endswith("_overdue")
            rows = slow.slow_list(people[who], everything, whose=whose, overdue=overdue, today=TODAY)
            number = sum(not row.is_finished for row in rows)
            assert (count.number, count.is_exact) == (min(number, most), number <= most), (who, name)


@pytest.mark.parametrize("window", [1, 2_000])
def test_the_first_promises_of_a_place_a_figure_and_an_officer(window):
    sizes = Sizes(first_window=window)
    people, everything = make_promises(seed=6, number=40), slow.load()
    regions, known = make.make_regions(), list(CommunityFigure.objects.all())
    for who in READERS:
        rows = slow.slow_list(people[who], everything, whose="all", today=TODAY)
        rows = [row for row in rows if not row.is_finished]
        for code in [*PLACES, "53", "53.01.06"]:
            there = [row for row in rows if any(stop.place_id.startswith(code) for stop in row.visit.stops.all())]
            assert places_page.open_promises_in(regions[code], officer=people[who], limit=9) == there[:9], (who, code)
            assert first_promises(f"place:{code}", people[who], 9, sizes) == there[:9], (who, code)
        for figure in known:
            met = [r for r in rows if r.visit.encounters.filter(figure=figure, presence="met").exists()]
            assert follow_ups_queries.open_promises_to(figure, officer=people[who], limit=9) == met[:9], (who, figure)
            assert first_promises(f"figure:{figure.pk}", people[who], 9, sizes) == met[:9], (who, figure)
        if people[who].may_log_visits:
            own = [
                row
                for row in rows
                if (row.owner_id or row.visit.author_id) == people[who].pk
                and row.due_on
                and row.due_on <= TODAY + dt.timedelta(14)
            ]
            assert officer_start(people[who], today=TODAY).promises == own[:8], who


def list_keys() -> set[tuple]:
    return set(FollowUpIndex.objects.values_list("list_key", "status", "due_on", "follow_up", "unit"))


def test_a_rebuild_writes_what_each_save_wrote():
    people = make_promises(seed=4, number=20)
    saved = list_keys()
    row = FollowUp.objects.unfinished().filter(visit__status="approved", visit__unit=people["author"].unit).first()
    change_follow_up(
        follow_up=row, by=people["supervisor"], status="done", result="Ada.", told_on=None, confirmed_by_person=False
    )
    changed = list_keys()
    assert {entry[:2] for entry in changed - saved} == {
        (list_key, "done") for list_key, _status, _day, pk, _unit in saved if pk == row.pk
    }

    FollowUpIndex.objects.all().delete()
    visit_index.rebuild()

    assert list_keys() == changed


def test_a_moved_unit_takes_its_follow_ups_to_the_lists_of_its_new_supervisors():
    people = make_promises(seed=4, number=20)
    unit, target = people["author"].unit, make.make_unit("polres-baru", parent=Unit.objects.get(code="polda-ntt"))
    head = make.make_officer(unit=target, role="supervisor")
    assert pages(head, {"whose": "all"}) == []

    administrator = people["administrator"]
    setup_services.move_unit(unit=unit, target=target, position="last-child", by=administrator)

    head = type(head).objects.get(pk=head.pk)
    wanted = [row for row in slow.load() if row.visit.unit_id == unit.pk]
    assert {row.pk for row in pages(head, {"whose": "all"})} == {row.pk for row in wanted} != set()
    moved = list_keys()
    call_command("rebuild_indexes")
    assert list_keys() == moved


def test_a_follow_up_that_changes_between_two_pages_is_not_shown_twice():
    author = make.make_officer()
    visit = make.make_visit(author=author)
    rows = [make.make_follow_up(visit, due_on=TODAY + dt.timedelta(days), owner=author) for days in range(5)]
    asked = {"whose": "mine", "today": TODAY, "size": 2}
    first = follow_ups_queries.follow_up_page(author, **asked)

    late = make.make_follow_up(visit, due_on=TODAY - dt.timedelta(1), owner=author)
    second = follow_ups_queries.follow_up_page(author, **asked, after=first.after)
    back = follow_ups_queries.follow_up_page(author, **asked, before=second.before)

    assert (first.rows, second.rows) == (rows[:2], rows[2:4])
    assert back.rows == rows[:2]
    assert back.before
    assert follow_ups_queries.follow_up_page(author, **asked, before=back.before).rows == [late]
