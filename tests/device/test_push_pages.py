"""What a phone is given so that it can be told; nothing of it where telling is switched off."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone, translation

from tests import factories as make
from tests.push_clients import give_back, signed_in, told, waiting_visit
from tests.push_service import PUSH_KEY
from visits.device.push_sentences import plain, sentences

pytestmark = [pytest.mark.django_db]


def of_worker(client) -> dict:
    """What the server puts before the service worker."""
    script = client.get("/service-worker.js").content.decode()
    return json.loads(re.match(r"self\.COOLING = (.*);\n", script)[1])


def test_nothing_is_offered_without_a_key(people):
    client = signed_in(people["author"])

    said = of_worker(client)
    session = client.get("/device/session/?counts=1").json()

    assert said["told"] is None
    assert not [address for address in said["scripts"] if "push" in address]
    assert "data-telling" not in client.get("/device/").content.decode()
    assert {"push", "waiting"} & set(session) == set()


def test_with_a_key_the_worker_knows_the_sentences_and_the_page_offers_it(people, settings):
    settings.PUSH_KEY = PUSH_KEY
    client = signed_in(people["author"])

    said = of_worker(client)

    assert said["told"]["words"]["returned"] == ["{part} kunjungan dikembalikan"] * 2
    assert said["told"]["plain"] == "Ada yang menunggu di Cooling."
    assert said["told"]["lang"] == "id"
    assert [address.split("/")[-1].split(".")[0] for address in said["scripts"]] == [
        "database",
        "outbox",
        "push",
        "push-worker",
    ]
    # Pages never load what is the worker's.
    assert not [address for address in said["files"] if "push-worker" in address]
    page = client.get("/device/").content.decode()
    assert "data-telling" in page
    assert "data-on=" not in page


def test_the_page_knows_that_this_sign_in_is_told(service, people):
    client = told(service, people["author"])

    assert 'data-on="1"' in client.get("/device/").content.decode()
    assert 'data-on="1"' not in signed_in(people["author"]).get("/device/").content.decode()


def test_the_shell_of_a_phone_without_signal_offers_nothing(people, settings):
    settings.PUSH_KEY = PUSH_KEY

    assert "data-telling" not in signed_in(people["author"]).get("/device/shells/phone/").content.decode()


def test_a_phone_that_looks_by_itself_learns_what_it_would_be_told(people, settings):
    settings.PUSH_KEY = PUSH_KEY
    author, today = people["author"], timezone.localdate()
    give_back(people, waiting_visit(people))
    visit = make.make_visit(author=author)
    for day in (today, today + dt.timedelta(days=1)):
        make.make_follow_up(visit, owner=author, due_on=day)
    make.rebuild_visit(visit)
    client = signed_in(author)

    assert client.get("/device/session/?counts=1").json()["waiting"] == [
        {"kind": "returned", "number": 1},
        {"kind": "due", "number": 2},
    ]
    assert "waiting" not in client.get("/device/session/").json()
    assert signed_in(people["colleague"]).get("/device/session/?counts=1").json()["waiting"] == []


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "{part} visit was returned", "{part} visits were returned"),
        ("id", "{part} kunjungan dikembalikan", "{part} kunjungan dikembalikan"),
    ],
)
def test_every_kind_has_a_sentence_for_one_and_for_many(language, one, many):
    with translation.override(language):
        said = sentences()
        assert plain()

    assert set(said) == {"returned", "urgent", "due", "due_today", "due_tomorrow"}
    assert said["returned"] == [one, many]
    assert all("{part}" in sentence for both in said.values() for sentence in both)
    assert {len(both) for both in said.values()} == {2}
