"""Fill in like the last visit: place, people and colleagues of an earlier one, and nothing that was said."""

import pytest
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.models import AuditEntry, CommunityFigure

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def figure(people):
    return make.make_figure(by=people["author"])


@pytest.fixture
def visit(people, figure):
    visit = make.make_visit(author=people["author"], activity="dialogue", result="Hasil lama.")
    visit.stops.update(name="Rumah Mama Lina", latitude=-10, longitude=123, accuracy=5)
    make.make_participation(visit, people["colleague"], role="companion")
    make.make_encounter(visit, figure=figure, order=1)
    make.make_encounter(visit, name="Dominggus Tersebut", presence="mentioned", order=2)
    make.make_encounter(visit, group="Warga dusun", count=7, order=3)
    make.make_note(visit, "Kata-kata lama.", source_is_confidential=True, confidential_source=["Yonas Tersegel"])
    rebuild_visit(visit)
    return visit


def form(client, officer, query: str):
    client.force_login(officer)
    answer = client.get(f"/visits/new/?{query}")
    return answer, answer.content.decode()


def posted(page) -> dict:
    return page.context["post"].data


def test_place_people_and_colleagues_come_along_and_nothing_that_was_said(client, people, figure, visit):
    answer, page = form(client, people["author"], f"like={visit.key}")

    data = posted(answer)
    assert data["people-0-figure"] == str(figure.key)
    assert (data["people-1-group"], data["people-1-count"]) == ("Warga dusun", "7")
    assert data["stops-0-place"] == "53.01.06.2006"
    assert data["stops-0-name"] == "Rumah Mama Lina"
    assert [data[f"officers-{n}-officer"] for n in range(2)] == [people["author"].nrp, people["colleague"].nrp]
    assert (data["activity"], data["follows"], data["revision"]) == ("dialogue", str(visit.key), "0")
    assert data["visited_on"] == timezone.localdate().isoformat()
    assert data["key"] != str(visit.key)
    for old in ("Hasil lama", "Kata-kata lama", "Yonas Tersegel", "Dominggus Tersebut", "123.0"):
        assert old not in page
    row = AuditEntry.objects.get(kind=AuditEntry.Kind.VISIT_READ)
    assert (row.target, row.details) == (str(visit.key), {"copied": True})


def test_a_colleague_who_goes_on_is_the_leader(client, people, visit):
    visit.participations.filter(officer=people["colleague"]).delete()
    rebuild_visit(visit)

    data = posted(form(client, people["colleague"], f"like={visit.key}")[0])

    assert [(data[f"officers-{n}-officer"], data[f"officers-{n}-role"]) for n in range(2)] == [
        (people["colleague"].nrp, "leader"),
        (people["author"].nrp, "companion"),
    ]
    assert "Dominggus Tersebut" not in str(data)


def test_nobody_restricted_is_taken_along(client, people, figure, visit):
    CommunityFigure.objects.filter(pk=figure.pk).update(
        restricted_at=timezone.now(), restricted_by=people["supervisor"]
    )

    data = posted(form(client, people["author"], f"like={visit.key}")[0])

    assert str(figure.key) not in str(data)
    assert data["people-0-group"] == "Warga dusun"


@pytest.mark.parametrize("query", ["like={visit}", "figure={figure}", "figure={figure}&last=on", "place=53.01.06.2006"])
def test_what_was_begun_is_saved_like_any_other(client, people, figure, visit, query):
    query = query.format(visit=visit.key, figure=figure.key)
    answer, _page = form(client, people["author"], query)
    data = posted(answer)
    values = {name: data.getlist(name) for name in data}

    saved = client.post("/visits/new/", values | {"concern_heard": "no", "action": "submit", "people-5-group": "Warga"})

    assert saved.status_code == 302, saved.context["errors"]
    assert people["author"].authored_visits.count() == 2


def test_out_of_reach_is_not_found(client, people, figure, visit):
    for query in (f"like={visit.key}", "like=nothing", f"figure={visit.key}", "place=99.99"):
        assert form(client, people["officer elsewhere"], query)[0].status_code == 404


def test_known_villages_and_figures_are_offered_before_anything_is_typed(client, people, figure, visit):
    _answer, page = form(client, people["author"], "")

    assert f'value="{figure.key}"' in page
    assert 'value="53.01.06.2006"' in page
    found = client.get("/pickers/figures/?name=people-0-figure&place=53.01.06.2006").content.decode()
    assert str(figure.key) in found
    assert str(figure.key) not in client.get("/pickers/figures/?name=people-0-figure").content.decode()
