"""A handed-over file: the own one as it was meant, a colleague's as drafts while their phone's sign-in lives."""

import datetime as dt
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import factories as make
from tests.devices import HANDOVER, handover_file, photo_blob, send, sign_in_of, visit_blob
from tests.visit_posts import complete_post, picture
from visits.accounts import sessions
from visits.device.credentials import LIFE
from visits.models import AuditEntry, Officer, Photo, Visit, VisitStatus

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A5")]


@pytest.fixture
def bringer(client):
    make.make_village()
    officer = make.make_officer()
    client.force_login(officer)
    return officer


@pytest.fixture
def absent(bringer):
    return make.make_officer(unit=bringer.unit)


def taken_in(client, *blobs):
    return client.post("/device/handover/", {"file": SimpleUploadedFile("a.bin", handover_file(*blobs))})


def sent_by_phone(officer: Officer, posted: dict) -> Visit:
    phone = Client()
    phone.force_login(officer)
    send(phone, visit_blob(officer, posted))
    return Visit.objects.get(key=posted["key"])


def everything_of(visit: Visit) -> tuple:
    visit.refresh_from_db()
    texts = list(visit.notes.values_list("text", flat=True))
    return visit.revision, visit.status, visit.purpose, visit.saved_at, texts, visit.photos.count()


@pytest.mark.parametrize("status", VisitStatus.values)
def test_no_visit_that_exists_is_changed_by_somebody_elses_file(client, bringer, absent, status):
    posted = complete_post()
    visit = sent_by_phone(absent, posted)
    Visit.objects.filter(pk=visit.pk).update(status=status)
    before = everything_of(visit)
    newer = posted | {"revision": "1", "notes-0-text": "Kata orang lain.", "purpose": "Tujuan lain."}

    answer = taken_in(
        client,
        visit_blob(absent, newer, known=True),
        photo_blob(absent, posted["key"], str(uuid.uuid4()), picture().read()),
    )

    assert answer.status_code == 302
    assert everything_of(visit) == before
    draft = Visit.objects.exclude(pk=visit.pk).get()
    assert (draft.author, draft.status, draft.brought_by, draft.copy_of) == (absent, "draft", bringer, visit)
    assert draft.photos.count() == 1


def test_a_photo_alone_becomes_a_draft_that_names_its_visit(client, bringer, absent):
    posted, key = complete_post(), str(uuid.uuid4())
    visit = sent_by_phone(absent, posted)
    before = everything_of(visit)
    body = photo_blob(absent, posted["key"], key, picture().read(), "Bersama warga")

    for _ in range(2):
        assert taken_in(client, body).status_code == 302

    assert everything_of(visit) == before
    draft = Visit.objects.get(brought_by=bringer)
    assert (draft.copy_of, draft.photos.get().caption) == (visit, "Bersama warga")
    # The phone itself still sends it to the visit.
    phone = Client()
    phone.force_login(absent)
    assert send(phone, body).status_code == 201
    assert Photo.objects.get(key=key).visit == visit


def test_a_new_visit_is_a_draft_with_its_photos_and_the_log_names_who_brought_it(client, bringer, absent):
    posted, key = complete_post(), str(uuid.uuid4())
    blobs = [visit_blob(absent, posted), photo_blob(absent, posted["key"], key, picture().read())]

    for _ in range(2):
        assert taken_in(client, *blobs).status_code == 302

    draft = Visit.objects.get()
    assert (str(draft.key), draft.author, draft.status, draft.brought_by) == (posted["key"], absent, "draft", bringer)
    assert str(draft.photos.get().key) == key
    wrote = AuditEntry.objects.filter(kind__in=["visit_saved", "photo_added"])
    assert set(wrote.values_list("nrp", flat=True)) == {bringer.nrp}


def test_its_author_sees_who_brought_it_and_submits_it(client, bringer, absent):
    posted = complete_post()
    taken_in(client, visit_blob(absent, posted))
    client.force_login(absent)

    assert f"Dibawa masuk dari ponsel Anda oleh {bringer}" in client.get("/").content.decode()
    assert str(bringer) in client.get(f"/visits/{posted['key']}/edit/").content.decode()
    client.post(f"/visits/{posted['key']}/submit/")
    assert Visit.objects.get().status == VisitStatus.SUBMITTED


@pytest.mark.parametrize("with_its_visit", [False, True])
def test_a_draft_that_its_author_went_on_with_gets_no_photo(client, bringer, absent, with_its_visit):
    posted = complete_post()
    visit = visit_blob(absent, posted)
    taken_in(client, visit)
    Visit.objects.update(revision=2)

    photo = photo_blob(absent, posted["key"], str(uuid.uuid4()), picture().read())
    taken_in(client, *([visit] if with_its_visit else []), photo)

    assert Visit.objects.get(key=posted["key"]).photos.count() == 0
    assert Photo.objects.get().visit.copy_of.key == uuid.UUID(posted["key"])


def signs_out(officer):
    sessions.end_session(session=sign_in_of(officer), by=officer)


def ends_all(officer):
    sessions.end_all_sessions(officer=officer, by=officer)


def gets_a_new_password(officer):
    officer.set_password("kata sandi yang lain sekali")
    officer.save()


def is_deactivated(officer):
    Officer.objects.filter(pk=officer.pk).update(is_active=False)


def expires(officer):
    Session.objects.filter(session_key=sign_in_of(officer).session_key).update(expire_date=timezone.now())


def lasted_too_long(officer):
    officer.sign_ins.update(began_at=timezone.now() - sessions.LONGEST - dt.timedelta(minutes=1))


ENDS = [signs_out, ends_all, gets_a_new_password, is_deactivated, expires, lasted_too_long]


@pytest.mark.parametrize("ends", ENDS)
def test_a_dead_credential_writes_nothing_by_anothers_hand(client, bringer, absent, ends):
    blobs = [visit_blob(absent, complete_post())]
    ends(absent)

    answer = taken_in(client, *blobs)

    assert answer.status_code == 422
    assert absent.full_name in answer.content.decode() or absent.nrp in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("age", "taken"), [(LIFE - dt.timedelta(hours=1), 1), (LIFE + dt.timedelta(hours=1), 0)])
def test_a_credential_lives_for_a_week(client, bringer, absent, age, taken, monkeypatch):
    body = visit_blob(absent, complete_post())
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + age.total_seconds())

    taken_in(client, body)

    assert Visit.objects.count() == taken


@pytest.mark.parametrize("ends", [each for each in ENDS if each is not is_deactivated])
def test_what_is_encrypted_goes_when_the_same_account_signs_in_again(client, bringer, absent, ends):
    body, brought = visit_blob(absent, complete_post()), visit_blob(absent, complete_post())
    ends(absent)
    absent.refresh_from_db()
    client.force_login(absent)

    assert send(client, body).status_code == 201
    assert taken_in(client, brought).status_code == 302

    assert set(Visit.objects.values_list("status", "author")) == {(VisitStatus.SUBMITTED, absent.pk)}


def test_no_other_account_sends_it_and_a_year_does_not_matter_to_its_own(client, bringer, absent, monkeypatch):
    body = visit_blob(absent, complete_post())
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 365 * 24 * 3600)

    assert send(client, body).status_code == 403
    client.force_login(absent)
    assert send(client, body).status_code == 201


def test_the_credential_of_a_sign_in_names_it(client, bringer):
    bringer.set_password("a long word nobody guesses")
    bringer.save()
    phone, other = Client(), Client()
    for each in (phone, other):
        each.post("/accounts/login/", {"username": bringer.nrp, "password": "a long word nobody guesses"})
    token = phone.get("/device/session/").json()["token"]
    absent = make.make_officer(unit=bringer.unit)
    client.force_login(absent)
    first, second = (visit_blob(bringer, complete_post(), token=token) for _ in range(2))

    other.post("/accounts/logout/")
    assert taken_in(client, first).status_code == 302
    phone.post("/accounts/logout/")
    # Another sign-in of the same account does not stand for the one that ended.
    other.post("/accounts/login/", {"username": bringer.nrp, "password": "a long word nobody guesses"})
    assert bringer.sign_ins.count() == 1
    assert taken_in(client, second).status_code == 422
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("content", [HANDOVER, b"", HANDOVER[:-1]])
def test_a_file_with_nothing_in_it_is_said_to_be_empty(client, bringer, content):
    answer = client.post("/device/handover/", {"file": SimpleUploadedFile("a.bin", content or b" ")})

    page = answer.content.decode()
    assert answer.status_code == 422
    if content == HANDOVER:
        assert "tidak ada entri dalam berkas ini" in page
    assert "0 entri" not in page
    assert not AuditEntry.objects.filter(kind="handover_taken").exists()


def test_where_nothing_could_be_taken_in_nothing_is_called_a_success(client, bringer, absent):
    Officer.objects.filter(pk=absent.pk).update(is_active=False)

    answer = taken_in(client, visit_blob(absent, complete_post()))

    assert answer.status_code == 422
    assert [message.level_tag for message in answer.context["messages"]] == []
