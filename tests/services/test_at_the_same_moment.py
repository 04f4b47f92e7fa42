"""Several connections at the same moment: one visit for a key, one winner among reviewers."""

import threading

import pytest
from django.db import connection
from django.test import Client

from tests import factories as make
from tests.views.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import AuditEvent, Version, Visit

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


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


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
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.VISIT_SUBMITTED).count() == 1


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
            lambda: first.post(f"/visits/{visit.key}/approve/"),
            lambda: second.post(f"/visits/{visit.key}/return/", {"reason": "Tempatnya belum jelas."}),
        ]
    )

    assert all(answer.status_code == 302 for answer in answers)
    visit.refresh_from_db()
    assert visit.status in ("approved", "returned")
    reviewed = AuditEvent.objects.filter(kind__in=[AuditEvent.Kind.VISIT_APPROVED, AuditEvent.Kind.VISIT_RETURNED])
    assert reviewed.count() == 1
    assert visit.remarks.count() == (1 if visit.status == "returned" else 0)
