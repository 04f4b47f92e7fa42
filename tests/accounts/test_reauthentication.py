"""Factors change only for whoever shows password and factor; every wrong try is counted and logged."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.http import urlencode

from tests.accounts.test_passkeys import NEW, add, begin, challenge
from tests.accounts.test_security import CONFIRM, RIGHT, code_of, confirm, is_in, set_up, try_in
from tests.readers import make_readers
from tests.soft_key import SoftKey
from visits.accounts import second_factor, sessions
from visits.models import AuditEntry, FailedSignIn, Officer, Passkey, SignInSession

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
SET_UP, REMOVE, CODES = (
    "/accounts/security/second-factor/",
    "/accounts/security/second-factor/remove/",
    "/accounts/security/codes/",
)
PASSWORD = "/accounts/password/"


@pytest.fixture
def people():
    return make_readers()


def first(address: str) -> str:
    """Where the way to an address leads first."""
    return f"{CONFIRM}?{urlencode({'next': address})}"


def age(client, minutes: float) -> None:
    """Let what the session has shown be so many minutes older."""
    session = client.session
    session["shown_at"] = {proof: at - minutes * 60 for proof, at in session["shown_at"].items()}
    session.save()


def old_session(officer) -> Client:
    """A session of the password alone, begun long ago."""
    client = Client()
    try_in(client, officer)
    age(client, 60)
    return client


def changes(client, officer) -> list:
    """The answers to every change of factors that an account knows."""
    key = officer.passkeys.first()
    removal = [f"/accounts/security/passkeys/{key.pk}/remove/"] if key else []
    return [
        client.post(address, {"name": "HP lain", "code": "1"}) for address in (SET_UP, REMOVE, CODES, NEW, *removal)
    ]


# Who may change factors


@pytest.mark.fault("A11")
@pytest.mark.parametrize("has", ["nothing", "app", "passkey"])
def test_an_old_session_changes_no_factor(client, people, has):
    officer = people["author"]
    if has == "app":
        set_up(client, officer)
    elif has == "passkey":
        add(client, officer)
    codes, old = second_factor.codes_left(officer), Client()
    old.force_login(officer)

    for _ in range(2):
        assert {answer.url.partition("?")[0] for answer in changes(old, officer)} == {CONFIRM}
        confirm(old)  # the password alone is enough where the account has nothing else
        if has == "nothing":
            age(old, 5.1)
    assert (second_factor.codes_left(officer), second_factor.has_app(officer)) == (codes, has == "app")
    assert Passkey.objects.count() == (has == "passkey")


@pytest.mark.fault("A11")
def test_password_and_factor_are_both_to_be_fresh(client, people):
    officer = people["author"]
    secret, codes = set_up(client, officer)
    try_in(client, officer)
    client.post("/accounts/code/", {"code": code_of(secret)})
    assert client.get(CODES).status_code == 200  # just signed in with both
    age(client, 4.9)
    assert client.get(CODES).status_code == 200
    age(client, 0.2)

    assert client.get(CODES).url == first(CODES)
    assert client.post(CONFIRM, {"password": RIGHT, "next": CODES}).url == first(CODES)
    assert client.get(CODES).url == first(CODES)
    page = client.get(f"{CONFIRM}?next={CODES}").content.decode()
    assert 'name="code"' in page
    assert 'name="password"' not in page
    assert client.post(CONFIRM, {"code": codes[0], "next": CODES}, follow=True).redirect_chain[-1][0] == CODES
    assert client.post(CODES).status_code == 200


@pytest.mark.fault("A11")
def test_a_passkey_alone_signs_in_and_does_not_stand_for_the_password(client, people):
    key = add(client, people["author"])
    asked = challenge(client)
    client.post("/accounts/passkey/", {"answer": key.sign(asked["options"]), "state": asked["state"]})
    assert is_in(client)

    assert client.get(CODES).url.startswith(CONFIRM)
    confirm(client)
    assert client.get(CODES).status_code == 200


def test_a_passkey_is_shown_again_in_the_place_of_a_code(client, people):
    officer = people["author"]
    key, other = add(client, officer), add(Client(), people["colleague"])
    client.force_login(officer)
    confirm(client)
    page = client.get(CONFIRM).content.decode()
    assert f'action="{CONFIRM}"' in page
    assert "data-passkey" in page

    for sent, status in ((other, 422), (SoftKey(), 422), (key, 302)):
        asked = challenge(client)
        answer = client.post(CONFIRM, {"answer": sent.sign(asked["options"]), "state": asked["state"]})
        assert answer.status_code == status
    assert client.get(CODES).status_code == 200
    assert [row.details for row in AuditEntry.objects.filter(kind=Kind.PROOF_FAILED)] == [{"proof": "passkey"}] * 2


def test_new_recovery_codes_replace_those_before(client, people):
    officer = people["author"]
    _secret, codes = set_up(client, officer)
    client.force_login(officer)
    confirm(client, code=codes[0])
    assert second_factor.codes_left(officer) == 9

    shown = client.post(CODES).content.decode()

    assert second_factor.codes_left(officer) == 10
    assert not any(code in shown for code in codes)
    assert AuditEntry.objects.latest("number").kind == Kind.RECOVERY_CODES_MADE


def test_without_a_factor_there_are_no_recovery_codes(client, people):
    try_in(client, people["author"])

    assert client.post(CODES).url == "/accounts/security/"
    assert second_factor.codes_left(people["author"]) == 0


def test_a_second_kind_of_factor_leaves_the_recovery_codes_as_they_are(client, people):
    officer = people["author"]
    try_in(client, officer)
    client.post(NEW, {"answer": SoftKey().make(begin(client))})
    before = second_factor.RecoveryCodes(
        second_factor.Authenticator.objects.get(user=officer, type="recovery_codes")
    ).get_unused_codes()
    page = client.get(SET_UP).content.decode()
    secret = page.split("<code>")[1].split("</code>")[0]

    assert client.post(SET_UP, {"code": code_of(secret)}).url == "/accounts/security/"
    after = second_factor.Authenticator.objects.get(user=officer, type="recovery_codes")
    assert second_factor.RecoveryCodes(after).get_unused_codes() == before


# Other sessions of the account


@pytest.mark.fault("A11")
@pytest.mark.parametrize("factor", ["app", "passkey"])
def test_with_the_first_factor_every_other_session_ends(client, people, factor):
    officer = people["author"]
    old, colleague = old_session(officer), old_session(people["colleague"])
    {"app": set_up, "passkey": add}[factor](client, officer)

    assert not is_in(old)
    assert is_in(colleague)


def test_without_the_last_factor_every_other_session_ends(client, people):
    officer = people["author"]
    _secret, codes = set_up(client, officer)
    other = Client()
    try_in(other, officer)
    other.post("/accounts/code/", {"code": codes[0]})
    try_in(client, officer)
    client.post("/accounts/code/", {"code": codes[1]})

    client.post(REMOVE)

    assert is_in(client)
    assert not is_in(other)


def test_an_administrator_who_takes_the_factors_away_shows_who_they_are_and_ends_every_session(client, people):
    officer, administrator = people["supervisor"], people["administrator"]
    _secret, codes = set_up(client, officer)
    lost = Client()
    try_in(lost, officer)
    lost.post("/accounts/code/", {"code": codes[0]})
    access = f"/admin/visits/officer/{officer.pk}/access/"
    client.force_login(administrator)

    for pressed in ("factor", "code"):
        assert client.post(access, {"do": pressed}).url == first(access)
    assert second_factor.has_second_factor(officer)
    confirm(client)
    client.post(access, {"do": "factor"})
    assert not second_factor.has_second_factor(officer)
    assert not is_in(lost)


def test_a_factor_added_while_somebody_signs_in_is_asked_for(client, people):
    """The password was looked at before, the session begins after."""
    officer = people["author"]
    set_up(client, officer)
    before = SignInSession.objects.count()
    request = RequestFactory().post("/accounts/login/")
    request.session = Client().session

    assert not sessions.sign_in_with_password(request=request, by=officer)
    assert SignInSession.objects.count() == before


# Wrong passwords and codes inside a session


@pytest.mark.fault("A12")
@pytest.mark.parametrize(
    ("address", "posted"),
    [
        (PASSWORD, {"new_password1": "lontar hijau di bukit", "new_password2": "lontar hijau di bukit"}),
        (PASSWORD, {"new_password1": "a", "new_password2": "b"}),
        (CONFIRM, {}),
        (CONFIRM, {"next": REMOVE}),
    ],
)
def test_passwords_guessed_inside_a_session_are_counted_and_logged(client, people, address, posted):
    officer = people["author"]
    client.force_login(officer)
    name = "old_password" if address == PASSWORD else "password"
    for _ in range(5):
        assert client.post(address, {**posted, name: "salah"}).status_code == 422

    answer = client.post(address, {**posted, name: RIGHT})

    assert answer.status_code == 429
    assert "Coba lagi dalam 15 menit" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(RIGHT)
    failed = AuditEntry.objects.filter(kind=Kind.PROOF_FAILED, nrp=officer.nrp, details={"proof": "password"})
    assert failed.count() == 5
    assert client.get(CODES).url.startswith(CONFIRM)


@pytest.mark.fault("A12")
def test_guesses_inside_and_outside_of_a_session_count_together(client, people):
    officer, outside = people["author"], Client()
    client.force_login(officer)
    for _ in range(3):
        client.post(CONFIRM, {"password": "salah"}, REMOTE_ADDR="10.0.0.1")
    for _ in range(2):
        try_in(outside, officer, "salah")

    assert client.post(CONFIRM, {"password": RIGHT}, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert try_in(outside, officer).status_code == 429


@pytest.mark.fault("A12")
def test_codes_guessed_inside_a_session_are_counted_and_logged(client, people):
    _secret, codes = set_up(client, people["author"])
    client.force_login(people["author"])
    confirm(client)
    for _ in range(5):
        assert client.post(CONFIRM, {"code": "000000"}).status_code == 422

    assert client.post(CONFIRM, {"code": codes[0]}).status_code == 429
    assert AuditEntry.objects.filter(kind=Kind.PROOF_FAILED, details={"proof": "code"}).count() == 5


@pytest.mark.fault("A12")
def test_codes_are_counted_for_the_account_from_wherever_they_come(people):
    officer, phone = people["supervisor"], Client()
    _secret, codes = set_up(phone, officer)
    for number in range(10):
        attacker, address = Client(), f"203.0.113.{number}"
        try_in(attacker, officer, address=address)
        assert attacker.post("/accounts/code/", {"code": "000000"}, REMOTE_ADDR=address).status_code == 422

    attacker = Client()
    assert try_in(attacker, officer, address="203.0.113.99").url.startswith("/accounts/code/")
    answer = attacker.post("/accounts/code/", {"code": codes[0]}, REMOTE_ADDR="203.0.113.99")
    assert answer.status_code == 429
    # Passwords are not counted so, and another account is not concerned.
    assert try_in(Client(), people["author"], address="203.0.113.98").url == "/"


@pytest.mark.fault("A12")
def test_the_officer_s_own_browser_takes_a_code_while_others_guess(people):
    officer, phone = people["supervisor"], Client()
    _secret, codes = set_up(phone, officer)
    try_in(phone, officer)
    phone.post("/accounts/code/", {"code": codes[0]})
    phone.post("/accounts/logout/")
    now = timezone.now()
    guesses = [FailedSignIn(nrp=officer.nrp, address=str(number), is_code=True) for number in range(40)]
    FailedSignIn.objects.bulk_create(guesses)
    FailedSignIn.objects.update(at=now)

    try_in(phone, officer)
    assert phone.post("/accounts/code/", {"code": codes[1]}).url == "/"


def test_an_attempt_is_counted_before_it_is_made(client, people, monkeypatch):
    """A hundred at the same moment: each finds those that have not ended yet."""
    counted = []
    check = Officer.check_password

    def counting(officer, password):
        counted.append(FailedSignIn.objects.count())
        return check(officer, password)

    monkeypatch.setattr(Officer, "check_password", counting)
    client.force_login(people["author"])

    client.post(CONFIRM, {"password": RIGHT})

    assert counted == [1]
    assert not FailedSignIn.objects.exists()


def test_where_one_goes_on_after_it_is_this_site(client, people):
    client.force_login(people["author"])

    answer = client.post(CONFIRM, {"password": RIGHT, "next": "https://elsewhere.example/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert Session.objects.exists()
