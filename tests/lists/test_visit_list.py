"""The fast lists against a slow, plain reading of the tables: same visits, same order, no page lost or doubled."""

import datetime as dt
import random

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.readers import make_readers
from tests.search.slow_reference import load, slow_history
from visits.history.page import history_list
from visits.lists import visit_index
from visits.lists.criteria import by_filter
from visits.lists.intersection import Sizes
from visits.models import Activity, CommunityFigure, Deputy, Situation, Topic, Unit, Visit, VisitAccess, VisitFilterKey
from visits.visit import reopening
from visits.visit import services as visit_services

pytestmark = pytest.mark.django_db
FIRST = dt.date(2024, 8, 1)
PLACES = ["53.01.06.2006", "53.01.06.2015", "53.01.06.1004", "53.01.09.2011"]
STATUSES = ["draft", "submitted", "returned", "approved"]
READERS = ["author", "colleague", "supervisor", "supervisor elsewhere", "officer elsewhere", "deputy", "auditor"]


def make_world(seed: int, number: int) -> dict:
    """Visits of several units with everything that a filter can ask for, by chance."""
    chance, people = random.Random(seed), make_readers()
    Deputy.objects.create(
        unit=people["author"].unit,
        officer=people["deputy"],
        starts_on=dt.date(2000, 1, 1),
        ends_on=dt.date(2100, 1, 1),
        named_by=people["supervisor"],
    )
    for name in ("hoaks", "lahan"):
        make.make_topic(name)
    for name in ("Marselina Contoh", "Yosef Contoh"):
        make.make_figure(by=people["author"], name=name)
    operation = make.make_operation()
    for _each in range(number):
        make_chance_visit(chance, people, operation)
    return people


def make_chance_visit(chance: random.Random, people: dict, operation) -> Visit:
    author = people[chance.choice(["author", "author", "colleague", "officer elsewhere", "supervisor elsewhere"])]
    visit = make.make_visit(
        author=author,
        status=chance.choice(STATUSES),
        visited_on=FIRST + dt.timedelta(days=chance.randrange(6)),
        activity=chance.choice([Activity.CALL, Activity.MEDIATION]),
        situation_after=chance.choice(["", Situation.CALM, Situation.TENSE]),
        classification=chance.choice(["restricted", "restricted", "confidential"]),
        operation=chance.choice([None, operation]),
        with_rows=False,
    )
    for order, code in enumerate(chance.sample(PLACES, chance.randrange(3))):
        make._make_stop(visit, make.make_village(code), order=order)
    for name in chance.sample(["supervisor", "colleague", "deputy", "officer elsewhere"], chance.randrange(3)):
        make._make_participation(visit, people[name], role="companion")
    met = [
        make.make_encounter.__wrapped__(
            visit, figure=figure, name=figure.name, presence=chance.choice(["met", "mentioned"])
        )
        for figure in chance.sample(list(CommunityFigure.objects.order_by("pk")), chance.randrange(3))
    ]
    for topic in chance.sample(list(Topic.objects.order_by("pk")), chance.randrange(3)):
        note = make.make_note.__wrapped__(
            visit,
            topic=topic,
            sensitivity=chance.choice(["internal", "supervisors"]),
            written_by=chance.choice([author, people["colleague"]]),
        )
        note.about.set(chance.sample(met, chance.randrange(len(met) + 1)))
    make.rebuild_visit(visit)
    return visit


def chance_filter(chance: random.Random, people: dict) -> dict:
    """Up to four filters of the history."""
    day = FIRST + dt.timedelta(days=chance.randrange(6))
    values = {
        "from": day,
        "to": day + dt.timedelta(days=chance.randrange(3)),
        "status": chance.choice(STATUSES[1:]),
        "activity": chance.choice([Activity.CALL, Activity.MEDIATION]),
        "situation": chance.choice([Situation.CALM, Situation.TENSE]),
        "operation": make.make_operation(),
        "unit": chance.choice([people["author"].unit, Unit.objects.get(code="polres-kupang")]),
        "place": chance.choice([*PLACES, "53", "53.01", "53.01.06", "53.01.09", "99"]),
        "officer": chance.choice([people["author"].nrp, people["colleague"].nrp, "99999999"]),
        "figure": chance.choice(list(CommunityFigure.objects.order_by("pk"))).key,
        "topic": chance.choice(list(Topic.objects.order_by("pk"))),
    }
    return {name: values[name] for name in chance.sample(sorted(values), chance.choice([0, 1, 1, 2, 2, 3, 4]))}


def walk_on(visits, size: int) -> list[int]:
    """All pages put together, from the first to the last."""
    keys, after = [], None
    while True:
        page = visits.page(after=after, size=size)
        keys += [pk for _day, pk in page.found]
        if page.next is None:
            return keys
        after = page.next


def walk_back(visits, size: int, start) -> list[int]:
    """All pages before a position, put together in the order of the list."""
    keys, before = [], start
    while before:
        page = visits.page(before=before, size=size)
        keys = [pk for _day, pk in page.found] + keys
        before = page.previous
    return keys


def test_pages_of_any_filter_are_exactly_the_filtered_visits_both_ways():
    """Small windows, so that a scan of a few visits goes through many of them."""
    people, chance = make_world(seed=7, number=60), random.Random(11)
    everything = load()
    days = {visit.pk: visit.visited_on for visit in everything}
    for _turn in range(120):
        sizes = Sizes(first_window=chance.choice([2, 5, 200]), most_probed=chance.choice([3, 10_000]))
        who, asked, size = chance.choice(READERS), chance_filter(chance, people), chance.choice([3, 7, 50])
        wanted, visits = slow_history(people[who], asked, everything), history_list(people[who], asked, sizes)

        assert walk_on(visits, size) == wanted, (who, asked)
        if wanted:
            assert walk_back(visits, size, (days[wanted[-1]], wanted[-1])) == wanted[:-1], (who, asked)
        number, is_exact, _is_many = visits.count()
        assert number == len(wanted) if is_exact else number <= len(wanted), (who, asked)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.integers(0, 5), max_size=12), added=st.lists(st.integers(0, 5), max_size=6), size=st.integers(1, 4)
)
def test_nothing_is_lost_or_doubled_while_visits_are_added_between_pages(days, added, size):
    author = make.make_officer()

    def log(day: int) -> int:
        return make.make_visit(author=author, visited_on=FIRST + dt.timedelta(days=day), with_rows=False).pk

    before, later, after, seen = [log(day) for day in days], list(added), None, []
    visits = history_list(author, {"status": "submitted"})
    while True:
        page = visits.page(after=after, size=size)
        seen += [pk for _day, pk in page.found]
        if page.next is None:
            break
        after = page.next
        if later:
            log(later.pop())

    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)
    assert [pk for pk in slow_history(author, {}) if pk in seen] == seen


def derived_rows() -> tuple:
    return (
        set(VisitAccess.objects.values_list("visit", "access_key", "visited_on", "waits_since")),
        set(VisitFilterKey.objects.values_list("visit", "filter_key", "visited_on")),
        set(Visit.objects.values_list("pk", *visit_index.LISTED)),
    )


def test_a_rebuild_of_everything_writes_what_each_save_wrote():
    people = make_world(seed=3, number=25)
    saved = derived_rows()
    assert {access_key for _visit, access_key, *_rest in saved[0]} > {f"tree:{people['author'].unit_id}"}

    VisitAccess.objects.all().delete()
    VisitFilterKey.objects.all().delete()
    Visit.objects.update(**dict.fromkeys(visit_index.LISTED, "?"))
    assert visit_index.rebuild() == 25

    assert derived_rows() == saved


def test_the_command_rewrites_one_unit_alone(capsys):
    people = make_readers()
    own, other = (make.make_visit(author=people[who]) for who in ("author", "officer elsewhere"))
    VisitFilterKey.objects.all().delete()

    call_command("rebuild_indexes", unit=people["author"].unit.code)

    assert set(VisitFilterKey.objects.values_list("visit", flat=True)) == {own.pk}
    assert VisitAccess.objects.filter(visit=other).exists()
    with pytest.raises(CommandError, match="no-unit"):
        call_command("rebuild_indexes", unit="no-unit")


def test_a_review_moves_the_visit_from_one_status_to_the_next_in_every_list():
    people = make_readers()
    visits = [make.make_visit(author=people["author"], purpose="Damai.") for _each in range(3)]
    head = people["supervisor"]

    def found(status: str) -> set[int]:
        return {pk for _day, pk in history_list(head, {"status": status}).scan(None, 10)}

    keys = [visit.pk for visit in visits]
    assert found("submitted") == set(keys)
    visit_services.return_visit(visit=visits[0], by=head, reason="Lengkapi.")
    visit_services.approve_visits(visits=visits[1:], by=head, revisions={visit.key: visit.revision for visit in visits})
    assert (found("submitted"), found("returned"), found("approved")) == (set(), {keys[0]}, set(keys[1:]))
    reopening.reopen_visit(visit=visits[1], by=head, reason="Keliru.")
    assert (found("submitted"), found("approved")) == ({keys[1]}, {keys[2]})
    visit_services.withdraw_visit(visit=visits[1], by=people["author"])
    assert found("submitted") == set()
    assert derived_rows() == (visit_index.rebuild() and derived_rows())


def test_a_filter_key_that_nobody_has_finds_nothing():
    people = make_readers()
    make.make_visit(author=people["author"])
    visits = history_list(people["author"], {})
    assert visits.with_criterion(by_filter("situation:tense")).scan(None, 10) == []


def test_a_supervisor_of_every_unit_is_not_asked_about_reach_until_another_unit_logs_a_visit():
    people = make_readers()
    head, asked = people["supervisor"], {"status": "submitted"}
    own = make.make_visit(author=people["author"])
    assert [criterion.index.table for criterion in history_list(head, asked).criteria] == ["visits_visitfilterkey"]
    already = history_list(head, asked)

    outside = make.make_visit(author=make.make_officer(unit=make.make_unit("polda-bali")), visited_on=FIRST)

    # What it was made for is no longer so: it asks about reach from here on.
    assert [pk for _day, pk in already.scan(None, 10)] == [own.pk]
    cache.clear()
    visits = history_list(head, asked)
    assert [criterion.index.table for criterion in visits.criteria] == ["visits_visitaccess", "visits_visitfilterkey"]
    assert [pk for _day, pk in visits.scan(None, 10)] == [own.pk]
    assert outside.pk not in [pk for _day, pk in history_list(people["author"], asked).scan(None, 10)]
