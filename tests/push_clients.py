"""Browsers that asked to be told, and what gives a reason to tell them; for the tests of push."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from tests import factories as make
from visits.device import push_sending
from visits.models import Visit
from visits.visit.services import return_visit


def signed_in(officer) -> Client:
    """A browser that signed in with the password: with a sign-in of its own."""
    officer.set_password("kata-sandi-uji")
    officer.save(update_fields=["password"])
    client = Client()
    assert client.post("/accounts/login/", {"username": officer.nrp, "password": "kata-sandi-uji"}).status_code == 302
    return client


def told(service, officer, name="") -> Client:
    """A browser of an officer that has asked to be told."""
    client = signed_in(officer)
    answer = client.post("/device/push/", service.subscription(name or officer.nrp))
    assert (answer.status_code, answer.json()) == (200, {"on": True})
    return client


def waiting_visit(people, **fields) -> Visit:
    visit = make.make_visit(author=people["author"], **fields)
    make.rebuild_visit(visit)
    return visit


def give_back(people, visit):
    return return_visit(visit=visit, by=people["supervisor"], reason="Sebut dusunnya.")


def send_all(now=None) -> int:
    """Everything whose time has come, as the process does it; how many tries that were."""
    tries = 0
    while push_sending.send_next(now or timezone.now()):
        tries += 1
        assert tries < 50
    return tries
