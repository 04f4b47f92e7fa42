"""What the form offers before anything is typed: bounded, of the own area, nobody who may not travel, and logged."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers_of_a_district
from visits.models import AuditEntry, CommunityFigure, Officer, Region

pytestmark = pytest.mark.django_db
OESAO = "53.01.06.2006"


@pytest.fixture
def people():
    return make_readers_of_a_district()


def visited(author: Officer, *, turn: int = 0, **fields):
    return make.make_visit(author=author, visited_on=make.VISIT_DAY - dt.timedelta(days=turn), **fields)


def near(client, tag: str = "") -> dict:
    return client.get(f"/device/near/?tag={tag}").json()


def entries() -> list[list[str]]:
    """Whom each entry of the audit log names, the oldest first."""
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.CARDS_READ, target="near").order_by("number")
    return [row.details["figures"] for row in rows]


def test_who_and_where_the_officer_was_last_comes_first(client, people, author):
    older, newer = visited(author, turn=3), visited(author, turn=1)
    early, late = (make.make_figure(by=author, name=name) for name in ("Zakarias Contoh", "Yuliana Contoh"))
    make.make_figure_role(late, title="Ketua PKK")
    make.make_encounter(older, figure=early)
    make.make_encounter(newer, figure=late)
    make.make_encounter(older, group="Ibu-ibu PKK", count=9)
    make.make_encounter(newer, group="Pemuda", count=4, order=2)
    make.make_participation(newer, people["colleague"], role="companion")
    make.make_figure(by=author, name="Belum Dikunjungi")
    for visit in (older, newer):
        rebuild_visit(visit)

    said = near(client)

    assert [row[1] for row in said["people"]] == ["Yuliana Contoh", "Zakarias Contoh", "Belum Dikunjungi"]
    first = said["people"][0]
    assert first[0] == str(late.key)
    assert first[2:] == ["Ketua PKK · Desa Tuapukan", OESAO, newer.visited_on.isoformat()]
    assert said["people"][2][4] == ""
    assert said["groups"] == ["Pemuda", "Ibu-ibu PKK"]
    assert said["villages"] == [[OESAO, "Desa Tuapukan", "Kec. Kupang Timur"]]
    assert said["colleagues"][0][0] == people["colleague"].nrp
    assert said["team"] == [people["colleague"].nrp]
    assert author.nrp not in [row[0] for row in said["colleagues"]]
    assert said["hours"] == 72


def test_it_is_bounded(client, author):
    for number in range(45):
        make.make_figure(by=author, name=f"Tokoh {number:02}")
    for number in range(10):
        visit = visited(author, turn=number)
        make.make_encounter(visit, group=f"Kelompok {number}", count=2)
        make.make_participation(visit, make.make_officer(unit=author.unit), role="companion")
        village = Region.objects.create(
            code=f"53.01.06.{2100 + number}", name=f"Desa {number}", level="village", kind="desa", parent_id="53.01.06"
        )
        make.make_stop(visit, village, order=5)
        rebuild_visit(visit)

    said = near(client)

    assert {name: len(said[name]) for name in ("villages", "people", "groups", "colleagues")} == {
        "villages": 8,
        "people": 40,
        "groups": 8,
        "colleagues": 8,
    }
    assert len(client.get("/device/near/").content) < 10_000


@pytest.mark.fault("A19")
@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_nobody_who_may_not_travel_is_named(client, people, who):
    reader = people[who]
    reader.unit.districts.add(make.make_regions()["53.01.06"])
    client.force_login(reader)
    visit = visited(people["author"])
    now = timezone.now()
    restricted = make.make_figure(by=reader, name="Nama Dibatasi")
    CommunityFigure.objects.filter(pk=restricted.pk).update(restricted_at=now, restricted_by=reader)
    spoken_of = make.make_figure(by=reader, name="Tokoh Disebut Saja")
    make.make_encounter(visit, figure=restricted)
    make.make_encounter(visit, figure=spoken_of, presence="mentioned", order=3)
    make.make_encounter(visit, group="Kelompok Disebut", presence="mentioned", order=4)
    hidden = visited(people["author"], classification="confidential")
    elsewhere = Region.objects.create(
        code="53.01.06.2099", name="Rahasia", level="village", kind="desa", parent_id="53.01.06"
    )
    make.make_stop(hidden, elsewhere, order=5)
    make.make_encounter(hidden, group="Kelompok Rahasia", count=3)
    make.make_participation(hidden, make.make_officer(name="Rekan Rahasia", unit=people["officer elsewhere"].unit))
    for each in (visit, hidden):
        rebuild_visit(each)

    said = client.get("/device/near/").content.decode()

    secrets = ["Nama Dibatasi", "Tokoh Disebut", "Kelompok Disebut", "Kelompok Rahasia", "2099", "Rekan Rahasia"]
    assert [words for words in secrets if words in said] == []


def test_who_is_narrowed_is_gone_at_the_next_question(client, author):
    figure = make.make_figure(by=author, name="Marselina Contoh")
    tag = near(client)["tag"]
    CommunityFigure.objects.filter(pk=figure.pk).update(restricted_at=timezone.now(), restricted_by=author)

    assert near(client, tag)["people"] == []


def test_one_entry_names_all_whenever_it_changed_for_a_session(client, author):
    figure = make.make_figure(by=author)
    tag = near(client)["tag"]
    again = client.get(f"/device/near/?tag={tag}")
    near(client)

    assert (again.status_code, again.content) == (204, b"")
    assert entries() == [[str(figure.key)]]
    other = make.make_figure(by=author, name="Yohana Contoh")
    assert near(client, tag)["tag"] != tag
    assert entries() == [[str(figure.key)], sorted([str(figure.key), str(other.key)])]
    # A new sign-in looks anew, also where the phone still holds the same.
    client.logout()
    client.force_login(author)
    assert client.get(f"/device/near/?tag={near(client)['tag']}").status_code == 204
    assert len(entries()) == 3
