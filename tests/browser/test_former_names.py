"""Rows that earlier scripts kept, with names of their own for what they hold, are opened, shown and sent."""

import base64

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.site import enter_as
from tests.visit_posts import complete_post, picture
from visits.models import Photo, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = "0b8f0f0e-0000-4000-8000-000000000001"
# Written as those scripts did, past those of today.
PUT = """async ({ address, key, pairs, photo, more }) => {
    const device = await (await import(address)).openDevice();
    if (photo) {
        const about = await device.makeEnvelope({ kind: "about", key: photo.key, visit: key, caption: "", stop: "" });
        const content = Uint8Array.from(atob(photo.bytes), (sign) => sign.charCodeAt(0)).buffer;
        const header = { kind: "photo", key: photo.key, name: "a.jpg", type: "image/jpeg" };
        const file = await device.makeEnvelope(header, content);
        await device.store.put("photos", { key: photo.key, visit: key, about, file, from: "a.jpg 1 2", at: 1,
            size: 9 });
    }
    const sealed = await device.makeEnvelope({ kind: "visit", key, pairs, own: [], known: false });
    const title = { day: "2024-09-01", words: "Tuapukan" };
    const own = await device.encrypt({ pairs, labels: {}, title });
    await device.store.put("visits", { key, sealed, own, digest: "d", revision: 0, dirty: true, at: device.now(),
        intent: "draft", state: "waiting", hold: false, withPhotos: false, retryAt: 0, size: 9, seq: 7, tried: [],
        ...more });
    const readable = await device.encrypt({ names: [] });
    await device.store.put("kept", { name: "pack", at: device.now(), until: device.now() + 9e6, own: readable });
}"""
KEPT = "async () => (await (await self.cooling.store(await self.cooling.account())).all('visits'))"


@pytest.fixture
def phone(browser_context, page, live_server):
    make.make_village()
    enter_as(browser_context, make.make_officer(), base_url=live_server.url)
    browser_context.route("**/device/entries/", lambda route: route.abort())
    return page


def open_this_phone(page):
    page.goto("/device/")
    page.wait_for_function("() => Boolean(self.cooling?.send) && !document.querySelector('[data-phone]').hidden")


def put(page, *, photo: bool = False, **more) -> str:
    open_this_phone(page)
    posted = complete_post(action="submit" if more.get("intent") == "submit" else "save")
    posted["key"] = more.get("of") or posted["key"]
    pairs = [[name, one] for name, value in posted.items() for one in (value if isinstance(value, list) else [value])]
    taken = {"key": PHOTO, "bytes": base64.b64encode(picture().read()).decode()} if photo else None
    address = staticfiles_storage.url("js/device/vault.js")
    page.evaluate(PUT, {"address": address, "key": posted["key"], "pairs": pairs, "photo": taken, "more": more})
    return posted["key"]


def send(page) -> str:
    page.context.unroute("**/device/entries/")
    return page.evaluate("self.cooling.send({ force: true, waits: true })")


def test_what_waits_is_listed_sent_with_its_photo_and_gone(phone):
    key = put(phone, photo=True, intent="submit", withPhotos=True)
    open_this_phone(phone)
    expect(phone.locator("[data-outbox-list] li")).to_contain_text("Tuapukan")

    assert send(phone) == "done"

    assert (str(Visit.objects.get().key), Visit.objects.get().status) == (key, "submitted")
    assert str(Photo.objects.get().key) == PHOTO
    assert [row["state"] for row in phone.evaluate(KEPT)] == ["sent"]


def test_a_draft_opens_where_it_was_left_and_is_typed_on(phone):
    key = put(phone)
    phone.goto(f"/visits/new/#{key}")
    phone.wait_for_selector("form[data-ready]")
    expect(phone.locator('[name="notes-0-text"]')).to_have_value(complete_post()["notes-0-text"])

    phone.fill('[name="notes-0-text"]', "Diteruskan sesudah pembaruan.")
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")

    rows = phone.evaluate(KEPT)
    assert [(row["key"], row["writes"]) for row in rows] == [(key, 8)]
    assert send(phone) == "done"
    phone.goto(f"/visits/{key}/edit/")
    expect(phone.locator('[name="notes-0-text"]')).to_have_value("Diteruskan sesudah pembaruan.")
    # The page has the words before its scripts have looked at the phone.
    phone.wait_for_selector("form[data-ready]")
    assert phone.evaluate(KEPT) == []


def test_words_put_aside_become_a_draft_of_their_own(phone):
    visit = make.make_visit(author=make.Officer.objects.get(), status="draft")
    put(phone, of=str(visit.key), key=f"{visit.key}.3")

    assert send(phone) == "done"

    assert Visit.objects.exclude(pk=visit.pk).get().copy_of == visit


def test_signing_out_keeps_what_waits_for_the_same_account(phone, live_server):
    key = put(phone, intent="submit")
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Keluar").click()
    phone.wait_for_url("**/accounts/login/")
    enter_as(phone.context, make.Officer.objects.get(), base_url=live_server.url)
    open_this_phone(phone)

    assert [(row["key"], row["readable"], "own" in row) for row in phone.evaluate(KEPT)] == [(key, None, False)]
    assert send(phone) == "done"
    assert Visit.objects.get().status == "submitted"


def test_a_forgotten_pin_takes_the_readable_words_and_the_pack_is_read(phone):
    put(phone)
    address = staticfiles_storage.url("js/device/vault.js")

    found = phone.evaluate(
        """async (address) => {
            const device = await (await import(address)).openDevice();
            const pack = await device.kept("pack");
            await device.forgetReadable();
            return [pack.value, await device.store.all("visits")];
        }""",
        address,
    )

    assert found[0] == {"names": []}
    assert [(row["readable"], "own" in row, "sealed" in row) for row in found[1]] == [(None, False, False)]
