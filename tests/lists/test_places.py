"""When a place was last visited and how often, what was last read of it, and other small questions beside a list."""

import datetime as dt
import uuid
from itertools import product

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from tests import factories as make
from tests.lists.test_visit_list import PLACES, READERS, make_world
from tests.readers import make_readers
from tests.search.slow_reference import lineage, load, may_read
from visits.lists.exists import mostly_not_there, which_have_rows
from visits.lists.figures import all_figures_on
from visits.lists.keyset import in_order
from visits.lists.numbered_pages import numbered_page
from visits.lists.pages import PER_PAGE
from visits.lists.places import LastVisit, last_open_visits, last_visits
from visits.lists.short_cache import cached_for_a_minute
from visits.lists.visit_index import _short
from visits.lists.visit_lines import read_lines_and_figures
from visits.lists.visit_list import filtered_visits, newest_readable, reads_every_visit
from visits.models import Region, Remark, Topic, Visit

pytestmark = pytest.mark.django_db
CODES = [*PLACES, "53", "53.01", "53.01.06", "53.01.09"]


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def world():
    """Chance visits of the Polres, and three of another one at the same places."""
    people = make_world(seed=21, number=24)
    outside = make.make_officer(unit=make.make_unit("polres-lain", kind="polres"))
    for days in range(3):
        visit = make.make_visit(author=outside, visited_on=dt.date(2024, 10, 1 + days), with_rows=False)
        make.make_stop(visit, make.make_village(PLACES[0]))
    return people | {"outside": outside}


def newest_first(visits: list[Visit]) -> list[Visit]:
    return sorted(visits, key=lambda visit: (visit.visited_on, visit.pk), reverse=True)


def stands_at(visit: Visit, code: str) -> bool:
    return any(stop.place_id == code or stop.place_id.startswith(f"{code}.") for stop in visit.stops.all())


def test_what_is_known_of_a_place_is_known_in_the_whole_polres_and_not_beyond(world):
    everything = load()
    for who, most in product([*READERS, "outside"], [1, 4, 50]):
        top = world[who].unit.polres.pk
        known = newest_first([visit for visit in everything if top in lineage(visit.unit)])
        found = last_visits(world[who], CODES, most)
        for code in CODES:
            there = [visit for visit in known if stands_at(visit, code)]
            wanted = LastVisit(there[0].visited_on, min(len(there), most), len(there) > most) if there else None
            assert found.get(code) == wanted, (who, most, code)


def test_of_no_place_there_is_nothing(people):
    assert last_visits(people["author"], []) == {}
    assert last_open_visits(people["author"], [], 3) == {}
    assert last_open_visits(people["administrator"], ["place:53"], 3) == {}


def test_the_last_visits_of_a_place_are_those_one_reads_and_never_confidential(world):
    everything = load()
    keys = [f"place:{code}" for code in CODES]
    for who, limit in product(READERS, [1, 3, 99]):
        readable = [
            visit for visit in everything if may_read(world[who], visit) and visit.classification != "confidential"
        ]
        wanted = {
            f"place:{code}": [visit.pk for visit in newest_first(readable) if stands_at(visit, code)][:limit]
            for code in CODES
        }
        found = last_open_visits(world[who], keys, limit)
        assert found == {key: pks for key, pks in wanted.items() if pks}, (who, limit)


def test_the_newest_readable_of_some_visits(world):
    everything = load()
    for who, limit in product([*READERS, "administrator"], [1, 5, 99]):
        wanted = [visit for visit in everything if may_read(world[who], visit) and visit.activity == "call"]

        found = newest_readable(Visit.objects.logged().filter(activity="call"), world[who], limit)

        assert set(found) == set(newest_first(wanted)[:limit]), (who, limit)


def test_every_figure_on_some_visits_once_and_sorted(world):
    visits = load()
    wanted = {str(row.figure.key) for visit in visits for row in visit.encounters.all() if row.figure}

    assert all_figures_on([visit.pk for visit in visits]) == sorted(wanted) != []
    assert all(str(uuid.UUID(key)) == key for key in wanted)
    assert all_figures_on([0]) == []
    lines, figures = read_lines_and_figures([visit.pk for visit in visits], ["unit_name"])
    assert (lines, figures) == ({visit.pk: (visit.unit_name,) for visit in visits}, sorted(wanted))
    assert read_lines_and_figures([], ["unit_name"]) == ({}, [])


def test_whether_somebody_reads_every_visit(people):
    def those_who_do() -> list[str]:
        cache.clear()
        return [who for who in READERS if reads_every_visit(people[who])]

    own = make.make_visit(author=people["author"], with_rows=False)
    outside = make.make_visit(author=make.make_officer(unit=make.make_unit("polres-lain", kind="polres")))
    assert those_who_do() == []

    Visit.objects.filter(pk=outside.pk).update(status="draft")
    assert those_who_do() == ["supervisor"]
    Visit.objects.filter(pk=own.pk).update(status="draft")
    assert those_who_do() == ["supervisor", "supervisor elsewhere"]


@pytest.mark.parametrize("asked", [{"status": "submitted"}, {"status": "submitted", "activity": "call"}])
def test_a_visit_logged_elsewhere_within_the_minute_is_not_shown(people, asked):
    """Who read every visit a moment ago is asked about each from then on, without losing any of the own."""
    own = make.make_visit(author=people["author"], activity="call")
    supervisor = people["supervisor"]
    assert reads_every_visit(supervisor)

    make.make_visit(
        author=make.make_officer(unit=make.make_unit("polres-lain", kind="polres")),
        activity="call",
        visited_on=own.visited_on,
    )

    assert reads_every_visit(supervisor)  # as it was
    found = filtered_visits(supervisor, asked)
    assert in_order(found.page().found) == [own.pk]
    assert found.count().number == 1


def test_which_of_several_questions_find_anything_is_asked_in_one_statement(people, django_assert_num_queries):
    make.make_visit(author=people["author"], activity="call")
    asked = {
        "there": Visit.objects.filter(activity="call").order_by("-visited_on"),
        "not there": Visit.objects.filter(activity="counselling"),
        "none": Visit.objects.none(),
        "in no list": Visit.objects.filter(pk__in=[]),
        "regions": Region.objects.all(),
    }
    with django_assert_num_queries(1):
        assert which_have_rows(asked) == {"there", "regions"}


def test_what_stands_beside_a_visit(people):
    day = dt.date(2024, 11, 1)
    visit, alike = (make.make_visit(author=people["author"], visited_on=day) for _each in range(2))
    key = ["place:53.01.06.2006"]
    assert mostly_not_there(visit, []) == set()
    assert mostly_not_there(visit, key) == {"alike"}

    make.make_visit(author=people["author"], follows=visit, visited_on=day + dt.timedelta(1))
    Remark.objects.create(visit=visit, kind="returned", reason="Lengkapi.", written_by=people["supervisor"])
    assert mostly_not_there(visit, key) == {"alike", "later", "remarks"}

    alike.delete()
    assert mostly_not_there(visit, key) == {"later", "remarks"}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [("", 1), ("1", 1), ("2", 2), ("3", 3), ("4", 3), ("0", 3), ("-1", 3), ("x", 1), ("²", 1)],
)
def test_a_numbered_page_is_one_that_there_is(asked, wanted):
    Topic.objects.bulk_create(
        Topic(code=f"topik-{number:03d}", name=f"Topik {number}", group="order") for number in range(2 * PER_PAGE + 1)
    )
    page = numbered_page(RequestFactory().get("/", {"page": asked}), Topic.objects.order_by("code"))

    first = (wanted - 1) * PER_PAGE
    assert [row.code for row in page["rows"]] == [f"topik-{n:03d}" for n in range(first, min(first + 50, 101))]
    assert page["count"] == 101
    assert page["previous_url"] == (f"?page={wanted - 1}" if wanted > 1 else "")
    assert page["next_url"] == (f"?page={wanted + 1}" if wanted < 3 else "")


def test_a_number_is_kept_for_whoever_sees_the_same_visits_and_for_nobody_else(people):
    day, counted = dt.date(2024, 9, 1), iter(range(100))

    def number(who: str, what: str = "week", on: dt.date = day) -> int:
        return cached_for_a_minute(what, people[who], on, lambda: next(counted))

    first = number("author")
    assert number("author") == first
    others = [
        number("colleague"),
        number("supervisor"),
        number("author", "villages"),
        number("author", on=day + dt.timedelta(1)),
    ]
    assert sorted({first, *others}) == [0, 1, 2, 3, 4]
    same_post = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    assert cached_for_a_minute("week", same_post, day, lambda: -1) == -1  # the own visits are others


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ""),
        (["Oesao"], "Oesao"),
        (["Oesao", "Oesao"], "Oesao"),
        (["Oesao", "Tuapukan"], "Oesao, Tuapukan"),
        (["Oesao", "Tuapukan", "Oh'aem"], "Oesao, Tuapukan +1"),
        (["Oesao", "Tuapukan", "Oesao", "Oh'aem", "Manusak"], "Oesao, Tuapukan +2"),
    ],
)
def test_a_line_names_two_and_counts_the_rest(names, shown):
    assert _short(names) == shown
