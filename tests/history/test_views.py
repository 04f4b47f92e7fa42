"""The history: reach, every filter, words only where they may be read, whole pages, bad input."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.history import page as history_page
from visits.history.forms import CURSORS, HistoryFilter
from visits.lists.keyset import cursor_at
from visits.models import AuditEntry

pytestmark = pytest.mark.django_db
KEY = re.compile(r'<th scope="row"><a href="/visits/([0-9a-f-]{36})/">')


@pytest.fixture
def people():
    return make_readers()


def open_list(client, officer=None, /, **asked):
    if officer:
        client.force_login(officer)
    if asked.get("q"):
        make.index_words()
    return client.get(reverse("visit_list"), asked)


def listed(client, officer=None, /, **asked) -> list[str]:
    answer = open_list(client, officer, **asked)
    assert answer.status_code == 200
    return KEY.findall(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("author", True),
        ("colleague", True),
        ("supervisor", True),
        ("auditor", True),
        ("officer elsewhere", False),
        ("supervisor elsewhere", False),
        ("administrator", False),
    ],
)
def test_the_list_holds_what_is_in_reach(client, people, who, sees):
    visit = make.make_visit(author=people["author"])
    assert (listed(client, people[who]) == [str(visit.key)]) is sees


def test_signed_out_there_is_no_list(client):
    assert open_list(client).status_code == 302


def test_drafts_are_not_part_of_the_history(client, people):
    make.make_visit(author=people["author"], status="draft")
    assert listed(client, people["author"]) == []


@pytest.fixture
def told(people):
    """One visit that every filter below can find, and another that none finds."""
    visit = make.make_visit(
        author=people["author"],
        visited_on=dt.date(2024, 10, 5),
        status="returned",
        activity="mediation",
        situation_after="watch",
        concern_heard=True,
        operation=make.make_operation(),
        order_number="Sprin/77/X/2024",
    )
    figure = make.make_figure(by=people["author"])
    make.make_encounter(visit, figure=figure, name="Marselina Contoh")
    make.make_note(visit, "Ternak hilang di dekat embung.", topic=make.make_topic())
    make.make_stop(visit, make.make_village("53.01.09.2011"), name="Lopo adat", order=1)
    make.make_visit(author=people["supervisor"], visited_on=dt.date(2024, 6, 1))
    return visit, figure


ASKED: list[dict[str, str]] = [
    {"q": "embung"},
    {"q": "EMBUNG ternak"},
    {"q": "marselina"},
    {"q": "lopo"},
    {"q": "Sprin/77"},
    {"q": '"embung"'},
    {"place": "53.01.09"},
    {"place": "53.01.09.2011"},
    {"place": "oh'aem"},
    {"from": "2024-10-05"},
    {"from": "2024-10-05", "to": "2024-10-05"},
    {"status": "returned"},
    {"activity": "mediation"},
    {"topic": "hoaks"},
    {"operation": "pilkada-2024"},
    {"situation": "watch"},
    {"concern": "yes"},
]
# Asked for by what their own rows are called.
ASKED_BY_ROW = {"figure", "officer", "unit"}


def test_each_filter_is_asked_for_here():
    assert {name for asked in ASKED for name in asked} | ASKED_BY_ROW == set(HistoryFilter.base_fields) - {*CURSORS}


@pytest.mark.parametrize("asked", ASKED)
def test_each_filter_finds_its_visit(client, people, told, asked):
    assert listed(client, people["supervisor"], **asked) == [str(told[0].key)]


def test_figure_officer_and_unit_find_their_visit(client, people, told):
    visit, figure = told
    for asked in (
        {"figure": str(figure.key)},
        {"officer": people["author"].nrp},
        {"unit": people["author"].unit.code},
    ):
        assert listed(client, people["supervisor"], **asked) == [str(visit.key)], asked
    assert len(listed(client, people["supervisor"], unit="polres-kupang")) == 2


def test_filters_narrow_together(client, people, told):
    assert listed(client, people["supervisor"], q="embung", status="approved") == []


@pytest.mark.parametrize(
    ("who", "finds"), [("author", True), ("supervisor", True), ("colleague", False), ("auditor", False)]
)
def test_words_are_found_only_by_those_who_may_read_them(client, people, who, finds):
    visit = make.make_visit(author=people["author"])
    hidden = make.make_encounter(visit, name="Fransiska Rahasiawati", presence="mentioned")
    figure = make.make_figure(by=people["author"], name="Tokoh Tersebut")
    make.make_encounter(visit, name="Tokoh Tersebut", figure=figure, presence="mentioned")
    make.make_note(visit, "Batas kebun.", topic=make.make_topic("lahan")).about.add(hidden)
    make.make_note(visit, "Dugaan politik uang.", sensitivity="supervisors")
    rebuild_visit(visit)
    client.force_login(people[who])
    for asked in ({"q": "rahasiawati"}, {"q": "kebun"}, {"q": "dugaan"}, {"topic": "lahan"}, {"figure": figure.key}):
        assert bool(listed(client, **asked)) is finds, asked
    source = open_list(client).content.decode()
    assert ("Rahasiawati" in source) is finds


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "x"},
        {"from": "1999-12-31"},
        {"from": "2024-02-31"},
        {"from": "2024-10-05", "to": "2024-10-04"},
        {"status": "draft"},
        {"status": "nothing"},
        {"activity": "x"},
        {"situation": "x"},
        {"topic": "x"},
        {"operation": "x"},
        {"unit": "x"},
        {"unit": "not a slug"},
        {"figure": "x"},
        {"officer": "123"},
        {"place": "99.99"},
        {"place": "zzzzzz"},
        {"q": "nul\0"},
        {"q": "x" * 201},
        {"place": "nul\0"},
        {"unit": "nul\0"},
        {"figure": "nul\0"},
        {"officer": "nul\0"},
        {"after": "nul\0"},
        {"after": "x"},
        {"after": "2024-02-31_1"},
        {"after": "2024-01-01_" + "9" * 30},
        {"after": "x2024-01-01_5y"},
        {"before": "0000-00-00_0"},
    ],
)
def test_a_filter_that_cannot_be_read_is_said_so(client, people, asked):
    answer = open_list(client, people["author"], **asked)
    assert answer.status_code == 422
    source = answer.content.decode()
    assert "<h1" in source
    assert "error-summary" in source


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.dictionaries(
        st.sampled_from(
            "q unit place from to status activity topic figure officer operation situation after before page".split()
        ),
        st.text(max_size=220) | st.from_regex(r"\d{4}-\d{2}-\d{2}(_\d+)?", fullmatch=True),
    )
)
def test_no_filter_whatever_breaks_the_page(client, people, asked):
    assert open_list(client, people["author"], **asked).status_code in (200, 422)


def test_a_hundred_words_are_searched(client, people):
    make.make_visit(author=people["author"])
    assert listed(client, people["author"], q="a " * 100) != []


def walk(client, link, start) -> list[list[str]]:
    pages, address = [], start
    while address:
        source = client.get(reverse("visit_list") + address).content.decode()
        pages.append(KEY.findall(source))
        found = re.search(rf'href="(\?[^"]*{link}=[^"]*)"', source)
        address = found.group(1).replace("&amp;", "&") if found else ""
    return pages


def test_the_pages_hold_every_visit_once_both_ways(client, people):
    day = dt.date(2024, 9, 1)
    for number in range(123):
        make.make_visit(author=people["author"], visited_on=day + dt.timedelta(days=number // 40), with_rows=False)
    client.force_login(people["author"])
    onward = walk(client, "after", "?status=submitted")
    keys = [key for page in onward for key in page]
    assert [len(page) for page in onward] == [50, 50, 23]
    assert len(set(keys)) == 123

    last = history_page.history_page(people["author"], {}).rows
    third = history_page.history_page(people["author"], {"after": cursor_at((last[-1].day, last[-1].pk))})
    back = history_page.history_page(people["author"], {"before": cursor_at((third.rows[0].day, third.rows[0].pk))})
    assert [row.key for row in back.rows] == onward[0]
    assert back.previous == ""
    assert back.next


def test_links_of_the_list_keep_the_filter_and_drop_what_is_empty(client, people):
    for _each in range(51):
        make.make_visit(author=people["author"], with_rows=False)
    source = open_list(client, people["author"], q="damai", status="submitted", unit="").content.decode()
    onward = parse_qs(urlsplit(re.search(r'href="(\?[^"]*after=[^"]*)"', source)[1].replace("&amp;", "&")).query)
    assert set(onward) == {"q", "status", "after"}
    chips = re.findall(r'class="chip" href="([^"]*)"', source)
    assert sorted(chips) == ["?q=damai", "?status=submitted"]


def test_a_list_that_is_empty_says_what_would_stand_there(client, people):
    client.cookies["django_language"] = "en"
    assert "Submitted visits are listed here" in open_list(client, people["author"]).content.decode()
    assert "No visit that you may see" in open_list(client, people["author"], q="zzz").content.decode()


def test_many_are_counted_up_to_a_bound(client, people, monkeypatch):
    monkeypatch.setattr(history_page, "MOST_COUNTED", 2)
    client.cookies["django_language"] = "en"
    for _each in range(2):
        make.make_visit(author=people["author"], with_rows=False)
    assert "2 visits" in open_list(client, people["author"]).content.decode()
    make.make_visit(author=people["author"], with_rows=False)
    assert "more than 10,000" in open_list(client, people["author"]).content.decode()


@pytest.mark.parametrize(
    ("asked", "traced"),
    [({}, 0), ({"status": "submitted"}, 0), ({"q": "damai"}, 1), ({"q": "damai", "status": "x"}, 0)],
)
def test_a_search_leaves_one_row_without_its_words(client, people, asked, traced):
    open_list(client, people["author"], **asked)
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.SEARCHED)
    assert rows.count() == traced
    assert not any("damai" in str(row.details) for row in rows)


def test_more_rows_ask_no_more_queries_and_weigh_little(client, people):
    counts = []
    client.force_login(people["supervisor"])
    open_list(client)  # what a process keeps after its first request
    for number in (1, 100):
        for order in range(number):
            visit = make.make_visit(author=people["author"])
            make.make_encounter(visit, name=f"Warga {order}")
        make.index_words()
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            source = client.get(reverse("visit_list"), {"q": "damai"}).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
    table = source[source.index("<tbody>") : source.index("</tbody>")]
    assert len(table.encode()) <= 25_000


NOTHING_TO_SEARCH = "tidak memuat kata yang dapat dicari"


@pytest.mark.parametrize("q", ['""', "*", "yang", "“ ”", "!?", "a", "- -"])
@pytest.mark.parametrize("address", ["/visits/", "/visits/export/"])
def test_words_that_hold_nothing_to_search_for_are_told_of(client, people, q, address):
    make.make_visit(author=people["author"])
    client.force_login(people["supervisor"])

    page = client.get(address, {"q": q}).content.decode()

    assert page.count(NOTHING_TO_SEARCH) == 1
    client.cookies["django_language"] = "en"
    assert "contains no word to search for" in client.get(address, {"q": q}).content.decode()


@pytest.mark.parametrize("q", ["", "   ", "tokoh", '"tokoh warga"', "08123"])
@pytest.mark.parametrize("address", ["/visits/", "/visits/export/"])
def test_of_other_words_nothing_is_said(client, people, q, address):
    client.force_login(people["supervisor"])

    assert NOTHING_TO_SEARCH not in client.get(address, {"q": q}).content.decode()
