"""A record that was anonymised or restricted is not changed, and nobody is linked to it again."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import factories as make
from tests.devices import send, visit_blob
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.core.exceptions import NotNow
from visits.figures.merge import merge_figures
from visits.figures.services import FigureValues, update_figure
from visits.models import REMOVED_NAME, CommunityFigure, Consent, DataRequest, Encounter, NameRemoval, Visit
from visits.privacy import services as privacy_services
from visits.privacy.anonymise import anonymise

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A18")]
TODAY = str(timezone.localdate())
NO_ROLES = {"roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0", "action": "save"}
SENTENCES = {"anonymised": "telah dihapus", "restricted": "pembatasan"}


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture(params=list(SENTENCES))
def closed(request, people) -> CommunityFigure:
    figure = make.make_figure(by=people["author"], name="Marselina Tefamnasi")
    if request.param == "anonymised":
        anonymise(figure=figure, by=people["supervisor"])
    else:
        privacy_services.restrict(figure=figure, by=people["supervisor"], is_restricted=True)
    figure.refresh_from_db()
    figure.sentence = SENTENCES[request.param]
    return figure


def row_of(figure) -> dict:
    return CommunityFigure.objects.filter(pk=figure.pk).values().get()


@pytest.mark.parametrize("who", ["author", "colleague", "supervisor"])
@pytest.mark.parametrize("typed", [{"name": "Marselina Tefamnasi"}, {"name": "Nama Lain", "addressed_as": "Mama"}])
def test_it_is_not_renamed(client, people, closed, who, typed):
    before = row_of(closed)
    client.force_login(people[who])

    answer = client.post(f"/figures/{closed.key}/edit/", typed | NO_ROLES)

    page = answer.content.decode()
    assert (answer.status_code, row_of(closed)) == (422, before)
    assert closed.sentence in page
    assert f'value="{typed["name"]}"' in page


@pytest.mark.parametrize("who", ["author", "supervisor"])
@pytest.mark.parametrize("purpose", ["phone", "photos"])
def test_it_is_given_no_telephone_and_no_consent(client, people, closed, who, purpose):
    before = row_of(closed)
    client.force_login(people[who])
    said = {"purpose": purpose, "given_on": TODAY, "phone": "0812 3456 7890"}

    answer = client.post(f"/figures/{closed.key}/consent/", said)

    assert (answer.status_code, row_of(closed)) == (422, before)
    assert closed.sentence in answer.content.decode()
    assert "0812 3456 7890" in answer.content.decode()
    assert not Consent.objects.exists()


def test_nobody_is_linked_to_it_from_a_visit(client, people, closed):
    encounter = make.make_encounter(make.make_visit(author=people["author"]))
    client.force_login(people["author"])

    answer = client.post(f"/visits/{encounter.visit.key}/people/{encounter.pk}/figure/", {"figure": str(closed.key)})

    encounter.refresh_from_db()
    assert (answer.status_code, encounter.figure) == (422, None)
    assert closed.sentence in answer.content.decode()


@pytest.mark.parametrize("action", ["submit", "save"])
def test_the_form_adds_it_to_no_visit(client, people, closed, action):
    client.force_login(people["author"])
    posted = complete_post(action=action, fields={"people-0-figure": str(closed.key), "people-0-name": None})

    answer = client.post("/visits/new/", posted)

    if action == "submit":
        assert (answer.status_code, closed.sentence in answer.content.decode()) == (422, True)
    assert not Encounter.objects.filter(figure=closed).exists()


def test_a_saved_visit_does_not_name_it_once_more(client, people, closed):
    client.force_login(people["author"])
    visit = make.make_visit(author=people["author"], status="returned")
    row = make.make_encounter(visit, figure=closed, name=closed.name)
    fields = {"people-0-figure": str(closed.key), "people-0-name": None, "people-0-id": str(row.pk)}
    fields |= {"people-1-figure": str(closed.key), "people-1-stop": "stops-0", "people-1-presence": "met"}

    answer = client.post(f"/visits/{visit.key}/edit/", complete_post(fields=fields, revision="1", key=None))

    assert (answer.status_code, closed.sentence in answer.content.decode()) == (422, True)
    assert visit.encounters.count() == 1


def test_a_device_adds_it_to_no_visit(client, people, closed):
    client.force_login(people["author"])
    fields = {"people-0-figure": str(closed.key), "people-0-name": None}
    blob = visit_blob(people["author"], complete_post(fields=fields))

    answer = send(client, blob)

    assert closed.sentence in answer.content.decode()

    assert not Encounter.objects.filter(figure=closed).exists()


def test_no_picker_offers_it(client, people, closed):
    client.force_login(people["author"])
    for asked in ("marselina", "nama dihapus"):
        assert str(closed.key) not in client.get("/pickers/figures/", {"q": asked}).content.decode()
        assert str(closed.key) not in client.get("/visits/new/", {"figure": str(closed.key)}).content.decode()


def test_services_refuse_as_well(people, closed):
    before = row_of(closed)
    with pytest.raises(Exception, match=closed.sentence):
        update_figure(figure=closed, by=people["author"], values=FigureValues(name="Lain"), roles=[])
    with pytest.raises(NotNow):
        privacy_services.give_consent(figure=closed, by=people["author"], purpose="phone", given_on=TODAY, phone="1")
    assert row_of(closed) == before


def test_a_merge_brings_nothing_back(people, closed):
    other = make.make_figure(by=people["author"], name="Marselina T.", phone="0812 3456 7890")
    if closed.anonymised_at:
        with pytest.raises(NotNow):
            merge_figures(kept=closed, merged=other, by=people["supervisor"])
    else:
        merge_figures(kept=closed, merged=other, by=people["supervisor"])
    closed.refresh_from_db()
    assert (closed.phone, bool(closed.restricted_at)) == ("", True)


def test_who_was_anonymised_is_not_released_nor_asked(client, people):
    figure = make.make_figure(by=people["author"])
    anonymise(figure=figure, by=people["supervisor"])
    before = row_of(figure)
    client.force_login(people["supervisor"])

    client.post(f"/figures/{figure.key}/release/")
    answer = client.post(f"/figures/{figure.key}/requests/", {"kind": "access", "words": "Apa yang dicatat?"})

    assert (answer.status_code, row_of(figure)) == (422, before)
    assert "Apa yang dicatat?" in answer.content.decode()
    assert not DataRequest.objects.exists()


def test_who_is_restricted_may_ask_and_take_back(client, people):
    figure = make.make_figure(by=people["author"], phone="0812 3456 7890")
    agreed = Consent.objects.create(figure=figure, purpose="phone", given_on=TODAY, asked_by=people["author"])
    privacy_services.restrict(figure=figure, by=people["supervisor"], is_restricted=True)
    client.force_login(people["author"])

    client.post(f"/figures/{figure.key}/consent/{agreed.pk}/withdraw/")
    client.post(f"/figures/{figure.key}/requests/", {"kind": "access", "words": "Apa yang dicatat?"})

    figure.refresh_from_db()
    assert (figure.phone, DataRequest.objects.count()) == ("", 1)


def test_a_person_without_a_name_becomes_no_figure(client, people):
    encounter = make.make_encounter(make.make_visit(author=people["author"]), name=REMOVED_NAME)
    client.force_login(people["author"])
    address = f"/visits/{encounter.visit.key}/people/{encounter.pk}/figure/"

    client.post(address, {"figure": ""})

    assert not CommunityFigure.objects.exists()
    assert address not in client.get(encounter.visit.get_absolute_url()).content.decode()


def test_a_correction_leaves_a_name_that_others_decide_on(client, people):
    """The visit's supervisors have not said yet that the name goes there."""
    figure = make.make_figure(by=people["author"], name="Marselina Tefamnasi")
    visit = make.make_visit(author=people["author"], status="returned")
    row = make.make_encounter(visit, figure=figure, name="Marselina Tefamnasi")
    anonymise(figure=figure, by=people["supervisor elsewhere"])
    assert NameRemoval.objects.proposed().get().visit == visit
    fields = {"people-0-figure": str(figure.key), "people-0-name": None, "people-0-id": str(row.pk)}
    client.force_login(people["author"])

    answer = client.post(f"/visits/{visit.key}/edit/", complete_post(fields=fields, revision="1", key=None))

    assert answer.status_code == 302
    assert Visit.objects.get().encounters.get().name == "Marselina Tefamnasi"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Marselina"},
        {"honorific": "Ibu"},
        {"degrees": "S.Pd."},
        {"addressed_as": "Mama"},
        {"phone": "0812 3456 7890"},
        {"restricted_at": None, "restricted_by": None},
    ],
)
def test_the_database_gives_an_anonymised_record_nothing(people, wrong):
    figure = make.make_figure(by=people["author"])
    anonymise(figure=figure, by=people["supervisor"])

    with pytest.raises(IntegrityError, match="figure_anonymised_stays_nameless"), transaction.atomic():
        CommunityFigure.objects.filter(pk=figure.pk).update(**wrong)
