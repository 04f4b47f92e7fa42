"""Whatever is encrypted, and whatever is sent, is taken in or refused with a sentence: never an error of ours."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.devices import blob, device_token, handover_file, photo_blob, send, visit_blob
from tests.visit_posts import complete_post, picture
from visits.device.entries import NotAnEntry, read_entries
from visits.device.envelope import encrypt
from visits.device.form_versions import FORM
from visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A24")]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEY = "0b8f0f0e-0000-4000-8000-000000000001"

NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, -(10**9), 1e308, float("inf")]))
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20), st.just("\ud800"), st.just("\x00"))
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4))
)
NAMES = ["kind", "key", "pairs", "own", "known", "form", "token", "visit", "caption", "stop", "name", "type"]


@pytest.fixture
def author(client):
    make.make_village()
    officer = make.make_officer()
    client.force_login(officer)
    return officer


def encrypted(said: object, rest: bytes = b"") -> bytes:
    """Seal what no device would write."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    found = encrypt(len(body).to_bytes(4) + body + rest)
    return len(found).to_bytes(4) + found


def whole(author, kind: str) -> dict:
    said = {"kind": kind, "key": KEY, "form": FORM, "token": device_token(author), "visit": KEY}
    return said | {"pairs": [["purpose", "Tujuan"], ["action", "save"]], "own": []}


def refused_well(client, body: bytes) -> None:
    answer = send(client, body, key="k")
    assert answer.status_code == 422
    assert "".join(answer.json()["errors"][""]).strip()
    file = SimpleUploadedFile("a.bin", handover_file(body))
    page = client.post("/device/handover/", {"file": file})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()
    assert not Visit.objects.exists()


WRONG = {
    "key": [5, None, ["a"], {}, 10**400],
    "token": [5, None, ["a"], "", "forged"],
    "form": ["1", None, -(10**9), 10**400, True, 1.5, [1], float("inf")],
    "pairs": [
        5,
        None,
        {},
        "ab",
        [["a"]],
        [["a", "b", "c"]],
        [["purpose", ["a"]]],
        [["purpose", 5]],
        [[5, "a"]],
        [None],
    ],
    "own": [5, "digest", [5], {"a": 1}],
    "kind": [5, None, ["visit"], "other"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_is_refused(client, author, name, value):
    refused_well(client, encrypted(whole(author, "visit") | {name: value}))


@pytest.mark.parametrize(
    ("name", "value"), [("caption", ["a"]), ("caption", 5), ("stop", {}), ("type", 5), ("visit", 5)]
)
def test_a_photo_with_a_value_of_another_kind_is_refused(client, author, name, value):
    about = whole(author, "about") | ({} if name == "type" else {name: value})
    photo = whole(author, "photo") | ({name: value} if name == "type" else {})

    refused_well(client, encrypted(about) + encrypted(photo, picture().read()))


@pytest.mark.parametrize("depth", [500, 5_000, 200_000])
@pytest.mark.parametrize("around", [(b"[", b"]"), (b'{"a":', b"}")])
def test_json_however_deep_is_refused(client, author, around, depth):
    before, after = around

    refused_well(client, encrypted(before * depth + b"1" + after * depth))


@pytest.mark.parametrize("name", ["", "..", "/", "a" * 300, "\x00.jpg"])
def test_a_photo_may_be_called_anything(client, author, name):
    posted = complete_post()
    send(client, visit_blob(author, posted))
    said = {"kind": "photo", "key": KEY, "name": name, "type": "image/jpeg"}
    about = blob(author, {"kind": "about", "key": KEY, "visit": posted["key"]})

    assert send(client, about + blob(author, said, picture().read())).status_code == 201


def test_half_a_sign_and_a_nul_are_no_error(client, author):
    posted = complete_post(fields={"notes-0-text": "setengah \ud83d tanda"})

    assert send(client, visit_blob(author, posted)).status_code == 201
    assert send(client, visit_blob(author, complete_post(fields={"purpose": "a\x00b"}))).status_code in (201, 422)


@pytest.mark.parametrize("field", ["find", "add"])
@pytest.mark.parametrize("value", ["people-0", "stops-99", "", "notes"])
def test_the_buttons_of_the_page_do_nothing_in_an_entry(client, author, field, value):
    mine, colleague = complete_post() | {field: value}, make.make_officer(unit=author.unit)
    theirs = complete_post() | {field: value}
    file = SimpleUploadedFile("a.bin", handover_file(visit_blob(author, mine), visit_blob(colleague, theirs)))

    assert client.post("/device/handover/", {"file": file}).status_code == 302

    assert dict(Visit.objects.values_list("author", "status")) == {author.pk: "submitted", colleague.pk: "draft"}


@MANY
@given(data=st.data())
def test_any_shape_of_an_entry_is_answered(client, author, data):
    kind = data.draw(st.sampled_from(["visit", "about", "photo"]))
    changed = data.draw(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=3))
    body = encrypted(whole(author, kind) | changed)

    assert send(client, body, key="k").status_code in (200, 201, 404, 409, 422)
    file = SimpleUploadedFile("a.bin", handover_file(body))
    assert client.post("/device/handover/", {"file": file}).status_code in (302, 422)


@MANY
@given(pairs=st.lists(st.tuples(st.text(max_size=12) | st.sampled_from(sorted(complete_post())), st.text(max_size=40))))
def test_any_pairs_are_answered(client, author, pairs):
    for action in ("save", "submit"):
        body = encrypted(
            whole(author, "visit") | {"pairs": [*map(list, pairs), ["action", action]], "key": str(uuid.uuid4())}
        )

        assert send(client, body, key="k").status_code in (200, 201, 409, 422)


@MANY
@given(noise=st.binary(max_size=300), at=st.integers(0, 400))
def test_raw_bytes_are_refused_or_read(author, noise, at):
    good = visit_blob(author, complete_post())
    cut = at % len(good)
    for content in (noise, len(noise).to_bytes(4) + noise, good[:cut] + noise + good[cut + len(noise) :], good + noise):
        try:
            found = list(read_entries(content))
        except NotAnEntry:
            continue
        assert {entry.nrp for entry in found} <= {author.nrp}


def test_a_photo_of_another_officers_about_is_refused(client, author):
    other = make.make_officer(unit=author.unit)
    key, visit = str(uuid.uuid4()), str(uuid.uuid4())
    about, photo = photo_blob(author, visit, key, b"x"), photo_blob(other, visit, key, b"x")
    first = int.from_bytes(about[:4]) + 4
    second = int.from_bytes(photo[:4]) + 4

    refused_well(client, about[:first] + photo[second:])
