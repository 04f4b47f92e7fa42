"""Which visits look like one that was logged twice."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.models import REMOVED_NAME, Encounter, SameVisit, Visit
from visits.pickers.same_visits import compared, linked_visits, occasion_of, possibly_same

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


def like(visit: Visit, reader) -> list[Visit]:
    readable = Encounter.objects.readable_by(reader).filter(visit=visit)
    occasion = occasion_of(visit, readable, visit.stops.all())
    return [each.visit for each in possibly_same({0: occasion}, reader, but=[visit.pk, *compared(visit)]).get(0, [])]


def test_the_same_day_village_and_figure_look_alike_from_both_sides(people, pair):
    visit, other = pair
    assert like(visit, people["author"]) == [other]
    assert like(other, people["colleague"]) == [visit]


@pytest.mark.parametrize("change", ["day", "village", "figure", "draft"])
def test_one_difference_is_enough(people, pair, change):
    visit, other = pair
    with make.at_once(other):
        if change == "day":
            other.visited_on = dt.date(2024, 9, 2)
        if change == "draft":
            other.status = "draft"
        if change == "village":
            other.stops.update(place="53.01.06.1004")
        if change == "figure":
            # A namesake who is in the register as well is somebody else.
            other.encounters.update(figure=make.make_figure(by=people["author"]))
        other.save()
    assert like(visit, people["author"]) == []


def test_outside_the_reach_nothing_is_told(people, pair):
    assert like(pair[0], people["supervisor elsewhere"]) == []
    assert like(pair[0], people["administrator"]) == []


@pytest.mark.parametrize("is_same", [True, False])
def test_what_is_decided_is_not_asked_again(people, pair, is_same):
    visit, other = pair
    SameVisit.objects.create(visit=other, other=visit, is_same=is_same, decided_by=people["author"])
    assert like(visit, people["author"]) == []
    assert list(linked_visits(visit, people["author"])) == ([other] if is_same else [])


@pytest.mark.parametrize(
    ("typed", "is_told"),
    [
        ("Marselina Contoh", True),
        ("ibu Contoh Marselina, S.Pd.", True),
        ("Marcelina Contoh", True),
        ("M. Contoh", True),
        ("Marselina", False),
        ("Mariana Contoh", False),
        (REMOVED_NAME, False),
    ],
)
@pytest.mark.parametrize("other_is_known", [True, False])
def test_a_typed_name_counts_where_it_is_written_alike(people, typed, is_told, other_is_known):
    visit, other = make.make_visit(author=people["author"]), make.make_visit(author=people["colleague"])
    make.make_encounter(visit, name=typed)
    known = {"figure": make.make_figure(by=people["author"])} if other_is_known else {}
    make.make_encounter(other, name="Marselina Contoh", **known)

    assert like(visit, people["author"]) == ([other] if is_told else [])
    assert like(other, people["colleague"]) == ([visit] if is_told else [])


def test_a_group_is_nobody_in_particular(people):
    visit, other = make.make_visit(author=people["author"]), make.make_visit(author=people["colleague"])
    for each in (visit, other):
        make.make_encounter(each, group="Warga RT 03")
    assert like(visit, people["author"]) == []


@pytest.mark.parametrize(("who", "is_told"), [("author", False), ("colleague", True), ("supervisor", True)])
def test_somebody_only_mentioned_is_told_to_whoever_sees_them_named(people, who, is_told):
    visit, other = make.make_visit(author=people["author"]), make.make_visit(author=people["colleague"])
    make.make_encounter(visit)
    make.make_encounter(other, presence="mentioned")
    assert like(visit, people[who]) == ([other] if is_told else [])


def test_who_was_met_and_when_is_told(people, pair):
    visit, other = pair
    occasion = occasion_of(visit, visit.encounters.all(), visit.stops.all())
    (found,) = possibly_same({7: occasion}, people["author"], but=[visit.pk])[7]
    assert (found.visit, found.person.name, found.day) == (other, "Marselina Contoh", "pada 1 September 2024")

    other.visited_on = timezone.localdate()
    assert found._replace(visit=other).day == "hari ini"


def test_the_newest_is_said_first(people, pair):
    visit, other = pair
    third = make.make_visit(author=people["colleague"])
    make.make_encounter(third)
    assert like(visit, people["author"]) == [third, other]


def test_many_occasions_ask_no_more_than_one(people, pair, django_assert_num_queries):
    visit, other = pair
    occasion = occasion_of(visit, list(visit.encounters.all()), list(visit.stops.all()))
    possibly_same({0: occasion}, people["author"])  # what an officer's access keys cost once
    with django_assert_num_queries(3):
        found = possibly_same(dict.fromkeys(range(500), occasion), people["author"], but=[visit.pk])
    assert [each.visit for each in found[499]] == [other]
    assert len(found) == 500
