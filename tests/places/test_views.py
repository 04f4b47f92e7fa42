"""Places: the own area, the search, and one region with what is known there."""

import datetime as dt

import pytest

from tests.factories import make_note, make_operation, make_regions, make_topic, make_visit
from tests.nouns import World
from tests.readers import make_readers
from visits.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    world.polres.districts.add(make_regions()["53.01.06"])
    return world


def test_the_own_area_shows_last_visits_of_the_whole_polres(client, world):
    world.sign_in(client, "officer")
    districts = client.get("/places/").context["districts"]
    assert {row.label: row.visits for row in districts[0].villages}["Desa Tuapukan"] == 1

    world.sign_in(client, "officer elsewhere")
    assert client.get("/places/").context["districts"][0].visited == 1


def test_the_search_names_kind_and_district(client, world):
    world.sign_in(client, "officer")

    page = client.get("/places/", {"q": "oes"}).content.decode()

    assert "Kelurahan Oesao" in page
    assert "Desa Oesao" in page
    assert "Kec. Kupang Timur" in page


def test_a_nul_is_answered_422(client, world):
    world.sign_in(client, "officer")

    assert client.get("/places/", {"q": "a\x00"}).status_code == 422


@pytest.mark.parametrize("code", ["53", "53.01", "53.01.06", "53.01.06.2006"])
def test_a_place_shows_the_visits_there_and_below(client, world, code):
    world.sign_in(client, "officer")
    page = client.get(f"/places/{code}/").content.decode()
    assert world.visit.get_absolute_url() in page
    assert world.follow_up.text in page

    world.sign_in(client, "officer elsewhere")
    page = client.get(f"/places/{code}/").content.decode()
    assert world.visit.get_absolute_url() not in page
    assert world.follow_up.text not in page


def test_unknown_code_is_404(client, world):
    world.sign_in(client, "officer")

    assert client.get("/places/99.99/").status_code == 404


def test_concerns_are_counted_by_topic_as_far_as_readable(client, world):
    from django.utils import timezone

    visit = make_visit(author=world.officer, visited_on=timezone.localdate())
    make_note(visit, kind="concern", topic=make_topic("hoaks"))
    make_note(visit, kind="concern", topic=make_topic("hoaks"), sensitivity="supervisors")

    world.sign_in(client, "colleague")
    assert client.get("/places/53.01.06/").context["concerns"].topics == [("Hoaks", 1)]
    world.sign_in(client, "supervisor")
    assert client.get("/places/53.01.06/").context["concerns"].topics == [("Hoaks", 2)]


def test_an_administrator_sees_the_region_but_nobody_in_it(client, world):
    world.sign_in(client, "administrator")
    page = client.get("/places/53.01.06.2006/").content.decode()

    assert world.figure.name not in page
    assert world.follow_up.text not in page


def test_a_place_asks_no_more_for_more_visits(client, world, django_assert_max_num_queries):
    world.sign_in(client, "officer")
    for _number in range(30):
        make_visit(author=world.officer)
    with django_assert_max_num_queries(26):
        client.get("/places/53.01.06/")


def test_a_device_gets_the_own_villages_with_their_middles_topics_and_operations_and_nothing_else(client, world):
    make_topic("hoaks")
    make_topic("lama", is_active=False)
    make_operation("pilkada-2024")
    Region.objects.filter(pk="53.01.06.2006").update(latitude="-10.12345", longitude="123.81234")
    world.sign_in(client, "officer")

    answer = client.get("/device/villages/")

    villages = {row[0]: row[1:] for row in answer.json()["villages"]}
    assert villages["53.01.06.2006"] == ["Desa Tuapukan", "Kec. Kupang Timur", -10.123, 123.812]
    assert all(code.startswith("53.01.06.") for code in villages)
    assert answer.json()["topics"] == [["hoaks", "Hoaks"]]
    assert [row[0] for row in answer.json()["operations"]] == ["pilkada-2024"]
    assert set(answer.json()) == {"villages", "topics", "operations"}
    # Kept by the worker alone: a new version must not be made of what the browser still holds.
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.fault("B25")
@pytest.mark.parametrize("who", ["officer elsewhere", "supervisor elsewhere"])
def test_a_visit_of_another_unit_is_known_by_date_and_not_by_content(client, who):
    people = make_readers()
    unit = people[who].unit
    unit.districts.set(["53.01.06"])
    visit = make_visit(author=people["author"], visited_on=dt.date(2024, 9, 1))
    client.force_login(people[who])

    listed, place = client.get("/places/").content.decode(), client.get("/places/53.01.06.2006/").content.decode()

    assert "1 dari 3 desa/kelurahan telah dikunjungi" in listed
    assert "1 September 2024" in listed
    assert str(visit.key) not in listed + place
    assert "Menjaga" not in place
