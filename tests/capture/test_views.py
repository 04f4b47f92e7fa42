"""The visit form: what it takes, what it refuses, and that nothing typed is lost."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.models import DraftPayload, Photo, Version, Visit, VisitStatus

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"
JSON = {"accept": "application/json"}


@pytest.fixture
def people(client):
    found = make_readers()
    make.make_village()
    make.make_operation()
    client.force_login(found["author"])
    return found


def far(days: int) -> str:
    return (dt.date.today() + dt.timedelta(days=days)).isoformat()


BAD = {
    "a date in the future": ({"visited_on": far(2)}, "visited_on"),
    "a date before 2000": ({"visited_on": "1999-12-31"}, "visited_on"),
    "no date at all": ({"visited_on": "kemarin"}, "visited_on"),
    "an impossible end": ({"started_at": "09:00", "ended_at": "08:00"}, "ended_at"),
    "no time": ({"started_at": "25:61"}, "started_at"),
    "a village that is none": ({"stops-0-place": "53.01.06.9999"}, "stops-0-place"),
    "a village that is no code": ({"stops-0-place": "Oesao'; --"}, "stops-0-place"),
    "an officer twice": (
        {"officers-0-officer": "nrp", "officers-0-name": None, "officers-1-officer": "nrp"},
        "officers-1-officer",
    ),
    "a note that answers itself": ({"notes-0-answers": "0"}, "notes-0-answers"),
    "a note from a deleted row": (
        {"people-1-name": "Yosef", "people-1-DELETE": "on", "notes-0-raised_by": ["people-1"]},
        "notes-0-raised_by",
    ),
    "a note from nowhere": ({"notes-0-raised_by": ["people-29"]}, "notes-0-raised_by"),
    "a stop that is not there": ({"people-0-stop": "7"}, "people-0-stop"),
    "an unknown activity": ({"activity": "dancing"}, "activity"),
    "an unknown category": ({"people-0-categories": ["wizard"]}, "people-0-categories"),
    "an unknown topic": ({"notes-0-topic": "weather"}, "notes-0-topic"),
    "an unknown operation": ({"operation": "nothing"}, "operation"),
    "10,001 characters": ({"purpose": "x" * 10_001}, "purpose"),
    "10,001 characters in a note": ({"notes-0-text": "x" * 10_001}, "notes-0-text"),
    "201 characters in a name": ({"people-0-name": "x" * 201}, "people-0-name"),
    "a control character": ({"purpose": "satu\x07dua"}, "purpose"),
    "a NUL": ({"notes-0-text": "satu\x00dua"}, "notes-0-text"),
    "31 stops": ({f"stops-{number}-place": "53.01.06.2006" for number in range(31)}, "stops"),
    "a figure that is none": ({"people-0-figure": str(uuid.uuid4())}, "people-0-figure"),
    "a campaign without an order": ({"people-0-categories": ["campaign"]}, "order_number"),
    "a count below one": ({"attendance": "-3"}, "attendance"),
    "a place on the far side of the pole": ({"stops-0-latitude": "123", "stops-0-longitude": "1"}, "stops-0-latitude"),
}


def bad(case: str, people: dict) -> tuple[dict, str]:
    changes, field = BAD[case]
    changes = {name: people["colleague"].nrp if value == "nrp" else value for name, value in changes.items()}
    return complete_post(fields=changes), field


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_said_at_its_field_and_kept(client, people, case):
    posted, field = bad(case, people)

    answer = client.post(NEW, posted)
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 422
    assert not Visit.objects.exists()
    assert "error-summary" in page
    if field != "stops":
        assert f"id_{field}" in page
    # That a visit was held is said by no tick at its opposites.
    assert not re.search(r'name="outcome"[^>]* checked', page)
    said = [value for name, value in posted.items() if name != "outcome"]
    kept = [value for value in said if isinstance(value, str) and value and "\x00" not in value]
    for value in kept:
        assert value in page, value[:50]
    errors = client.post(NEW, posted, headers=JSON).json()["errors"]
    assert field in errors, errors


@pytest.mark.parametrize("case", BAD)
def test_a_draft_keeps_bad_input_as_it_was_typed(client, people, case):
    posted, _ = bad(case, people)

    answer = client.post(NEW, posted | {"action": "save"})

    assert answer.status_code == 302, answer.content.decode()[:2000]
    visit = Visit.objects.get(key=posted["key"])
    assert visit.status == VisitStatus.DRAFT
    page = html.unescape(client.get(reverse("visit_edit", args=[visit.key])).content.decode())
    for name, value in posted.items():
        # That a visit was held is said by no tick at its opposites.
        if name == "outcome":
            assert not re.search(r'name="outcome"[^>]* checked', page)
        elif isinstance(value, str) and name not in ("revision", "action"):
            assert value.replace("\x00", "\N{SYMBOL FOR NULL}") in page, name


def test_every_gap_is_listed_at_once_and_linked(client, people):
    answer = client.post(NEW, {"key": str(uuid.uuid4()), "revision": "0", "action": "submit"}, headers=JSON)

    assert answer.status_code == 422
    assert {"visited_on", "concern_heard", "purpose"} <= set(answer.json()["errors"])
    page = client.post(NEW, {"action": "submit"}).content.decode()
    for field in ("visited_on", "concern_heard", "purpose"):
        assert f'href="#id_{field}' in page
        assert f'id="id_{field}' in page


@pytest.mark.parametrize("case", ["no image", "a bomb"])
def test_a_bad_photo_is_refused_and_everything_else_kept(client, people, case):
    files = {
        "no image": SimpleUploadedFile("foto.jpg", b"GIF89a is what I say", "image/jpeg"),
        "a bomb": SimpleUploadedFile("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    }
    photo = {"photos-0-key": str(uuid.uuid4()), "photos-0-image": files[case], "photos-0-caption": "Balai desa"}

    answer = client.post(NEW, complete_post(fields=photo))

    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "photos-0-image" in page
    assert "Balai desa" in page
    assert "Warga ingin keadaan tetap tenang." in page
    assert not Visit.objects.exists()
    assert not Photo.objects.exists()


@pytest.mark.fault("A4")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("case", ["one too large", "too large beside a gap", "eleven"])
def test_photos_over_a_limit_leave_the_words_as_a_draft(client, people, case, as_json):
    large = picture().read() + b"\0" * 21 * 1024 * 1024
    photos = {f"photos-{number}-image": picture() for number in range(11 if case == "eleven" else 1)}
    photos |= {} if case == "eleven" else {"photos-1-image": SimpleUploadedFile("foto.jpg", large, "image/jpeg")}
    posted = complete_post(fields=photos, visited_on="" if "gap" in case else "2024-09-01")

    answer = client.post(NEW, posted, headers=JSON if as_json else {})

    assert answer.status_code == 422
    visit = Visit.objects.get()
    assert (str(visit.key), visit.status) == (posted["key"], "draft")
    # Those within the limit are kept: of one colour, they are one photo of one visit each time.
    assert visit.photos.count() == 1
    if as_json:
        assert {"kept": True, "revision": 1, "key": posted["key"]}.items() <= answer.json().items()
        assert [name for name in answer.json()["errors"] if name.startswith("photos")]
    else:
        page = html.unescape(answer.content.decode())
        assert f'action="/visits/{visit.key}/edit/"' in page
        assert "disimpan sebagai draf" in page
    assert "Warga ingin keadaan tetap tenang." in client.get(f"/visits/{visit.key}/edit/").content.decode()


@pytest.mark.fault("A4")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("action", ["save", "submit"])
def test_words_whose_photos_were_left_out_become_a_draft(client, people, action, as_json):
    """The server says so beside the request, where it threw the files of a form away."""
    posted = complete_post(action=action)

    answer = client.post(NEW, posted, headers=JSON if as_json else {}, **{"cooling.files_left_out": True})

    assert answer.status_code == 413
    assert (str(Visit.objects.get().key), Visit.objects.get().status) == (posted["key"], "draft")
    assert "Warga ingin keadaan tetap tenang." in client.get(f"/visits/{posted['key']}/edit/").content.decode()


@pytest.mark.parametrize(
    "words", ["😀 baik 🇮🇩", 'Oh\'aem "kutip" <b>tebal</b> & \\', "kata " * 1990, "‏עברית‎", "{{ x }} {% y %} %s %(z)s"]
)
def test_odd_words_come_back_as_they_are(client, people, words):
    posted = complete_post(fields={"notes-0-text": words})

    assert client.post(NEW, posted).status_code == 302
    page = html.unescape(client.get(f"/visits/{posted['key']}/").content.decode())

    assert words.strip() in page


def test_the_same_post_again_changes_nothing(client, people):
    posted = complete_post()

    answers = [client.post(NEW, posted, headers=JSON) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert {answer.json()["key"] for answer in answers} == {posted["key"]}
    visit = Visit.objects.get()
    assert (visit.revision, visit.status) == (1, VisitStatus.SUBMITTED)
    assert visit.stops.count() == visit.notes.count() == visit.encounters.count() == 1
    assert (Version.objects.count(), DraftPayload.objects.count()) == (1, 0)


def test_other_content_after_submission_is_a_conflict_with_both_versions(client, people):
    posted = complete_post()
    client.post(NEW, posted)

    answer = client.post(NEW, posted | {"purpose": "Lain sama sekali."})
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 409
    assert "Lain sama sekali." in page
    assert "Menjaga suasana damai." in page
    assert Visit.objects.get().purpose == "Menjaga suasana damai."


def test_an_approved_visit_is_edited_by_nobody(client, people):
    posted = complete_post()
    client.post(NEW, posted)
    approved = {"status": "approved", "reviewed_at": timezone.now(), "reviewed_by": people["supervisor"]}
    Visit.objects.update(**approved)
    address = f"/visits/{posted['key']}/edit/"

    assert client.get(address).status_code == 403
    answer = client.post(address, posted | {"revision": "1", "purpose": "Lain sama sekali."})

    assert answer.status_code == 403
    assert "Minta atasan membukanya kembali" in html.unescape(answer.content.decode())
    assert (Visit.objects.get().purpose, Version.objects.count()) == ("Menjaga suasana damai.", 1)


def test_two_tabs_with_one_draft_do_not_overwrite_each_other(client, people):
    posted = complete_post(action="save")
    client.post(NEW, posted)
    address = f"/visits/{posted['key']}/edit/"

    first = client.post(address, posted | {"revision": "1", "purpose": "Tab pertama."})
    second = client.post(address, posted | {"revision": "1", "purpose": "Tab kedua."})

    assert (first.status_code, second.status_code) == (302, 409)
    assert Visit.objects.get().purpose == "Tab pertama."
    assert "Tab kedua." in second.content.decode()


def test_a_key_of_another_author_is_refused(client, people):
    posted = complete_post()
    client.post(NEW, posted)
    client.force_login(people["colleague"])

    answer = client.post(NEW, posted | {"purpose": "Bukan milik saya."}, headers=JSON)

    assert answer.status_code == 422
    assert Visit.objects.get().author == people["author"]


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_logs_no_visits_gets_403(client, people, who):
    client.force_login(people[who])

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, complete_post()).status_code == 403
    assert not Visit.objects.exists()


def test_what_can_be_known_is_filled_in(client, people):
    page = client.get(NEW).content.decode()

    assert f'value="{dt.date.today().isoformat()}"' in page
    assert people["author"].nrp in page


def test_a_draft_is_submitted_as_it_stands_and_only_once(client, people):
    posted = complete_post(action="save")
    assert client.post(NEW, posted, headers=JSON).json()["status"] == "draft"
    address = f"/visits/{posted['key']}/submit/"

    answers = [client.post(address, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.json()["status"] for answer in answers] == ["submitted", "submitted"]
    assert Visit.objects.get().status == VisitStatus.SUBMITTED
    assert client.post(address).url == f"/visits/{posted['key']}/"


def test_a_draft_with_gaps_shows_them_when_it_is_submitted(client, people):
    posted = complete_post(action="save", purpose=None)
    client.post(NEW, posted)

    answer = client.post(f"/visits/{posted['key']}/submit/")

    assert answer.status_code == 422
    assert 'href="#id_purpose' in answer.content.decode()
    assert Visit.objects.get().status == VisitStatus.DRAFT


def test_the_page_of_a_draft_says_that_the_form_holds_more(client, people):
    posted = complete_post(action="save")
    client.post(NEW, posted)
    page, told = f"/visits/{posted['key']}/", "belum dapat ditampilkan di halaman ini"
    assert told not in client.get(page).content.decode()

    client.post(f"{page}edit/", posted | {"revision": "1", "visited_on": "kemarin"})

    assert told in client.get(page).content.decode()
