"""What a page refuses before it asks a service, the service refuses as well: another page may forget to."""

import pytest
from django.test import Client, RequestFactory

from tests.accounts.test_security import set_up
from tests.readers import make_readers
from visits.accounts import factors, passkeys, recent_proof, second_factor
from visits.accounts.nearby_help import give_nearby_code
from visits.accounts.recent_proof import NotConfirmed
from visits.core.exceptions import NotAllowed
from visits.models import NearbyHelp, Passkey

pytestmark = pytest.mark.django_db
CHANGES = {
    "set up the app": lambda asks: factors.set_up_app(**asks, secret=second_factor.new_secret(), code="1"),
    "remove the app": lambda asks: factors.remove_app(**asks),
    "renew the recovery codes": lambda asks: factors.renew_recovery_codes(**asks),
    "begin a passkey": lambda asks: passkeys.begin_adding(**asks, name="HP lain"),
    "remove a passkey": lambda asks: passkeys.remove(**asks, passkey=Passkey()),
}


@pytest.fixture
def people():
    return make_readers()


def request_that_showed(*proofs: str):
    """A request of a session in which these were shown just now."""
    request = RequestFactory().post("/")
    request.session = Client().session
    recent_proof.note(request, *proofs)
    return request


@pytest.mark.fault("A11")
@pytest.mark.parametrize("shown", [(), (recent_proof.PASSWORD,), (recent_proof.FACTOR,)], ids=str)
@pytest.mark.parametrize("change", CHANGES)
def test_no_factor_changes_without_a_fresh_proof_of_both(people, shown, change):
    officer = people["author"]
    set_up(Client(), officer)
    asks = {"request": request_that_showed(*shown), "by": officer}

    with pytest.raises(NotConfirmed):
        CHANGES[change](asks)
    assert second_factor.has_app(officer)
    assert second_factor.codes_left(officer) == 10


@pytest.mark.fault("A11")
@pytest.mark.parametrize("shown", [(), (recent_proof.FACTOR,)], ids=str)
def test_an_administrator_takes_no_factor_away_without_a_fresh_proof(people, shown):
    officer = people["supervisor"]
    set_up(Client(), officer)

    with pytest.raises(NotConfirmed):
        factors.remove_all(request=request_that_showed(*shown), officer=officer, by=people["administrator"])
    assert second_factor.has_app(officer)


@pytest.mark.parametrize("who", ["officer of the Polres", "supervisor", "inactive"])
def test_a_code_is_given_to_an_active_officer_of_the_own_unit_alone(people, who):
    giver, officer = people["supervisor elsewhere"], people["author"]
    if who == "supervisor":
        giver, officer = people["supervisor"], people["supervisor elsewhere"]
    elif who == "inactive":
        giver, officer.is_active = people["supervisor"], False

    with pytest.raises(NotAllowed):
        give_nearby_code(request=request_that_showed(recent_proof.PASSWORD), officer=officer, by=giver)
    assert not NearbyHelp.objects.exists()
