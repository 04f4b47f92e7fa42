"""The server talks to push services that it knows, and to no address of the own network."""

import socket

import pytest

from tests.push_clients import give_back, send_all, signed_in, told, waiting_visit
from visits.device import push_delivery
from visits.device.push_forms import SubscriptionForm
from visits.models import PushAddress, PushMessage

pytestmark = [pytest.mark.django_db]


BAD = {
    "plain http": {"endpoint": "http://fcm.googleapis.com/fcm/send/a"},
    "a host that is not known": {"endpoint": "https://push.example/a"},
    "a host that ends alike": {"endpoint": "https://evilpush.apple.com.example/a"},
    "a host whose name ends alike": {"endpoint": "https://notpush.apple.com/a"},
    "this machine": {"endpoint": "https://127.0.0.1/a"},
    "another port": {"endpoint": "https://fcm.googleapis.com:8443/a"},
    "no port": {"endpoint": "https://fcm.googleapis.com:port/a"},
    "a name in front": {"endpoint": "https://web.push.apple.com@127.0.0.1/a"},
    "no address": {"endpoint": ""},
    "too long": {"endpoint": "https://fcm.googleapis.com/" + "a" * 2000},
    "a key that is no point": {"p256dh": "BA" + "A" * 85},
    "a short key": {"p256dh": "BAAA"},
    "a key of other signs": {"p256dh": "é" * 20},
    "a short secret": {"auth": "AAAA"},
    "no secret": {"auth": ""},
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_address_of_a_push_service_is_refused(service, people, case):
    client = signed_in(people["author"])

    answer = client.post("/device/push/", service.subscription() | BAD[case])

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == set(BAD[case])
    assert not PushAddress.objects.exists()


def test_a_subscription_is_taken_over_as_the_browser_made_it(service):
    said = service.subscription()

    form = SubscriptionForm(said)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == said
    refused = SubscriptionForm(said | {"auth": "AAAA"})
    assert refused.errors == {"auth": ["Peramban ini tidak dapat menerima pemberitahuan."]}


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/a:b",
        "https://updates.push.services.mozilla.com/wpush/v2/a",
        "https://web.push.apple.com/a",
        "https://wns2-par02p.notify.windows.com/w/?token=a",
    ],
)
def test_the_browsers_own_push_services_are_known(endpoint):
    assert push_delivery.is_allowed(endpoint)


def test_a_known_name_that_leads_into_the_own_network_is_never_asked(service, people, settings, monkeypatch):
    """Whoever answers for the name may say any address."""
    told(service, people["author"])
    give_back(people, waiting_visit(people))
    address, port = PushAddress.objects.get(), service.server.server_address[1]
    address.endpoint = "https://fcm.googleapis.com/fcm/send/a"
    address.save()
    public, private = ("8.8.8.8", 443), ("127.0.0.1", port)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", public), (2, 1, 6, "", private)])
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda place, *_a, **_k: connected.append(place))

    send_all()

    assert connected == []
    assert PushMessage.objects.get().tries == 1
