"""The health check answers without signing in, by any name, and says 503 when it cannot work."""

import pytest

pytestmark = pytest.mark.django_db


def test_it_answers_ok(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.fault("A24")
@pytest.mark.parametrize("host", ["127.0.0.1:8801", "192.0.2.7", "[2001:db8::7]:80", "host-7", "cooling.example"])
@pytest.mark.parametrize("secure", [False, True])
def test_it_answers_by_the_machines_own_address(client, settings, host, secure):
    settings.ALLOWED_HOSTS = ["cooling.example"]
    settings.SECURE_SSL_REDIRECT = secure
    answer = client.get("/healthz", headers={"host": host})

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/healthz/"])
def test_other_pages_are_answered_by_their_names_alone(client, settings, path):
    settings.ALLOWED_HOSTS = ["cooling.example"]

    assert client.get(path, headers={"host": "192.0.2.7"}).status_code == 400


def test_it_answers_503_without_storage(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "below"

    assert client.get("/healthz").status_code == 503


@pytest.mark.fault("B13")
def test_a_probe_of_a_full_disk_leaves_nothing(client, settings, full_disk):
    settings.MEDIA_ROOT = full_disk

    assert client.get("/healthz").status_code == 503
    assert not [path for path in full_disk.rglob("*") if path.name != "filled"]
