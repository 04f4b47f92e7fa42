"""A supervisor nearby gives an officer a code for a forgotten password: short, counted, and told to everybody."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.accounts.test_security import CONFIRM, RIGHT, confirm, is_in, set_up, try_in
from tests.readers import make_readers
from visits.models import AuditEntry, Deputy, NearbyHelp, OneTimeCode

pytestmark = pytest.mark.django_db
Kind = AuditEntry.Kind
LIST, NEW = "/accounts/nearby/", "lontar hijau di bukit"


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def supervisor(client, people):
    """The supervisor of the Polres, who has just shown the password."""
    client.force_login(people["supervisor"])
    confirm(client)
    return people["supervisor"]


def give(client, officer):
    return client.post(f"{LIST}{officer.pk}/")


def code_in(answer) -> str:
    assert "no-store" in answer["Cache-Control"]
    return re.search(r"<code>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</code>", answer.content.decode())[1]


def begin(officer, code: str, password: str = NEW):
    said = {"username": officer.nrp, "code": code, "new_password1": password, "new_password2": password}
    return Client().post("/accounts/begin/", said)


def test_an_officer_chooses_a_password_with_it_once(client, people, supervisor):
    officer, phone = people["author"], Client()
    try_in(phone, officer)
    assert officer.full_name in client.get(LIST).content.decode()
    assert officer.full_name in client.get(f"{LIST}{officer.pk}/").content.decode()
    code = code_in(give(client, officer))

    assert is_in(phone)  # nothing has changed yet
    assert try_in(Client(), officer).url == "/"
    assert code not in str(list(OneTimeCode.objects.values()))
    assert begin(officer, code).url == "/accounts/login/"
    assert not is_in(phone)
    assert try_in(Client(), officer, NEW).url == "/"
    assert begin(officer, code, "kuda sandalwood lari pagi").status_code == 422
    given = AuditEntry.objects.get(kind=Kind.NEARBY_CODE_GIVEN)
    assert (given.nrp, given.target) == (supervisor.nrp, officer.nrp)


def test_it_runs_out_after_half_an_hour(client, people, supervisor):
    officer = people["author"]
    code = code_in(give(client, officer))
    left = OneTimeCode.objects.get().expires_at - timezone.now()
    assert dt.timedelta(minutes=29) < left <= dt.timedelta(minutes=30)
    OneTimeCode.objects.update(expires_at=timezone.now())

    assert begin(officer, code).status_code == 422
    assert try_in(Client(), officer).url == "/"


def test_a_second_factor_is_asked_for_as_ever(client, people, supervisor):
    officer = people["author"]
    set_up(Client(), officer)
    begin(officer, code_in(give(client, officer)))

    assert try_in(Client(), officer, NEW).url.startswith("/accounts/code/")


@pytest.mark.parametrize(
    "who", ["supervisor", "supervisor elsewhere", "administrator", "auditor", "stands in", "closed"]
)
def test_it_is_for_officers_alone(client, people, supervisor, who):
    today = timezone.localdate()
    other = people.get(who) or people["colleague"]
    if who == "stands in":
        Deputy.objects.create(
            unit=supervisor.unit, officer=other, starts_on=today, ends_on=today, named_by=people["administrator"]
        )
    elif who == "closed":
        other.is_active = False
        other.save()

    assert give(client, other).status_code == 403
    assert f'href="{LIST}{other.pk}/"' not in client.get(LIST).content.decode()
    assert not OneTimeCode.objects.exists()


def test_it_is_for_the_own_unit_and_those_below_it(client, people):
    below = people["officer elsewhere"]
    client.force_login(people["supervisor elsewhere"])
    confirm(client)

    assert give(client, below).status_code == 200
    assert give(client, people["author"]).status_code == 404
    assert people["author"].full_name not in client.get(LIST).content.decode()
    client.force_login(people["supervisor"])
    confirm(client)
    assert give(client, below).status_code == 200


@pytest.mark.parametrize("who", ["author", "deputy", "auditor", "administrator"])
def test_nobody_but_a_supervisor_gives_one(client, people, who):
    today = timezone.localdate()
    stand_in = {"unit": people["supervisor"].unit, "officer": people["deputy"], "named_by": people["administrator"]}
    Deputy.objects.create(starts_on=today, ends_on=today, **stand_in)
    client.force_login(people[who])
    confirm(client)

    assert give(client, people["colleague"]).status_code == 403
    assert not OneTimeCode.objects.exists()


def test_the_supervisor_shows_who_they_are_first(client, people):
    client.force_login(people["supervisor"])

    assert give(client, people["author"]).url.startswith(CONFIRM)
    assert not NearbyHelp.objects.exists()


def test_a_day_has_five_codes_for_a_supervisor_and_two_for_an_officer(client, people, supervisor):
    unit = people["author"].unit
    for _ in range(2):
        assert give(client, people["author"]).status_code == 200
    assert give(client, people["author"]).url == LIST
    for _ in range(3):
        assert give(client, make.make_officer(unit=unit)).status_code == 200
    assert give(client, make.make_officer(unit=unit)).url == LIST
    assert "Administrator" in client.get(LIST).content.decode()
    assert NearbyHelp.objects.count() == 5

    NearbyHelp.objects.update(given_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert give(client, people["author"]).status_code == 200


def test_the_officer_is_told_until_they_have_read_it(client, people, supervisor):
    officer, phone = people["author"], Client()
    begin(officer, code_in(give(client, officer)))
    try_in(phone, officer, NEW)

    for _ in range(2):
        page = phone.get("/").content.decode()
        assert f"{supervisor.full_name} memberi kode sekali pakai" in page
        assert "kata sandi baru" in page
    row = NearbyHelp.objects.get()
    other = Client()
    other.force_login(people["colleague"])
    assert other.post(f"{LIST}{row.pk}/seen/").status_code == 404
    assert phone.post(f"{LIST}{row.pk}/seen/").url == "/"
    assert "memberi kode sekali pakai" not in phone.get("/").content.decode()
    assert AuditEntry.objects.latest("number").kind == Kind.NEARBY_CODE_SEEN


def test_the_administrator_sees_who_was_helped_by_whom(client, people, supervisor):
    officer = people["author"]
    give(client, officer)
    client.force_login(people["administrator"])

    assert f'<strong>1</strong><a href="{LIST}?lately=1">' in client.get("/").content.decode()
    page = client.get(LIST).content.decode()
    assert officer.full_name in page
    assert supervisor.full_name in page
    assert "tidak dipakai" in page
    client.force_login(people["supervisor elsewhere"])
    assert officer.full_name not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "typed", ["Yohanes", "yohanes con", "con yohanes", "Bpk. Yohanes", "Ipda Yohanes, S.H.", "nrp", "  nrp ", "spaced"]
)
def test_an_officer_is_found_by_name_or_number(client, people, supervisor, typed):
    officer = people["author"]

    typed = typed.replace("nrp", officer.nrp).replace("spaced", f"{officer.nrp[:4]}.{officer.nrp[4:]}")
    page = client.get(LIST, {"q": typed}).content.decode()

    assert officer.full_name in page
    assert people["colleague"].full_name not in page


def test_what_no_keyboard_types_is_said_and_kept(client, people, supervisor):
    answer = client.get(LIST, {"q": "a\x00b"})

    assert answer.status_code in (200, 422)


def test_more_officers_ask_no_more_queries(client, people, supervisor, django_assert_max_num_queries):
    client.get(LIST)
    for _ in range(12):
        make.make_officer(unit=people["author"].unit)

    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_the_old_password_is_right_until_then(client, people, supervisor):
    give(client, people["author"])

    assert people["author"].check_password(RIGHT)
