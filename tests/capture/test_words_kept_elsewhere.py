"""What a browser's history and a server's log keep names nobody: page titles, and addresses without words."""

import logging
import re

import pytest

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.history import views as history_views
from visits.models import CommunityFigure

pytestmark = pytest.mark.django_db
NAME = "Marselina Rahasia"
PAGES = [
    "/figures/{figure}/",
    "/figures/{figure}/edit/",
    "/figures/{figure}/data/",
    "/figures/{figure}/anonymise/",
    "/figures/{figure}/merge/",
    "/figures/{figure}/merge/?other={other}",
    "/figures/{figure}/card/",
    "/figures/?q=Marselina+Rahasia",
    "/visits/?figure={figure}",
    "/visits/?q=Marselina+Rahasia",
    "/visits/new/?figure={figure}",
    "/visits/{visit}/",
    "/visits/{visit}/versions/",
    "/visits/{visit}/people/{encounter}/figure/",
    "/follow-ups/{promise}/",
]


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def keys(people) -> dict:
    visit = make.make_visit(author=people["supervisor"])
    encounter = make.make_encounter(visit, name=NAME)
    note = make.make_note(visit, f"Disampaikan oleh {NAME}.")
    promise = make.make_follow_up(visit, f"Menemui {NAME}.", notes=[note])
    figure, other = (make.make_figure(by=people["supervisor"], name=NAME) for _ in range(2))
    rebuild_visit(visit)
    return {
        "visit": visit.key,
        "encounter": encounter.pk,
        "promise": promise.key,
        "figure": figure.key,
        "other": other.key,
    }


def title_of(answer) -> str:
    return re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)[1]


@pytest.mark.fault("A25")
@pytest.mark.parametrize("address", PAGES)
def test_no_title_names_a_person(client, people, keys, address):
    client.force_login(people["supervisor"])

    answer = client.get(address.format(**keys))

    assert answer.status_code == 200
    assert len(title_of(answer)) > len(" – Cooling")
    assert not any(word in title_of(answer) for word in NAME.split())


@pytest.mark.fault("A25")
@pytest.mark.parametrize("address", ["/figures/{figure}/consent/", "/figures/{figure}/requests/"])
def test_nor_does_that_of_a_refused_post(client, people, keys, address):
    client.force_login(people["author"])

    answer = client.post(address.format(**keys))

    assert answer.status_code == 422
    assert NAME not in title_of(answer)


@pytest.mark.fault("A25")
@pytest.mark.parametrize(
    ("address", "status_code"),
    [
        ("/visits/?q=Marselina+Rahasia", 500),
        ("/tidak-ada/?q=Marselina+Rahasia", 404),
        ("/visits/?q=Marselina+Rahasia&from=entah", 422),
        ("/figures/?q=Marselina+Rahasia", 200),
        ("/review/?q=Marselina+Rahasia", 403),
    ],
)
def test_no_log_holds_the_words_of_a_search(client, people, caplog, monkeypatch, address, status_code):
    def fail(*_args, **_kwargs):
        raise RuntimeError("the inside")

    monkeypatch.setattr(history_views, "history_page", fail)
    client.raise_request_exception = False
    client.force_login(people["colleague"])
    caplog.set_level(logging.DEBUG)

    assert client.get(address).status_code == status_code

    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in told if "Rahasia" in line or "q=" in line]
    assert CommunityFigure.objects.count() == 0
