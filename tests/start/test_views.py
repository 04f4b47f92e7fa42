"""The start page of each role: what is this person's turn, in few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.models import Remark, RetentionProposal, VillageAssignment
from visits.start import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def home(client, officer) -> str:
    client.cookies["django_language"] = "en"
    client.force_login(officer)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_signed_out_it_asks_to_sign_in(client):
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("who", "logs"), [("author", True), ("supervisor", True), ("administrator", False), ("auditor", False)]
)
def test_everybody_has_a_start_page_and_some_log_visits(client, people, who, logs):
    assert ('href="/visits/new/"' in home(client, people[who])) is logs


def test_an_officer_finds_what_came_back_drafts_and_last_visits(client, people):
    author = people["author"]
    returned = make.make_visit(author=author, status="returned")
    for reason in ("Alasan lama.", "Lengkapi jamnya."):
        Remark.objects.create(visit=returned, kind="returned", reason=reason, written_by=people["supervisor"])
    draft = make.make_visit(author=author, status="draft", visited_on=None, with_rows=False)
    others = make.make_visit(author=people["colleague"], status="draft")
    source = home(client, author)
    assert source.index("/visits/new/") < source.index(f"/visits/{returned.key}/edit/")
    assert source.index("Lengkapi jamnya.") < source.index(f"/visits/{draft.key}/edit/")
    assert "Alasan lama." not in source
    assert str(others.key) not in source


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_reason_about_a_note_is_told_to_whoever_may_read_the_note(client, people, is_gone):
    """A named colleague finds the visit, and not why a note came back that is for supervisors only."""
    returned = make.make_visit(author=people["author"], status="returned")
    make.make_participation(returned, people["colleague"])
    note = make.make_note(returned, sensitivity="supervisors")
    said = {"reason": "Siapa yang mengancam?", "note": note, "note_written_by": people["author"]}
    for words in ({"reason": "Alasan lama."}, said):
        Remark.objects.create(visit=returned, kind="returned", written_by=people["supervisor"], **words)
    if is_gone:
        note.delete()

    for page in ("/", f"/visits/{returned.key}/edit/"):
        for who, reads in (("author", True), ("colleague", False)):
            client.force_login(people[who])
            source = client.get(page).content.decode()
            assert str(returned.key) in source
            assert ("Siapa yang mengancam?" in source) is reads, (page, who)
            assert "Alasan lama." not in source


def test_only_the_last_five_own_visits_stand_there(client, people):
    visits = [
        make.make_visit(author=people["author"], visited_on=dt.date(2024, 9, day), status="submitted")
        for day in range(1, 8)
    ]
    colleagues = make.make_visit(author=people["colleague"])
    source = home(client, people["author"])
    assert [str(visit.key) in source for visit in visits] == [False, False, True, True, True, True, True]
    assert str(colleagues.key) not in source


def test_todays_plan_holds_own_villages_and_promises_due(client, people, today):
    author = people["author"]
    for code in ("53.01.06.2006", "53.01.06.1004", "53.01.09.2011"):
        village = make.make_village(code)
        ended = {"ends_on": today - dt.timedelta(days=1)} if code == "53.01.09.2011" else {}
        VillageAssignment.objects.create(officer=author, village=village, starts_on=dt.date(2020, 1, 1), **ended)
    visit = make.make_visit(author=author)
    make.make_follow_up(visit, "Antar surat.", owner=author, due_on=today - dt.timedelta(days=2))
    make.make_follow_up(visit, "Masih lama.", owner=author, due_on=today + dt.timedelta(days=60))
    make.make_follow_up(visit, "Sudah.", owner=author, due_on=today, status="done", result="Beres.")
    source = home(client, author)
    never, visited = source.index("/places/53.01.06.1004/"), source.index("/places/53.01.06.2006/")
    assert never < visited
    assert "53.01.09.2011" not in source
    assert "Antar surat." in source
    assert "overdue since" in source
    assert "Masih lama." not in source
    assert "Sudah." not in source


def test_a_supervisor_sees_what_waits_and_since_when(client, people):
    make.make_visit(author=people["author"], submitted_at=timezone.now() - dt.timedelta(days=4))
    make.make_visit(author=people["supervisor"], submitted_at=timezone.now() - dt.timedelta(days=9))
    source = home(client, people["supervisor"])
    assert "<strong>1</strong>" in source
    assert "the oldest for 4 days" in source
    assert "the oldest" not in home(client, people["supervisor elsewhere"])


@pytest.mark.parametrize(("due", "shown"), [(1, ">1<"), (2, ">2<"), (3, ">2+<")])
def test_names_that_are_due_are_counted_as_far_as_they_are_shown(client, people, today, monkeypatch, due, shown):
    """Of ten years of visits a sixth may be due on one day: the start page does not count all of them."""
    monkeypatch.setattr(queries, "MOST_DUE", 2)
    elsewhere = make.make_figure(by=make.make_officer(unit=make.make_unit("polres-lain", kind="polres")))
    figures = [make.make_figure(by=people["author"]) for _each in range(due - 1)]
    visit = make.make_visit(author=people["author"])
    for about in ({"figure": elsewhere}, {"visit": visit}, *({"figure": figure} for figure in figures)):
        RetentionProposal.objects.create(ended_on=today, due_on=today, **about)
    source = home(client, people["supervisor"])
    assert f'<strong{shown}/strong><a href="/retention/"' in source


def test_a_supervisor_sees_changes_of_the_situation_this_week(client, people, today):
    tense = make.make_visit(author=people["author"], visited_on=today, situation_before="calm", situation_after="tense")
    calm = make.make_visit(author=people["author"], visited_on=today, situation_before="calm", situation_after="calm")
    old = make.make_visit(author=people["author"], visited_on=today - dt.timedelta(days=8), situation_after="tense")
    source = home(client, people["supervisor"])
    assert str(tense.key) in source
    assert str(calm.key) not in source
    assert str(old.key) not in source


def test_a_supervisor_reads_no_promise_from_elsewhere(client, people, today):
    make.make_follow_up(make.make_visit(author=people["author"]), "Antar surat.", due_on=today - dt.timedelta(days=2))
    assert "Antar surat." in home(client, people["supervisor"])
    assert "Antar surat." not in home(client, people["supervisor elsewhere"])


def test_an_administrator_finds_the_set_up_and_no_visit(client, people):
    visit = make.make_visit(author=people["author"])
    source = home(client, people["administrator"])
    assert "/admin/visits/officer/" in source
    assert str(visit.key) not in source


@pytest.mark.parametrize("who", ["author", "supervisor", "administrator", "auditor"])
def test_more_rows_ask_no_more_queries(client, people, today, who):
    home(client, people[who])
    counts = []
    for number in (1, 100):
        for each in range(number):
            status = "returned" if each % 3 == 0 else "draft" if each % 3 == 1 else "submitted"
            visit = make.make_visit(author=people["author"], status=status, visited_on=today, situation_after="tense")
            Remark.objects.create(visit=visit, kind="returned", reason="Ya.", written_by=people["supervisor"])
            make.make_follow_up(visit, owner=people["author"], due_on=today - dt.timedelta(days=1))
            visit.submitted_at = timezone.now()
            visit.save()
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 2  # the first visit submitted opens a list that was empty
    assert counts[1] <= 45


def test_a_long_backlog_is_counted_to_its_bound_and_says_that_there_is_more(client, people, monkeypatch):
    monkeypatch.setattr("visits.start.queries.MOST_WAITING", 2)
    for waiting, shown in ((1, "1"), (2, "2"), (3, "2+")):
        make.make_visit(author=people["author"], status="submitted", submitted_at=timezone.now())
        assert f"<strong>{shown}</strong>" in home(client, people["supervisor"]), waiting
