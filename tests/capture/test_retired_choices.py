"""What set-up retired meanwhile stays on a saved visit, and is marked; nothing is lost when it is saved."""

import datetime as dt

import pytest

from tests import factories as make
from tests.capture.test_unchanged_snapshots import post_again
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import Operation, Region, Secondment, Topic, Visit
from visits.visit.services import return_visit

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
MARKED = "tidak dipakai lagi"


@pytest.fixture
def people(client):
    found = make_readers()
    make.make_village()
    make.make_operation()
    make.make_topic("hoaks")
    make.make_topic("lama", name="Topik lama")
    client.force_login(found["author"])
    return found


@pytest.fixture
def visit(client, people):
    changes = {
        "operation": "pilkada-2024",
        "notes-0-topic": "lama",
        "officers-1-officer": people["colleague"].nrp,
        "follow_ups-0-owner": people["colleague"].nrp,
    }
    answer = client.post("/visits/new/", complete_post(fields=changes), headers=JSON)
    assert answer.status_code == 201, answer.content.decode()
    visit = Visit.objects.get()
    return_visit(visit=visit, by=people["supervisor"], reason="Lengkapi.")
    visit.refresh_from_db()
    return visit


def retire_everything(people):
    Topic.objects.filter(code="lama").update(is_active=False)
    Operation.objects.update(is_active=False)
    Region.objects.filter(pk="53.01.06.2006").update(closed_on=dt.date(2024, 10, 1))
    type(people["colleague"]).objects.filter(pk=people["colleague"].pk).update(is_active=False)
    type(people["author"].unit).objects.filter(pk=people["author"].unit_id).update(is_active=False)


@pytest.mark.fault("B4")
@pytest.mark.parametrize("change", [{}, {"purpose": "Lain."}, {"notes-0-text": "Satu huruf."}])
def test_a_returned_visit_loses_nothing_that_was_retired(client, people, visit, change):
    retire_everything(people)

    post_again(client, visit, people["author"], **change)

    note, follow_up = visit.notes.get(), visit.follow_ups.get()
    assert (note.topic.code, visit.operation.code) == ("lama", "pilkada-2024")
    assert visit.stops.get().place_id == "53.01.06.2006"
    assert [went.officer for went in visit.participations.all()] == [None, people["colleague"]]
    assert (follow_up.owner, visit.unit) == (people["colleague"], people["author"].unit)
    assert visit.status == "submitted"


@pytest.mark.fault("B4")
def test_the_page_marks_what_is_no_longer_used(client, people, visit):
    retire_everything(people)

    page = client.get(f"/visits/{visit.key}/edit/").content.decode()

    # In the saved row alone: a new row offers what is in use.
    assert page.count(f"Topik lama ({MARKED})") == 1
    assert page.count(f"({MARKED})") == 2


@pytest.mark.fault("B4")
@pytest.mark.parametrize("field", ["notes-1-topic", "operation"])
def test_a_new_row_does_not_take_what_is_retired_and_still_shows_it(client, people, visit, field):
    retire_everything(people)
    fresh = {field: "lama" if "topic" in field else "pilkada-2024", "notes-1-kind": "concern", "notes-1-text": "Baru."}

    answer = client.post("/visits/new/", complete_post(fields=fresh), headers=JSON)
    page = client.post("/visits/new/", complete_post(fields=fresh)).content.decode()

    assert list(answer.json()["errors"]) == [field]
    assert f"({MARKED})" in page


@pytest.mark.fault("B4")
def test_a_code_that_never_was_is_refused_as_before(client, people, visit):
    answer = client.post("/visits/new/", complete_post(fields={"notes-0-topic": "weather"}), headers=JSON)

    assert list(answer.json()["errors"]) == ["notes-0-topic"]


@pytest.mark.fault("B4")
def test_a_draft_for_a_unit_that_was_lent_to_is_not_trapped(client, people):
    author, lent = people["author"], make.make_unit(name="Satgas")
    today = dt.date.today()
    lending = Secondment.objects.create(officer=author, unit=lent, starts_on=today, ends_on=today)
    broken = complete_post(fields={"unit": lent.code, "visited_on": "kemarin", "action": "save"})
    assert client.post("/visits/new/", broken, headers=JSON).status_code == 201
    lending.delete()
    visit = Visit.objects.get()

    post_again(client, visit, author, visited_on="2024-09-01")

    assert visit.unit == lent


@pytest.mark.fault("B4")
def test_an_earlier_visit_out_of_reach_stays_followed(client, people, visit):
    author = people["author"]
    earlier = make.make_visit(author=people["officer elsewhere"], status="approved")
    Visit.objects.filter(pk=visit.pk).update(follows=earlier)
    visit.refresh_from_db()

    post_again(client, visit, author, purpose="Lain.")

    assert visit.follows == earlier
