"""Photos: one at a time with a key of its own, small and without what the camera noted, shown within reach only."""

import io
import os
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from tests import factories as make
from tests.readers import make_readers
from tests.visit_posts import complete_post, picture
from visits.core.images import shrink
from visits.core.photo_files import photo_path, put_on_disk, small_photo_path, sweep_files
from visits.models import AuditEntry, Photo

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def people():
    return make_readers()


@pytest.fixture
def visit(people):
    return make.make_visit(author=people["author"], status="draft", purpose="Tujuan yang diketik.")


def send(client, visit, officer, *, key=None, image=None, headers=None, **said):
    client.force_login(officer)
    posted = {"key": key or str(uuid.uuid4()), "image": image or picture(), "caption": "Balai desa", **said}
    return client.post(f"/visits/{visit.key}/photos/", posted, headers=headers)


def test_a_photo_is_on_disk_before_its_row_and_comes_back_smaller(client, people, visit):
    answer = send(client, visit, people["author"], image=picture(size=(4000, 3000)), stop="0")

    assert answer.url == f"/visits/{visit.key}/edit/"
    photo = Photo.objects.get()
    assert (photo.caption, photo.stop, photo.added_by) == ("Balai desa", visit.stops.get(), people["author"])
    shown = client.get(f"/visits/{visit.key}/photos/{photo.key}/")
    content = b"".join(shown.streaming_content)
    assert content == photo_path(photo.digest).read_bytes()
    assert max(Image.open(io.BytesIO(content)).size) < 4000
    assert shown["Cache-Control"] == "private, no-cache"
    assert "sandbox" in shown["Content-Security-Policy"]
    again = client.get(f"/visits/{visit.key}/photos/{photo.key}/", headers={"if-none-match": shown["ETag"]})
    assert again.status_code == 304
    client.force_login(people["officer elsewhere"])
    refused = client.get(f"/visits/{visit.key}/photos/{photo.key}/", headers={"if-none-match": shown["ETag"]})
    assert refused.status_code == 404
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.PHOTO_ADDED).count() == 1
    shown.close()  # closes the database's connection as well


def test_a_file_that_no_visit_holds_is_swept_after_a_day(client, people, visit, capsys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for colour in ("red", "green", "blue"):
        send(client, visit, people["author"], image=picture(colour=colour))
    held, removed, lately = Photo.objects.order_by("pk")
    for photo in (held, removed, lately):
        small_photo_path(photo.digest)
    cut_off = photo_path("0" * 64)
    cut_off.parent.mkdir(parents=True, exist_ok=True)
    cut_off.write_bytes(b"")
    Photo.objects.filter(pk__in=[removed.pk, lately.pk]).delete()
    for path in [
        cut_off,
        *photo_path(held.digest).parent.glob(f"{held.digest}*"),
        *photo_path(removed.digest).parent.glob(f"{removed.digest}*"),
    ]:
        os.utime(path, (0, 0))

    call_command("sweep_photos")

    assert capsys.readouterr().out.startswith("2 photo files deleted")
    kept = {photo.digest for photo in (held, removed, lately) if photo_path(photo.digest).exists()}
    assert kept == {held.digest, lately.digest}
    assert not list(photo_path(removed.digest).parent.glob(f"*{removed.digest}*"))
    assert not cut_off.exists()


def test_a_save_that_finds_its_file_keeps_it_from_being_swept(people, visit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = shrink(picture())
    put_on_disk(image)
    os.utime(photo_path(image.digest), (0, 0))

    put_on_disk(image)

    assert sweep_files() == 0
    assert photo_path(image.digest).exists()


def test_a_list_of_photos_loads_thumbnails_within_the_same_reach(client, people, visit):
    send(client, visit, people["author"], image=picture(size=(4000, 3000)))
    photo = Photo.objects.get()
    assert photo.small_address in client.get(f"/visits/{visit.key}/edit/").content.decode()

    shown = client.get(photo.small_address)
    content = b"".join(shown.streaming_content)

    assert Image.open(io.BytesIO(content)).size == photo.small_size == (320, 240)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert client.get(photo.small_address, headers={"if-none-match": shown["ETag"]}).status_code == 304
    large = client.get(photo.get_absolute_url(), headers={"if-none-match": shown["ETag"]})
    assert large.status_code == 200
    client.force_login(people["officer elsewhere"])
    assert client.get(photo.small_address, headers={"if-none-match": shown["ETag"]}).status_code == 404
    shown.close()
    large.close()


def test_the_server_makes_even_a_noisy_photo_light(client, people, visit):
    file = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(file, "JPEG", quality=95)

    send(client, visit, people["author"], image=SimpleUploadedFile("a.jpg", file.getvalue(), "image/jpeg"))

    assert Photo.objects.get().size < 0.6 * len(file.getvalue())


def test_a_visit_takes_ten_photos_and_says_so_of_the_eleventh(client, people, visit):
    colours = ["red", "green", "blue", "black", "white", "teal", "navy", "pink", "gold", "gray", "lime"]
    answers = [send(client, visit, people["author"], image=picture(colour), headers=JSON) for colour in colours]

    assert [answer.status_code for answer in answers] == [201] * 10 + [422]
    assert "10" in answers[-1].json()["errors"]["key"][0]


def test_where_the_camera_stood_is_not_kept(client, people, visit):
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Kamera rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    Image.new("RGB", (60, 40), "green").save(file, "JPEG", exif=exif)
    assert b"Kamera rahasia" in file.getvalue()

    send(client, visit, people["author"], image=SimpleUploadedFile("a.jpg", file.getvalue(), "image/jpeg"))

    content = photo_path(Photo.objects.get().digest).read_bytes()
    assert b"Kamera rahasia" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_the_same_key_again_answers_as_saved_even_after_approval(client, people, visit):
    key = str(uuid.uuid4())
    answers = [send(client, visit, people["author"], key=key, headers=JSON) for _ in range(2)]
    visit.status = "approved"
    visit.reviewed_by, visit.reviewed_at = people["supervisor"], visit.saved_at
    visit.submitted_at = visit.saved_at
    visit.save()
    answers.append(send(client, visit, people["author"], key=key, headers=JSON))

    assert [(answer.status_code, answer.json()["key"]) for answer in answers] == [(201, key), (200, key), (200, key)]
    assert Photo.objects.count() == 1
    assert send(client, visit, people["author"], headers=JSON).status_code == 403


def test_a_key_of_another_visits_photo_is_refused(client, people, visit):
    other = make.make_visit(author=people["author"], status="draft")
    key = str(uuid.uuid4())
    send(client, other, people["author"], key=key)

    answer = send(client, visit, people["author"], key=key, headers=JSON)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["key"])
    page = send(client, visit, people["author"], key=key)
    assert page.status_code == 422
    assert answer.json()["errors"]["key"][0] in page.content.decode()
    assert not visit.photos.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"image": SimpleUploadedFile("a.jpg", b"not a photo", "image/jpeg")}, "image"),
        ({"image": SimpleUploadedFile("a.jpg", b"", "image/jpeg")}, "image"),
        ({"image": "text"}, "image"),
        ({"key": "x"}, "key"),
        ({"stop": "7"}, "stop"),
        ({"stop": "first"}, "stop"),
        ({"caption": "x" * 10_001}, "caption"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(client, people, visit, wrong, field):
    answer = send(client, visit, people["author"], headers=JSON, **wrong)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])

    if getattr(wrong.get("image"), "seek", None):
        wrong["image"].seek(0)
    page = send(client, visit, people["author"], **wrong)
    assert page.status_code == 422
    source = page.content.decode()
    assert "error-summary" in source
    assert wrong.get("caption", "Balai desa") in source
    assert "Tujuan yang diketik." in source
    assert not Photo.objects.exists()


def test_a_visit_holds_thirty_photos(client, people, visit):
    for number in range(30):
        Photo.objects.create(
            visit=visit, order=number, digest="0" * 64, width=1, height=1, size=1, added_by=visit.author
        )

    answer = send(client, visit, people["author"], headers=JSON)
    page = send(client, visit, people["author"])

    assert answer.status_code == page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert visit.photos.count() == 30


@pytest.mark.parametrize(
    ("who", "status_code"),
    [("colleague", 404), ("supervisor", 404), ("administrator", 404), ("auditor", 404), ("officer elsewhere", 404)],
)
def test_a_draft_takes_photos_of_its_author_only(client, people, visit, who, status_code):
    assert send(client, visit, people[who]).status_code == status_code
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("who", "status_code"),
    [
        *[("author", 200), ("colleague", 200), ("supervisor", 200), ("auditor", 200)],
        *[("administrator", 404), ("officer elsewhere", 404), ("supervisor elsewhere", 404)],
    ],
)
def test_a_photo_is_shown_to_whoever_has_the_visit_in_reach(client, people, who, status_code):
    visit = make.make_visit(author=people["author"])
    send(client, visit, people["author"])
    client.force_login(people[who])

    answer = client.get(f"/visits/{visit.key}/photos/{Photo.objects.get().key}/")
    answer.close()
    assert answer.status_code == status_code


def test_a_file_that_is_gone_is_404(client, people, visit):
    send(client, visit, people["author"], image=picture("orange"))
    photo = Photo.objects.get()
    photo_path(photo.digest).unlink()

    assert client.get(f"/visits/{visit.key}/photos/{photo.key}/").status_code == 404


@pytest.mark.fault("B11")
@pytest.mark.parametrize(
    "broken",
    [b"\0\0\0\x18ftypheic" + b"x" * 60, b"\xff\xd8\xff\xe1\xff\xff", b"RIFF\xff\xff\xff\xffWEBPVP8 "],
    ids=["heic", "jpeg", "webp"],
)
def test_a_form_names_the_photo_that_cannot_be_read_and_keeps_every_word(client, people, broken):
    make.make_village()
    client.force_login(people["author"])
    fields = {
        "photos-0-image": picture(),
        "photos-0-caption": "Yang baik",
        "photos-1-image": SimpleUploadedFile("b.heic", broken),
        "photos-1-caption": "Yang rusak",
    }

    answer = client.post("/visits/new/", complete_post(fields=fields))

    assert answer.status_code == 422
    page = answer.content.decode()
    said = "Foto 2: Berkas ini bukan foto yang dapat dibaca. Pilih berkas lain."
    assert f'<a href="#id_photos-1-image">{said}</a>' in page
    assert all(words in page for words in ("Yang baik", "Yang rusak", "Warga ingin keadaan tetap tenang."))
