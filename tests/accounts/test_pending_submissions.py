"""A form that is posted after the session has ended is kept, and goes on once its person has signed in again."""

import pytest
from django.conf import settings
from django.test import Client

from tests import factories as make
from tests.accounts.test_security import set_up
from tests.visit_posts import complete_post, picture
from visits.models import PendingSubmission, Photo, Visit

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "a long word nobody guesses"


@pytest.fixture
def people():
    unit = make.make_unit(parent=make.make_polres())
    make.make_village()
    officers = [make.make_officer(nrp, unit=unit) for nrp in ("91010001", "91010002")]
    for officer in officers:
        officer.set_password(PASSWORD)
        officer.save()
    return officers


def sign_in(client, nrp: str = "91010001", wanted: str = ""):
    return client.post(LOGIN, {"username": nrp, "password": PASSWORD, "next": wanted})


@pytest.fixture
def left_alone(client, people):
    """A browser whose session has ended: the officer's cookie that names them is still there."""
    sign_in(client)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def go_on(client, address: str, **more):
    """What a person answers to the page that shows the kept form."""
    return client.post(address, {"do": "go on", **more})


def wanted_of(answer) -> str:
    """The address behind `next` on the way to the sign-in page."""
    page = answer.client.get(answer.url).content.decode()
    return page.split('name="next" value="')[1].split('"')[0]


def test_a_visit_is_kept_and_saved_after_sign_in(left_alone):
    posted = complete_post()

    answer = left_alone.post("/visits/new/", posted)
    assert answer.url.startswith(LOGIN)
    assert not Visit.objects.exists()

    going_on = sign_in(left_alone, wanted=wanted_of(answer)).url
    page = left_alone.get(going_on).content.decode()
    assert "Catat kunjungan" in page
    assert "Warga ingin keadaan tetap tenang." in page
    assert not Visit.objects.exists()
    answer = go_on(left_alone, going_on)

    assert answer.url == f"/visits/{posted['key']}/"
    assert Visit.objects.get().notes.get().text == "Warga ingin keadaan tetap tenang."
    assert not PendingSubmission.objects.exists()


def test_its_photos_go_on_with_it(left_alone):
    photo = {"photos-0-key": "0f0e0d0c-1111-4222-8333-444455556666", "photos-0-image": picture()}
    answer = left_alone.post("/visits/new/", complete_post(fields=photo))

    going_on = sign_in(left_alone, wanted=wanted_of(answer)).url
    assert "foto.jpg" in left_alone.get(going_on).content.decode()
    go_on(left_alone, going_on)

    assert str(Photo.objects.get().key) == photo["photos-0-key"]


def test_what_is_wrong_in_it_is_said_then_and_kept(left_alone):
    answer = left_alone.post("/visits/new/", complete_post(visited_on="kemarin"))

    answer = go_on(left_alone, sign_in(left_alone, wanted=wanted_of(answer)).url)

    assert answer.status_code == 422
    assert "kemarin" in answer.content.decode()


def test_it_goes_on_only_once(left_alone):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on = sign_in(left_alone, wanted=wanted_of(answer)).url
    go_on(left_alone, going_on)

    assert left_alone.get(going_on).url == "/"
    assert go_on(left_alone, going_on).url == "/"
    assert Visit.objects.count() == 1


@pytest.mark.fault("A6")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_get_carries_nothing_out(left_alone, method):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on = sign_in(left_alone, wanted=wanted_of(answer)).url

    for _ in range(2):
        assert getattr(left_alone, method)(going_on).status_code == 200
    assert not Visit.objects.exists()
    assert go_on(left_alone, going_on).status_code == 302
    assert Visit.objects.count() == 1


@pytest.mark.fault("A6")
def test_nobody_else_goes_on_with_it(left_alone):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on = sign_in(left_alone, "91010002", wanted=wanted_of(answer)).url

    for answer in (left_alone.get(going_on), go_on(left_alone, going_on), go_on(left_alone, going_on, do="forget")):
        assert answer.url == "/"
    assert not Visit.objects.exists()
    left_alone.post("/accounts/logout/")
    # Its own person still finds it on this browser, without knowing the address.
    shown = sign_in(left_alone, wanted="/figures/").url
    assert shown == f"{going_on}?next=%2Ffigures%2F"
    assert go_on(left_alone, shown).status_code == 302
    assert Visit.objects.get().author.nrp == "91010001"


@pytest.mark.fault("A6")
def test_it_is_shown_on_its_own_browser_alone(left_alone):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on, elsewhere = wanted_of(answer), Client()

    assert sign_in(elsewhere, wanted=going_on).url == going_on
    assert elsewhere.get(going_on).url == "/"
    assert go_on(elsewhere, going_on).url == "/"
    assert not Visit.objects.exists()
    assert PendingSubmission.objects.count() == 1


@pytest.mark.fault("A6")
def test_sign_out_forgets_it(left_alone):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on = wanted_of(answer)
    sign_in(left_alone)
    left_alone.post("/accounts/logout/")

    assert not PendingSubmission.objects.exists()
    assert sign_in(left_alone).url == "/"
    assert left_alone.get(going_on).url == "/"


@pytest.mark.fault("A6")
def test_after_sign_out_nothing_is_kept_in_somebody_s_name(client, people):
    sign_in(client)
    client.post("/accounts/logout/")

    assert client.post("/visits/new/", complete_post()).url == f"{LOGIN}?next=/visits/new/"
    assert not PendingSubmission.objects.exists()


def test_sign_out_on_one_browser_leaves_what_was_posted_on_another(left_alone):
    left_alone.post("/visits/new/", complete_post())
    other = Client()
    sign_in(other)
    other.post("/accounts/logout/")

    assert PendingSubmission.objects.count() == 1


def test_a_password_alone_shows_nothing_where_a_code_is_to_follow(left_alone, people):
    answer = left_alone.post("/visits/new/", complete_post())
    _secret, codes = set_up(Client(), people[0], PASSWORD)
    going_on = wanted_of(answer)

    assert sign_in(left_alone, wanted=going_on).url.startswith("/accounts/code/")
    assert left_alone.get(going_on).url.startswith(LOGIN)
    assert left_alone.post("/accounts/code/", {"code": codes[0]}).url.startswith("/accounts/continue/")


def test_it_is_forgotten_when_its_person_says_so(left_alone):
    answer = left_alone.post("/visits/new/", complete_post())
    going_on = sign_in(left_alone, wanted=wanted_of(answer)).url

    assert left_alone.post(going_on, {"do": "forget", "next": "/figures/"}).url == "/figures/"
    assert not PendingSubmission.objects.exists()
    assert not Visit.objects.exists()


def test_neither_password_nor_token_is_kept(left_alone):
    left_alone.post("/visits/new/", complete_post(password="secret", new_password1="new", csrfmiddlewaretoken="t" * 64))

    names = {name for name, _value in PendingSubmission.objects.get().posted}
    assert "purpose" in names
    assert not names & {"password", "new_password1", "csrfmiddlewaretoken"}


@pytest.mark.fault("A6")
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/security/confirm/",
        "/accounts/security/second-factor/",
        "/accounts/security/second-factor/remove/",
        "/accounts/security/codes/",
        "/accounts/password/",
    ],
)
def test_a_recovery_code_is_not_kept(left_alone, address):
    answer = left_alone.post(address, {"code": "abcd-efgh-ijkl", "password": PASSWORD})

    assert answer.url.startswith(LOGIN)
    assert "continue" not in answer.url
    assert not PendingSubmission.objects.exists()


def test_a_browser_that_nobody_used_keeps_nothing(client, people):
    answer = client.post("/visits/new/", complete_post())

    assert answer.url.startswith(LOGIN)
    assert not PendingSubmission.objects.exists()


def test_a_forged_form_is_not_kept(left_alone):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = left_alone.cookies

    assert strict.post("/visits/new/", complete_post()).status_code == 403
    assert not PendingSubmission.objects.exists()


def test_a_device_is_told_to_sign_in_again(left_alone):
    posted = complete_post()

    answer = left_alone.post("/visits/new/", posted, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["key"]) == (401, posted["key"])
    assert not PendingSubmission.objects.exists()


def test_a_nul_in_it_is_kept_readable(left_alone):
    answer = left_alone.post("/visits/new/", complete_post(purpose="satu\x00dua"))

    answer = go_on(left_alone, sign_in(left_alone, wanted=wanted_of(answer)).url)

    assert answer.status_code == 302
    assert Visit.objects.get().purpose == "satu␀dua"
