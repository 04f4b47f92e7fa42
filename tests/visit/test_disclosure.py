"""Who said a sealed note: nowhere in the open, shown once, to one of two supervisors."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import AuditEntry, DialogueNote, DisclosureRequest, Version, Visit

pytestmark = pytest.mark.django_db
SOURCE = "Marselina Rahasia Contoh"
Kind = AuditEntry.Kind


@pytest.fixture
def people():
    make.make_village()
    found = make_readers()
    found["second"] = make.make_officer(unit=found["supervisor"].unit, role="supervisor", name="Wakil Contoh")
    return found


def confidential_post(**changes) -> dict:
    fields = {"notes-0-seal_source": "on", "notes-0-raised_by": ["people-1"], "people-1-name": SOURCE}
    fields |= {"people-1-categories": ["resident"], "people-1-presence": "met"}
    return complete_post(fields=fields | changes.pop("fields", {}), **changes)


@pytest.fixture
def visit(client, people) -> Visit:
    client.force_login(people["author"])
    assert client.post("/visits/new/", confidential_post()).status_code == 302
    return Visit.objects.get()


def links_to_source(visit: Visit) -> list:
    """Every row of a link table that leads from a note of the visit to anybody."""
    note = visit.notes.get()
    return [*note.raised_by_people.all(), *note.raised_by_officers.all()]


def database_of(models) -> str:
    """Everything that stands in the tables of these models, as the database holds it."""
    rows = []
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows += cursor.fetchall()
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_no_row_links_to_the_source_and_the_name_is_encrypted(visit):
    note = visit.notes.get()

    assert links_to_source(visit) == []
    assert note.confidential_source == [SOURCE]
    assert SOURCE not in database_of([DialogueNote])
    assert all("raised_by" not in facts for facts in Version.objects.get().facts["notes"].values())


@pytest.mark.parametrize("who", ["author", "colleague", "supervisor", "auditor"])
def test_nobody_is_told_on_any_page_not_even_the_author(client, people, visit, who):
    client.force_login(people[who])
    for page in ("", "report.txt", "versions/"):
        answer = client.get(f"/visits/{visit.key}/{page}")
        words = answer.content.decode()
        assert answer.status_code == 200
        assert f"Disampaikan oleh {SOURCE}" not in words
        assert f"oleh {SOURCE}" not in words
        assert f"{SOURCE}:" not in words


def test_a_form_sent_again_keeps_the_source_and_that_it_is_confidential(client, people, visit):
    client.force_login(people["author"])
    form = client.get(f"/visits/{visit.key}/edit/").content.decode()
    assert "Sumber catatan ini disegel" in form
    fields = {"notes-0-seal_source": None, "notes-0-id": str(visit.notes.get().pk), "notes-0-raised_by": None}

    client.post(f"/visits/{visit.key}/edit/", confidential_post(revision="1", purpose="Tujuan lain.", fields=fields))

    visit.refresh_from_db()
    note = visit.notes.get()
    assert visit.purpose == "Tujuan lain."
    assert (note.source_is_confidential, note.confidential_source) == (True, [SOURCE])
    assert links_to_source(visit) == []


def test_sealing_later_takes_the_name_out_of_earlier_versions(client, people):
    client.force_login(people["author"])
    client.post("/visits/new/", confidential_post(fields={"notes-0-seal_source": None}))
    visit = Visit.objects.get()
    note = str(visit.notes.get().pk)
    assert Version.objects.get().facts["notes"][note]["raised_by"]

    people_ids = visit.encounters.order_by("order").values_list("pk", flat=True)
    fields = {"notes-0-id": note, **{f"people-{number}-id": str(pk) for number, pk in enumerate(people_ids)}}
    client.post(f"/visits/{visit.key}/edit/", confidential_post(revision="1", purpose="Tujuan lain.", fields=fields))

    assert Version.objects.count() == 2
    assert all("raised_by" not in version.facts["notes"][note] for version in Version.objects.all())
    sealed = visit.notes.get()
    assert sealed.confidential_source == [SOURCE]
    assert not sealed.raised_by_people.exists()
    assert not sealed.raised_by_officers.exists()


def test_an_unfinished_draft_does_not_tell_it_in_the_database_either(client, people):
    client.force_login(people["author"])

    client.post("/visits/new/", confidential_post(action="save", visited_on="entah kapan"))

    models = apps.get_app_config("visits").get_models()
    assert SOURCE not in database_of(models)
    assert "people-1" not in database_of(models)
    form = client.get(f"/visits/{Visit.objects.get().key}/edit/").content.decode()
    assert SOURCE in form  # what was typed comes back to who typed it


def test_the_form_says_when_sealing_hides_little(client, people):
    client.force_login(people["author"])
    fields = {"notes-0-seal_source": "on"}
    client.post("/visits/new/", complete_post(action="save", fields=fields))
    key = Visit.objects.get().key

    assert "Hanya satu orang" in client.get(f"/visits/{key}/edit/").content.decode()


def press(client, officer, visit, address, **data):
    client.force_login(officer)
    return client.post(f"/visits/{visit.key}/{address}/", data)


def ask(client, people, visit) -> DisclosureRequest:
    note = visit.notes.get()
    press(client, people["supervisor"], visit, f"notes/{note.pk}/seal", reason="Ada ancaman terhadapnya.")
    return DisclosureRequest.objects.get(granted=None)


def test_it_takes_two_supervisors_and_shows_once(client, people, visit):
    asked = ask(client, people, visit)
    assert press(client, people["supervisor"], visit, f"seals/{asked.pk}/show").status_code == 403
    assert press(client, people["supervisor"], visit, f"seals/{asked.pk}/grant").status_code == 403
    client.force_login(people["second"])
    assert "Ada ancaman terhadapnya." in client.get("/review/").content.decode()

    press(client, people["second"], visit, f"seals/{asked.pk}/grant")
    assert press(client, people["second"], visit, f"seals/{asked.pk}/show").status_code == 403
    shown = press(client, people["supervisor"], visit, f"seals/{asked.pk}/show")
    assert SOURCE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = press(client, people["supervisor"], visit, f"seals/{asked.pk}/show")
    assert again.status_code == 302

    traced = AuditEntry.objects.filter(kind__startswith="seal_").order_by("number")
    assert list(traced.values_list("kind", "nrp")) == [
        (Kind.DISCLOSURE_ASKED, people["supervisor"].nrp),
        (Kind.DISCLOSURE_GRANTED, people["second"].nrp),
        (Kind.DISCLOSURE_SHOWN, people["supervisor"].nrp),
    ]
    assert SOURCE not in database_of([AuditEntry])


@pytest.mark.parametrize("who", ["second", "third", "author", "auditor"])
def test_what_was_granted_is_shown_to_nobody_but_who_asked(client, people, visit, who):
    people["third"] = make.make_officer(unit=people["supervisor"].unit, role="supervisor", name="Kabag Contoh")
    asked = ask(client, people, visit)
    press(client, people["second"], visit, f"seals/{asked.pk}/grant")

    answer = press(client, people[who], visit, f"seals/{asked.pk}/show")

    assert answer.status_code == 403
    assert SOURCE not in answer.content.decode()
    assert DisclosureRequest.objects.get().shown_at is None


def test_a_refused_request_shows_nothing_and_can_be_asked_anew(client, people, visit):
    asked = ask(client, people, visit)
    press(client, people["second"], visit, f"seals/{asked.pk}/refuse")

    assert press(client, people["supervisor"], visit, f"seals/{asked.pk}/show").status_code == 403
    assert ask(client, people, visit).pk != asked.pk


def test_a_grant_runs_out_after_a_day(client, people, visit):
    asked = ask(client, people, visit)
    press(client, people["second"], visit, f"seals/{asked.pk}/grant")
    DisclosureRequest.objects.update(decided_at=timezone.now() - dt.timedelta(hours=25))

    answer = press(client, people["supervisor"], visit, f"seals/{asked.pk}/show")

    assert answer.status_code == 302
    assert SOURCE not in client.get(answer.url).content.decode().partition('id="said"')[2]
    assert DisclosureRequest.objects.get().shown_at is None


def test_a_second_request_while_the_first_waits_is_told(client, people, visit):
    ask(client, people, visit)
    answer = press(client, people["supervisor"], visit, f"notes/{visit.notes.get().pk}/seal", reason="Lagi.")

    assert DisclosureRequest.objects.count() == 1
    assert "sudah diminta" in client.get(answer.url).content.decode()


def test_a_named_supervisor_does_not_decide(client, people, visit):
    asked = ask(client, people, visit)
    make.make_participation(visit, people["second"])

    assert press(client, people["second"], visit, f"seals/{asked.pk}/grant").status_code == 403


def test_a_reason_is_asked_for(client, people, visit):
    answer = press(client, people["supervisor"], visit, f"notes/{visit.notes.get().pk}/seal")

    assert answer.status_code == 422
    assert not DisclosureRequest.objects.exists()
