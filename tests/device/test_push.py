"""Phones are told when it matters: once, after the commit, without content, and no longer than their sign-in lives."""

import datetime as dt
import json
import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings as all_settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.push_clients import give_back, send_all, signed_in, told, waiting_visit
from tests.push_service import PUSH_KEY
from tests.visit_posts import complete_post
from visits.accounts import sessions
from visits.device import push_delivery, push_sending
from visits.device.push_encryption import public_key
from visits.housekeeping.tasks import run_tasks
from visits.models import AuditEntry, Deputy, PushAddress, PushKind, PushMessage, SignInSession, Visit
from visits.setup.services import set_active

pytestmark = [pytest.mark.django_db]
MORNING = dt.datetime(2026, 3, 2, 7, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY, TOMORROW = dt.date(2026, 3, 2), dt.date(2026, 3, 3)


def test_a_returned_visit_is_told_once_without_content(service, people):
    told(service, people["author"])

    give_back(people, waiting_visit(people))
    send_all()
    send_all()

    assert service.said == [{"kind": "returned", "number": 1}]
    got = service.got[0]
    assert (got["TTL"], got["path"]) == ("86400", f"/send/{people['author'].nrp}?v=2")
    assert not PushMessage.objects.exists()
    assert PushAddress.objects.get().last_ok is not None


def test_repeats_fold_by_a_topic_that_says_nothing_to_the_push_service(service, people):
    told(service, people["author"])
    for _number in range(2):
        give_back(people, waiting_visit(people))
        send_all()
    address = PushAddress.objects.get()
    topics = {kind: push_sending._topic(PushMessage(address=address, kind=kind)) for kind in PushKind}

    assert [got["Topic"] for got in service.got] == [topics["returned"]] * 2
    # RFC 8030: at most 32 letters of base64url, here of hexadecimal.
    assert all(re.fullmatch(r"[0-9a-f]{32}", topic) for topic in topics.values())
    assert len(set(topics.values())) == 3


def test_several_returned_meanwhile_are_one_message_with_their_number(service, people):
    told(service, people["author"])
    for _number in range(3):
        give_back(people, waiting_visit(people))

    send_all()

    assert service.said == [{"kind": "returned", "number": 3}]


def test_nothing_is_told_where_nothing_waits_any_more(service, people):
    told(service, people["author"])
    visit = give_back(people, waiting_visit(people))
    Visit.objects.filter(pk=visit.pk).update(status="submitted")
    visit.refresh_from_db()
    make.rebuild_visit(visit)

    send_all()

    assert service.said == []
    assert not PushMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_tells_nobody(service, people):
    told(service, people["author"])
    visit = waiting_visit(people)

    with transaction.atomic():
        give_back(people, visit)
        assert PushMessage.objects.count() == 1
        transaction.set_rollback(True)
    assert send_all() == 0
    give_back(people, visit)
    send_all()

    assert service.said == [{"kind": "returned", "number": 1}]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_process_tells_what_is_committed_and_ends_with_the_server(service, people):
    told(service, people["author"])
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "PUSH_KEY": PUSH_KEY,
        "PUSH_HOSTS": service.host,
        "DEBUG": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "visits.device.push_worker"],
        cwd=all_settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
    )
    try:
        give_back(people, waiting_visit(people))
        until = time.monotonic() + 60
        while PushMessage.objects.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert service.said == [{"kind": "returned", "number": 1}]
        process.stdin.close()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_nothing_is_offered_or_written_without_a_key(people, settings):
    author = signed_in(people["author"])
    address = {"endpoint": "https://fcm.googleapis.com/fcm/send/a", "p256dh": public_key(PUSH_KEY), "auth": "A" * 22}

    assert "push" not in author.get("/device/session/").json()
    assert author.post("/device/push/", address).status_code == 404
    # One that was made while telling was on.
    made = PushAddress.objects.create(
        officer=people["author"],
        sign_in=SignInSession.objects.get(),
        digest="a",
        due_checked_on=TODAY,
        **address,
    )
    give_back(people, waiting_visit(people))
    assert not PushMessage.objects.exists()
    run_tasks()
    assert not PushAddress.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("who", ["author", "colleague", "supervisor", "deputy", "officer elsewhere"])
def test_everybody_who_logs_may_be_told(service, people, who):
    client = told(service, people[who])

    assert client.get("/device/session/").json()["push"] == {"key": public_key(PUSH_KEY), "on": True}
    assert PushAddress.objects.get().officer == people[who]


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_logs_nothing_is_told_nothing(service, people, who):
    client = signed_in(people[who])

    assert client.post("/device/push/", service.subscription()).status_code == 403
    assert client.post("/device/push/end/").status_code == 403
    assert not PushAddress.objects.exists()


def test_a_stranger_is_sent_to_sign_in(service):
    assert Client().post("/device/push/", service.subscription()).status_code == 302


def test_a_post_without_the_token_against_forgery_is_refused(service, people):
    known = signed_in(people["author"])
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known.cookies

    assert strict.post("/device/push/", service.subscription()).status_code == 403
    assert strict.post("/device/push/end/").status_code == 403
    assert not PushAddress.objects.exists()


def test_switching_on_and_off_are_entries_of_the_audit_log(service, people):
    client = told(service, people["author"])
    assert client.post("/device/push/end/").json() == {"on": False}
    client.post("/device/push/end/")

    kinds = AuditEntry.objects.filter(kind__startswith="push_").order_by("number").values_list("kind", "nrp")
    assert list(kinds) == [("push_begun", people["author"].nrp), ("push_ended", people["author"].nrp)]
    assert client.get("/device/session/").json()["push"]["on"] is False
    assert not PushAddress.objects.exists()


def test_the_address_lies_encrypted_in_the_database(service, people):
    told(service, people["author"])

    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, p256dh, auth, digest FROM visits_pushaddress")
        row = " ".join(cursor.fetchone())

    said = service.subscription(people["author"].nrp)
    assert "localhost" not in row
    assert all(value not in row for value in said.values())
    address = PushAddress.objects.get()
    assert (address.endpoint, address.p256dh, address.auth) == (said["endpoint"], said["p256dh"], said["auth"])


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_is_deleted(service, people, status):
    told(service, people["author"])
    service.answers = status
    give_back(people, waiting_visit(people))

    send_all()

    assert not PushAddress.objects.exists()
    assert not PushMessage.objects.exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again_some_times(service, people, status):
    told(service, people["author"])
    service.answers = status
    give_back(people, waiting_visit(people))
    now = timezone.now()

    for _try in range(10):
        assert send_all(now) <= 1
        now += dt.timedelta(hours=2)

    assert len(service.got) == 1 + len(push_sending.PAUSES)
    assert not PushMessage.objects.exists()
    assert PushAddress.objects.exists()


def test_a_message_that_came_through_at_the_second_try_is_told_once(service, people):
    told(service, people["author"])
    service.answers = 503
    give_back(people, waiting_visit(people))
    send_all()
    service.answers = 201

    send_all(timezone.now() + push_sending.PAUSES[0] / 2)
    assert len(service.got) == 1
    send_all(timezone.now() + push_sending.PAUSES[1])

    assert len(service.got) == 2
    assert not PushMessage.objects.exists()


@pytest.mark.parametrize("status", [302, 400, 401, 403, 413])
def test_a_refusal_is_final_and_a_redirect_not_followed(service, people, status):
    told(service, people["author"])
    service.answers = status
    give_back(people, waiting_visit(people))

    send_all()

    assert len(service.got) == 1
    assert not PushMessage.objects.exists()
    assert PushAddress.objects.exists()


def test_a_service_that_does_not_answer_costs_seconds_and_is_asked_again(service, people, settings, monkeypatch):
    monkeypatch.setattr(push_delivery, "LONGEST", 0.5)
    told(service, people["author"])
    give_back(people, waiting_visit(people))
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"localhost:{silent.getsockname()[1]}"
        settings.PUSH_HOSTS = [host]
        address = PushAddress.objects.get()
        address.endpoint = f"https://{host}/a"
        address.save()
        send_all()

    assert time.monotonic() - began < push_delivery.PATIENCE
    assert PushMessage.objects.get().not_before > timezone.now()


def test_a_long_answer_is_not_read(service, people):
    told(service, people["author"])
    service.body = b"x" * 20_000_000
    give_back(people, waiting_visit(people))
    began = time.monotonic()

    send_all()

    assert time.monotonic() - began < 10
    assert service.said == [{"kind": "returned", "number": 1}]


def ends_by_signing_out(client, people):
    client.post("/accounts/logout/")


def ends_by_a_new_password(client, people):
    said = {
        "old_password": "kata-sandi-uji",
        "new_password1": "lain-sekali-88-uji",
        "new_password2": "lain-sekali-88-uji",
    }
    assert client.post("/accounts/password/", said).status_code == 302


def ends_from_afar(client, people):
    sessions.end_session(session=SignInSession.objects.get(), by=people["author"])


def ends_with_the_account(client, people):
    set_active(rows=[people["author"]], active=False, by=people["administrator"])


def ends_by_itself(client, people):
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    run_tasks()


def ends_after_a_month(client, people):
    SignInSession.objects.update(began_at=timezone.now() - sessions.LONGEST - dt.timedelta(minutes=1))
    run_tasks()


@pytest.mark.parametrize(
    "end",
    [
        ends_by_signing_out,
        ends_by_a_new_password,
        ends_from_afar,
        ends_with_the_account,
        ends_by_itself,
        ends_after_a_month,
    ],
)
def test_the_address_goes_with_the_sign_in(service, people, end):
    client = told(service, people["author"])
    give_back(people, waiting_visit(people))

    end(client, people)

    assert not PushAddress.objects.exists()
    assert not PushMessage.objects.exists()


def test_a_session_that_ran_out_is_told_nothing_before_housekeeping_has_come(service, people):
    told(service, people["author"])
    give_back(people, waiting_visit(people))
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))

    send_all()

    assert service.got == []
    assert not PushAddress.objects.exists()


def test_a_shared_phone_is_told_of_its_last_officer_alone(service, people):
    told(service, people["author"], name="shared")
    give_back(people, waiting_visit(people))
    told(service, people["colleague"], name="shared")

    send_all()

    assert service.got == []
    assert PushAddress.objects.get().officer == people["colleague"]


def promise(people, owner="author", **fields):
    visit = make.make_visit(author=people["author"])
    make.make_follow_up(visit, owner=people[owner], **fields)
    make.rebuild_visit(visit)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([TOMORROW, TOMORROW], [{"kind": "due_tomorrow", "number": 2}]),
        ([TODAY], [{"kind": "due_today", "number": 1}]),
        ([TODAY, TOMORROW, TOMORROW], [{"kind": "due", "number": 3}]),
        ([TODAY - dt.timedelta(days=1), TOMORROW + dt.timedelta(days=1), None], []),
    ],
)
def test_promises_are_told_at_seven_in_one_message(service, people, days, said):
    told(service, people["author"])
    PushAddress.objects.update(due_checked_on=TODAY - dt.timedelta(days=1))
    SignInSession.objects.update(began_at=MORNING - dt.timedelta(days=1))
    for day in days:
        promise(people, due_on=day)
    promise(people, due_on=TODAY, status="done", result="Sudah dilakukan.")
    promise(people, owner="colleague", due_on=TODAY)

    assert push_sending.queue_due(MORNING - dt.timedelta(minutes=1)) == 0
    for minutes in (0, 1, 600):
        push_sending.queue_due(MORNING + dt.timedelta(minutes=minutes))
    PushMessage.objects.update(made_at=MORNING, not_before=MORNING)
    send_all(MORNING)

    assert service.said == said


def test_the_day_after_promises_are_told_again(service, people):
    told(service, people["author"])
    PushAddress.objects.update(due_checked_on=TODAY - dt.timedelta(days=1))
    promise(people, due_on=TOMORROW)

    days = [MORNING + dt.timedelta(days=days) for days in range(3)]
    assert [push_sending.queue_due(day) for day in days] == [1, 1, 0]


def test_an_urgent_visit_is_told_to_who_supervises_it_and_to_nobody_else(service, people):
    Deputy.objects.create(
        unit=people["supervisor"].unit,
        officer=people["deputy"],
        named_by=people["supervisor"],
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )
    for who in ("supervisor", "deputy", "colleague", "supervisor elsewhere", "officer elsewhere"):
        told(service, people[who])
    author = told(service, people["author"])
    make.make_village()
    for name in ("submit", "save"):
        # What is only saved is a draft, and nobody else's.
        service.got = []
        answer = author.post("/visits/new/", complete_post(urgent="on", action=name))
        assert answer.status_code == 302
        send_all()
        paths = {each["path"].split("/")[-1].removesuffix("?v=2") for each in service.got}
        assert paths == ({people["supervisor"].nrp, people["deputy"].nrp} if name == "submit" else set())
        assert {json.dumps(each) for each in service.said} <= {'{"kind": "urgent", "number": 1}'}
