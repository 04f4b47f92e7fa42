"""The pages for what went wrong: in words, in the person's language, without a word of the inside."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.readers import make_readers
from visits.history import views as history_views
from visits.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(client):
    people = make_readers()
    client.force_login(people["author"])
    return people


@pytest.mark.parametrize(("language", "words"), [("id", "Halaman ini tidak ada"), ("en", "Page not found")])
def test_404_says_so_and_leads_back(client, people, language, words):
    client.cookies["django_language"] = language

    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_403_gives_the_sentence_of_the_rule_and_is_in_the_audit_log(client, people):
    client.force_login(people["auditor"])

    answer = client.get("/visits/new/")

    assert answer.status_code == 403
    assert "Peran akun ini tidak mencatat kunjungan." in answer.content.decode()
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.REFUSED).count() == 1


def test_a_refused_device_gets_the_key_of_the_address(client, people):
    visit = make.make_visit(author=people["author"])
    client.force_login(people["auditor"])

    answer = client.post(f"/visits/{visit.key}/approve/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["key"]) == (403, str(visit.key))


def test_500_tells_nothing_of_the_inside(client, people, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("the inside")

    monkeypatch.setattr(history_views, "history_page", fail)
    client.raise_request_exception = False

    answer = client.get("/visits/")

    assert answer.status_code == 500
    assert "Terjadi gangguan" in answer.content.decode()
    assert "the inside" not in answer.content.decode()


def test_too_many_fields_are_refused_in_words(client, people):
    answer = client.post("/visits/new/", {f"x{number}": "1" for number in range(6001)})

    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()


@pytest.mark.fault("A4")
@pytest.mark.parametrize("how", ["words of a form", "one word", "files"])
def test_what_is_larger_than_any_form_of_ours_is_refused_in_words(client, people, how):
    posted = {
        "words of a form": {"purpose": "x" * 5_000_000, "result": "x" * 5_000_000},
        "one word": {"purpose": "x" * 9_000_000},
        "files": {f"photos-{number}-image": SimpleUploadedFile("a.jpg", b"x") for number in range(41)},
    }[how]
    page = client.post("/visits/new/", posted)
    answer = client.post("/visits/new/", posted, headers={"accept": "application/json", "x-entry-key": "abc"})

    assert (page.status_code, answer.status_code) == (413, 413)
    assert "terlalu besar" in page.content.decode()
    assert (answer.json()["key"], "terlalu besar" in answer.json()["error"]) == ("abc", True)
