"""Village and figure cards: one phone screen of a village or a figure, and the pack; what is narrowed never travels."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.factories import rebuild_visit
from tests.readers import make_readers_of_a_district
from visits.models import AuditEntry, CommunityFigure, Region, Visit

pytestmark = pytest.mark.django_db
OESAO = "53.01.06.2006"
SECRETS = (
    "Rahasia jabatan",
    "Bisikan tersegel",
    "Dominggus Tersebut",
    "Kunjungan rahasia",
    "Janji tertutup",
    "Nama Dibatasi",
    "Tokoh Disebut",
)


@pytest.fixture
def people():
    return make_readers_of_a_district()


@pytest.fixture
def figure(people):
    figure = make.make_figure(by=people["author"], name="Marselina Contoh", addressed_as="Mama Lina")
    make.make_figure_role(figure, title="Kepala Dusun II")
    return figure


@pytest.fixture
def visits(people, figure):
    """Four visits; what must stay on the server stands in each."""
    author, found = people["author"], []
    for turn in range(4):
        visit = make.make_visit(
            author=author, visited_on=make.VISIT_DAY - dt.timedelta(days=turn), obstacles="Jalan putus saat hujan."
        )
        make.make_encounter(visit, figure=figure)
        mentioned = make.make_encounter(visit, name="Dominggus Tersebut", presence="mentioned", order=2)
        make.make_note(visit, f"Air bersih kurang, kunjungan {turn}.", kind="concern")
        make.make_note(visit, "Rahasia jabatan.", kind="concern", sensitivity="supervisors")
        make.make_note(visit, "Bisikan tersegel.", source_is_confidential=True, confidential_source=["X"])
        about = make.make_note(visit, "Tentang Dominggus Tersebut.")
        about.about.add(mentioned)
        make.make_follow_up(visit, "Janji tertutup.", notes=[about])
        rebuild_visit(visit)
        found.append(visit)
    make.make_follow_up(found[0], "Perbaiki pompa air.", due_on=dt.date(2024, 9, 20))
    hidden = make.make_visit(
        author=author, visited_on=make.VISIT_DAY, classification="confidential", result="Kunjungan rahasia."
    )
    make.make_follow_up(hidden, "Kunjungan rahasia.")
    rebuild_visit(hidden)
    spoken_of = make.make_figure(by=author, name="Tokoh Disebut Saja")
    make.make_encounter(found[0], figure=spoken_of, presence="mentioned", order=3)
    other = make.make_figure(by=author, name="Nama Dibatasi")
    CommunityFigure.objects.filter(pk=other.pk).update(restricted_at=dt.datetime.now(dt.UTC), restricted_by=author)
    return found


def addresses(figure) -> list[str]:
    return [f"/places/{OESAO}/card/", f"/figures/{figure.key}/card/", "/pack/cards/"]


def test_a_card_says_who_what_and_what_to_mind(client, people, figure, visits):
    client.force_login(people["author"])

    for address in addresses(figure):
        said = client.get(address).content.decode()
        for words in ("Marselina Contoh", "Kepala Dusun II", "Mama Lina", "Perbaiki pompa air.", "Jalan putus"):
            assert words in said, (address, words)
        assert [f"kunjungan {turn}" in said for turn in range(4)] == [True, True, True, False], address


@pytest.mark.fault("A19")
@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_what_is_narrowed_never_travels_not_even_with_a_supervisor(client, people, figure, visits, who):
    people["supervisor"].unit.districts.add(make.make_regions()["53.01.06"])
    client.force_login(people[who])

    for address in addresses(figure):
        said = client.get(address).content.decode()
        assert "kunjungan 0" in said
        assert [words for words in SECRETS if words in said] == [], address


def test_visits_out_of_reach_stand_on_no_card(client, people, figure, visits):
    client.force_login(people["officer elsewhere"])

    for address in addresses(figure)[:2]:
        said = client.get(address).content.decode()
        assert "Marselina Contoh" in said
        assert "kunjungan 0" not in said
        assert "Perbaiki pompa air." not in said


def test_every_card_leaves_one_row_that_names_all(client, people, figure, visits):
    client.force_login(people["author"])
    for address in addresses(figure):
        client.get(address)

    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.CARDS_READ).order_by("number")
    assert [row.target for row in rows] == [OESAO, str(figure.key), "pack"]
    assert all(row.details["figures"] == [str(figure.key)] for row in rows)
    assert OESAO in rows[2].details["villages"]
    client.force_login(people["supervisor"])
    assert client.get(f"/figures/{figure.key}/data/").content.decode().count("Kartu desa atau tokoh dibaca") == 3


def test_a_pack_that_is_still_the_same_is_not_sent_again(client, people, figure, visits):
    """A word more changes it; each time the audit log says that it was taken along."""
    client.force_login(people["author"])
    pack = client.get("/pack/cards/").json()

    same = client.get(f"/pack/cards/?tag={pack['tag']}")
    figure.addressed_as = "Mama Marselina"
    figure.save()
    changed = client.get(f"/pack/cards/?tag={pack['tag']}").json()

    assert same.json() == {"hours": 72}
    assert "Mama Marselina" in str(changed["pages"])
    assert changed["tag"] != pack["tag"]
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.CARDS_READ, target="pack").count() == 3


def test_a_restricted_person_has_no_card(client, people, visits):
    client.force_login(people["author"])
    restricted = CommunityFigure.objects.get(name="Nama Dibatasi")

    assert client.get(f"/figures/{restricted.key}/card/").status_code == 404
    assert client.get("/places/53.01.06/card/").status_code == 404


def test_the_pack_is_small_and_asks_no_more_for_many_villages(client, people, figure, visits):
    client.force_login(people["author"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/pack/cards/")
        return len(asked)

    queries()
    few = queries()
    for turn in range(20):
        visit = make.make_visit(author=people["author"], with_rows=False)
        village = Region.objects.create(
            code=f"53.01.06.{2100 + turn}", name=f"Contoh {turn}", level="village", kind="desa", parent_id="53.01.06"
        )
        make.make_stop(visit, village)
        make.make_participation(visit, people["author"])
        rebuild_visit(visit)
        make.make_note(visit, "Warga bertanya. " * 40)
        make.make_follow_up(visit)
        make.make_figure(by=people["author"], name=f"Orang {turn}")

    assert queries() <= few
    body = client.get("/pack/cards/").content
    assert len(body) < 80_000
    pack = json.loads(body)
    assert pack["hours"] == 72
    assert {page["path"] for page in pack["pages"]} >= {f"/places/{OESAO}/card/"}
    assert all(set(page) == {"path", "title", "html"} for page in pack["pages"])
    assert {row[1] for row in pack["figures"]} >= {"Marselina Contoh", "Orang 3"}
    assert {row[0] for row in pack["officers"]} == {people["author"].nrp, people["colleague"].nrp}


def test_the_own_villages_are_listed_to_be_opened_one_by_one(client, people):
    client.force_login(people["author"])

    assert f"/places/{OESAO}/card/" in client.get("/pack/").content.decode()
    client.force_login(people["auditor"])
    assert client.get("/pack/").status_code == 403
    assert Visit.objects.count() == 0
