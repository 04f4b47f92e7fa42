"""The second factor, sessions on other devices, and how often somebody may be wrong."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from visits.accounts import second_factor
from visits.accounts.sessions import describe_device
from visits.models import AuditEntry, Deputy, FailedSignIn, PendingSubmission, SignInSession

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
RIGHT = "cooling-demo"
CONFIRM = "/accounts/security/confirm/"
HOME, ELSEWHERE = "10.0.0.1", "203.0.113.9"


@pytest.fixture
def people():
    return make_readers()


def try_in(client, officer, password: str = RIGHT, address: str = HOME, **more):
    posted = {"username": officer.nrp, "password": password}
    return client.post("/accounts/login/", posted, REMOTE_ADDR=address, **more)


def code_of(secret: str, step: int = 0) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30 + step):06d}"


def set_up(client, officer, password: str = RIGHT) -> tuple[str, list[str]]:
    """The secret and the recovery codes of an officer who sets the second factor up by the pages."""
    try_in(client, officer, password)
    page = client.get("/accounts/security/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    answer = client.post("/accounts/security/second-factor/", {"code": code_of(secret, -1)})
    codes = re.findall(r"<code>(\d+)</code>", answer.content.decode())
    client.logout()
    return secret, codes


def confirm(client, *, code: str = "", password: str = RIGHT):
    """The answer to the last thing that is shown again: the password, and a code where one is given."""
    answer = client.post(CONFIRM, {"password": password})
    return client.post(CONFIRM, {"code": code}) if code else answer


def is_in(client) -> bool:
    return client.get("/more/").status_code == 200


# The second factor


def test_a_code_is_asked_for_after_the_password_and_each_lets_in_once(client, people):
    officer = people["supervisor"]
    secret, codes = set_up(client, officer)
    assert len(codes) == 10

    asked = try_in(client, officer)
    assert asked.url.startswith("/accounts/code/")
    assert not is_in(client)
    code = code_of(secret)
    assert client.post("/accounts/code/", {"code": "000000"}).status_code == 422
    assert client.post("/accounts/code/", {"code": f"{code[:3]} {code[3:]}"}).url == "/"
    assert is_in(client)

    other = Client()
    try_in(other, officer)
    assert other.post("/accounts/code/", {"code": code}).status_code == 422
    assert AuditEntry.objects.filter(kind=Kind.SIGNED_IN).latest("number").details == {"second_factor": True}


def test_a_recovery_code_lets_in_once(client, people):
    _secret, codes = set_up(client, people["supervisor"])
    for expected in (302, 422):
        client = Client()
        try_in(client, people["supervisor"])
        assert client.post("/accounts/code/", {"code": codes[3]}).status_code == expected
    assert second_factor.codes_left(people["supervisor"]) == 9


def test_no_secret_of_it_stands_open_in_the_database(client, people):
    secret, _codes = set_up(client, people["supervisor"])

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Authenticator._meta.db_table}")
        rows = str(cursor.fetchall())

    assert "secret" in rows
    assert secret not in rows


def test_where_it_goes_on_after_the_code(client, people):
    secret, _codes = set_up(client, people["supervisor"])
    asked = client.post(
        "/accounts/login/", {"username": people["supervisor"].nrp, "password": RIGHT, "next": "/review/"}
    )
    page = client.get(asked.url).content.decode()

    assert 'name="next" value="/review/"' in page
    assert client.post("/accounts/code/", {"code": code_of(secret), "next": "/review/"}).url == "/review/"


def test_without_a_password_before_no_code_is_taken(client, people):
    secret, _codes = set_up(client, people["supervisor"])

    assert client.post("/accounts/code/", {"code": code_of(secret)}).url == "/accounts/login/"
    assert not is_in(client)


def test_a_password_waits_ten_minutes_for_its_code(client, people):
    secret, _codes = set_up(client, people["supervisor"])
    try_in(client, people["supervisor"])
    session = client.session
    session["pending"] = {**session["pending"], "at": timezone.now().timestamp() - 700}
    session.save()

    assert client.post("/accounts/code/", {"code": code_of(secret)}).url == "/accounts/login/"


@pytest.mark.parametrize("who", ["supervisor", "administrator", "auditor"])
def test_where_it_is_required_nothing_else_can_be_done_before(client, people, settings, who):
    settings.SECOND_FACTOR_REQUIRED = True
    assert try_in(client, people[who]).url == "/"

    for address in ("/", "/visits/", "/review/", "/trail/", "/admin/"):
        assert client.get(address).url == "/accounts/security/"
    assert client.post("/visits/new/", headers={"accept": "application/json"}).status_code == 403
    assert client.get("/accounts/security/").status_code == 200
    page = client.get("/accounts/security/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    client.post("/accounts/security/second-factor/", {"code": code_of(secret)})
    assert is_in(client)


def test_an_officer_who_stands_in_for_a_supervisor_needs_one_as_the_supervisor_does(client, people, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    today = timezone.localdate()
    post = {"unit": people["supervisor"].unit, "officer": people["author"], "named_by": people["supervisor"]}
    Deputy.objects.create(starts_on=today, ends_on=today, **post)
    try_in(client, people["author"])

    assert client.get("/review/").url == "/accounts/security/"
    Deputy.objects.update(starts_on=today - dt.timedelta(days=2), ends_on=today - dt.timedelta(days=1))
    assert is_in(client)


def test_officers_are_encouraged_and_not_forced(client, people, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    try_in(client, people["author"])

    assert is_in(client)
    assert "Pasang verifikasi dua langkah" in client.get("/accounts/security/").content.decode()


def test_a_wrong_first_code_sets_nothing_up(client, people):
    try_in(client, people["author"])
    client.get("/accounts/security/second-factor/")

    assert client.post("/accounts/security/second-factor/", {"code": "12345"}).status_code == 422
    assert not second_factor.has_second_factor(people["author"])


def test_it_is_removed_by_whoever_shows_password_and_factor(client, people):
    _secret, codes = set_up(client, people["author"])
    client.force_login(people["author"])
    remove = "/accounts/security/second-factor/remove/"

    confirm(client, password="salah")
    assert client.post(remove).url.startswith(CONFIRM)
    confirm(client)
    assert client.post(remove).url.startswith(CONFIRM)
    assert second_factor.has_second_factor(people["author"])
    confirm(client, code=codes[0])
    assert client.post(remove).url == "/accounts/security/"
    assert not second_factor.has_second_factor(people["author"])
    kinds = AuditEntry.objects.filter(nrp=people["author"].nrp).order_by("number").values_list("kind", flat=True)
    removing = [Kind.PROOF_FAILED, *[Kind.IDENTITY_CONFIRMED] * 2, Kind.SECOND_FACTOR_REMOVED]
    assert list(kinds) == [Kind.SIGNED_IN, Kind.SECOND_FACTOR_ADDED, *removing]


# Sessions


def test_a_lost_phone_is_signed_out_from_another_device(people):
    phone, desk = Client(), Client()
    try_in(phone, people["author"], HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 11) Chrome/90.0 Mobile Safari/537.36")
    try_in(desk, people["author"], HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/128.0")
    page = desk.get("/accounts/security/").content.decode()
    assert "Chrome, Android" in page
    assert "Firefox, Windows" in page

    lost = SignInSession.objects.get(device="Chrome, Android")
    desk.post(f"/accounts/security/sessions/{lost.pk}/end/")

    assert not is_in(phone)
    assert is_in(desk)
    assert AuditEntry.objects.filter(kind=Kind.SESSION_ENDED).count() == 1


def test_nobody_ends_the_session_of_somebody_else(client, people):
    try_in(Client(), people["author"])
    client.force_login(people["colleague"])

    assert client.post(f"/accounts/security/sessions/{SignInSession.objects.get().pk}/end/").status_code == 404
    assert SignInSession.objects.count() == 1


def test_another_password_ends_the_other_sessions_and_keeps_this_one(people):
    phone, desk = Client(), Client()
    try_in(phone, people["author"])
    try_in(desk, people["author"])
    new = "sambang damai di desa"
    desk.post("/accounts/password/", {"old_password": RIGHT, "new_password1": new, "new_password2": new})

    assert not is_in(phone)
    assert is_in(desk)
    assert SignInSession.objects.get().session_key == desk.session.row_key


def test_signing_out_takes_the_session_off_the_list(client, people):
    try_in(client, people["author"])
    client.post("/accounts/logout/")

    assert not SignInSession.objects.exists()


def test_use_is_written_down_every_few_minutes(client, people):
    try_in(client, people["author"])
    long_ago = timezone.now() - dt.timedelta(hours=1)
    SignInSession.objects.update(seen_at=long_ago)
    client.get("/more/")
    assert SignInSession.objects.get().seen_at == long_ago
    session = client.session
    session["seen"] -= 600
    session.save()

    client.get("/more/")

    assert SignInSession.objects.get().seen_at > long_ago


def test_a_session_ends_after_a_month_however_often_it_is_used_and_what_was_posted_is_kept(client, people):
    try_in(client, people["author"])
    session = client.session
    session["began"] -= 31 * 24 * 3600
    session.save()

    answer = client.post("/visits/new/", {"action": "save", "purpose": "Kata yang tidak hilang."})

    assert answer.url.startswith("/accounts/login/")
    assert PendingSubmission.objects.get().posted[-1] == ["purpose", "Kata yang tidak hilang."]
    assert not is_in(client)
    assert not SignInSession.objects.exists()


def test_signing_out_empties_the_browser_s_cache(client, people):
    try_in(client, people["author"])

    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("", "?"),
        ("curl/8.5", "?"),
    ],
)
def test_a_device_is_named_in_words(user_agent, device):
    assert describe_device(user_agent) == device


# How often somebody may be wrong


def test_guessing_is_stopped_after_five_attempts(client, people):
    for _ in range(5):
        assert try_in(client, people["author"], "salah").status_code == 422

    answer = try_in(client, people["author"])

    assert answer.status_code == 429
    assert 14 * 60 <= int(answer["Retry-After"]) <= 16 * 60
    assert "Coba lagi dalam 15 menit" in answer.content.decode()
    FailedSignIn.objects.update(at=timezone.now() - dt.timedelta(minutes=16))
    assert try_in(client, people["author"]).status_code == 302


def test_an_attacker_elsewhere_does_not_lock_the_officer_out(people):
    attacker = Client()
    for _ in range(30):
        try_in(attacker, people["author"], "salah", ELSEWHERE)

    assert try_in(attacker, people["author"], address=ELSEWHERE).status_code == 429
    assert try_in(Client(), people["author"]).status_code == 302


def test_an_attacker_at_the_same_address_does_not_lock_out_a_known_phone(people):
    phone, attacker = Client(), Client()
    try_in(phone, people["author"])
    phone.post("/accounts/logout/")
    for _ in range(6):
        try_in(attacker, people["author"], "salah")

    assert try_in(Client(), people["author"]).status_code == 429
    assert try_in(phone, people["author"]).status_code == 302


def test_a_known_phone_is_stopped_as_well_when_it_guesses(people):
    phone = Client()
    try_in(phone, people["author"])
    phone.post("/accounts/logout/")
    for _ in range(10):
        try_in(phone, people["author"], "salah")

    assert try_in(phone, people["author"]).status_code == 429


def test_guessing_at_many_accounts_from_one_address_is_stopped(people):
    attacker = Client()
    for number in range(60):
        attacker.post("/accounts/login/", {"username": f"7001{number:04d}", "password": "salah"}, REMOTE_ADDR=ELSEWHERE)

    assert try_in(attacker, people["author"], address=ELSEWHERE).status_code == 429
    assert try_in(Client(), people["author"]).status_code == 302


def test_guessing_at_codes_is_stopped_too(client, people):
    secret, _codes = set_up(client, people["supervisor"])
    try_in(client, people["supervisor"])
    for _ in range(5):
        client.post("/accounts/code/", {"code": "000000"}, REMOTE_ADDR=HOME)

    assert client.post("/accounts/code/", {"code": code_of(secret)}, REMOTE_ADDR=HOME).status_code == 429


def test_a_success_forgets_the_slips_before(client, people):
    for _ in range(4):
        try_in(client, people["author"], "salah")
    try_in(client, people["author"])
    client.post("/accounts/logout/")

    assert not FailedSignIn.objects.filter(device="").exists()


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(people):
    """What the client itself wrote into the header stands before it and does not count."""
    client, author, proxy = Client(), people["author"], "127.0.0.1"
    for number in range(5):
        try_in(client, author, "salah", proxy, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.7")

    assert try_in(client, author, address=proxy, HTTP_X_FORWARDED_FOR="198.51.100.99, 203.0.113.7").status_code == 429
    assert try_in(client, author, address=proxy, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 302


def test_no_address_stands_open_in_the_database(people):
    try_in(Client(), people["author"], "salah", ELSEWHERE)

    failed = FailedSignIn.objects.values_list("nrp", "address", "device").get()
    assert ELSEWHERE not in str(failed)


# Passwords


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("polreskupang2024!", False),
        ("Cooling System 2024", False),
        ("kapolsek-kupang-110", False),
        ("60000001 60000001", False),
        ("Yohanes Contoh 1", False),
        ("passwordpassword", False),
        ("terlalu1", False),
        ("lontar hijau di bukit", True),
        ("kuda sandalwood lari pagi", True),
        ("a" * 3 + " sangat panjang " * 20, True),
    ],
)
def test_what_anybody_would_try_first_is_no_password(people, password, is_good):
    """NIST SP 800-63B: length and a list, no rules of composition; words of the place count for nothing."""
    officer = make.make_officer("60000001", name="Yohanes Contoh")
    try:
        validate_password(password, officer)
    except ValidationError:
        assert not is_good
    else:
        assert is_good
