"""`manage.py demo`: the accounts of the README and two believable seasons, only with DEBUG."""

import datetime as dt
import time
from collections import Counter

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from visits import data
from visits.accounts.public_password import nrps_with_public_password
from visits.core.permissions import may_review
from visits.models import (
    AuditEntry,
    DialogueNote,
    Encounter,
    FollowUp,
    Officer,
    Operation,
    Participation,
    Photo,
    Stop,
    Unit,
    Visit,
    VisitAccess,
)
from visits.sample_data.demo import load_demo
from visits.sample_data.known_officers import ACCOUNTS, PASSWORD
from visits.sample_data.texts import read
from visits.setup.reference_data import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    began = time.monotonic()
    call_command("demo")
    assert time.monotonic() - began < 15


def officer(nrp):
    return Officer.objects.get(nrp=nrp)


def test_refuses_where_debug_is_off(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo")


def test_asks_for_the_reference_data_first(settings):
    settings.DEBUG = True

    with pytest.raises(CommandError, match="reference"):
        call_command("demo")


@pytest.mark.once
@pytest.mark.fault("A10")
@pytest.mark.parametrize("who", ["an administrator", "an officer with a visit", "a figure"])
def test_a_database_with_anybody_in_it_gets_no_demo(settings, capsys, who):
    settings.DEBUG = True
    load_reference()
    author = make.make_officer(unit=Unit.objects.get(code="satsamapta"))
    if who == "an officer with a visit":
        make.make_visit(author=author, with_rows=False)
    if who == "a figure":
        make.make_figure(by=author)

    call_command("demo")

    assert "nothing loaded" in capsys.readouterr().out
    assert Officer.objects.count() == 1


@pytest.mark.fault("A10")
@pytest.mark.parametrize("name", ["cooling", "production", "/srv/demo/cooling.sqlite3"])
def test_a_database_that_is_not_named_for_it_gets_no_demo(settings, monkeypatch, name):
    settings.DEBUG = True
    monkeypatch.setenv("DATABASE_URL", "postgres://user@host/cooling")
    monkeypatch.setitem(connection.settings_dict, "NAME", name)

    with pytest.raises(CommandError, match="demo"):
        call_command("demo")


@pytest.mark.fault("A10")
def test_accounts_with_the_public_password_are_found():
    public = make_password("cooling-demo")
    for nrp in ("90010001", "93050002", "91010001", "75010001", "60000001", "60000002"):
        make.make_officer(nrp=nrp)
    Officer.objects.update(password=public)
    Officer.objects.filter(nrp="93050002").update(password=make_password("cooling-demo"))
    # Two that the demo does not know, with a hash that none of its accounts has.
    Officer.objects.filter(nrp__in=["60000001", "60000002"]).update(password=make_password("cooling-demo"))
    Officer.objects.filter(nrp="91010001").update(password=make_password("lain-sekali-2026"))
    Officer.objects.filter(nrp="75010001").update(is_active=False)
    make.make_officer(nrp="60000003")

    assert nrps_with_public_password() == ["60000001", "60000002", "90010001", "93050002"]


def test_the_whole_demo(demo):
    """One test for all that is only read: loading it takes seconds."""
    the_accounts_of_the_readme()
    enough_visits_in_two_seasons()
    each_start_page_has_something()
    all_kinds_of_rows()
    reviewers_are_allowed()
    access_rows_are_those_of_the_service()


def the_accounts_of_the_readme():
    assert [row.nrp for row in ACCOUNTS] == (
        ["80010001", "75010001", "82010001", "90010001", "91010001", "83010001", "92010001", "70010001"]
    )
    kanit = officer("90010001")
    assert kanit.check_password(PASSWORD)
    assert (kanit.unit.code, kanit.position, kanit.role) == ("satsamapta", "Kanit Turjawali", "officer")


def enough_visits_in_two_seasons():
    today = timezone.localdate()
    assert Visit.objects.count() >= 400
    assert Visit.objects.between(dt.date(2024, 8, 25), dt.date(2024, 12, 31)).count() > 150
    assert Visit.objects.logged().between(today - dt.timedelta(days=today.weekday()), today).exists()
    assert not Visit.objects.filter(visited_on__gt=today).exists()
    assert not Visit.objects.filter(submitted_at__gt=timezone.now()).exists()
    assert Visit.objects.values("unit").distinct().count() >= 8
    assert set(Visit.objects.values_list("status", flat=True)) == {"draft", "submitted", "returned", "approved"}
    running = Operation.objects.on(today).get()
    assert len(running.stages_on(today)) > 1
    assert not Visit.objects.filter(unit_name="").exists()


def each_start_page_has_something():
    mine = Visit.objects.filter(author__nrp="90010001")
    states = Counter(mine.values_list("status", flat=True))
    assert states["draft"] >= 2
    assert states["returned"] >= 1
    assert states["submitted"] >= 2
    assert all(visit.remarks.get().reason for visit in mine.filter(status="returned"))
    for nrp in ("82010001", "83010001", "75010001"):
        assert Visit.objects.visible_to(officer(nrp)).waiting().exists()
    assert not Visit.objects.visible_to(officer("80010001")).exists()


def all_kinds_of_rows():
    today = timezone.localdate()
    assert Stop.objects.filter(order=1).exists()
    assert Stop.objects.filter(village_name="Desa Oh'aem").exists()
    assert not Stop.objects.filter(place_label="").exists()
    assert Participation.objects.filter(officer=None, count__gt=1).exists()
    assert Participation.objects.filter(role="directing").exists()
    assert Encounter.objects.filter(presence="mentioned").exists()
    assert Encounter.objects.exclude(group="").filter(count__gt=1).exists()
    assert not Encounter.objects.filter(figure__isnull=False, categories=[]).exists()
    assert DialogueNote.objects.filter(sensitivity="supervisors").exists()
    assert DialogueNote.objects.filter(answers__isnull=False).exists()
    assert Visit.objects.filter(classification="confidential").exists()
    assert Visit.objects.filter(follows__isnull=False).exists()
    assert FollowUp.objects.overdue(today).exists()
    assert FollowUp.objects.unfinished().filter(due_on__gte=today).exists()
    assert FollowUp.objects.filter(status="done", told_on__isnull=False).exists()
    assert Photo.objects.exists()


def reviewers_are_allowed():
    for visit in Visit.objects.exclude(reviewed_by=None).select_related("unit", "reviewed_by__unit"):
        assert may_review(visit.reviewed_by, visit)
        assert visit.reviewed_at >= visit.submitted_at


def access_rows_are_those_of_the_service():
    for visit in Visit.objects.select_related("unit").order_by("-pk")[:40]:
        before = set(visit.access_keys.values_list("access_key", "visited_on"))
        rebuild_visit(visit)
        assert set(VisitAccess.objects.filter(visit=visit).values_list("access_key", "visited_on")) == before


def test_again_loads_nothing(demo, capsys):
    count, trail = Visit.objects.count(), AuditEntry.objects.count()

    call_command("demo")

    assert Visit.objects.count() == count
    assert AuditEntry.objects.count() == trail


@pytest.mark.once
def test_the_same_day_makes_the_same_demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    words = []
    for _ in range(2):
        with transaction.atomic():
            load_demo(today=dt.date(2026, 3, 2))
            words.append(list(Visit.objects.order_by("pk").values_list("visited_on", "status", "purpose", "unit_name")))
            transaction.set_rollback(True)

    assert words[0] == words[1]


def test_every_talk_is_about_a_topic_of_the_list():
    topics = {row["code"] for row in data.read("topics")}

    talks = read("talks")

    assert {talk["topic"] for talk in talks["election"] + talks["order"]} <= topics
