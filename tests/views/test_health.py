"""The health check answers without signing in, and says 503 when it cannot work."""

import pytest
from django.core.files.storage import FileSystemStorage

pytestmark = pytest.mark.django_db


def test_it_answers_ok(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_it_answers_503_without_storage(client, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr("visits.views.health.default_storage", FileSystemStorage(location=blocked / "below"))

    assert client.get("/healthz").status_code == 503
