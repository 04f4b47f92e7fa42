"""What waits for somebody, in numbers and as a list, against the rule said plainly of each visit."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from tests import factories as make
from tests.lists.test_visit_list import READERS
from tests.readers import make_readers
from tests.search.slow_reference import lineage
from visits.lists.keyset import in_order
from visits.lists.waiting import MOST_URGENT, Waiting, count_waiting, returned_to, urgent_for
from visits.models import Deputy, Officer, Visit
from visits.review.queries import corrections_for, next_waiting, waiting_list, waiting_visits

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2024, 9, 1, 4, tzinfo=dt.UTC)
AUTHORS = ["author", "author", "colleague", "supervisor", "supervisor elsewhere", "officer elsewhere", "deputy"]


@pytest.fixture
def people():
    people = make_readers()
    today = timezone.localdate()
    Deputy.objects.create(
        unit=people["supervisor"].unit,
        officer=people["deputy"],
        starts_on=today,
        ends_on=today,
        named_by=people["supervisor"],
    )
    return people


@pytest.fixture
def visits(people) -> list[Visit]:
    """Of every status, urgent or not, sent at few instants, with whoever came along."""
    chance, made = random.Random(12), []
    for _each in range(40):
        status = chance.choice(["draft", "submitted", "submitted", "returned", "approved"])
        at = NOON + dt.timedelta(hours=chance.randrange(5))
        more = {"correction_asked_at": at} if status == "approved" and chance.random() < 0.6 else {}
        if chance.random() < 0.2:
            more |= {"noted_at": at, "noted_by": people["supervisor"]}
        visit = make.make_visit(
            author=people[chance.choice(AUTHORS)],
            status=status,
            urgent=chance.random() < 0.5,
            submitted_at=None if status == "draft" else at,
            with_rows=False,
            **more,
        )
        for who in chance.sample(["colleague", "supervisor", "deputy"], chance.choice([0, 0, 1])):
            make.make_participation(visit, people[who], role="companion")
        made.append(visit)
    return made


def supervisors(officer: Officer, visit: Visit) -> bool:
    return bool(set(officer.supervised_unit_ids) & lineage(visit.unit))


def on_it(visit: Visit) -> set[int]:
    return {visit.author_id, *visit.participations.values_list("officer_id", flat=True)}


def reviews(people: dict, who: str, visit: Visit) -> bool:
    """A head, unless on the visit; who stands in for the head not what the head was on either."""
    closed = {people[who].pk} | ({people["supervisor"].pk} if who == "deputy" else set())
    return supervisors(people[who], visit) and not on_it(visit) & closed


def test_the_numbers_are_those_of_the_rule(people, visits):
    for who in [*READERS, "administrator"]:
        check_numbers(people, visits, who)


def check_numbers(people: dict, visits: list[Visit], who: str) -> None:
    officer = people[who]
    submitted = [visit for visit in visits if visit.status == "submitted" and reviews(people, who, visit)]
    returned = [visit for visit in visits if visit.status == "returned" and officer.pk in on_it(visit)]
    asked = [visit for visit in visits if visit.correction_asked_at and reviews(people, who, visit)]
    urgent = [
        visit
        for visit in visits
        if visit.urgent and visit.noted_at is None and visit.status != "draft" and visit.author_id != officer.pk
        if supervisors(officer, visit)
    ]
    if not officer.may_log_visits:
        submitted = returned = asked = urgent = []

    assert count_waiting(officer) == Waiting(
        review=len(submitted),
        corrections=len(asked),
        oldest=min((visit.submitted_at for visit in submitted), default=None),
        returned=len(returned),
        has_urgent=bool(urgent),
    )
    newest = sorted(urgent, key=lambda visit: (visit.submitted_at, visit.pk), reverse=True)[: MOST_URGENT + 1]
    assert [found.key for found in urgent_for(officer)] == [str(visit.key) for visit in newest]
    assert [found.at for found in urgent_for(officer)] == [visit.submitted_at for visit in newest]
    if officer.may_log_visits:
        assert set(returned_to(officer)) == set(returned)
        assert list(corrections_for(officer)) == sorted(asked, key=lambda visit: (visit.correction_asked_at, visit.pk))


@pytest.mark.parametrize("who", ["supervisor", "deputy"])
def test_the_list_that_the_number_counts_has_the_oldest_first(people, visits, who):
    waiting = [visit for visit in visits if visit.status == "submitted" and reviews(people, who, visit)]
    wanted = sorted(waiting, key=lambda visit: (visit.submitted_at, visit.pk))
    listed = waiting_list(people[who])

    assert waiting_visits(in_order(listed.scan(None, 99))) == wanted
    assert len(wanted) > 3
    assert listed.count().number == count_waiting(people[who]).review
    # Whoever works through it goes on behind each, and from the last to the first.
    following = [next_waiting(listed, visit) for visit in wanted]
    assert following == [str(visit.key) for visit in [*wanted[1:], wanted[0]]]


def test_who_reviews_nothing_has_no_such_list(people):
    make.make_visit(author=people["author"], submitted_at=NOON)
    for who in ("author", "colleague", "auditor", "administrator"):
        assert waiting_list(people[who]).page().found == [], who
        assert count_waiting(people[who]).review == 0, who


def test_days_narrow_the_list(people, visits):
    day = visits[0].visited_on
    head = people["supervisor"]

    assert waiting_list(head, {"from": day, "to": day}).count() == waiting_list(head).count()
    assert waiting_list(head, {"from": day + dt.timedelta(1)}).count().number == 0
    assert waiting_list(head, {"to": day - dt.timedelta(1)}).count().number == 0


def test_one_decided_meanwhile_is_not_shown(people, visits):
    found = in_order(waiting_list(people["supervisor"]).scan(None, 3))
    Visit.objects.filter(pk=found[1]).update(status="approved")

    assert [visit.pk for visit in waiting_visits(found)] == [found[0], found[2]]


def test_the_only_one_that_waits_has_none_behind_it(people):
    visit = make.make_visit(author=people["author"], submitted_at=NOON)

    assert next_waiting(waiting_list(people["supervisor"]), visit) == ""


def test_no_more_than_asked_are_counted(people, visits):
    head, number = people["supervisor"], count_waiting(people["supervisor"]).review
    assert number > 4
    assert [count_waiting(head, most=most).review for most in (1, 4, number, 999)] == [1, 4, number, number]


@pytest.mark.parametrize(("number", "shown"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (5_000, "99+")])
def test_a_number_in_the_menu_says_no_more_than_that_there_are_more(number, shown):
    assert Waiting.shown(number) == shown
