"""Follow-ups: what is listed for whom, and who writes down what became of one."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.factories import make_follow_up, make_note, make_visit, rebuild_visit
from tests.nouns import World
from visits.core import audit
from visits.models import AuditEntry, FollowUp

pytestmark = pytest.mark.django_db
DONE = {"status": "done", "result": "Patroli sudah berjalan.", "told_on": "2024-09-05", "confirmed_by_person": "on"}


@pytest.fixture
def world():
    return World()


def change(client, world, **posted):
    return client.post(f"/follow-ups/{world.follow_up.key}/", {**DONE, **posted})


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 302),
        ("colleague", 302),
        ("supervisor", 302),
        ("officer elsewhere", 404),
        ("another Polres", 404),
        ("administrator", 404),
        ("auditor", 403),
    ],
)
def test_who_changes_a_follow_up(client, world, who, status):
    world.sign_in(client, who)

    assert change(client, world).status_code == status

    world.follow_up.refresh_from_db()
    assert (world.follow_up.status == "done") is (status == 302)
    assert AuditEntry.objects.filter(kind="follow_up_changed").exists() is (status == 302)


def test_signed_out_changes_nothing(client, world):
    assert change(client, world).status_code == 302
    world.follow_up.refresh_from_db()
    assert world.follow_up.status == "open"


def test_done_may_wait_for_the_person_to_be_told(client, world):
    world.sign_in(client, "officer")

    assert change(client, world, told_on="", confirmed_by_person="").status_code == 302
    page = client.get("/follow-ups/?whose=mine").content.decode()
    assert world.follow_up.text in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": ""},
        {"status": "not_possible", "result": "  "},
        {"status": "finished"},
        {"told_on": "2024-08-31"},
        {"told_on": "2999-01-01"},
        {"told_on": "yesterday"},
        {"told_on": ""},
        {"result": "x" * 10_001},
        {"result": "a\x00b"},
    ],
)
def test_a_wrong_answer_is_kept_as_typed(client, world, wrong):
    world.sign_in(client, "officer")

    answer = change(client, world, **wrong)

    assert answer.status_code == 422
    world.follow_up.refresh_from_db()
    assert world.follow_up.status == "open"
    json = client.post(f"/follow-ups/{world.follow_up.key}/", {**DONE, **wrong}, headers={"accept": "application/json"})
    assert (json.status_code, json.json()["key"]) == (422, str(world.follow_up.key))
    assert json.json()["errors"]


def test_a_script_is_answered_with_the_key(client, world):
    world.sign_in(client, "officer")

    answer = client.post(f"/follow-ups/{world.follow_up.key}/", DONE, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["key"]) == (200, str(world.follow_up.key))


def test_the_same_answer_again_changes_nothing(client, world):
    world.sign_in(client, "officer")
    change(client, world)
    change(client, world)

    assert AuditEntry.objects.filter(kind="follow_up_changed").count() == 1


def test_without_its_trace_the_change_is_undone(client, world, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("The trail is full.")

    world.sign_in(client, "officer")
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError, match="trail"):
        change(client, world)

    world.follow_up.refresh_from_db()
    assert world.follow_up.status == "open"


def test_the_database_refuses_an_end_without_a_result(world):
    with pytest.raises(IntegrityError):
        FollowUp.objects.filter(pk=world.follow_up.pk).update(status="done", result="")


def test_a_follow_up_hides_with_the_notes_it_comes_from(client, world):
    note = make_note(world.visit, sensitivity="supervisors")
    hidden = make_follow_up(world.visit, text="Temui orang itu lagi.", notes=[note])

    world.sign_in(client, "colleague")
    assert hidden.text not in client.get("/follow-ups/?whose=all").content.decode()
    assert client.get(f"/follow-ups/{hidden.key}/").status_code == 404

    world.sign_in(client, "supervisor")
    assert client.get(f"/follow-ups/{hidden.key}/").status_code == 200

    hidden.owner = world.people["colleague"]
    hidden.save()
    rebuild_visit(world.visit)
    world.sign_in(client, "colleague")
    assert client.get(f"/follow-ups/{hidden.key}/").status_code == 200


def test_the_overdue_stand_first_and_the_finished_last(client, world):
    today = timezone.localdate()
    make_follow_up(world.visit, text="selesai", status="done", result="Ya.", due_on=today - dt.timedelta(9))
    make_follow_up(world.visit, text="lewat", due_on=today - dt.timedelta(3))
    make_follow_up(world.visit, text="nanti", due_on=today + dt.timedelta(3))
    world.sign_in(client, "officer")

    page = client.get("/follow-ups/?whose=all").context["page"]
    assert [row.text for row in page.rows] == ["lewat", "nanti", world.follow_up.text, "selesai"]
    late = client.get("/follow-ups/?whose=all&overdue=on").context
    assert [row.text for row in late["page"].rows] == ["lewat"]
    assert late["counts"]["of_all_overdue"].number == 1


@pytest.mark.parametrize(
    "query", ["whose=x", "status=%00", "after=1", "before=1", f"after={'0' * 8}-{'0' * 4}-4000-8000-{'0' * 12}"]
)
def test_a_wrong_filter_is_answered_422(client, world, query):
    world.sign_in(client, "officer")

    assert client.get(f"/follow-ups/?{query}").status_code == 422


def test_pages_go_on_after_the_last_row_and_ask_no_more(client, world, django_assert_max_num_queries):
    visit = make_visit(author=world.officer)
    for number in range(100):
        make_follow_up(visit, text=f"janji {number}", owner=world.officer)
    world.sign_in(client, "officer")
    with django_assert_max_num_queries(14):
        first = client.get("/follow-ups/?whose=mine").context["page"]
    second = client.get(f"/follow-ups/?whose=mine&after={first.after}").context["page"]
    third = client.get(f"/follow-ups/?whose=mine&after={second.after}").context["page"]
    keys = {row.pk for page in (first, second, third) for row in page.rows}
    assert (len(keys), third.after) == (101, "")

    assert first.before == ""
    back = client.get(f"/follow-ups/?whose=mine&before={third.before}").context["page"]
    assert (back.rows, back.after) == (second.rows, second.after)
    start = client.get(f"/follow-ups/?whose=mine&before={back.before}").context["page"]
    assert (start.rows, start.before) == (first.rows, "")
