"""Sign in with the NRP, go where one wanted to, sign out; each leaves an audit entry."""

import pytest
from django.conf import settings
from django.test import Client

from tests import factories as make
from tests.full_audit_log import fill_the_audit_log, refused_by_the_audit_log
from visits.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "a long word nobody guesses"


@pytest.fixture
def officer():
    officer = make.make_officer("91010001", unit=make.make_unit(parent=make.make_polres()))
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def kinds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


def test_an_officer_signs_in_and_out(client, officer):
    answer = client.post(LOGIN, {"username": "91010001", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200

    assert client.get("/accounts/logout/").status_code == 200  # the button, for a link that was followed
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/").url == LOGIN
    assert client.get("/").url == f"{LOGIN}?next=/"
    assert kinds() == [AuditEntry.Kind.SIGNED_IN, AuditEntry.Kind.SIGNED_OUT]


@pytest.mark.parametrize("typed", ["9101 0001", " 91010001 ", "91.010.001"])
def test_an_nrp_with_blanks_and_dots_is_understood(client, officer, typed):
    assert client.post(LOGIN, {"username": typed, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("number", "password"),
    [
        ("91010001", "wrong"),
        ("91010002", PASSWORD),
        ("91010001", ""),
        ("", PASSWORD),
        ("91010001' OR 1=1 --", PASSWORD),
        ("91010001\x00", PASSWORD),
        ("x" * 5000, PASSWORD),
        ("91010001", "x\x00"),
    ],
)
def test_a_wrong_pair_is_refused_with_what_was_typed_and_without_the_password(client, officer, number, password):
    answer = client.post(LOGIN, {"username": number, "password": password})

    assert answer.status_code == 422
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert PASSWORD not in answer.content.decode()
    assert kinds() == [AuditEntry.Kind.SIGN_IN_FAILED]


def test_the_sentence_does_not_tell_which_of_the_two_was_wrong(client, officer):
    told = [client.post(LOGIN, {"username": number, "password": "wrong"}) for number in ("91010001", "91010002")]

    sentences = [answer.context["form"].non_field_errors() for answer in told]
    assert sentences[0] == sentences[1]
    assert "tidak cocok" in str(sentences[0])


def test_an_inactive_officer_does_not_get_in(client, officer):
    officer.is_active = False
    officer.save()

    assert client.post(LOGIN, {"username": "91010001", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/visits/?q=damai", "/visits/?q=damai"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\x00", "/"),
        ("0", "/"),
        ("start", "/"),
        ("", "/"),
    ],
)
def test_next_leads_only_within_this_site(client, officer, wanted, goes):
    answer = client.post(LOGIN, {"username": "91010001", "password": PASSWORD, "next": wanted})

    assert answer.url == goes


def test_who_is_signed_in_goes_on(client, officer):
    client.force_login(officer)

    assert client.get(LOGIN, {"next": "/visits/"}).url == "/visits/"
    assert client.get(LOGIN, {"next": "0"}).url == "/"


def test_a_form_without_its_token_is_refused_in_words(officer):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(LOGIN, {"username": "91010001", "password": PASSWORD})

    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_sign_in_that_cannot_be_recorded_does_not_happen(client, officer):
    fill_the_audit_log()

    with refused_by_the_audit_log():
        client.post(LOGIN, {"username": "91010001", "password": PASSWORD})
    officer.refresh_from_db()
    assert officer.last_login is None


NEW_PASSWORD = "another long word nobody guesses"


def change(client, old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD):
    return client.post("/accounts/password/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_an_officer_changes_the_password_and_other_sessions_end(client, officer):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post(LOGIN, {"username": "91010001", "password": PASSWORD})

    assert change(client).url == "/more/"

    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert kinds()[-1] == AuditEntry.Kind.PASSWORD_CHANGED
    assert not Client().login(nrp="91010001", password=PASSWORD)
    assert Client().login(nrp="91010001", password=NEW_PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"old": "not the present one"}, "old_password"),
        ({"new": "short", "again": "short"}, "new_password2"),
        ({"again": "something else entirely"}, "new_password2"),
        ({"new": "x\x00" * 10, "again": "x\x00" * 10}, "new_password1"),
        ({"new": "", "again": ""}, "new_password1"),
    ],
)
def test_a_password_that_does_not_do_is_said_at_its_field(client, officer, wrong, field):
    client.force_login(officer)

    answer = change(client, **wrong)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)
