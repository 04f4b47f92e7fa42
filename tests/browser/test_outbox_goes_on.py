"""One entry that the server refuses, fails on or has no room for never stops the others."""

import base64
import itertools
import json
import uuid
from collections import Counter

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import Route, expect

from tests import factories as make
from tests.browser.site import enter_as
from tests.visit_posts import complete_post, picture
from visits.models import Photo, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Puts a visit that is to be submitted, with photos, into the outbox as the form does.
PUT = """async ({ address, visit, photos }) => {
    const device = await (await import(address)).openDevice();
    const { key, pairs } = visit;
    for (const { key: photo, bytes } of photos) {
        const about = await device.makeEnvelope({ kind: "about", key: photo, visit: key, caption: "", stop: "" });
        const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)).buffer;
        const header = { kind: "photo", key: photo, name: "a.jpg", type: "image/jpeg" };
        const file = await device.makeEnvelope(header, content);
        const from = `pasar ${photo.slice(0, 4)}.jpg 1 2`;
        await device.store.put("photos", { key: photo, visit: key, about, file, from, at: Date.now(), size: 9 });
    }
    const envelope = await device.makeEnvelope({ kind: "visit", key, pairs, own: [], known: false });
    await device.store.put("visits", { key, envelope, readable: null, digest: key, revision: 0, dirty: true,
        at: Date.now(), intent: "submit", state: "waiting", hold: false, withPhotos: true, retryAt: 0, size: 9,
        writes: 1 });
}"""


@pytest.fixture
def outbox(browser_context, page, live_server):
    make.make_village()
    officer = make.make_officer()
    enter_as(browser_context, officer, base_url=live_server.url)
    page.goto("/device/")
    page.wait_for_function("() => Boolean(self.cooling?.send) && !document.querySelector('[data-phone]').hidden")
    return Outbox(page)


class Outbox:
    def __init__(self, page):
        self.page = page
        self.answers: dict[str, int] = {}
        self.answered: Counter[str] = Counter()
        page.route("**/device/entries/", self._answer)

    def _answer(self, route: Route):
        key = route.request.headers["x-entry-key"]
        status = self.answers.get(key)
        if status is None:
            return route.fallback()
        self.answered[key] += 1
        if status == 0:
            return route.abort()
        return route.fulfill(status=status, content_type="application/json", body=json.dumps({"key": key}))

    def put(self, *photos: str, key: str = "") -> str:
        posted = complete_post()
        posted["key"] = key or posted["key"]
        pairs = [
            [name, one] for name, value in posted.items() for one in (value if isinstance(value, list) else [value])
        ]
        address = staticfiles_storage.url("js/device/vault.js")
        rows = [{"key": key, "bytes": base64.b64encode(picture().read()).decode()} for key in photos]
        visit = {"key": posted["key"], "pairs": pairs}
        self.page.evaluate(PUT, {"address": address, "visit": visit, "photos": rows})
        return posted["key"]

    def send(self, **how) -> str:
        return self.page.evaluate("(how) => self.cooling.send({ force: true, waits: true, ...how })", how)

    def kept(self, store: str) -> dict:
        rows = self.page.evaluate(
            """async (name) => (await (await self.cooling.store(await self.cooling.account())).all(name))
                .map(({ key, state, problem, retryAt, envelope, dirty }) =>
                    ({ key, state, problem, retryAt: retryAt || 0, envelope: Boolean(envelope), dirty }))""",
            store,
        )
        return {row["key"]: row for row in rows}


def photo_keys(number: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(number)]


@pytest.mark.fault("B12")
@pytest.mark.parametrize("status", [413, 422, 400, 404])
def test_a_refused_photo_is_set_aside_named_and_removable(outbox, status):
    bad, good = photo_keys(2)
    first, second = outbox.put(bad, good), outbox.put()
    outbox.answers[bad] = status

    assert outbox.send() == "done"

    assert set(Visit.objects.values_list("key", "status")) == {
        (uuid.UUID(first), "submitted"),
        (uuid.UUID(second), "submitted"),
    }
    assert str(Photo.objects.get().key) == good
    line = outbox.page.locator("[data-outbox-list] li", has_text=f"pasar {bad[:4]}.jpg")
    expect(line).to_be_visible()
    assert (status == 413) is ("Terlalu besar" in line.inner_text())
    line.get_by_role("button", name="Hapus foto").click()
    expect(line).to_have_count(0)
    assert outbox.kept("photos") == {}


@pytest.mark.fault("B12")
@pytest.mark.parametrize("status", [408, 429, 503, 507])
@pytest.mark.parametrize("what", ["visit", "photo"])
def test_an_entry_that_has_to_wait_waits_alone(outbox, status, what):
    slow, good = photo_keys(2)
    first, second = outbox.put(slow, good), outbox.put()
    outbox.answers[first if what == "visit" else slow] = status

    assert outbox.send() == "waits"

    sent = {str(key) for key in Visit.objects.values_list("key", flat=True)}
    assert sent == ({second} if what == "visit" else {first, second})
    kept = outbox.kept("visits" if what == "visit" else "photos")[first if what == "visit" else slow]
    assert not kept["problem"]
    assert kept["retryAt"] > 0
    outbox.answers.clear()
    assert outbox.send() == "done"
    assert Photo.objects.count() == 2
    assert Visit.objects.count() == 2


@pytest.mark.fault("B12")
@pytest.mark.parametrize("what", ["visit", "photo"])
def test_what_the_server_fails_on_is_set_aside_after_some_tries(outbox, what):
    broken, good = photo_keys(2)
    first, second = outbox.put(broken, good), outbox.put()
    key = first if what == "visit" else broken
    outbox.answers[key] = 500

    # The page may have tried once by itself, when it was opened.
    said = list(itertools.takewhile(lambda came: came == "waits", (outbox.send() for _ in range(6))))

    assert len(said) in (3, 4)
    assert outbox.answered[key] == 5
    assert str(second) in {str(found) for found in Visit.objects.values_list("key", flat=True)}
    expect(outbox.page.locator("[data-outbox-list]")).to_contain_text("Server beberapa kali gagal")
    outbox.answers.clear()
    assert outbox.send() == "done"
    assert Photo.objects.count() == (0 if what == "visit" else 1)
    outbox.page.get_by_role("button", name="Kirim sekarang").click()
    expect(outbox.page.locator("[data-outbox-said]")).to_have_text("Semua sudah terkirim.")
    assert Photo.objects.count() == 2


@pytest.mark.fault("B12")
def test_a_line_that_breaks_at_one_photo_only_holds_that_photo(outbox):
    """A proxy that cuts an upload looks like no signal."""
    cut, good = photo_keys(2)
    outbox.put(cut, good)
    outbox.put()
    outbox.answers[cut] = 0

    assert outbox.send() == "waits"

    assert Visit.objects.count() == 2
    assert str(Photo.objects.get().key) == good


def test_a_photo_that_its_draft_left_behind_is_sent_when_asked(outbox):
    """A draft goes to the server while it is typed, its photos not: opened from there it leaves them on the phone."""
    left, key = photo_keys(1)[0], str(uuid.uuid4())
    outbox.put(left, key=key)
    outbox.answers[left] = 503
    outbox.send()
    outbox.page.evaluate(
        "async (key) => (await self.cooling.store(await self.cooling.account())).remove('visits', key)", key
    )
    outbox.answers.clear()
    outbox.page.goto("/device/")
    expect(outbox.page.locator("[data-outbox-list]")).to_contain_text("Belum terkirim bersama kunjungannya")
    assert not Photo.objects.exists()

    outbox.page.get_by_role("button", name="Kirim sekarang").click()

    expect(outbox.page.locator("[data-outbox-said]")).to_have_text("Semua sudah terkirim.")
    assert str(Photo.objects.get().key) == left
    assert outbox.kept("photos") == {}


@pytest.mark.parametrize(
    "broken",
    [
        {"key": "returned", "state": "needs", "problem": {"status": 422, "names": [""]}},
        {"key": "a", "state": "needs", "problem": None},
        {"key": "b", "state": "needs", "problem": {"status": 422, "names": [5, None]}},
        {"key": "c", "state": "waiting", "intent": "submit", "at": "no time"},
    ],
)
def test_each_row_of_the_outbox_is_painted_by_itself(outbox, broken):
    whole = {"intent": "submit", "dirty": True, "at": 1, "writes": 1, "size": 3, "readable": None}
    key = outbox.put()
    outbox.page.evaluate(
        """async (row) => (await self.cooling.store(await self.cooling.account()))
            .put("visits", { ...row, envelope: new ArrayBuffer(3) })""",
        {**whole, **broken},
    )

    for address in ("/device/", "/"):
        outbox.page.route("**/device/session/", lambda route: route.abort())
        outbox.page.goto(address)
        expect(outbox.page.locator("[data-outbox-list] li")).to_have_count(2)
        assert outbox.page.locator(f"[data-outbox-list] a[href*='{key}']").count() == 1
    outbox.page.goto("/device/")
    expect(outbox.page.get_by_role("button", name="Kirim sekarang")).to_be_visible()
    expect(outbox.page.get_by_role("button", name="Buat berkas")).to_be_visible()


@pytest.mark.parametrize("key", ["returned", "conflict"])
def test_words_under_a_key_that_is_none_leave_the_phone_as_a_draft(outbox, key):
    """The form once took the part of a page for its key; such an entry was refused for ever."""
    other = outbox.put()
    outbox.put(key=key)
    outbox.page.evaluate(
        """async (key) => {
            const its = await self.cooling.store(await self.cooling.account());
            const row = await its.get("visits", key);
            await its.put("visits", { ...row, state: "needs", problem: { status: 422, names: [""] } });
        }""",
        key,
    )

    assert outbox.send() == "done"

    draft = Visit.objects.exclude(key=other).get()
    assert draft.is_draft
    assert draft.notes.exists()
    expect(outbox.page.locator("[data-outbox-list] li")).to_have_count(2)
    expect(outbox.page.locator(f"[data-outbox-list] a[href='/visits/{draft.key}/edit/']")).to_have_count(1)
