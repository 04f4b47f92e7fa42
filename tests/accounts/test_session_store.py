"""The session engine: what stands in the database opens no session, and ends with it."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.accounts.test_security import is_in, try_in
from tests.readers import make_readers
from visits.accounts import sessions
from visits.accounts.session_store import row_key
from visits.models import SignInSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_readers()["author"]


def signed_in(officer) -> Client:
    client = Client()
    try_in(client, officer)
    return client


@pytest.mark.fault("A24")
def test_no_session_key_stands_in_the_database(officer):
    """Neither after sign-in nor after another password, which changes the key; nor while a code is waited for."""
    desk, waiting = signed_in(officer), Client()
    new = "sambang damai di desa"
    desk.post("/accounts/password/", {"old_password": "cooling-demo", "new_password1": new, "new_password2": new})
    phone = signed_in(officer)
    session = waiting.session
    session["pending"] = "?"
    session.save()

    with connection.cursor() as cursor:
        for table in (Session._meta.db_table, SignInSession._meta.db_table):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            for client in (desk, phone, waiting):
                assert client.session.session_key not in rows, table


@pytest.mark.fault("A24")
def test_what_stands_in_the_database_opens_no_session(officer):
    signed_in(officer)

    for key in (Session.objects.get().session_key, SignInSession.objects.get().session_key):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        assert not is_in(thief)


def test_a_session_goes_on_and_ends_by_its_key(officer):
    client = signed_in(officer)
    store = type(client.session)
    key = client.session.session_key

    assert is_in(client)
    assert store().exists(key)
    client.post("/accounts/logout/")
    assert not store().exists(key)
    assert not Session.objects.filter(expire_date__gt=timezone.now(), session_key=row_key(key)).exists()


def test_an_expired_session_is_cleared_with_its_row_on_the_list(officer):
    old, new = signed_in(officer), signed_in(officer)
    kept = SignInSession.objects.get(session_key=new.session.row_key)
    Session.objects.filter(session_key=old.session.row_key).update(expire_date=timezone.now() - dt.timedelta(days=1))

    call_command("clearsessions")

    assert SignInSession.objects.get() == kept
    assert is_in(new)
    assert not is_in(old)


def test_the_family_of_a_session_outlives_a_change_of_its_key(officer):
    client = signed_in(officer)
    family = SignInSession.objects.get()
    key = client.session.session_key
    new = "sambang damai di desa"
    client.post("/accounts/password/", {"old_password": "cooling-demo", "new_password1": new, "new_password2": new})

    assert client.session.session_key != key
    assert SignInSession.objects.get() == family
    assert client.session[sessions.FAMILY] == family.pk


def test_sessions_end_in_one_place_whoever_ends_them(officer):
    for _ in range(2):
        signed_in(officer)
    client = signed_in(officer)

    assert sessions.end(officer.sign_ins.exclude(session_key=client.session.row_key)) == 2
    assert is_in(client)
    assert sessions.end(officer.sign_ins.all()) == 1
    assert not is_in(client)
    assert not Session.objects.exists()
