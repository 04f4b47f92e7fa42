"""`manage.py administrator`: the first person who can sign in, or one who is let in again."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from visits.models import AuditEntry, Officer, PersonRole

pytestmark = pytest.mark.django_db


def make(nrp="80120001", name="Yosafat Naimnule", **options):
    out = io.StringIO()
    call_command("administrator", nrp, name, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def reference():
    factories.make_unit("bagops")
    factories.make_rank("Aiptu", order=12)


def begin(client, nrp: str, said: str) -> None:
    """Choose a password with the code that the command printed."""
    code, password = said.split()[-1], "lontar hijau di bukit"
    both = {"new_password1": password, "new_password2": password}
    assert client.post("/accounts/begin/", {"username": nrp, "code": code, **both}).status_code == 302
    assert client.login(nrp=nrp, password=password)
    assert code not in str(AuditEntry.objects.values())


def test_the_first_administrator_can_sign_in(client):
    begin(client, "80120001", make())

    assert Officer.objects.get(nrp="80120001").role == PersonRole.ADMINISTRATOR
    first = AuditEntry.objects.filter(target="80120001").earliest("number")
    assert first.details["action"] == "made administrator"


def test_an_officer_who_lost_access_is_let_in_again(client):
    officer = factories.make_officer(is_active=False)

    said = make(officer.nrp, "Somebody Else")

    officer.refresh_from_db()
    assert officer.is_active
    assert officer.name != "Somebody Else"
    begin(client, officer.nrp, said)


@pytest.mark.parametrize(
    ("nrp", "options"), [("12", {}), ("80120001", {"rank": "general"}), ("80120001", {"unit": "nowhere"})]
)
def test_what_is_wrong_is_a_sentence(nrp, options):
    with pytest.raises(CommandError):
        make(nrp, **options)

    assert not Officer.objects.filter(nrp=nrp).exists()
