"""A number on a page is a link to exactly what it counted."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.lists.visit_index import rewrite_rows
from visits.models import NearbyHelp

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
        (r'href="(\?whose=\w+&amp;overdue=1)">[^<]*?(\d+)', [3, 1, 2]),
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


@pytest.fixture
def heard(people):
    """This week three visits, two with a concern; last week two with one and one without an answer of yes."""
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    for day, said in [(0, True), (0, False), (0, True), (-1, True), (-7, True), (-7, False), (-8, True)]:
        make.make_visit(author=people["author"], visited_on=monday + dt.timedelta(days=day), concern_heard=said)


@pytest.mark.fault("B29")
def test_the_visits_with_a_concern(client, people, heard):
    page = source(client, people["supervisor"], "/")
    this = re.search(r'<strong>(\d+)</strong><a href="(/visits/\?concern=yes[^"]*)"', page)
    last = re.search(r'href="(/visits/\?concern=yes[^"]*)">[^<]*?: (\d+)<', page)

    assert (int(this[1]), int(last[2])) == (2, 2)
    assert rows_of(client, people["supervisor"], html.unescape(this[2]), "visits") == 2
    assert rows_of(client, people["supervisor"], html.unescape(last[1]), "visits") == 2


@pytest.mark.fault("B29")
def test_the_filter_of_concerns_follows_the_visit(client, people, heard):
    everywhere = "/visits/?concern=yes"
    before = rows_of(client, people["supervisor"], everywhere, "visits")
    visit = make.make_visit(author=people["author"], concern_heard=False)
    assert rows_of(client, people["supervisor"], everywhere, "visits") == before == 5

    visit.concern_heard = True
    visit.save()
    rewrite_rows(visit)
    assert rows_of(client, people["supervisor"], everywhere, "visits") == 6
    client.force_login(people["supervisor"])
    assert client.get("/visits/?concern=perhaps").status_code == 422


@pytest.mark.fault("B29")
@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_every_number_of_a_start_page_is_a_link(client, people, heard, who):
    tiles = source(client, people[who], "/").partition('<div class="figures">')[2].partition("\n  </div>")[0]
    numbers = re.findall(r"<strong>.*?</strong>(<a href=)?", tiles, re.DOTALL)

    assert numbers
    assert set(numbers) == {"<a href="}


@pytest.mark.fault("B29")
@pytest.mark.parametrize("what", ["unit", "officer", "topic", "operation"])
def test_what_is_set_up_opens_as_it_was_counted(client, people, what):
    make.make_officer(is_active=False)
    make.make_topic(is_active=False)
    make.make_operation(is_active=False)
    page = source(client, people["administrator"], "/")
    number, address = re.search(rf'<strong>(\d+)</strong><a href="(/admin/visits/{what}/[^"]*)"', page).groups()
    listed = client.get(html.unescape(address)).context["cl"]

    assert listed.result_count == int(number)


@pytest.mark.fault("B29")
def test_codes_given_in_seven_days(client, people):
    now = timezone.now()
    for days in (0, 6, 8):
        given = NearbyHelp.objects.create(officer=people["author"], given_by=people["supervisor"])
        NearbyHelp.objects.filter(pk=given.pk).update(given_at=now - dt.timedelta(days=days))
    page = source(client, people["administrator"], "/")
    number, address = re.search(r'<strong>(\d+)</strong><a href="(/accounts/nearby/[^"]*)"', page).groups()

    assert int(number) == 2
    assert source(client, people["administrator"], html.unescape(address)).count(people["author"].nrp) == 2


@pytest.mark.fault("B29")
def test_corrections_open_where_they_stand(client, people):
    make.make_visit(author=people["author"], status="approved", correction_asked_at=timezone.now())

    assert '/review/#corrections"' in source(client, people["supervisor"], "/")
    assert 'id="corrections"' in source(client, people["supervisor"], "/review/")
