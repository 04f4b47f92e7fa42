"""What a phone sends is taken once, for its author alone, and answered by a code that tells it what to do."""

import base64
import os
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.devices import blob, handover_file, photo_blob, send, visit_blob
from tests.visit_posts import complete_post, picture
from visits.device.envelope import NotAnEnvelope, decrypt, encrypt, newest_key
from visits.models import AuditEntry, DialogueNote, Photo, Visit, VisitStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    make.make_village()
    officer = make.make_officer()
    client.force_login(officer)
    return officer


def test_what_is_encrypted_to_an_older_key_still_opens(settings):
    sealed = encrypt(b"kata warga")
    settings.HANDOVER_KEYS = ["n" * 40, *settings.HANDOVER_KEYS]

    assert decrypt(sealed) == b"kata warga"
    assert newest_key()["name"].encode() != sealed[3:11].hex().encode()


def encrypt_as_before(content: bytes) -> bytes:
    """An envelope as the scripts made it before decision 54."""
    key, own = newest_key(), ec.generate_private_key(ec.SECP256R1())
    public, point = base64.b64decode(key["public"]), (Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
    ephemeral, nonce = own.public_key().public_bytes(*point), os.urandom(12)
    secret = HKDF(algorithm=SHA256(), length=32, salt=ephemeral + public, info=b"cooling seal 1").derive(shared)
    front = b"CS1" + bytes.fromhex(key["name"]) + ephemeral
    return front + nonce + AESGCM(secret).encrypt(nonce, content, front)


@pytest.mark.parametrize("content", [b"", b"kata warga", "é ✓ 😀".encode() * 1000])
def test_what_the_scripts_before_encrypted_still_opens(content):
    assert decrypt(encrypt_as_before(content)) == content


@pytest.mark.parametrize("place", [0, 5, 40, 80, 95, -1])
def test_what_was_changed_of_it_does_not_open(place):
    envelope = bytearray(encrypt_as_before(b"kata warga"))
    envelope[place] ^= 1

    with pytest.raises(NotAnEnvelope):
        decrypt(bytes(envelope))


@pytest.mark.parametrize("place", [0, 5, 40, 80, -1])
def test_what_was_changed_on_its_way_does_not_open(place):
    sealed = bytearray(encrypt(b"kata warga"))
    sealed[place] ^= 1

    with pytest.raises(NotAnEnvelope):
        decrypt(bytes(sealed))


def test_a_visit_is_made_then_repeated(client, author):
    posted = complete_post()

    first, second = (send(client, visit_blob(author, posted)) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["key"] == second.json()["key"] == posted["key"]
    visit = Visit.objects.get()
    assert (visit.status, visit.author) == (VisitStatus.SUBMITTED, author)
    assert DialogueNote.objects.get().text == posted["notes-0-text"]


def test_a_photo_is_made_then_repeated(client, author):
    posted, key = complete_post(), str(uuid.uuid4())
    send(client, visit_blob(author, posted))
    body = photo_blob(author, posted["key"], key, picture().read(), "Bersama warga")

    first, second = send(client, body), send(client, body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["key"] == key
    assert Photo.objects.get().caption == "Bersama warga"


@pytest.mark.parametrize("key", ["returned", "", "0b8f0f0e-0000-4000-8000", "a" * 500])
def test_words_under_a_key_that_is_none_become_a_draft_once(client, author, key):
    """Scripts once gave a visit the part of a page as its key; a phone may hold such an entry for weeks."""
    posted = complete_post(fields={"notes-0-text": "Terperangkap di ponsel."}) | {"key": key}

    answers = [send(client, visit_blob(author, posted), key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.json()["key"] for answer in answers} == {key[:36]}
    visit = Visit.objects.get()
    assert answers[0].json()["draft"] == str(visit.key)
    assert visit.is_draft
    assert DialogueNote.objects.get().text == "Terperangkap di ponsel."


def test_what_cannot_be_submitted_is_kept_as_a_draft(client, author):
    posted = complete_post(concern_heard="", fields={"notes-0-text": "Jangan sampai hilang."})

    answer = send(client, visit_blob(author, posted))

    assert answer.status_code == 422
    assert answer.json()["key"] == posted["key"]
    assert answer.json()["kept"] is True
    assert "concern_heard" in answer.json()["errors"]
    assert Visit.objects.get().is_draft
    assert DialogueNote.objects.get().text == "Jangan sampai hilang."


def test_another_version_is_a_conflict_unless_this_device_sent_it(client, author):
    posted = complete_post(action="save")
    send(client, visit_blob(author, posted))
    swallowed = Visit.objects.get().content_digest
    newer = visit_blob(author, {**posted, "purpose": "Mendengar warga."})

    assert send(client, newer).status_code == 409
    assert send(client, newer, tried=f"nothing,{swallowed}").status_code == 200
    assert Visit.objects.get().purpose == "Mendengar warga."


def test_both_versions_come_back_with_a_conflict(client, author):
    posted = complete_post(action="save")
    send(client, visit_blob(author, posted))

    answer = send(client, visit_blob(author, {**posted, "purpose": "Mendengar warga."}))

    assert ["purpose", "Mendengar warga."] in answer.json()["posted"]
    assert ["purpose", posted["purpose"]] in answer.json()["saved"]


def test_only_its_own_author_sends_an_entry(client, author):
    colleague = make.make_officer(unit=author.unit)

    answer = send(client, visit_blob(colleague, complete_post()))

    assert answer.status_code == 403
    assert not Visit.objects.exists()


def test_a_public_key_lets_nobody_write_in_an_officers_name(client, author):
    forged = visit_blob(author, complete_post(), token=f"{author.nrp}:forged")

    answer = send(client, forged, key="named outside")

    assert (answer.status_code, answer.json()["key"]) == (422, "named outside")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\x00\x00\x00\x05abc", b"\x00\x00\x00\x00"])
def test_nonsense_is_refused_with_the_key_named_outside(client, author, body):
    answer = send(client, body, key="k")

    assert (answer.status_code, answer.json()["key"]) == (422, "k")


def test_signed_out_nothing_is_redirected_and_the_key_comes_back(client):
    answer = send(client, b"", key="k")

    assert (answer.status_code, answer.json()["key"]) == (401, "k")


def test_a_queue_of_an_older_form_loses_no_word(client, author):
    posted = complete_post(other_facts="Hujan.") | {"weather": "Panas terik.", "notes-0-mood": "Tenang."}

    assert send(client, visit_blob(author, posted, form=0)).status_code == 201

    assert Visit.objects.get().other_facts.splitlines() == ["Hujan.", "weather: Panas terik.", "notes-0-mood: Tenang."]


def test_the_answer_says_who_reviews_it_and_what_is_asked_about(client, author):
    """No page says it: the phone stays where it is."""
    head = make.make_officer(unit=author.unit, role="supervisor", name="Agustina Contoh")
    draft = send(client, visit_blob(author, complete_post() | {"action": "save"})).json()
    asked = complete_post() | {"notes-0-kind": "concern", "notes-0-text": "Warga takut.", "concern_heard": "no"}

    said = send(client, visit_blob(author, asked)).json()

    assert said["status"] == "submitted"
    assert said["reviewers"] == [head.full_name]
    assert len(said["notices"]) == 1
    assert not {"reviewers", "notices"} & set(draft)


def taken_in(client, *blobs):
    return client.post("/device/handover/", {"file": SimpleUploadedFile("a.bin", handover_file(*blobs))})


def test_ones_own_file_is_taken_in_as_it_was_meant_and_once(client, author):
    posted, key = complete_post(), str(uuid.uuid4())
    blobs = [visit_blob(author, posted), photo_blob(author, posted["key"], key, picture().read())]

    for _ in range(2):
        assert taken_in(client, *blobs).status_code == 302

    assert Visit.objects.get().status == VisitStatus.SUBMITTED
    assert Photo.objects.get().key == uuid.UUID(key)
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.HANDOVER_TAKEN)
    assert {(row.nrp, row.details["author"]) for row in rows} == {(author.nrp, author.nrp)}


def test_a_colleagues_file_becomes_their_draft_and_the_audit_log_says_who_brought_it(client, author):
    absent = make.make_officer(unit=author.unit)

    assert taken_in(client, visit_blob(absent, complete_post())).status_code == 302

    visit = Visit.objects.get()
    assert (visit.author, visit.status) == (absent, VisitStatus.DRAFT)
    row = AuditEntry.objects.get(kind=AuditEntry.Kind.HANDOVER_TAKEN)
    assert (row.nrp, row.target, row.details["author"]) == (author.nrp, str(visit.key), absent.nrp)


def test_what_is_not_taken_in_is_said(client, author):
    taken = visit_blob(author, complete_post())
    stray = photo_blob(author, str(uuid.uuid4()), str(uuid.uuid4()), picture().read())

    answer = taken_in(client, taken, stray)

    assert answer.status_code == 422
    assert author.full_name in answer.content.decode()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"COOLING HANDOVER 1\n\x00\x00\x09", b"a report"])
def test_a_file_that_no_phone_made_is_refused(client, author, content):
    file = SimpleUploadedFile("a.bin", content)

    assert client.post("/device/handover/", {"file": file}).status_code in (302, 422)
    assert not Visit.objects.exists()


def test_a_photo_of_one_entry_is_not_passed_off_as_anothers(client, author):
    about = blob(author, {"kind": "about", "key": str(uuid.uuid4()), "visit": str(uuid.uuid4())})
    photo = blob(author, {"kind": "photo", "key": str(uuid.uuid4()), "name": "a.jpg", "type": "image/jpeg"}, b"x")

    assert send(client, about + photo).status_code == 422


def test_the_session_says_what_a_phone_needs_and_no_more(client, author):
    said = client.get("/device/session/").json()

    assert set(said) == {"account", "token", "csrf", "now", "key", "form", "blank"}
    assert author.nrp not in said["account"]


def test_shells_name_nobody(client, author):
    make.make_visit(author=author)
    for name in ("form", "phone", "sent"):
        shell = client.get(f"/device/shells/{name}/").content.decode()
        assert author.name not in shell
        assert author.nrp not in shell
    assert client.get("/device/shells/other/").status_code == 404


def test_a_new_topic_is_a_new_version_of_the_app(client, author):
    before = client.get("/service-worker.js")
    make.make_topic()
    after = client.get("/service-worker.js")

    assert before["ETag"] != after["ETag"]
    assert client.get("/service-worker.js", headers={"If-None-Match": after["ETag"]}).status_code == 304


def beside(client, body):
    """Post what a phone put aside: words that nobody could read any more when newer ones were typed."""
    headers = {"Accept": "application/json", "X-Entry-Key": "k", "X-Entry-Beside": "1"}
    return client.post("/device/entries/", body, content_type="application/octet-stream", headers=headers)


def put_aside(posted):
    """The same visit with older words, naming a saved row and a photo as the form does."""
    words = {"notes-0-text": "Kata yang lama.", "notes-0-id": "77", "photos-0-id": "9", "answer": "Sudah dijawab."}
    return posted | words


def test_words_put_aside_become_a_draft_of_their_own_once(client, author):
    posted = complete_post(other_facts="Hujan.")
    send(client, visit_blob(author, posted))
    body = visit_blob(author, put_aside(posted), known=True)

    first, second = beside(client, body), beside(client, body)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert first.json()["key"] == posted["key"]
    visit, draft = Visit.objects.order_by("pk")
    assert (str(draft.key), draft.status, draft.copy_of) == (first.json()["draft"], VisitStatus.DRAFT, visit)
    assert [note.text for note in DialogueNote.objects.order_by("pk")] == [posted["notes-0-text"], "Kata yang lama."]
    assert draft.other_facts.splitlines() == ["Hujan.", "Sudah dijawab."]
    assert visit.status == VisitStatus.SUBMITTED
    assert AuditEntry.objects.filter(kind="visit_saved").last().details["copy_of"] == str(visit.key)
    # The author goes on with the draft; the same words once more change nothing.
    Visit.objects.filter(pk=draft.pk).update(content_digest="another")
    assert beside(client, body).json()["draft"] == str(draft.key)
    assert Visit.objects.count() == 2
    page = client.get(f"/visits/{draft.key}/edit/").content.decode()
    assert f'href="/visits/{visit.key}/"' in page
    assert "Isi ini diketik di ponsel Anda" in page


def test_words_put_aside_that_the_visit_holds_make_nothing(client, author):
    posted = complete_post()
    send(client, visit_blob(author, posted))

    assert "draft" not in beside(client, visit_blob(author, posted, known=True)).json()
    assert Visit.objects.count() == 1


def test_words_for_a_visit_that_takes_none_any_more_are_a_draft_of_their_own(client, author):
    """Approved meanwhile, or discarded elsewhere."""
    approved, discarded = complete_post(), complete_post()
    for posted in (approved, discarded):
        send(client, visit_blob(author, posted))
    Visit.objects.filter(key=approved["key"]).update(status=VisitStatus.APPROVED)
    Visit.objects.filter(key=discarded["key"]).delete()

    for posted in (approved, discarded):
        answer = send(client, visit_blob(author, put_aside(posted), known=True))
        assert (answer.status_code, answer.json()["key"]) == (200, posted["key"])

    drafts = Visit.objects.filter(status=VisitStatus.DRAFT).order_by("pk")
    assert [draft.author for draft in drafts] == [author, author]
    assert [draft.copy_of and str(draft.copy_of.key) for draft in drafts] == [approved["key"], None]


def test_a_file_loses_nothing_where_the_visit_was_changed_meanwhile(client, author):
    posted = complete_post(action="save")
    send(client, visit_blob(author, posted))

    assert taken_in(client, visit_blob(author, posted | {"notes-0-text": "Kata di berkas."})).status_code == 302

    draft = Visit.objects.latest("pk")
    assert (draft.copy_of.key, draft.notes.get().text) == (uuid.UUID(posted["key"]), "Kata di berkas.")
