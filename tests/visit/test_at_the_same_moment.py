"""Several connections at the same moment: one visit for a key, one winner among reviewers."""

import ast
import threading
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.visit_posts import complete_post
from visits.capture.from_saved import form_values
from visits.core.hash_chain import find_tampering
from visits.exports.services import begin_export, end_export
from visits.models import AuditEntry, Export, ExportForm, ExportState, Version, Visit

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"accept": "application/json"}
PRESSES = 6


def all_at_once(jobs: list) -> list:
    """What each job answers; all wait for each other at the start, each on its own connection."""
    barrier, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job) -> None:
        try:
            barrier.wait(10)
            answers[number] = job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def client_of(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_the_same_visit_posted_at_once_is_one_visit(people):
    posted = complete_post()
    clients = [client_of(people["author"]) for _ in range(PRESSES)]

    answers = all_at_once(
        [lambda client=client: client.post("/visits/new/", posted, headers=JSON) for client in clients]
    )

    assert sorted(answer.status_code for answer in answers) == [200] * (PRESSES - 1) + [201]
    assert {answer.json()["key"] for answer in answers} == {posted["key"]}
    visit = Visit.objects.get()
    assert (visit.revision, visit.notes.count(), visit.stops.count()) == (1, 1, 1)
    assert Version.objects.count() == 1
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_SUBMITTED).count() == 1


def test_two_contents_under_one_key_are_one_visit_and_one_conflict(people):
    posted = complete_post()
    contents = [posted | {"purpose": f"Tujuan {number}."} for number in range(2)]
    clients = [client_of(people["author"]) for _ in contents]

    answers = all_at_once(
        [
            lambda client=client, content=content: client.post("/visits/new/", content, headers=JSON)
            for client, content in zip(clients, contents, strict=True)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert Visit.objects.get().purpose in ("Tujuan 0.", "Tujuan 1.")


def test_of_two_authors_with_one_key_one_has_it(people):
    posted = complete_post()
    clients = [client_of(people[who]) for who in ("author", "colleague")]

    answers = all_at_once(
        [lambda client=client: client.post("/visits/new/", posted, headers=JSON) for client in clients]
    )

    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert Visit.objects.count() == 1


def test_a_visit_is_approved_or_returned_but_not_both(people):
    visit = make.make_visit(author=people["author"])
    first, second = client_of(people["supervisor"]), client_of(people["supervisor"])

    answers = all_at_once(
        [
            lambda: first.post(f"/visits/{visit.key}/approve/", {"revision": "1"}),
            lambda: second.post(f"/visits/{visit.key}/return/", {"reason": "Tempatnya belum jelas."}),
        ]
    )

    assert all(answer.status_code == 302 for answer in answers)
    visit.refresh_from_db()
    assert visit.status in ("approved", "returned")
    reviewed = AuditEntry.objects.filter(kind__in=[AuditEntry.Kind.VISIT_APPROVED, AuditEntry.Kind.VISIT_RETURNED])
    assert reviewed.count() == 1
    assert visit.remarks.count() == (1 if visit.status == "returned" else 0)


ROUNDS = 50 if connection.vendor == "postgresql" else 5


def test_round_after_round_one_of_two_reviewers_wins(people):
    """Never two winners, and the loser is told."""
    second = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    first, other = client_of(people["supervisor"]), client_of(second)
    for _round in range(ROUNDS):
        visit = make.make_visit(author=people["author"], submitted_at=timezone.now())
        answers = all_at_once(
            [
                partial(first.post, f"/visits/{visit.key}/approve/", {"revision": "1"}, headers=JSON),
                partial(other.post, f"/visits/{visit.key}/return/", {"reason": "Tempatnya?"}, headers=JSON),
            ]
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]
        visit.refresh_from_db()
        assert visit.status == ("approved" if answers[0].status_code == 200 else "returned")
        assert visit.remarks.count() == (1 if visit.status == "returned" else 0)
        assert AuditEntry.objects.filter(target=str(visit.key)).count() == 1
    assert find_tampering()[1] == ""


def test_round_after_round_two_editors_lose_no_word(people):
    """Author and named officer correct a returned visit at once: one saves, the other is shown both versions."""
    author, named = people["author"], people["colleague"]
    clients = [client_of(author), client_of(named)]
    for number in range(ROUNDS):
        visit = make.make_visit(author=author, status="returned", submitted_at=timezone.now())
        make.make_participation(visit, named)
        make.make_encounter(visit, name="Marselina Contoh")
        rebuild_visit(visit)
        words = [f"Kata penulis {number}.", f"Kata rekan {number}."]
        posts = [edit_of(visit, officer, purpose=said) for officer, said in zip((author, named), words, strict=True)]
        answers = all_at_once(
            [
                partial(client.post, f"/visits/{visit.key}/edit/", post, headers=JSON)
                for client, post in zip(clients, posts, strict=True)
            ]
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
        both = answers[lost].json()
        visit.refresh_from_db()
        assert visit.purpose == words[1 - lost]
        assert ["purpose", words[1 - lost]] in both["saved"]
        assert ["purpose", words[lost]] in both["posted"]


def edit_of(visit, officer, **changes) -> dict:
    posted: dict = {"action": "save"}
    for name, value in form_values(visit, officer):
        posted.setdefault(name, []).append(value)
    return posted | changes


def test_round_after_round_a_visit_sent_twice_is_one(people):
    clients = [client_of(people["author"]) for _ in range(2)]
    for number in range(1, ROUNDS + 1):
        posted = complete_post()
        answers = all_at_once([partial(client.post, "/visits/new/", posted, headers=JSON) for client in clients])

        assert sorted(answer.status_code for answer in answers) == [200, 201]
        assert Visit.objects.count() == Version.objects.count() == number
    assert find_tampering()[1] == ""


def test_two_joint_approvals_and_a_single_one_do_not_wait_for_each_other(people):
    """The rows are locked in one order and the audit log last, so that nothing deadlocks."""
    second = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    clients = [client_of(people["supervisor"]), client_of(second), client_of(second)]
    for _round in range(ROUNDS // 5):
        visits = [make.make_visit(author=people["author"], submitted_at=timezone.now()) for _ in range(4)]
        keys = [str(visit.key) for visit in visits]
        confirmed = {"confirmed": "1", **{f"revision-{key}": "1" for key in keys}}
        all_at_once(
            [
                partial(clients[0].post, "/review/together/", {"visit": keys, **confirmed}),
                partial(clients[1].post, "/review/together/", {"visit": keys[::-1], **confirmed}),
                partial(clients[2].post, f"/visits/{visits[3].key}/approve/", {"revision": "1"}),
            ]
        )

        assert set(Visit.objects.filter(key__in=keys).values_list("status", flat=True)) == {"approved"}
        approved = AuditEntry.objects.filter(kind=AuditEntry.Kind.VISIT_APPROVED, target__in=keys)
        assert sorted(approved.values_list("target", flat=True)) == sorted(keys)
    assert find_tampering()[1] == ""


def test_whoever_locks_a_row_does_not_stand_in_the_way_of_those_who_name_it(people):
    """Whoever has the head of the audit log may still be checked for what their rows name: that must not be locked."""
    author, head = people["author"], people["supervisor"]
    figure, writer, supervisor = make.make_figure(by=author), client_of(author), client_of(head)
    for number in range(ROUNDS):
        ending = [begin_export(by=author, form=ExportForm.VISITS_CSV, filtered_by=[]) for _ in range(2)]
        earlier = make.make_visit(author=author, submitted_at=timezone.now())
        follows = {"follows": str(earlier.key), "fields": {"people-0-figure": str(figure.key), "people-0-name": None}}
        asked = {"kind": "access", "words": f"Apa yang dicatat, kali {number}?"}
        answers = all_at_once(
            [
                *(partial(end_export, export=export, state=ExportState.CANCELLED) for export in ending),
                partial(begin_export, by=author, form=ExportForm.VISITS_CSV, filtered_by=[]),
                partial(writer.post, "/visits/new/", complete_post(**follows), headers=JSON),
                partial(supervisor.post, f"/visits/{earlier.key}/approve/", {"revision": "1"}, headers=JSON),
                partial(writer.post, f"/figures/{figure.key}/requests/", asked),
                partial(supervisor.post, f"/figures/{figure.key}/{'release' if number % 2 else 'restrict'}/"),
            ]
        )
        Export.objects.filter(ended_at__isnull=True).update(state=ExportState.CUT, ended_at=timezone.now())

        assert answers[:2] == [True, True]
        assert answers[2].state == ExportState.WAITING
        # A person who is restricted at this very moment is refused, or was named before.
        assert answers[3].status_code in (201, 422)
        assert [answer.status_code for answer in answers[4:]] == [200, 302, 302]
    assert find_tampering()[1] == ""


def test_every_lock_lets_the_row_be_named_meanwhile():
    calls = [
        node
        for path in (Path(__file__).parents[2] / "visits").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update"
    ]
    without = {ast.unparse(call) for call in calls if "no_key" not in {word.arg for word in call.keywords}}

    assert len(calls) > 20
    assert without == set()
