"""Own drafts and returned visits for any phone of their author: whole, labelled, nothing narrow, bounded and logged."""

import pytest
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers_of_a_district
from tests.visit_posts import complete_post
from visits.models import AuditEntry, CommunityFigure, DraftPayload, Remark, Visit, VisitStatus

pytestmark = pytest.mark.django_db
OESAO = "53.01.06.2006"


@pytest.fixture
def people():
    return make_readers_of_a_district()


def returned_visit(people, reason: str = "Sebut dusunnya."):
    visit = make.make_visit(author=people["author"], status=VisitStatus.RETURNED)
    make.make_note(visit, "Air bersih kurang.", kind="concern")
    Remark.objects.create(visit=visit, kind="returned", reason=reason, written_by=people["supervisor"])
    rebuild_visit(visit)
    return visit


def resume(client) -> dict:
    return client.get("/device/resume/").json()


def test_a_returned_visit_comes_as_its_form_would_post_it(client, people, author):
    visit = returned_visit(people)
    figure = make.make_figure(by=author, name="Marselina Contoh")
    make.make_encounter(visit, figure=figure)
    rebuild_visit(visit)

    said = resume(client)

    [found] = said["visits"]
    pairs = dict(found["pairs"])
    assert (found["key"], found["status"], found["revision"]) == (str(visit.key), "returned", visit.revision)
    assert (pairs["notes-0-text"], pairs["stops-0-place"]) == ("Air bersih kurang.", OESAO)
    assert pairs["people-0-figure"] == str(figure.key)
    assert found["labels"]["stops-0-place"] == ["Desa Tuapukan", "Kec. Kupang Timur"]
    assert found["labels"]["people-0-figure"][0] == "Marselina Contoh"
    assert author.full_name in found["labels"]["officers-0-officer"][0]
    assert (found["reason"], found["returned_by"]) == ("Sebut dusunnya.", str(people["supervisor"]))
    assert found["words"] == "Desa Tuapukan – Marselina Contoh"
    # Posted as it came, it is the same visit, changed by nobody else.
    answer = client.post(f"/visits/{visit.key}/edit/", {**_multi(found["pairs"]), "action": "save"})
    assert answer.status_code == 302
    assert Visit.objects.get().notes.get().text == "Air bersih kurang."


def _multi(pairs) -> dict:
    found: dict = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def test_a_draft_comes_as_it_was_typed_also_where_it_makes_no_sense_yet(client, author):
    posted = complete_post(action="save", fields={"visited_on": "bukan tanggal", "notes-0-text": "Masih mentah."})
    client.post("/visits/new/", posted)
    assert DraftPayload.objects.count() == 1

    [found] = resume(client)["visits"]

    assert found["status"] == "draft"
    assert dict(found["pairs"])["visited_on"] == "bukan tanggal"
    assert dict(found["pairs"])["notes-0-text"] == "Masih mentah."


def narrow_class(visit):
    Visit.objects.filter(pk=visit.pk).update(classification="confidential")


def narrow_note(visit):
    make.make_note(visit, "Rahasia jabatan.", sensitivity="supervisors")


def confidential_note(visit):
    make.make_note(visit, "Bisikan tersegel.", source_is_confidential=True, confidential_source=["X"])


def mentioned(visit):
    make.make_encounter(visit, name="Dominggus Tersebut", presence="mentioned", order=2)


def restricted(visit):
    figure = make.make_figure(by=visit.author, name="Nama Dibatasi")
    make.make_encounter(visit, figure=figure, order=3)
    CommunityFigure.objects.filter(pk=figure.pk).update(restricted_at=timezone.now(), restricted_by=visit.author)


@pytest.mark.fault("A19")
@pytest.mark.parametrize("narrow", [narrow_class, narrow_note, confidential_note, mentioned, restricted])
@pytest.mark.parametrize("status", [VisitStatus.RETURNED, VisitStatus.DRAFT])
def test_what_holds_anything_narrow_is_a_line_that_opens_with_signal(client, people, author, narrow, status):
    visit = returned_visit(people)
    narrow(visit)
    Visit.objects.filter(pk=visit.pk).update(status=status)
    visit.refresh_from_db()
    rebuild_visit(visit)

    [found] = resume(client)["visits"]

    assert set(found) == {"key", "status", "revision", "saved_at"}
    assert found["key"] == str(visit.key)


def test_others_have_nothing_of_it(client, people):
    returned_visit(people)
    make.make_visit(author=people["author"], status=VisitStatus.DRAFT)
    client.force_login(people["colleague"])

    assert resume(client)["visits"] == []


def test_it_is_bounded_the_returned_first(client, people, author):
    for _number in range(25):
        make.make_visit(author=author, status=VisitStatus.DRAFT)
    visit = returned_visit(people)

    said = resume(client)["visits"]

    assert len(said) == 20
    assert said[0]["key"] == str(visit.key)


def test_one_entry_names_the_returned_visits_and_their_people_when_it_changed(client, people, author):
    visit = returned_visit(people)
    figure = make.make_figure(by=author)
    make.make_encounter(visit, figure=figure)
    rebuild_visit(visit)
    make.make_visit(author=author, status=VisitStatus.DRAFT)

    tag = resume(client)["tag"]
    again = client.get(f"/device/resume/?tag={tag}")

    assert (again.status_code, again.content) == (204, b"")
    entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CARDS_READ, target="resume")
    assert (entry.details["visits"], entry.details["figures"]) == ([str(visit.key)], [str(figure.key)])
    client.force_login(people["supervisor"])
    assert client.get(f"/figures/{figure.key}/data/").content.decode().count("Kartu desa atau tokoh dibaca") == 1
