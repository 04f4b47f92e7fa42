"""A person is told everyone who looked: at them, and at whatever named them."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers
from visits.models import AuditEntry, Deputy
from visits.privacy.queries import FigureData

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def figure(people):
    return make.make_figure(by=people["author"], name="Marselina Contoh")


def visit_naming(people, figure, **row):
    visit = make.make_visit(author=people["author"], purpose="Membahas lampu jalan.")
    make.make_encounter(visit, figure=figure, name=figure.name, **row)
    rebuild_visit(visit)
    make.index_words(visit)
    return visit


def lookers(people, figure) -> set[str]:
    known = {officer.nrp: who for who, officer in people.items()}
    return {known[looker.nrp] for looker in FigureData(figure, people["supervisor"]).lookers}


def open_by(client, officer, address):
    client.force_login(officer)
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


SHOWING = [
    "/visits/{visit}/",
    "/visits/{visit}/versions/",
    "/visits/{visit}/report.txt",
    "/follow-ups/{promise}/",
    "/visits/?q=lampu",
    "/visits/?figure={figure}",
    "/figures/?q=marselina",
    "/visits/export.csv?q=lampu",
    "/visits/export.csv?status=submitted",
    "/visits/export.geojson",
    "/places/53.01.06.2006/card/",
    "/figures/{figure}/",
    "/visits/new/?like={visit}",
]
NOT_SHOWING = [
    "/visits/{other}/",
    "/visits/?q=embung",
    "/figures/?q=yohanes",
    "/visits/export.csv?status=approved",
    "/visits/",
    "/figures/",
]


@pytest.fixture
def keys(people, figure):
    visit = visit_naming(people, figure)
    other = make.make_visit(author=people["author"], purpose="Membahas embung.")
    make.index_words(other)
    promise = make.make_follow_up(visit)
    return {"visit": visit.key, "other": other.key, "promise": promise.key, "figure": figure.key}


@pytest.mark.fault("B26")
@pytest.mark.parametrize("address", SHOWING)
def test_whatever_named_the_person_is_told(client, people, figure, keys, address):
    open_by(client, people["colleague"], address.format(**keys))

    assert lookers(people, figure) == {"colleague"}
    page = open_by(client, people["supervisor"], f"/figures/{figure.key}/data/").decode()
    assert people["colleague"].nrp in page


@pytest.mark.fault("B26")
@pytest.mark.parametrize("address", NOT_SHOWING)
def test_what_did_not_name_them_is_not(client, people, figure, keys, address):
    open_by(client, people["colleague"], address.format(**keys))

    assert lookers(people, figure) == set()


@pytest.mark.fault("B26")
def test_an_export_from_the_shell_is_told(people, figure, keys, tmp_path):
    call_command("export", "--as", people["colleague"].nrp, "--output", str(tmp_path / "a.csv"))

    assert lookers(people, figure) == {"colleague"}


@pytest.mark.fault("B26")
def test_one_only_mentioned_was_shown_to_author_and_supervisors_alone(client, people, figure):
    visit = visit_naming(people, figure, presence="mentioned")
    today = timezone.localdate()
    Deputy.objects.create(
        unit=people["supervisor"].unit,
        officer=people["deputy"],
        named_by=people["administrator"],
        starts_on=today,
        ends_on=today + dt.timedelta(days=1),
    )
    for who in ("author", "colleague", "supervisor", "deputy", "auditor"):
        open_by(client, people[who], f"/visits/{visit.key}/")

    assert lookers(people, figure) == {"author", "supervisor", "deputy"}


@pytest.mark.fault("B26")
def test_looks_at_a_record_that_was_merged_count_for_the_person(client, people, figure):
    merged = make.make_figure(by=people["author"], name="Marselina C.")
    visit = visit_naming(people, merged)
    open_by(client, people["colleague"], f"/visits/{visit.key}/")
    open_by(client, people["auditor"], "/figures/?q=marselina")
    merged.merged_into = figure
    merged.save()

    assert lookers(people, figure) == {"colleague", "auditor"}


def test_the_audit_log_shows_how_many_were_named_and_not_their_keys(client, people, figure, keys):
    open_by(client, people["colleague"], "/visits/?q=lampu")

    page = open_by(client, people["supervisor"], "/trail/").decode()

    assert AuditEntry.objects.filter(details__figures=[str(figure.key)]).exists()
    assert str(figure.key) not in page
