"""The same visit is told while it is being written: to whoever may read it, and to nobody else."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import AuditEntry, SameVisit, Visit

pytestmark = pytest.mark.django_db
ADDRESS = "/visits/same/"


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def logged(people) -> Visit:
    """A visit of the colleague to Marselina Contoh, of today."""
    visit = make.make_visit(author=people["colleague"], visited_on=timezone.localdate())
    make.make_encounter(visit, honorific="Ibu")
    return visit


def question(**changes) -> dict[str, str]:
    asked = {
        "key": str(uuid.uuid4()),
        "visited_on": timezone.localdate().isoformat(),
        "stops-0-place": "53.01.06.2006",
        "people-0-name": "Marselina Contoh",
        "people-0-figure": "",
        **{name.replace("_0_", "-0-"): value for name, value in changes.items()},
    }
    return {name: value for name, value in asked.items() if value is not None}


def ask(client, who, **changes) -> str:
    client.force_login(who)
    answer = client.get(ADDRESS, question(**changes))
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def entries() -> list[dict]:
    return [row.details for row in AuditEntry.objects.filter(kind=AuditEntry.Kind.SEARCHED, target="same visits")]


def test_a_colleagues_visit_is_told_with_who_and_whom_and_leaves_one_entry(client, people, logged):
    told = ask(client, people["author"])

    assert f"{people['colleague']} sudah mencatat kunjungan kepada Ibu Marselina Contoh hari ini." in told
    assert f'href="{logged.get_absolute_url()}" target="_blank" rel="noopener"' in told
    assert entries() == [{"shown": 1, "visits": [str(logged.key)], "figures": []}]


def test_the_own_visit_is_told_as_the_own(client, people, logged):
    assert "Anda sudah mencatat kunjungan kepada Ibu Marselina Contoh hari ini." in ask(client, people["colleague"])


def test_a_chosen_figure_finds_the_typed_name_and_the_figure(client, people, logged):
    figure = make.make_figure(by=people["author"], village=make.make_village())
    assert str(logged.key) in ask(client, people["author"], people_0_name="", people_0_figure=str(figure.key))

    # The village of the figure stands in for one that was not chosen, as it does when the form is sent.
    asked = {"people_0_name": "", "people_0_figure": str(figure.key), "stops_0_place": ""}
    assert str(logged.key) in ask(client, people["author"], **asked)

    logged.encounters.update(figure=figure)
    assert str(logged.key) in ask(client, people["author"], **asked)
    assert entries()[0]["figures"] == [str(figure.key)]


@pytest.mark.parametrize(
    "change",
    [
        {"visited_on": "2024-09-01"},
        {"visited_on": ""},
        {"stops_0_place": "53.01.06.1004"},
        {"stops_0_place": ""},
        {"people_0_name": "Petrus Contoh"},
        {"people_0_name": ""},
        {"people_0_name": None, "people_0_group": "Marselina Contoh"},
    ],
)
def test_what_differs_or_is_not_known_yet_tells_nothing_and_leaves_no_entry(client, people, logged, change):
    assert ask(client, people["author"], **change) == ""
    assert entries() == []


@pytest.mark.parametrize("who", ["officer elsewhere", "supervisor elsewhere", "deputy"])
def test_out_of_reach_not_even_that_it_exists_is_told(client, people, logged, who):
    assert ask(client, people[who]) == ""
    assert entries() == []


def test_a_colleagues_confidential_visit_and_draft_are_not_told(client, people):
    today = timezone.localdate()
    for fields in ({"classification": "confidential"}, {"status": "draft"}):
        make.make_encounter(make.make_visit(author=people["colleague"], visited_on=today, **fields))
    assert ask(client, people["author"]) == ""


def test_the_visit_itself_and_one_that_was_compared_with_it_are_not_told(client, people, logged):
    own = make.make_visit(author=people["author"], visited_on=timezone.localdate())
    make.make_encounter(own)
    assert "Anda sudah" not in ask(client, people["author"], key=str(own.key))

    SameVisit.objects.create(visit=own, other=logged, is_same=False, decided_by=people["author"])
    assert ask(client, people["author"], key=str(own.key)) == ""


def test_the_second_and_further_ones_fold(client, people, logged):
    for _time in range(2):
        make.make_encounter(make.make_visit(author=people["colleague"], visited_on=timezone.localdate()))
    told = ask(client, people["author"])
    before, _details, after = told.partition("<details")
    assert (before.count("sudah mencatat"), after.count("sudah mencatat")) == (1, 2)
    assert "2 kunjungan lain yang mungkin sama" in after
    assert [entry["shown"] for entry in entries()] == [3]


def test_what_cannot_be_read_is_422_without_a_word(client, people, logged):
    client.force_login(people["author"])
    answer = client.get(ADDRESS, question(visited_on="entah"))
    assert (answer.status_code, answer.content.strip()) == (422, b"")


def test_without_scripts_the_page_tells_it_when_it_is_shown_again(client, people, logged):
    client.force_login(people["author"])
    posted = complete_post(visited_on=timezone.localdate().isoformat(), concern_heard=None, purpose=None)

    answer = client.post("/visits/new/", posted)

    assert answer.status_code == 422
    assert f"{people['colleague']} sudah mencatat kunjungan kepada Ibu Marselina Contoh hari ini." in (
        " ".join(answer.content.decode().split())
    )
    assert [entry["visits"] for entry in entries()] == [[str(logged.key)]]


def test_a_saved_draft_asks_once_and_tells_nothing_twice(client, people, logged):
    client.force_login(people["author"])
    posted = complete_post(visited_on=timezone.localdate().isoformat(), action="save")
    address = client.post("/visits/new/", posted)["Location"]

    page = " ".join(client.get(address).content.decode().split())

    assert page.count("sudah mencatat kunjungan kepada") == 1
    assert f"/visits/{posted['key']}/same/" in page
    assert [entry["visits"] for entry in entries()] == [[str(logged.key)]]


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_page_of_a_visit_that_tells_of_another_leaves_an_entry(method, client, people, logged):
    visit = make.make_visit(author=people["author"], visited_on=timezone.localdate())
    make.make_encounter(visit)
    make.rebuild_visit(visit)
    client.force_login(people["author"])

    getattr(client, method)(f"/visits/{visit.key}/")

    assert [entry["visits"] for entry in entries()] == [[str(logged.key)]]


def test_a_visit_of_another_day_is_told_by_its_date(client, people):
    visit = make.make_visit(author=people["colleague"], visited_on=dt.date(2024, 9, 1))
    make.make_encounter(visit)
    assert "Marselina Contoh pada 1 September 2024." in ask(client, people["author"], visited_on="2024-09-01")
