"""Passkeys: made with the password, good for signing in without it, and refused however an answer is wrong."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts.test_security import CONFIRM, RIGHT, code_of, confirm, is_in, set_up, try_in
from tests.readers import make_readers
from tests.soft_key import PRESENT, SoftKey
from visits.accounts import second_factor
from visits.models import AuditEntry, FailedSignIn, Passkey, SignInSession

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
NEW, SIGN_IN, OPTIONS = "/accounts/security/passkeys/new/", "/accounts/passkey/", "/accounts/passkey/options/"


@pytest.fixture
def people():
    return make_readers()


def begin(client, name: str = "HP dinas", password: str = RIGHT) -> dict:
    """What the device is asked, from the page after password and name."""
    confirm(client, password=password)
    page = client.post(NEW, {"name": name}).content.decode()
    return json.loads(re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)[1])


def add(client, officer, name: str = "HP dinas") -> SoftKey:
    client.force_login(officer)
    key = SoftKey()
    client.post(NEW, {"answer": key.make(begin(client, name))})
    client.logout()
    return key


def challenge(client, step: str = "") -> dict:
    return client.get(OPTIONS, {"step": step}).json()


def use(client, key: SoftKey, **wrong):
    asked = challenge(client)
    return client.post(SIGN_IN, {"answer": key.sign(asked["options"], **wrong), "state": asked["state"]})


# To make and to remove


def test_a_passkey_is_made_named_listed_and_removed(client, people):
    officer = people["author"]
    client.force_login(officer)
    options = begin(client)
    assert options["publicKey"]["authenticatorSelection"]["residentKey"] == "required"
    assert options["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
    assert officer.nrp not in str(options["publicKey"]["user"]["id"])

    shown = client.post(NEW, {"answer": SoftKey().make(options)}).content.decode()

    assert len(re.findall(r"<code>(\d+)</code>", shown)) == 10  # recovery codes, with the first second factor
    assert "HP dinas" in client.get("/accounts/security/").content.decode()
    remove = f"/accounts/security/passkeys/{officer.passkeys.get().pk}/remove/"
    assert "HP dinas" in client.get(remove).content.decode()
    assert client.post(remove).url == "/accounts/security/"
    assert not second_factor.has_second_factor(officer)
    assert second_factor.codes_left(officer) == 0
    kinds = (Kind.SECOND_FACTOR_ADDED, Kind.SECOND_FACTOR_REMOVED)
    rows = AuditEntry.objects.filter(nrp=officer.nrp, kind__in=kinds).order_by("number").values_list("kind", "details")
    assert list(rows) == [(kind, {"factor": "passkey"}) for kind in kinds]


def test_none_is_made_without_the_password(client, people):
    client.force_login(people["author"])

    assert client.post(CONFIRM, {"password": "salah", "next": NEW}).status_code == 422
    assert client.post(NEW, {"name": "HP dinas"}).url.startswith(CONFIRM)
    assert client.post(NEW, {"answer": "{}"}).url.startswith(CONFIRM)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://elsewhere.example"}, {"flags": PRESENT}], ids=["another site", "not unlocked"]
)
def test_a_device_that_answers_wrongly_makes_none(client, people, wrong):
    client.force_login(people["author"])
    options = begin(client)

    assert client.post(NEW, {"answer": SoftKey().make(options, **wrong)}).url == "/accounts/security/"
    assert not Passkey.objects.exists()


def test_an_answer_makes_one_passkey_once_and_not_after_five_minutes(client, people):
    client.force_login(people["author"])
    answer = SoftKey().make(begin(client))
    client.post(NEW, {"answer": answer})
    client.post(NEW, {"answer": answer})
    assert Passkey.objects.count() == 1

    answer = SoftKey().make(begin(client))
    session = client.session
    session["new_passkey"] = {**session["new_passkey"], "at": timezone.now().timestamp() - 301}
    session.save()
    client.post(NEW, {"answer": answer})
    assert Passkey.objects.count() == 1


def test_who_knows_the_password_alone_adds_none_beside_a_second_factor(client, people):
    """A session from before the second factor was set up must not lead around it."""
    old, officer = Client(), people["supervisor"]
    old.force_login(officer)
    set_up(client, officer)

    confirm(old)
    assert old.post(NEW, {"name": "HP lain"}).url.startswith(CONFIRM)
    assert not Passkey.objects.exists()


def test_nobody_removes_the_passkey_of_somebody_else(client, people):
    add(client, people["author"])
    client.force_login(people["colleague"])

    remove = f"/accounts/security/passkeys/{Passkey.objects.get().pk}/remove/"
    confirm(client)
    assert client.post(remove).status_code == 404
    assert Passkey.objects.exists()


def test_no_key_of_it_stands_open_in_the_database(client, people):
    key = add(client, people["author"])

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Passkey._meta.db_table}")
        rows = str(cursor.fetchall())
    assert key.id.hex() not in rows
    assert Passkey.objects.get().credential not in rows


def test_where_a_second_factor_is_required_a_passkey_is_one(client, people, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    try_in(client, people["auditor"])
    assert client.get("/visits/").url == "/accounts/security/"

    client.post(NEW, {"answer": SoftKey().make(begin(client))})

    assert client.get("/visits/").status_code == 200


def test_an_administrator_takes_it_away_with_a_lost_phone(client, people):
    key = add(client, people["author"])
    try_in(client, people["administrator"])
    client.post(f"/admin/visits/officer/{people['author'].pk}/access/", {"do": "factor"})
    client.logout()

    assert use(client, key).status_code == 422
    assert not second_factor.has_second_factor(people["author"])


def test_where_the_address_is_a_number_none_is_offered(client, people):
    """Browsers bind passkeys to a name."""
    assert "data-passkey" in client.get("/accounts/login/").content.decode()
    client.force_login(people["author"])
    for address in ("127.0.0.1", "[::1]"):
        assert NEW not in client.get("/accounts/security/", HTTP_HOST=f"{address}:8000").content.decode()
        assert "data-passkey" not in Client().get("/accounts/login/", HTTP_HOST=f"{address}:8000").content.decode()


# To sign in


def test_a_passkey_signs_in_without_a_password_and_its_session_is_listed_and_ended(client, people):
    key = add(client, people["author"])
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        assert use(browser, key).url == "/"
        assert is_in(browser)
    assert {row.details.get("factor") for row in AuditEntry.objects.filter(kind=Kind.SIGNED_IN)} == {"passkey"}
    assert all(row.details["second_factor"] for row in AuditEntry.objects.filter(kind=Kind.SIGNED_IN))

    lost = SignInSession.objects.get(session_key=phone.session.row_key)
    desk.post(f"/accounts/security/sessions/{lost.pk}/end/")
    assert not is_in(phone)
    assert is_in(desk)


def test_asking_writes_nothing_and_begins_no_session(client, people):
    add(client, people["author"])
    other = Client()
    before = AuditEntry.objects.count()

    asked = challenge(other)

    assert asked["options"]["publicKey"]["userVerification"] == "required"
    assert "allowCredentials" not in asked["options"]["publicKey"]
    assert "sessionid" not in other.cookies
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://elsewhere.example"}, {"flags": PRESENT}, {"flags": 0}, {"site": "elsewhere.example"}],
    ids=["another site", "not unlocked", "nobody there", "another site's key"],
)
def test_a_wrong_answer_lets_nobody_in(client, people, wrong):
    key = add(client, people["author"])

    answer = use(client, key, **wrong)

    assert answer.status_code == 422
    assert "tidak cocok" in answer.content.decode()
    assert not is_in(client)
    assert AuditEntry.objects.get(kind=Kind.SIGN_IN_FAILED).nrp == people["author"].nrp


def test_one_answer_lets_in_once(client, people):
    key = add(client, people["author"])
    asked = challenge(client)
    posted = {"answer": key.sign(asked["options"]), "state": asked["state"]}

    assert Client().post(SIGN_IN, posted).status_code == 302
    Passkey.objects.update(uses=0)  # a device that does not count
    assert Client().post(SIGN_IN, posted).status_code == 422


def test_an_old_challenge_is_no_longer_answered(client, people, monkeypatch):
    key = add(client, people["author"])
    asked = challenge(client)
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 301)

    answer = client.post(SIGN_IN, {"answer": key.sign(asked["options"]), "state": asked["state"]})
    assert answer.status_code == 422


def test_a_challenge_of_one_s_own_is_not_taken(client, people):
    key = add(client, people["author"])
    asked = challenge(client)
    forged = f"{asked['state'][:-3]}abc"

    assert client.post(SIGN_IN, {"answer": key.sign(asked["options"]), "state": forged}).status_code == 422


def test_a_copy_of_the_key_is_noticed_by_its_count(client, people):
    key = add(client, people["author"])
    assert use(Client(), key).status_code == 302
    key.uses -= 1

    assert use(Client(), key).status_code == 422


def test_another_s_key_under_a_known_name_lets_nobody_in(client, people):
    victim, attacker = add(client, people["supervisor"]), add(client, people["author"])
    attacker.id = victim.id

    assert use(client, attacker).status_code == 422
    attacker.handle = victim.handle
    assert use(client, attacker).status_code == 422
    assert not is_in(client)


def test_a_key_that_says_another_officer_is_refused(client, people):
    key = add(client, people["author"])
    key.handle = str(people["supervisor"].pk).encode()

    assert use(client, key).status_code == 422


def test_an_inactive_officer_s_passkey_lets_nobody_in(client, people):
    key = add(client, people["author"])
    people["author"].is_active = False
    people["author"].save()

    assert use(client, key).status_code == 422


def test_unknown_and_broken_answers_are_refused_and_counted(client, people):
    for _ in range(5):
        assert use(client, SoftKey()).status_code == 422
    answer = use(client, SoftKey())

    assert answer.status_code == 429
    assert answer["Retry-After"]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_as_an_answer_is_answered(client, people, data):
    if not Passkey.objects.exists():
        client.key = add(client, people["author"])
    words = st.one_of(st.text(max_size=40), st.integers(), st.none(), st.lists(st.text(max_size=5), max_size=2))
    said = json.loads(client.key.sign(challenge(client)["options"]))
    for name in data.draw(st.sets(st.sampled_from(["authenticatorData", "clientDataJSON", "signature"]), min_size=1)):
        said["response"][name] = data.draw(words)
    FailedSignIn.objects.all().delete()  # how often one may be wrong is tested elsewhere

    answer = client.post(SIGN_IN, {"answer": json.dumps(said), "state": challenge(client)["state"]})

    assert answer.status_code == 422


def test_it_goes_on_where_one_wanted_to_go(client, people):
    key = add(client, people["supervisor"])
    page = client.get("/accounts/login/?next=/review/").content.decode()
    assert page.count('name="next" value="/review/"') == 2
    asked = challenge(client)

    answer = client.post(
        SIGN_IN, {"answer": key.sign(asked["options"]), "state": asked["state"], "next": "https://elsewhere.example/"}
    )
    assert answer.url == "/"


# After the password


def test_after_the_password_it_stands_for_the_code(client, people):
    key = add(client, people["author"])
    asked_page = try_in(client, people["author"])
    assert asked_page.url.startswith("/accounts/code/")
    page = client.get(asked_page.url).content.decode()
    assert "?step=code" in page
    asked = challenge(client, "code")
    assert len(asked["options"]["publicKey"]["allowCredentials"]) == 1

    posted = {"answer": key.sign(asked["options"]), "state": asked["state"], "step": "code"}
    assert client.post(SIGN_IN, posted).url == "/"
    assert is_in(client)


def test_after_the_password_of_one_the_passkey_of_another_is_refused(client, people):
    add(client, people["supervisor"])
    mine = add(client, people["author"])
    try_in(client, people["supervisor"])
    asked = challenge(client, "code")

    posted = {"answer": mine.sign(asked["options"]), "state": asked["state"], "step": "code"}
    answer = client.post(SIGN_IN, posted)

    assert answer.status_code == 422
    assert not is_in(client)


def test_without_scripts_password_and_recovery_code_lead_in(client, people):
    client.force_login(people["author"])
    shown = client.post(NEW, {"answer": SoftKey().make(begin(client))}).content.decode()
    code = re.search(r"<code>(\d+)</code>", shown)[1]
    for expected in (302, 422):
        browser = Client()
        try_in(browser, people["author"])
        assert browser.post("/accounts/code/", {"code": code}).status_code == expected


def test_the_app_goes_and_the_passkey_stays(client, people):
    officer = people["author"]
    secret, _codes = set_up(client, officer)
    try_in(client, officer)
    client.post("/accounts/code/", {"code": code_of(secret)})
    key = SoftKey()
    assert client.post(NEW, {"answer": key.make(begin(client))}).url == "/accounts/security/"
    assert client.post("/accounts/security/second-factor/remove/").url == "/accounts/security/"

    assert second_factor.has_second_factor(officer)
    assert second_factor.codes_left(officer) == 10
    assert use(Client(), key).status_code == 302
