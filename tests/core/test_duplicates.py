"""Which visits look like one that two colleagues logged both."""

import datetime as dt

import pytest

from tests import factories as make
from tests.readers import make_readers
from visits.core.duplicates import linked_visits, same_visits
from visits.models import SameVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def pair(people):
    """A visit of the author and one of the colleague: same day, village and figure."""
    visit, other = make.make_visit(author=people["author"]), make.make_visit(author=people["colleague"])
    figure = make.make_figure(by=people["author"])
    for each in (visit, other):
        make.make_encounter(each, figure=figure, name=figure.name)
    return visit, other


def test_the_same_day_village_and_figure_look_alike_from_both_sides(people, pair):
    visit, other = pair
    assert list(same_visits(visit, people["author"])) == [other]
    assert list(same_visits(other, people["colleague"])) == [visit]


@pytest.mark.parametrize("change", ["day", "village", "figure", "draft"])
def test_one_difference_is_enough(people, pair, change):
    visit, other = pair
    if change == "day":
        other.visited_on = dt.date(2024, 9, 2)
    if change == "draft":
        other.status = "draft"
    if change == "village":
        other.stops.update(place="53.01.06.1004")
    if change == "figure":
        other.encounters.update(figure=make.make_figure(by=people["author"], name="Lain Contoh"))
    other.save()
    assert list(same_visits(visit, people["author"])) == []


def test_outside_the_reach_nothing_is_told(people, pair):
    assert list(same_visits(pair[0], people["supervisor elsewhere"])) == []


@pytest.mark.parametrize("is_same", [True, False])
def test_what_is_decided_is_not_asked_again(people, pair, is_same):
    visit, other = pair
    SameVisit.objects.create(visit=other, other=visit, is_same=is_same, decided_by=people["author"])
    assert list(same_visits(visit, people["author"])) == []
    assert list(linked_visits(visit, people["author"])) == ([other] if is_same else [])
