"""What is told of places against a slow, plain reading of the tables: the last visits, their number, the concerns."""

import datetime as dt

import pytest

from tests import factories as make
from tests.lists.test_visit_list import READERS, make_world
from tests.search.slow_reference import load, may_read, notes_of
from visits.models import DialogueNote, Region
from visits.places import page as places_page

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 8, 4)


def visits_in(code: str, visits: list) -> list:
    return [visit for visit in visits if any(stop.place_id.startswith(code) for stop in visit.stops.all())]


@pytest.mark.fault("B25")
@pytest.mark.parametrize("most", [2, 50])
def test_each_place_has_the_last_visit_of_the_polres_and_their_number(most):
    """Whoever may read them: that a colleague was there yesterday is known in the whole Polres."""
    people, everything, told = make_world(seed=8, number=60), load(), 0
    for who in READERS:
        top = people[who].unit.polres
        known = [visit for visit in everything if visit.unit.path.startswith(top.path) and visit.status != "draft"]
        for parent in Region.objects.filter(code__in=["53", "53.01", "53.01.06"]):
            for row in places_page.children_of(parent, officer=people[who], most=most):
                days = [visit.visited_on for visit in visits_in(row.code, known)]
                shown = min(len(days), most)
                wanted = (max(days, default=None), shown, shown < len(days))
                assert (row.last_visit, row.visits, row.has_more) == wanted, (who, row.code)
                told += len(days)
    assert told > 100


@pytest.mark.parametrize("most", [3, 500])
def test_concerns_are_those_of_the_newest_visits_as_far_as_one_may_read_them(most):
    people = make_world(seed=8, number=60)
    DialogueNote.objects.update(kind="concern")
    everything, regions = load(), make.make_regions()
    for who in READERS:
        readable = [visit for visit in everything if may_read(people[who], visit)]
        for code in ("53.01", "53.01.06", "53.01.06.2006"):
            there = [visit for visit in visits_in(code, readable) if visit.visited_on > TODAY - dt.timedelta(365)]
            there.sort(key=lambda visit: (visit.visited_on, visit.pk), reverse=True)
            names = [note.topic.name for visit in there[:most] for note in notes_of(people[who], visit)]
            wanted = sorted(((name, names.count(name)) for name in set(names)), key=lambda found: (-found[1], found[0]))

            concerns = places_page.concerns_in(regions[code], officer=people[who], today=TODAY, newest=most)

            assert concerns.topics == wanted, (who, code)
            assert bool(concerns.newest_only) == (len(there) > most), (who, code)
