"""Saved filters: named, opened in one's own reach, shared in the unit, renamed and deleted by whose they are."""

import pytest
from django.db import connection
from django.urls import reverse

from tests import factories as make
from tests.readers import make_readers
from visits.history import saved_filter_services
from visits.models import AuditEntry, SavedFilter

pytestmark = pytest.mark.django_db
ASKED = {"activity": "mediation", "from": "2024-08-01", "place": "tuapukan"}


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


def save(client, officer, **posted):
    client.force_login(officer)
    return client.post(reverse("filter_list"), {**ASKED, "name": "Mediasi", **posted})


def test_a_filter_is_saved_and_opens_the_history(client, people):
    assert save(client, people["author"]).status_code == 302

    saved = SavedFilter.objects.get()
    opened = client.get(saved.get_absolute_url())
    assert opened["Location"] == "/visits/?place=tuapukan&from=2024-08-01&activity=mediation"
    assert client.get(opened["Location"]).status_code == 200
    history = client.get("/visits/").content.decode()
    assert f'href="{saved.get_absolute_url()}"' in history
    with connection.cursor() as cursor:
        cursor.execute("SELECT filtered_by FROM visits_savedfilter")
        assert "oesao" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("author", True),
        ("colleague", True),
        ("supervisor", True),
        ("officer elsewhere", False),
        ("supervisor elsewhere", False),
        ("administrator", False),
    ],
)
@pytest.mark.parametrize("shared", ["", "on"])
def test_who_sees_a_shared_one(client, people, who, sees, shared):
    save(client, people["author"], shared=shared)
    saved = SavedFilter.objects.get()
    client.force_login(people[who])

    found = client.get(saved.get_absolute_url()).status_code == 302

    assert found is (sees and (bool(shared) or who == "author"))


def test_the_history_offers_to_save_what_is_filtered(client, people):
    client.force_login(people["author"])

    assert "/visits/filters/?activity=mediation" in client.get("/visits/?activity=mediation").content.decode()
    page = client.get("/visits/filters/?activity=mediation").content.decode()
    assert '<input type="hidden" name="activity" value="mediation">' in page


@pytest.mark.parametrize(
    "posted",
    [{"name": ""}, {"name": "x" * 61}, {"name": "nul\0"}, {"from": "x"}, dict.fromkeys(ASKED, "")],
)
def test_what_cannot_be_saved_is_said_and_kept(client, people, posted):
    answer = save(client, people["author"], **posted)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_a_name_is_used_once_and_there_are_so_many_at_most(client, people, monkeypatch):
    save(client, people["author"])
    assert save(client, people["author"]).status_code == 422
    assert save(client, people["colleague"]).status_code == 302
    monkeypatch.setattr(saved_filter_services, "MOST_SAVED", 1)
    assert save(client, people["author"], name="Lain").status_code == 422


def test_its_owner_renames_it_and_takes_it_back(client, people):
    save(client, people["author"], shared="on")
    saved = SavedFilter.objects.get()
    address = reverse("filter_rename", args=[saved.key])
    assert client.post(address, {"name": ""}).status_code == 422

    client.post(address, {"name": "Mediasi Agustus"})

    saved.refresh_from_db()
    assert (saved.name, saved.is_shared) == ("Mediasi Agustus", False)
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.FILTER_SAVED)
    assert rows.count() == 2
    assert not any("Mediasi" in str(row.details) or "oesao" in str(row.details) for row in rows)


@pytest.mark.parametrize(("who", "status"), [("author", 302), ("colleague", 403), ("supervisor", 302)])
def test_its_owner_or_a_supervisor_deletes_a_shared_one(client, people, who, status):
    save(client, people["author"], shared="on")
    saved = SavedFilter.objects.get()
    client.force_login(people[who])

    assert client.post(reverse("filter_delete", args=[saved.key])).status_code == status

    assert SavedFilter.objects.exists() is (status == 403)
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.FILTER_DELETED).exists() is (status == 302)


def test_a_supervisor_does_not_rename_what_is_not_theirs(client, people):
    save(client, people["author"], shared="on")
    saved = SavedFilter.objects.get()
    client.force_login(people["supervisor"])

    assert client.post(reverse("filter_rename", args=[saved.key]), {"name": "Lain"}).status_code == 403
    assert client.post(reverse("filter_rename", args=[saved.key]), {}).status_code == 403
