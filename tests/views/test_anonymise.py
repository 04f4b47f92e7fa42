"""A name that was removed stands nowhere in the database any more; what was done and when stays."""

import json

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from tests import factories as make
from tests.views.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import AuditEvent, CommunityFigure, KeptPost, Visit
from visits.services.anonymise import REMOVED

pytestmark = pytest.mark.django_db
NAME, OTHER_WAY = "Marselina Tefamnasi", "Mama Marselina Tefamnasi"


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def figure(people) -> CommunityFigure:
    return make.make_figure(by=people["author"], name=NAME, addressed_as="Ibu Tefamnasi", honorific="Ibu")


@pytest.fixture
def visit(client, people, figure) -> Visit:
    """Logged, returned with the name in the reason, corrected; a sealed note, a draft and a kept post besides."""
    client.force_login(people["author"])
    fields = {
        "people-0-figure": str(figure.key),
        "people-0-name": None,
        "notes-0-text": f"Menurut {NAME.upper()}, air bersih kurang. Tefamnasi juga meminta lampu.",
        "notes-1-kind": "concern",
        "notes-1-text": "Ada ancaman.",
        "notes-1-raised_by": ["people-0"],
        "notes-1-seal_source": "on",
    }
    client.post("/visits/new/", complete_post(fields=fields, result=f"{NAME} puas."))
    visit = Visit.objects.get()
    unread = complete_post(action="save", visited_on="entah", purpose=f"Menemui {NAME}.")
    client.post("/visits/new/", unread)
    KeptPost.objects.create(officer=people["author"], path="/", posted=[["purpose", NAME]])
    client.force_login(people["supervisor"])
    client.post(f"/visits/{visit.key}/return/", {"reason": f"Apa jabatan {OTHER_WAY}?"})
    return visit


def everything() -> str:
    """All rows of all tables, what is encrypted decrypted."""
    rows = [list(model._base_manager.values()) for model in apps.get_app_config("visits").get_models()]
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False).lower()


def remove(client, officer, figure, **said):
    client.force_login(officer)
    return client.post(f"/figures/{figure.key}/anonymise/", said)


def test_the_name_is_nowhere_any_more_and_what_was_done_stays(client, people, figure, visit):
    assert NAME.lower() in everything()
    before = {"notes": visit.notes.count(), "people": visit.encounters.count(), "versions": visit.versions.count()}

    assert remove(client, people["supervisor"], figure, confirmed="on").status_code == 302

    assert NAME.lower() not in everything()
    after = {"notes": visit.notes.count(), "people": visit.encounters.count(), "versions": visit.versions.count()}
    assert after == before
    person = visit.encounters.get()
    assert (person.figure, person.name) == (figure, REMOVED)
    figure.refresh_from_db()
    assert figure.full_name == REMOVED
    assert figure.restricted_at
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "air bersih kurang" in page
    assert AuditEvent.objects.get(kind=AuditEvent.Kind.FIGURE_ANONYMISED).target == str(figure.key)


def test_parts_of_the_name_are_shown_and_go_where_they_are_ticked(client, people, figure, visit):
    make.make_note(visit, "Keluarga Tefamnasi lain tidak hadir.")
    client.force_login(people["supervisor"])
    page = client.get(f"/figures/{figure.key}/anonymise/").content.decode()
    keys = [key.split('"')[0] for key in page.split('name="hit" value="')[1:]]
    assert len(keys) == 2
    assert "<mark>Tefamnasi</mark> juga meminta lampu." in page

    remove(client, people["supervisor"], figure, confirmed="on", hit=keys[0])

    texts = list(visit.notes.order_by("pk").values_list("text", flat=True))
    assert texts[0] == f"Menurut {REMOVED}, air bersih kurang. {REMOVED} juga meminta lampu."
    assert texts[-1] == "Keluarga Tefamnasi lain tidak hadir."


@pytest.mark.parametrize("said", [{}, {"confirmed": "on", "hit": "Visit.1.purpose.0"}])
def test_nothing_is_removed_unless_it_is_meant(client, people, figure, visit, said):
    client.force_login(people["supervisor"])
    before = everything()

    assert client.post(f"/figures/{figure.key}/anonymise/", said).status_code == 422
    assert everything() == before


def test_it_is_done_once(client, people, figure, visit):
    for _ in range(2):
        remove(client, people["supervisor"], figure, confirmed="on")

    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.FIGURE_ANONYMISED).count() == 1


def test_a_trail_that_cannot_be_written_leaves_the_name(client, people, figure, visit, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("the trail is full")

    client.force_login(people["supervisor"])
    before = everything()
    monkeypatch.setattr(AuditEvent.objects, "bulk_create", fail)

    with pytest.raises(RuntimeError):
        client.post(f"/figures/{figure.key}/anonymise/", {"confirmed": "on"})
    assert everything() == before


def test_somebody_else_of_the_same_name_keeps_it(client, people, figure, visit):
    """A person typed on another visit and not linked to the figure is somebody else until a person links them."""
    other = make.make_visit(author=people["author"])
    make.make_encounter(other, name=NAME)

    remove(client, people["supervisor"], figure, confirmed="on")

    assert other.encounters.get().name == NAME
