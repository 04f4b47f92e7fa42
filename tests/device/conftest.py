"""A push service of our own, and people around a visit, for the tests of push."""

import pytest

from tests.push_service import PUSH_KEY, PushService, certificate
from visits.device.push_encryption import public_key


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    found = PushService(certificate(tmp_path_factory.mktemp("push")), public=public_key(PUSH_KEY))
    yield found
    found.close()


@pytest.fixture
def service(running, settings, monkeypatch):
    """The push service, known to this server, and telling switched on."""
    settings.PUSH_KEY, settings.PUSH_HOSTS = PUSH_KEY, [running.host]
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    running.got, running.problems, running.answers, running.body = [], [], 201, b""
    yield running
    assert running.problems == []


@pytest.fixture
def people():
    # Not at the top: models are there only when Django is.
    from tests.readers import make_readers

    return make_readers()


@pytest.fixture
def author(people, client):
    """The author of the visits, signed in."""
    client.force_login(people["author"])
    return people["author"]
