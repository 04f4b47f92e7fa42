"""No page asks more queries for a hundred rows than for one."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.models import VisitStatus

pytestmark = pytest.mark.django_db

MANY = 100
LISTS = {
    "officer": [
        "/",
        "/visits/",
        "/visits/?q=tenang",
        "/visits/?place=53.01.06&status=submitted&situation=calm",
        "/figures/",
        "/figures/?q=contoh",
        "/places/",
        "/places/53.01.06/",
        "/places/53.01.06.2006/",
        "/places/53.01.06.2006/card/",
        "/pack/",
        "/pack/cards/",
        "/device/near/",
        "/follow-ups/",
        "/visits/new/",
        "/pickers/figures/?q=contoh&name=people-0-figure",
        "/pickers/officers/?q=contoh&name=officers-0-officer",
    ],
    "supervisor": ["/", "/visits/", "/review/", "/follow-ups/"],
    "auditor": ["/", "/visits/", "/figures/"],
}


def count(client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked)


def add_visits(people: dict, number: int) -> None:
    """Visits, one of each status in turn, each with all that a list may show of it."""
    author = people["author"]
    for turn in range(number):
        for status in VisitStatus:
            day = make.VISIT_DAY - dt.timedelta(days=turn)
            visit = make.make_visit(author=author, status=status, visited_on=day, situation_after="calm")
            make.make_participation(visit, people["colleague"], role="companion")
            figure = make.make_figure(by=author, name=f"Contoh {turn}")
            make.make_figure_role(figure)
            make.make_encounter(visit, figure=figure)
            note = make.make_note(visit, kind="concern", topic=make.make_topic())
            make.make_follow_up(visit, owner=author, due_on=day, notes=[note])
            rebuild_visit(visit)


def more(few: dict, many: dict) -> dict:
    return {asked: (few[asked], many[asked]) for asked in few if many[asked] > few[asked]}


@pytest.mark.parametrize("who", LISTS)
def test_a_list_asks_no_more_for_a_hundred_visits(client, who):
    people = make_readers()
    client.force_login(people["author" if who == "officer" else who])
    add_visits(people, 1)
    for address in LISTS[who]:
        count(client, address)  # what a process keeps after its first request
    few = {address: count(client, address) for address in LISTS[who]}

    add_visits(people, MANY // 4)

    assert more(few, {address: count(client, address) for address in LISTS[who]}) == {}


def fill(visit, number: int) -> None:
    with make.at_once(visit):
        for order in range(1, number + 1):
            _fill_a_row_each(visit, order)


def _fill_a_row_each(visit, order: int) -> None:
    author = visit.author
    make.make_stop(visit, order=order + 10)
    make.make_participation(visit, name=f"Anggota {order}", role="companion")
    figure = make.make_figure(by=author, name=f"Orang {order}")
    person = make.make_encounter(visit, figure=figure, order=order)
    note = make.make_note(visit, order=order, topic=make.make_topic())
    note.raised_by_people.add(person)
    note.about.add(person)
    make.make_note(visit, order=order + 200, answers=note)
    make.make_follow_up(visit, owner=author, order=order, notes=[note])


PAGES = ["visit_detail", "visit_report_text", "visit_report_pdf"]


def test_a_visit_asks_no_more_for_a_hundred_rows(client):
    people = make_readers()
    visit = make.make_visit(author=people["author"])
    asked = [("author", "visit_edit"), *((who, page) for who in ("author", "supervisor") for page in PAGES)]

    def counts() -> dict[tuple[str, str], int]:
        found = {}
        for who, page in asked:
            client.force_login(people[who])
            found[who, page] = count(client, reverse(page, args=[visit.key]))
        return found

    fill(visit, 1)
    counts()  # what a process keeps after its first request
    few = counts()

    fill(visit, MANY)

    assert more(few, counts()) == {}


def test_a_figure_asks_no_more_for_a_hundred_visits(client):
    people = make_readers()
    author = people["author"]
    figure = make.make_figure(by=author)
    client.force_login(author)
    address = reverse("figure_detail", args=[figure.key])

    def meet(number: int) -> None:
        for _ in range(number):
            make.make_figure_role(figure, starts_on=make.VISIT_DAY)
            visit = make.make_visit(author=author)
            note = make.make_note(visit)
            note.raised_by_people.add(make.make_encounter(visit, figure=figure))
            make.make_follow_up(visit, owner=author, notes=[note])

    meet(1)
    count(client, address)
    few = count(client, address)

    meet(MANY)

    assert count(client, address) <= few
