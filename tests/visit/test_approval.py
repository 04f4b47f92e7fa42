"""A decision is about the version that was read, and an approval can be taken back for ten minutes."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from tests import factories as make
from tests.visit_posts import complete_post, picture
from visits.models import AuditEntry, Remark, Visit

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
Kind = AuditEntry.Kind
NEW_WORDS = "Ketua RT mengaku diancam semalam."


def read(client, officer, visit) -> dict:
    """What the review form of the opened page posts."""
    client.force_login(officer)
    page = client.get(visit.get_absolute_url()).content.decode()
    form = page.partition("data-approve")[2].partition("</form>")[0]
    return {name: re.search(f'name="{name}" value="([^"]*)"', form)[1] for name in ("revision", "photos")}


def change_words(client, people, visit):
    client.force_login(people["author"])
    posted = complete_post(key=str(visit.key), revision=str(visit.revision), result=NEW_WORDS)
    assert client.post(f"/visits/{visit.key}/edit/", posted).status_code == 302


def change_a_person(client, people, visit):
    client.force_login(people["author"])
    posted = complete_post(key=str(visit.key), revision="1", fields={"people-0-institution": NEW_WORDS})
    assert client.post(f"/visits/{visit.key}/edit/", posted).status_code == 302


def add_a_photo(client, people, visit):
    client.force_login(people["author"])
    sent = {"key": str(uuid.uuid4()), "image": picture(), "caption": NEW_WORDS}
    assert client.post(f"/visits/{visit.key}/photos/", sent).status_code == 302


def withdraw_and_submit(client, people, visit):
    client.force_login(people["author"])
    client.post(f"/visits/{visit.key}/withdraw/")
    change_words(client, people, visit)


CHANGES = [change_words, change_a_person, add_a_photo, withdraw_and_submit]


def decide(client, officer, visit, verb, data, **extra):
    client.force_login(officer)
    return client.post(f"/visits/{visit.key}/{verb}/", data, **extra)


@pytest.mark.fault("A15")
@pytest.mark.parametrize("verb", ["approve", "return"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_after_it_was_read_is_shown_and_not_decided_on(client, people, visit, change, verb):
    seen = read(client, people["supervisor"], visit)
    change(client, people, visit)
    AuditEntry.objects.filter(kind=Kind.VISIT_READ).count()
    decision = {**seen, "reason": "Sebut dusunnya.", "photos_neutral": "on"}

    answer = decide(client, people["supervisor"], visit, verb, decision)

    assert answer.status_code == 409
    page = answer.content.decode()
    visit.refresh_from_db()
    assert visit.status == "submitted"
    if change is not withdraw_and_submit:
        assert NEW_WORDS in page.partition('id="changed"')[2].partition("</div>")[0]
    assert f'name="revision" value="{visit.revision}"' in page
    if verb == "return":
        assert "Sebut dusunnya.</textarea>" in page
    assert AuditEntry.objects.filter(kind=Kind.VISIT_READ).order_by("-number")[0].nrp == people["supervisor"].nrp

    again = read(client, people["supervisor"], visit)
    assert decide(client, people["supervisor"], visit, verb, {**decision, **again}).status_code == 302


@pytest.mark.fault("A15")
@pytest.mark.parametrize("change", [change_words, change_a_person, add_a_photo])
def test_a_device_is_told_the_difference(client, people, visit, change):
    seen = read(client, people["supervisor"], visit)
    change(client, people, visit)

    answer = decide(client, people["supervisor"], visit, "approve", {**seen, "photos_neutral": "on"}, headers=JSON)

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (409, "submitted")
    told = answer.json()
    assert (told["key"], told["revision"]) == (str(visit.key), visit.revision)
    assert NEW_WORDS in str(told["changes"])
    assert AuditEntry.objects.filter(kind=Kind.VISIT_READ, nrp=people["supervisor"].nrp).count() == 2


@pytest.mark.fault("A15")
def test_beside_the_list_it_is_shown_as_well(client, people, visit):
    seen = read(client, people["supervisor"], visit)
    change_words(client, people, visit)

    answer = decide(client, people["supervisor"], visit, "approve", {**seen, "queue": ""})

    assert answer.status_code == 409
    assert "data-review" in answer.content.decode()
    assert NEW_WORDS in answer.content.decode().partition('id="changed"')[2]


@pytest.mark.fault("A15")
@pytest.mark.parametrize("revision", [None, "", "x", "-1", "9" * 30, "1.5"])
def test_an_approval_says_which_version_was_read(client, people, visit, revision):
    data = {} if revision is None else {"revision": revision}

    answer = decide(client, people["supervisor"], visit, "approve", data)
    told = decide(client, people["supervisor"], visit, "approve", data, headers=JSON)

    visit.refresh_from_db()
    assert (answer.status_code, told.status_code, visit.status) == (422, 422, "submitted")
    assert "revision" in told.json()["errors"]
    assert 'href="#review"' in answer.content.decode()


@pytest.mark.fault("A15")
@pytest.mark.parametrize("headers", [{}, JSON])
@pytest.mark.parametrize("said", ["nothing", "none", "fewer"])
def test_a_photo_that_came_after_the_look_is_not_approved_whatever_is_said_of_photos(
    client, people, visit, headers, said
):
    add_a_photo(client, people, visit)
    seen = read(client, people["supervisor"], visit)
    add_a_photo(client, people, visit)
    posted = {"nothing": {}, "none": {"photos": ""}, "fewer": {"photos": seen["photos"]}}[said]
    decision = {"revision": seen["revision"], "photos_neutral": "on", **posted}

    answer = decide(client, people["supervisor"], visit, "approve", decision, headers=headers)

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (409, "submitted")
    told = str(answer.json()["changes"]) if headers else answer.content.decode().partition('id="changed"')[2]
    assert NEW_WORDS in told
    # That answer showed it, and is a look.
    again = {"revision": seen["revision"], "photos_neutral": "on"}
    assert decide(client, people["supervisor"], visit, "approve", again, headers=headers).status_code < 400


@pytest.mark.fault("A15")
def test_the_look_of_somebody_else_is_none(client, people, visit):
    other = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    revision = read(client, people["supervisor"], visit)["revision"]
    add_a_photo(client, people, visit)
    read(client, other, visit)

    decision = {"revision": revision, "photos_neutral": "on"}
    assert decide(client, people["supervisor"], visit, "approve", decision).status_code == 409
    assert decide(client, other, visit, "approve", decision).status_code == 302


def test_photos_of_the_version_are_seen_with_it(client, people):
    client.force_login(people["author"])
    posted = complete_post(fields={"photos-0-key": str(uuid.uuid4()), "photos-0-image": picture()})
    assert client.post("/visits/new/", posted).status_code == 302
    visit = Visit.objects.get()
    assert visit.photos.count() == 1

    decision = {"revision": "1", "photos_neutral": "on"}
    assert decide(client, people["supervisor"], visit, "approve", decision, headers=JSON).status_code == 200


@pytest.mark.fault("A15")
def test_of_several_one_with_a_new_photo_is_left_and_told_of(client, people, visit):
    add_a_photo(client, people, visit)
    shown = {"visit": [str(visit.key)], f"revision-{visit.key}": str(visit.revision), "confirmed": "1"}
    answer = decide_together(client, people, shown)

    visit.refresh_from_db()
    assert visit.status == "submitted"
    assert "Periksa fotonya dahulu" in client.get(answer.url).content.decode()


def test_the_revision_alone_approves_what_did_not_change(client, people, visit):
    answer = decide(client, people["supervisor"], visit, "approve", {"revision": "1"}, headers=JSON)

    assert answer.status_code == 200


@pytest.mark.fault("A15")
@pytest.mark.parametrize("change", [change_words, change_a_person, withdraw_and_submit])
def test_of_several_the_changed_one_is_left_and_told_of(client, people, visit, change):
    other = make.make_visit(author=people["author"], submitted_at=timezone.now())
    client.force_login(people["supervisor"])
    lists = client.get("/review/").content.decode()
    shown = dict(re.findall(r'name="(revision-[^"]+)" value="(\d+)"', lists))
    chosen = {"visit": [str(visit.key), str(other.key)], **shown}
    counted = decide_together(client, people, chosen)
    change(client, people, visit)
    kept = dict(re.findall(r'name="(revision-[^"]+)" value="(\d+)"', counted.content.decode()))

    answer = decide_together(client, people, {**chosen, **kept, "confirmed": "1"})

    visit.refresh_from_db(), other.refresh_from_db()
    assert (visit.status, other.status) == ("submitted", "approved")
    assert "berubah sejak Anda membukanya" in client.get(answer.url).content.decode()


@pytest.mark.fault("A15")
def test_several_without_a_version_are_left(client, people, visit):
    answer = decide_together(client, people, {"visit": [str(visit.key)], "confirmed": "1"})

    visit.refresh_from_db()
    assert visit.status == "submitted"
    assert "alert-warning" in client.get(answer.url).content.decode()


def decide_together(client, people, data):
    client.force_login(people["supervisor"])
    return client.post("/review/together/", data)


# Taking an approval back


def approve(client, people, visit, **data):
    return decide(client, people["supervisor"], visit, "approve", {"revision": visit.revision, **data})


@pytest.mark.fault("B28")
@pytest.mark.parametrize("queue", [None, ""])
def test_a_single_approval_is_taken_back_by_one_tap(client, people, visit, queue):
    answer = approve(client, people, visit, **({} if queue is None else {"queue": queue}))
    page = client.get(answer.url).content.decode()
    assert 'action="/review/undo/"' in page

    client.post("/review/undo/", {"visit": str(visit.key)} if queue is None else {})

    visit.refresh_from_db()
    assert (visit.status, visit.reviewed_by) == ("submitted", None)
    assert Remark.objects.get().kind == Remark.Kind.REOPENED
    taken_back = AuditEntry.objects.get(kind=Kind.VISIT_REOPENED)
    assert (taken_back.nrp, taken_back.details) == (people["supervisor"].nrp, {"taken_back": True})


@pytest.mark.fault("B28")
@pytest.mark.parametrize(("minutes", "status"), [(9, "submitted"), (11, "approved")])
def test_it_is_taken_back_for_ten_minutes(client, people, visit, minutes, status):
    approve(client, people, visit)
    Visit.objects.update(reviewed_at=timezone.now() - dt.timedelta(minutes=minutes))
    page = client.get(visit.get_absolute_url()).content.decode()
    assert ('action="/review/undo/"' in page) is (status == "submitted")

    client.post("/review/undo/", {"visit": str(visit.key)})

    visit.refresh_from_db()
    assert visit.status == status


@pytest.mark.fault("B28")
@pytest.mark.parametrize("posted", ["the key", "", "x", str(uuid.UUID(int=7))])
def test_nobody_takes_back_what_somebody_else_approved(client, people, visit, posted):
    approve(client, people, visit)
    other = make.make_officer(unit=people["supervisor"].unit, role="supervisor")
    client.force_login(other)
    assert 'action="/review/undo/"' not in client.get(visit.get_absolute_url()).content.decode()

    answer = client.post("/review/undo/", {"visit": str(visit.key) if posted == "the key" else posted})

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (302, "approved")
