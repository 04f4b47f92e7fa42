"""A named officer's save of a returned visit: what they cannot see is on no page of theirs, and stays as it was."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from tests.visit.test_versions import edit, send_back
from tests.visit_posts import complete_post
from visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A20")]


@pytest.fixture
def people():
    make.make_village()
    return make_readers()


@pytest.fixture
def named(people):
    return people["officer elsewhere"]


@pytest.fixture
def visit(client, people, named) -> Visit:
    """Returned; hidden people and notes stand between visible ones, and are tied to them."""
    fields = {
        "officers-1-officer": named.nrp,
        "officers-1-role": "companion",
        "people-1-name": "Nama Disebut",
        "people-1-presence": "mentioned",
        "people-1-stop": "0",
        "people-2-name": "Orang Ketiga",
        "people-2-presence": "met",
        "stops-0-host": "people-1",
        "notes-0-raised_by": ["people-0", "people-1"],
        "notes-1-kind": "concern",
        "notes-1-text": "Untuk atasan.",
        "notes-1-sensitivity": "supervisors",
        "notes-2-kind": "answer",
        "notes-2-text": "Jawaban terbuka.",
        "notes-2-answers": "1",
        "notes-2-raised_by": ["people-1"],
        "notes-3-kind": "information",
        "notes-3-text": "Tentang yang disebut.",
        "notes-3-about": ["people-1"],
        "notes-4-kind": "information",
        "notes-4-text": "Terakhir.",
        "follow_ups-0-note": ["0", "1"],
        "follow_ups-1-text": "Janji dari catatan atasan.",
        "follow_ups-1-note": ["1"],
        "follow_ups-2-text": "Janji terakhir.",
    }
    client.force_login(people["author"])
    assert client.post("/visits/new/", complete_post(fields=fields, classification="confidential")).status_code == 302
    visit = Visit.objects.get()
    send_back(client, visit, people["supervisor"])
    visit.refresh_from_db()
    assert visit.status == "returned"
    return visit


def all_of(visit) -> dict:
    """Every row and tie by its words, in the order of the page."""

    def words(rows) -> list[str]:
        return sorted(str(row) for row in rows)

    return {
        "hosts": [(stop.host_name, str(stop.host_person or "")) for stop in visit.stops.order_by("order", "pk")],
        "people": [(row.name, row.presence, row.stop_id) for row in visit.encounters.order_by("order", "pk")],
        "notes": [
            (
                note.text,
                note.sensitivity,
                words(note.raised_by_people.all()),
                words(note.about.all()),
                str(note.answers),
            )
            for note in visit.notes.order_by("order", "pk")
        ],
        "follow_ups": [(row.text, words(row.notes.all())) for row in visit.follow_ups.order_by("order", "pk")],
        "classification": visit.classification,
    }


def saved(visit) -> dict:
    return all_of(Visit.objects.get(pk=visit.pk))


def test_a_plain_save_changes_nothing_that_is_hidden(client, people, named, visit):
    before = saved(visit)

    assert edit(client, visit, named, "save", purpose="Tujuan lain.").status_code == 302

    assert Visit.objects.get().purpose == "Tujuan lain."
    assert saved(visit) == before
    page = client.get(f"/visits/{visit.key}/edit/").content.decode()
    assert [text for text in ("Nama Disebut", "Untuk atasan.", "Tentang yang disebut.") if text in page] == []


def test_a_row_taken_away_and_one_added_leave_the_hidden_ones_in_their_places(client, people, named, visit):
    """Of the page of the named officer: note 0 goes, a new one is last; their row numbers are other ones."""
    changes = {
        "notes__0__DELETE": "on",
        "follow_ups__0__note": [],
        "notes__3__kind": "information",
        "notes__3__text": "Baru.",
        "people__2__name": "Orang Baru",
        "people__2__presence": "met",
    }
    assert edit(client, visit, named, "save", **changes).status_code == 302

    found = saved(visit)
    texts = [text for text, *_rest in found["notes"]]
    assert texts == ["Untuk atasan.", "Jawaban terbuka.", "Tentang yang disebut.", "Terakhir.", "Baru."]
    assert [name for name, *_rest in found["people"]] == [
        "Marselina Contoh",
        "Nama Disebut",
        "Orang Ketiga",
        "Orang Baru",
    ]
    answer = found["notes"][1]
    assert answer[2] == ["Nama Disebut"]
    assert "Untuk atasan." in answer[4]
    assert found["follow_ups"][0] == ("Patroli rutin malam hari.", found["follow_ups"][1][1])


def test_another_host_or_source_stands_beside_or_instead_of_the_hidden_one(client, people, named, visit):
    """Whoever names a host means that one; a source is added to those that are hidden."""
    changes = {"stops__0__host": "people-1", "notes__1__raised_by": ["people-1"]}
    assert edit(client, visit, named, "save", **changes).status_code == 302

    found = saved(visit)
    assert found["hosts"] == [("", "Orang Ketiga")]
    assert next(note for note in found["notes"] if note[0] == "Jawaban terbuka.")[2] == ["Nama Disebut", "Orang Ketiga"]


def test_sealing_a_source_keeps_those_that_are_hidden(client, people, named, visit):
    assert edit(client, visit, named, "save", notes__0__seal_source="on").status_code == 302

    note = visit.notes.get(text="Warga ingin keadaan tetap tenang.")
    assert sorted(note.confidential_source) == ["Marselina Contoh", "Nama Disebut"]

    assert edit(client, visit, named, "save", notes__0__raised_by=["people-1"]).status_code == 302

    note.refresh_from_db()
    assert sorted(note.confidential_source) == ["Marselina Contoh", "Nama Disebut", "Orang Ketiga"]


@pytest.mark.parametrize("lower", ["restricted", "ordinary"])
def test_a_named_officer_does_not_lower_the_classification(client, people, named, visit, lower):
    answer = edit(client, visit, named, classification=lower, purpose="Kata saya.")

    assert answer.status_code == 422
    assert "klasifikasi" in answer.content.decode().lower()
    assert "Kata saya." in answer.content.decode()
    visit.refresh_from_db()
    assert (visit.classification, visit.status) == ("confidential", "returned")

    assert edit(client, visit, named, "save", classification=lower, purpose="Kata saya.").status_code == 302
    page = client.get(f"/visits/{visit.key}/edit/").content.decode()
    assert "Kata saya." in page
    assert Visit.objects.get().classification == "confidential"


def test_a_named_officer_does_not_open_a_note_of_the_author(client, people, named, visit):
    assert edit(client, visit, named, notes__0__sensitivity="public").status_code == 422

    assert visit.notes.get(order=0).sensitivity == "internal"


def editor(people, visit, who):
    """One of those who may edit the visit; the supervisor is named on it for that."""
    if who == "supervisor":
        make.make_participation(visit, people[who], role="companion")
    return people[who]


@pytest.mark.parametrize("action", ["save", "submit"])
@pytest.mark.parametrize("who", ["author", "officer elsewhere", "supervisor"])
def test_a_post_without_a_class_leaves_it_as_it_is(client, people, visit, who, action):
    by = editor(people, visit, who)

    assert edit(client, visit, by, action, classification=[], purpose="Kata saya.").status_code == 302

    visit.refresh_from_db()
    assert (visit.classification, visit.purpose) == ("confidential", "Kata saya.")


@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_the_author_and_a_supervisor_lower_it(client, people, visit, who):
    assert edit(client, visit, editor(people, visit, who), "save", classification="restricted").status_code == 302

    visit.refresh_from_db()
    assert visit.classification == "restricted"


def test_an_earlier_visit_out_of_reach_stays_followed(client, people, named, visit):
    earlier = make.make_visit(author=people["author"])
    Visit.objects.filter(pk=visit.pk).update(follows=earlier)

    assert edit(client, visit, named, "save", purpose="Tujuan lain.").status_code == 302

    visit.refresh_from_db()
    assert visit.follows == earlier
    assert str(earlier.key) not in client.get(f"/visits/{visit.key}/edit/").content.decode()


def test_the_author_keeps_what_a_named_officer_wrote_for_supervisors(client, people, named, visit):
    changes = {"notes__3__kind": "concern", "notes__3__text": "Dari anggota.", "notes__3__sensitivity": "supervisors"}
    assert edit(client, visit, named, "save", **changes, follow_ups__1__note=["3"]).status_code == 302
    before = saved(visit)

    assert edit(client, visit, people["author"], "save", purpose="Tujuan lain.").status_code == 302

    assert saved(visit) == before


def test_a_figure_that_is_hidden_there_already_is_added_as_met(client, people, named, visit):
    """Neither refused, which would tell that it was mentioned, nor opened by being met."""
    figure = make.make_figure(by=people["author"])
    stop = visit.stops.get()
    hidden = make.make_encounter(visit, name=figure.name, figure=figure, presence="mentioned", stop=stop, order=9)
    about = make.make_note(visit, "Tentang tokoh itu.", order=9)
    about.about.add(hidden)
    changes = {"people__2__figure": str(figure.key), "people__2__presence": "met", "people__2__stop": "0"}

    assert edit(client, visit, named, "save", **changes).status_code == 302

    assert sorted(visit.encounters.filter(figure=figure).values_list("presence", flat=True)) == ["mentioned", "met"]
    assert "Tentang tokoh itu." not in client.get(f"/visits/{visit.key}/").content.decode()
