"""A disk for photos that is really full: the words are saved, and the photo is said not to be."""

import uuid

import pytest

from tests import factories as make
from tests.devices import photo_blob, send
from tests.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.core.photo_files import photo_path, put_on_disk, small_photo_path
from visits.models import Photo, Visit, VisitStatus

pytestmark = [pytest.mark.django_db, pytest.mark.fault("B13")]
JSON = {"accept": "application/json"}
NO_ROOM = "Penyimpanan server penuh; foto ini belum tersimpan"


@pytest.fixture
def author(client):
    people = make_readers()
    make.make_village()
    client.force_login(people["author"])
    return people["author"]


@pytest.fixture(autouse=True)
def disk(settings, full_disk):
    settings.MEDIA_ROOT = full_disk
    return full_disk


def files_of(disk):
    return [path for path in disk.rglob("*") if path.is_file() and path.name != "filled"]


def make_room(disk):
    disk.chmod(0o700)
    (disk / "filled").unlink(missing_ok=True)


def post(client, *, path="/visits/new/", headers=None, **changes):
    fields = {"photos-0-image": picture(), "photos-0-caption": "Balai desa", "photos-1-image": picture("navy")}
    return client.post(path, complete_post(fields=fields, **changes), headers=headers)


@pytest.mark.parametrize(
    ("changes", "status"),
    [({}, "submitted"), ({"action": "save"}, "draft"), ({"action": "save", "visited_on": "kemarin dulu"}, "draft")],
)
def test_the_words_are_saved_and_the_photo_is_said_not_to_be(client, author, disk, changes, status):
    answer = post(client, **changes)

    visit = Visit.objects.get()
    assert (visit.status, visit.photos.count()) == (status, 0)
    page = client.get(answer.url).content.decode()
    assert NO_ROOM in page
    assert "Warga ingin keadaan tetap tenang." in page
    assert files_of(disk) == []


@pytest.mark.parametrize("action", ["submit", "save"])
def test_a_script_is_told_to_wait_and_its_second_try_brings_the_photo(client, author, disk, action):
    posted = complete_post(
        action=action, fields={"photos-0-image": picture(), "photos-0-caption": "Balai desa", "photos-0-stop": "0"}
    )
    answer = client.post("/visits/new/", posted, headers=JSON)

    assert answer.status_code == 507
    assert {"key": posted["key"], "kept": True}.items() <= answer.json().items()
    assert list(answer.json()["errors"]) == ["photos-0-image"]
    make_room(disk)
    again = client.post("/visits/new/", {**posted, "photos-0-image": picture()}, headers=JSON)
    third = client.post("/visits/new/", {**posted, "photos-0-image": picture()}, headers=JSON)

    assert (again.status_code, third.status_code) == (200, 200)
    photo, visit = Photo.objects.get(), Visit.objects.get()
    assert (photo.visit, photo.caption, photo.stop) == (visit, "Balai desa", visit.stops.get())
    assert visit.status == ("submitted" if action == "submit" else "draft")
    assert [path.name for path in files_of(disk)] == [photo_path(photo.digest).name]


def test_an_edit_of_a_saved_visit_keeps_its_words(client, author, disk):
    visit = make.make_visit(author=author, status=VisitStatus.SUBMITTED, revision=1)
    answer = post(client, path=f"/visits/{visit.key}/edit/", headers=JSON, purpose="Tujuan baru.", revision="1", key="")

    assert answer.status_code == 507
    visit.refresh_from_db()
    assert (visit.purpose, visit.photos.count(), files_of(disk)) == ("Tujuan baru.", 0, [])


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_photo_that_comes_on_its_own_is_refused_for_now(client, author, disk, headers):
    visit = make.make_visit(author=author, status=VisitStatus.DRAFT)
    photo = {"key": str(uuid.uuid4()), "image": picture(), "caption": "Balai desa"}
    answer = client.post(f"/visits/{visit.key}/photos/", photo, headers=headers)

    assert answer.status_code == 507
    assert (NO_ROOM in (answer.json()["errors"]["image"][0] if headers else answer.content.decode())) is True
    assert (Photo.objects.count(), files_of(disk)) == (0, [])


def test_an_encrypted_photo_stays_on_the_phone(client, author, disk):
    visit, key = make.make_visit(author=author, status=VisitStatus.DRAFT), str(uuid.uuid4())
    body = photo_blob(author, str(visit.key), key, picture().read())

    assert send(client, body, key).status_code == 507
    make_room(disk)
    assert send(client, body, key).status_code == 201


def test_whoever_looks_is_shown_the_whole_photo_where_no_small_one_fits(author, disk):
    from visits.core.images import shrink

    image = shrink(picture())
    make_room(disk)
    put_on_disk(image)
    folder = photo_path(image.digest).parent
    try:
        with (disk / "filled").open("wb", buffering=0) as filled:
            while True:
                filled.write(b"x" * 4096)
    except OSError:
        pass
    folder.chmod(0o500)  # where the disk is not one of its own

    assert small_photo_path(image.digest) == photo_path(image.digest)
    folder.chmod(0o700)
    assert len(files_of(disk)) == 1
