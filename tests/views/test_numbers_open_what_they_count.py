"""A number on a page is a link to exactly what it counted."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from tests import factories as make
from tests.views.readers import make_readers

pytestmark = pytest.mark.django_db
ROWS = {"follow-ups": r'href="/follow-ups/[0-9a-f-]{36}/"', "visits": r'href="/visits/[0-9a-f-]{36}/"'}


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def promises(people):
    """Overdue: one of mine, two of my unit's, three in all; unfinished: two, three and four."""
    today, unit = timezone.localdate(), people["supervisor"].unit
    late, later = today - dt.timedelta(days=3), today + dt.timedelta(days=3)
    visit = make.make_visit(author=people["author"])
    make.make_follow_up(visit, "Lampu jalan.", due_on=late, owner=people["supervisor"], unit=unit)
    make.make_follow_up(visit, "Ronda malam.", due_on=late, unit=unit)
    make.make_follow_up(visit, "Pagar balai.", due_on=late)
    make.make_follow_up(visit, "Rapat warga.", due_on=later, owner=people["supervisor"], unit=unit)
    make.make_follow_up(visit, "Sudah beres.", due_on=late, status="done", result="Beres.", unit=unit)


def source(client, officer, address) -> str:
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(client, officer, address, kind) -> int:
    main = source(client, officer, address).partition("<main")[2]
    return len(set(re.findall(ROWS[kind], main)))


@pytest.mark.fault("B29")
def test_the_overdue_promises_of_the_start_page(client, people, promises):
    page = source(client, people["supervisor"], "/")
    number, address = re.search(r"<strong>(\d+)\s*</strong><a href=\"([^\"]*follow-ups[^\"]*)\"", page).groups()

    assert int(number) == 3
    assert rows_of(client, people["supervisor"], html.unescape(address), "follow-ups") == 3


@pytest.mark.fault("B29")
@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        (r'href="(\?whose=\w+&amp;unfinished=1)">[^<]*?\((\d+)\)', [2, 3, 4]),
        (r'href="(\?whose=\w+&amp;overdue=1)">(\d+)', [1, 2, 3]),
    ],
)
def test_the_numbers_above_the_list_of_promises(client, people, promises, pattern, numbers):
    page = source(client, people["supervisor"], "/follow-ups/")
    found = re.findall(pattern, page)

    assert [int(number) for _address, number in found] == numbers
    for address, number in found:
        opened = rows_of(client, people["supervisor"], f"/follow-ups/{html.unescape(address)}", "follow-ups")
        assert opened == int(number), address


@pytest.mark.fault("B29")
def test_the_visits_of_this_week_and_the_last(client, people):
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    for day in (monday, today, monday - dt.timedelta(days=1), monday - dt.timedelta(days=7), monday):
        make.make_visit(author=people["author"], visited_on=day)
    make.make_visit(author=people["author"], visited_on=monday - dt.timedelta(days=8))
    page = source(client, people["supervisor"], "/")
    this = re.search(r'<strong>(\d+)</strong><a href="(/visits/[^"]*)"', page)
    last = re.search(r'href="(/visits/[^"]*)">[^<]*?: (\d+)<', page)

    assert (int(this[1]), int(last[2])) == (3, 2)
    assert rows_of(client, people["supervisor"], html.unescape(this[2]), "visits") == 3
    assert rows_of(client, people["supervisor"], html.unescape(last[1]), "visits") == 2


@pytest.mark.fault("B29")
def test_corrections_open_where_they_stand(client, people):
    make.make_visit(author=people["author"], status="approved", correction_asked_at=timezone.now())

    assert '/review/#corrections"' in source(client, people["supervisor"], "/")
    assert 'id="corrections"' in source(client, people["supervisor"], "/review/")
