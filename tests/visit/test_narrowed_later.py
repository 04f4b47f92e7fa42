"""What is made narrow in a later version is narrow in everything that is read from then on, also of before."""

import io
import zipfile

import pytest
from django.utils import timezone

from tests import factories as make
from tests.visit.test_versions import edit
from tests.visit_posts import complete_post
from visits.models import Remark, Version, Visit
from visits.visit.version_diff import differences

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A8")]

FOR_SUPERVISORS, ABOUT, PERSON = "Kalabendi", "Tentangdia", "Namadisebut"
PROMISED, PROMISED_ABOUT, ASKED, ASKED_ABOUT = "Janjikala", "Janjitentang", "Tanyakala", "Tanyatentang"
BY_NOTE, BY_PERSON = [FOR_SUPERVISORS, PROMISED, ASKED], [PERSON, ABOUT, PROMISED_ABOUT, ASKED_ABOUT]


@pytest.fixture
def figure(people):
    return make.make_figure(by=people["author"], name=PERSON)


@pytest.fixture
def visit(client, people, figure) -> Visit:
    """Everything open at first, in two versions, with promises and questions that come from the notes."""
    today = timezone.localdate()
    fields = {
        "people-1-figure": str(figure.key),
        "people-1-presence": "met",
        "stops-0-host": "people-1",
        "notes-1-kind": "concern",
        "notes-1-text": f"{FOR_SUPERVISORS} pertama.",
        "notes-2-kind": "information",
        "notes-2-text": f"{ABOUT} sejak awal.",
        "notes-2-about": ["people-1"],
        "notes-2-raised_by": ["people-1"],
        "follow_ups-1-text": PROMISED,
        "follow_ups-1-note": ["1"],
        "follow_ups-2-text": PROMISED_ABOUT,
        "follow_ups-2-note": ["2"],
    }
    client.force_login(people["author"])
    answer = client.post("/visits/new/", complete_post(fields=fields, visited_on=today.isoformat()))
    assert answer.status_code == 302
    visit = Visit.objects.get()
    edit(
        client, visit, people["author"], notes__1__text=f"{FOR_SUPERVISORS} kedua.", notes__2__text=f"{ABOUT} kemudian."
    )
    for note, words in zip(visit.notes.order_by("order")[1:3], (ASKED, ASKED_ABOUT), strict=True):
        Remark.objects.create(visit=visit, kind="returned", reason=words, note=note, written_by=people["supervisor"])
    return visit


def read(client, reader, visit, figure) -> str:
    """Everything that shows something of the visit, one after another."""
    client.force_login(reader)
    own = f"/visits/{visit.key}/"
    promises = [promise.get_absolute_url() for promise in visit.follow_ups.all()]
    addresses = [
        *(own, f"{own}versions/", f"{own}report.txt", f"{own}edit/"),
        *("/", "/visits/", "/visits/export.csv", "/visits/export.csv?rows=notes", "/visits/export.xlsx"),
        *(
            "/visits/export.geojson",
            "/follow-ups/",
            *promises,
            "/pack/",
            "/pack/cards/",
            f"/visits/new/?like={visit.key}",
        ),
        *("/places/53.01.06.2006/", "/places/53.01.06.2006/card/", "/places/"),
        *(f"/figures/{figure.key}/data/", f"/figures/{figure.key}/anonymise/"),
    ]
    return "\n".join(words_of(client.get(address)) for address in addresses)


def words_of(answer) -> str:
    if answer.status_code != 200:
        return ""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        return "\n".join(book.read(name).decode() for name in book.namelist())
    return body.decode()


def finds(client, reader, words: str, visit) -> bool:
    client.force_login(reader)
    return str(visit.key) in client.get("/visits/", {"q": words}).content.decode()


def narrow(client, people, visit, way: str) -> list[str]:
    """Make something narrow in a later version; the words that are narrow from then on."""
    changes, words = {
        "a note for supervisors": ({"notes__1__sensitivity": "supervisors"}, BY_NOTE),
        "a person only mentioned": ({"people__1__presence": "mentioned"}, BY_PERSON),
        "a note about somebody mentioned": (
            {"people__2__name": "Orang Lain", "people__2__presence": "mentioned", "notes__1__about": ["people-2"]},
            BY_NOTE,
        ),
        "narrowed and taken off": ({"notes__1__sensitivity": "supervisors"}, [FOR_SUPERVISORS, ASKED]),
        "entered again as mentioned": (
            {
                "people__1__id": "",
                "people__1__presence": "mentioned",
                "notes__2__about": ["people-1"],
                "notes__2__raised_by": [],
            },
            BY_PERSON,
        ),
    }[way]
    assert edit(client, visit, people["author"], **changes).status_code == 302
    if way == "narrowed and taken off":
        assert edit(client, visit, people["author"], notes__1__DELETE="on", follow_ups__1__note=[]).status_code == 302
    return words


WAYS = [
    "a note for supervisors",
    "a person only mentioned",
    "a note about somebody mentioned",
    "narrowed and taken off",
    "entered again as mentioned",
]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_narrow_now_is_narrow_in_all_that_is_read(client, people, visit, figure, way):
    before = read(client, people["colleague"], visit, figure)
    assert [word for word in BY_NOTE + BY_PERSON if word not in before] == []

    words = narrow(client, people, visit, way)

    # A figure's own name is everybody's: it is only not tied to this visit.
    hidden = [word for word in words if word != PERSON]
    for who in ("colleague", "auditor"):
        page = read(client, people[who], visit, figure)
        assert [word for word in hidden if word in page] == [], who
        of_visit = client.get(f"/visits/{visit.key}/versions/").content.decode()
        of_visit += client.get(f"/visits/{visit.key}/").content.decode()
        assert [word for word in words if word in of_visit] == [], who
        assert [word for word in words if finds(client, people[who], word, visit)] == [], who
    for who in ("author", "supervisor"):
        page = read(client, people[who], visit, figure)
        assert [word for word in hidden if word not in page] == [], who


@pytest.mark.parametrize("facts", ["as sealing leaves them", "as an older program left them"])
def test_a_source_made_confidential_later_is_named_in_no_version(client, people, visit, facts):
    # Between two versions that are both older than the seal, the source is another one.
    edit(client, visit, people["author"], notes__2__raised_by=["people-0"])
    older = {version.pk: version.facts for version in Version.objects.all()}
    edit(client, visit, people["author"], notes__2__raised_by=["people-0"], notes__2__seal_source="on")
    if facts == "as an older program left them":
        for pk, kept in older.items():
            Version.objects.filter(pk=pk).update(facts=kept)

    for who in ("colleague", "supervisor", "author"):
        changes = [change for found in differences(visit, people[who]) for change in found.changes]
        assert changes, who
        assert [change for change in changes if PERSON in change.old + change.new] == [], who


def test_a_visit_made_confidential_is_out_of_all_that_its_unit_reads(client, people, visit, figure):
    edit(client, visit, people["author"], classification="confidential")

    page = read(client, people["colleague"], visit, figure)

    assert [word for word in [*BY_NOTE, ABOUT, PROMISED_ABOUT, ASKED_ABOUT] if word in page] == []
    assert str(visit.key) not in page.replace(f"like={visit.key}", "")


@pytest.mark.parametrize(("about", "reads"), [(False, True), (True, False)])
def test_a_remark_on_a_note_that_is_gone_stays_with_who_read_the_note(client, people, visit, about, reads):
    """A named officer wrote it; about somebody only mentioned even they did not read it any more."""
    named = people["officer elsewhere"]
    make.make_participation(visit, named, role="companion")
    note = make.make_note(visit, "Catatan anggota.", written_by=named, order=9)
    if about:
        note.about.add(make.make_encounter(visit, name="Orang Lain", presence="mentioned"))
    Remark.objects.create(
        visit=visit,
        kind="answered",
        reason="Jawabankala",
        note=note,
        note_written_by=named,
        written_by=people["author"],
    )
    number = list(visit.notes.order_by("order", "pk")).index(note)

    assert edit(client, visit, people["author"], **{f"notes__{number}__DELETE": "on"}).status_code == 302

    assert not visit.notes.filter(pk=note.pk).exists()
    client.force_login(named)
    assert ("Jawabankala" in client.get(f"/visits/{visit.key}/").content.decode()) == reads
    client.force_login(people["supervisor"])
    assert "Jawabankala" in client.get(f"/visits/{visit.key}/").content.decode()
