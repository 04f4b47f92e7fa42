"""What is filled in where nothing was said: the village of a stop, and whether a concern was heard."""

import html

import pytest
from django.utils import timezone, translation

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post
from visits.models import DraftPayload, Region, Visit, VisitStatus

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"
JSON = {"accept": "application/json"}
TUAPUKAN, OESAO_VILLAGE, OESAO_TOWN = "53.01.06.2006", "53.01.06.2015", "53.01.06.1004"
CONTRADICTION = "Is that right?"


@pytest.fixture
def people(client):
    found = make_readers()
    make.make_village()
    found["author"].unit.districts.add(make.make_village().parent)
    client.force_login(found["author"])
    return found


@pytest.fixture
def figure(people):
    return make.make_figure(by=people["author"], name="Gerson Contoh", village=make.make_village(OESAO_VILLAGE))


def without_place(figure=None, **fields) -> dict:
    """A visit whose one stop row is empty."""
    person = {"people-0-figure": str(figure.key), "people-0-name": None} if figure else {}
    return complete_post(fields={"stops-0-place": "", **person, **fields})


def logged(client, posted: dict) -> Visit:
    with translation.override("en"):
        answer = client.post(NEW, posted, headers=JSON)
    assert answer.status_code == 201, answer.content.decode()
    return Visit.objects.get(key=posted["key"])


def errors(client, posted: dict) -> dict:
    answer = client.post(NEW, posted, headers=JSON)
    assert answer.status_code == 422, answer.content.decode()
    return answer.json()["errors"]


def said_after(client, posted: dict) -> str:
    """What the page says to which a browser is led, in English."""
    client.cookies["django_language"] = "en"
    answer = client.post(NEW, posted, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("action", ["submit", "save"])
def test_an_empty_stop_is_the_village_of_the_first_registered_figure(client, people, figure, action):
    visit = logged(client, without_place(figure, action=action))

    stop = visit.stops.get()
    assert (stop.place_id, stop.village_name, stop.name) == (OESAO_VILLAGE, "Desa Oesao", "")
    assert not DraftPayload.objects.exists()


def test_the_page_says_what_was_filled_in_and_nothing_where_a_place_was_given(client, people, figure):
    assert "The village was filled in from Gerson Contoh: Desa Oesao." in said_after(client, without_place(figure))
    given = complete_post(fields={"people-0-figure": str(figure.key), "people-0-name": None})
    page = said_after(client, given)

    assert "The village was" not in page
    assert Visit.objects.get(key=given["key"]).stops.get().place_id == TUAPUKAN


def test_a_stop_with_words_and_no_place_takes_the_village_of_who_was_met_there(client, people, figure):
    other = make.make_figure(by=people["author"], name="Yuliana Contoh", village=make.make_village(TUAPUKAN))
    fields = {
        "stops-0-name": "Rumah kepala desa",
        "stops-1-name": "Gereja",
        "people-0-stop": "1",
        "people-1-figure": str(other.key),
        "people-1-stop": "0",
    }

    visit = logged(client, without_place(figure, **fields))

    assert list(visit.stops.order_by("order").values_list("name", "place")) == [
        ("Rumah kepala desa", TUAPUKAN),
        ("Gereja", OESAO_VILLAGE),
    ]
    assert [person.stop.place_id for person in visit.encounters.order_by("order")] == [OESAO_VILLAGE, TUAPUKAN]


def test_an_empty_row_behind_a_filled_one_stays_empty(client, people, figure):
    visit = logged(client, without_place(figure, **{"stops-0-place": TUAPUKAN, "stops-1-place": ""}))

    assert visit.stops.get().place_id == TUAPUKAN


@pytest.mark.parametrize("case", ["typed name", "no village", "village has ended", "only mentioned", "row deleted"])
def test_a_village_is_never_guessed_otherwise(client, people, figure, case):
    fields = {}
    if case == "typed name":
        figure = None
    elif case == "no village":
        figure.village = None
        figure.save()
    elif case == "village has ended":
        Region.objects.filter(pk=OESAO_VILLAGE).update(closed_on=timezone.localdate())
    elif case == "only mentioned":
        fields = {"people-0-presence": "mentioned", "people-1-name": "Marselina Contoh"}
    else:
        fields = {"stops-0-DELETE": "on"}

    found = errors(client, without_place(figure, **fields))

    assert set(found) == {"stops-0-place"}


def test_a_stop_with_words_asks_for_its_village(client, people):
    found = errors(client, without_place(None, **{"stops-0-name": "Rumah kepala desa"}))

    assert found == {"stops-0-place": ["Pilih desa/kelurahan untuk tempat ini."]}


def test_the_first_figure_with_a_village_decides(client, people, figure):
    unknown = make.make_figure(by=people["author"], name="Lukas Contoh", village=None)
    posted = without_place(unknown, **{"people-1-figure": str(figure.key)})

    assert logged(client, posted).stops.get().place_id == OESAO_VILLAGE


@pytest.mark.parametrize("typed", ["tuapukan", "Desa  Tuapukan", "tuapukan kupang timur", TUAPUKAN])
def test_a_typed_village_of_the_own_area_is_the_village(client, people, figure, typed):
    """What was typed wins over the figure's village: something was said."""
    assert logged(client, without_place(figure, **{"stops-0-place-q": typed})).stops.get().place_id == TUAPUKAN


@pytest.mark.parametrize("typed", ["oesao", "Tuapukam", "Sikumana"])
def test_a_typed_village_that_may_be_another_is_asked_about_and_kept(client, people, figure, typed):
    posted = without_place(figure, **{"stops-0-place-q": typed})

    assert set(errors(client, posted)) == {"stops-0-place"}
    client.post(NEW, posted | {"action": "save"})
    page = html.unescape(client.get(f"/visits/{posted['key']}/edit/").content.decode())
    assert f'value="{typed}"' in page
    if typed == "oesao":
        assert f'value="{OESAO_TOWN}"' in page
        assert f'value="{OESAO_VILLAGE}"' in page


def test_a_village_elsewhere_is_not_read_from_its_name(client, people):
    people["author"].unit.districts.clear()

    assert set(errors(client, without_place(None, **{"stops-0-place-q": "Tuapukan"}))) == {"stops-0-place"}


@pytest.mark.parametrize(
    ("answer", "kind", "heard"),
    [
        ("", "concern", True),
        ("no", "concern", False),
        ("yes", "concern", True),
        ("yes", "aspiration", True),
        ("no", "aspiration", False),
    ],
)
def test_a_concern_answers_the_question_and_a_given_answer_wins(client, people, answer, kind, heard):
    visit = logged(client, complete_post(concern_heard=answer, fields={"notes-0-kind": kind}))

    assert visit.concern_heard is heard


@pytest.mark.parametrize("kind", ["aspiration", "information", "request", ""])
def test_no_other_note_answers_it(client, people, kind):
    assert set(errors(client, complete_post(concern_heard="", fields={"notes-0-kind": kind}))) == {"concern_heard"}


@pytest.mark.parametrize("outcome", ["nobody_home", "postponed"])
def test_that_none_was_heard_is_said_in_a_sentence(client, people, outcome):
    silent = {"notes-0-text": "", "notes-0-raised_by": None, "people-0-name": "", "people-0-categories": None}
    posted = complete_post(concern_heard="", outcome=outcome, fields=silent)

    assert "No concern was heard: the visit was not held, and no note was made." in said_after(client, posted)


@pytest.mark.parametrize("outcome", ["nobody_home", "postponed"])
def test_a_visit_that_was_not_held_and_has_no_notes_heard_none(client, people, outcome):
    silent = {"notes-0-text": "", "notes-0-raised_by": None, "people-0-name": "", "people-0-categories": None}

    assert logged(client, complete_post(outcome=outcome, concern_heard="", fields=silent)).concern_heard is False
    given = complete_post(outcome=outcome, concern_heard="yes", fields=silent)
    assert logged(client, given).concern_heard is True


@pytest.mark.parametrize(("outcome", "note"), [("held", ""), ("nobody_home", "Tetangga bercerita.")])
def test_silence_is_no_answer_where_somebody_was_met_or_something_was_said(client, people, outcome, note):
    fields = {"notes-0-text": note, "notes-0-raised_by": None}

    assert "concern_heard" in errors(client, complete_post(outcome=outcome, concern_heard="", fields=fields))


def test_a_draft_leaves_the_question_open(client, people):
    """The note may still go; an answer that nobody gave would stay."""
    visit = logged(client, complete_post(action="save", concern_heard="", fields={"notes-0-kind": "concern"}))

    assert (visit.status, visit.concern_heard) == (VisitStatus.DRAFT, None)


def test_an_answer_that_cannot_be_read_is_no_silence(client, people):
    found = errors(client, complete_post(concern_heard="maybe", fields={"notes-0-kind": "concern"}))

    assert set(found) == {"concern_heard"}


def test_a_contradiction_goes_in_and_is_asked_about(client, people):
    posted = complete_post(concern_heard="no", fields={"notes-0-kind": "concern"})
    page = said_after(client, posted)

    assert Visit.objects.get(key=posted["key"]).status == VisitStatus.SUBMITTED
    # Once after it was sent, and on the visit's page as long as it stands.
    assert page.count(CONTRADICTION) == 2
    assert CONTRADICTION in client.get(f"/visits/{posted['key']}/").content.decode()
    agreeing = complete_post(concern_heard="no")
    assert CONTRADICTION not in said_after(client, agreeing)


def test_a_follow_up_of_which_nothing_is_said_but_who_offers_it_is_none(client, people):
    fields = {
        "follow_ups-1-text": "",
        "follow_ups-1-owner": people["author"].nrp,
        "follow_ups-1-note": ["0"],
    }

    assert logged(client, complete_post(fields=fields)).follow_ups.get().text == "Patroli rutin malam hari."


def test_without_scripts_the_name_as_it_was_typed_is_searched(client, people, figure):
    asked = complete_post(find="people-0-figure", action=None, fields={"people-0-name": "Gerson"})
    page = html.unescape(client.post(NEW, asked).content.decode())

    assert f'value="{figure.key}"' in page
    chosen = complete_post(fields={"people-0-name": "Gerson", "people-0-figure": str(figure.key)})
    assert logged(client, chosen).encounters.get().figure == figure
