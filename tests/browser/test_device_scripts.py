"""The own scripts of the device, each on its own, in Chromium; their other side is the server's Python."""

import base64
import json
from contextlib import nullcontext
from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.site import enter_as
from visits.core.visit_content import content_digest
from visits.device.envelope import decrypt
from visits.models import DialogueNote, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN = "314159"


@pytest.fixture
def officer():
    make.make_village()
    return make.make_officer()


IS_OWN = """async () => {
    const wanted = document.querySelector("[data-account]").dataset.account;
    for (let turn = 0; turn < 200; turn += 1) {
        if ((await self.cooling.account()) === wanted) return true;
        await new Promise((done) => setTimeout(done, 50));
    }
    return false;
}"""


@pytest.fixture
def run(browser_context, page, live_server, officer):
    """Runs a script on the form's page with the modules at hand: `await run("device/vault", "…")`."""
    enter_as(browser_context, officer, base_url=live_server.url)
    page.set_default_timeout(30_000)
    page.goto("/visits/new/")
    page.wait_for_selector("form[data-ready]")

    def run(module: str, script: str, argument=None):
        address = staticfiles_storage.url(f"js/{module}.js")
        return page.evaluate(
            f"async (argument) => {{ const its = await import({json.dumps(address)}); {script} }}", argument
        )

    return run


def test_what_the_phone_encrypts_the_server_opens(run, officer):
    """With words of every kind, and bytes behind them; twice the same is encrypted differently."""
    found = run(
        "device/vault",
        """const device = await its.openDevice();
        const envelopes = [];
        for (const _ of [1, 2]) {
            const behind = new Uint8Array([1, 2, 255]).buffer;
            const bytes = new Uint8Array(await device.makeEnvelope({ kind: "visit", words: argument }, behind));
            envelopes.push(btoa(String.fromCharCode(...bytes)));
        }
        return envelopes;""",
        "Warga: “tetap damai” é ✓ 😀\n",
    )

    assert found[0] != found[1]
    content = decrypt(base64.b64decode(found[0]))
    length = int.from_bytes(content[:4])
    assert json.loads(content[4 : 4 + length])["words"] == "Warga: “tetap damai” é ✓ 😀\n"
    assert content[4 + length :] == bytes([1, 2, 255])


# RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM in base mode, the first encryption.
VECTOR = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "ours": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
    "private": "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
    "theirs": "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
    "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0",
    "content": "4265617574792069732074727574682c20747275746820626561757479",
    "additional": "436f756e742d30",
}
ENCRYPTED = "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"


def test_the_phone_encrypts_as_the_standard_says(run):
    found = run(
        "device/vault",
        """const bytes = (hex) => Uint8Array.from(hex.match(/../g), (each) => parseInt(each, 16));
        const inUrls = { "+": "-", "/": "_", "=": "" };
        const url = (part) => btoa(String.fromCharCode(...part)).replace(/[+/=]/g, (sign) => inUrls[sign]);
        const curve = { name: "ECDH", namedCurve: "P-256" };
        const point = bytes(argument.ours);
        const [x, y, d] = [point.slice(1, 33), point.slice(33), bytes(argument.private)].map(url);
        const jwk = { kty: "EC", crv: "P-256", x, y, d };
        const ours = {
            privateKey: await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]),
            publicKey: await crypto.subtle.importKey("raw", point, curve, true, []),
        };
        const additionalData = bytes(argument.additional);
        const [theirs, info, content] = [argument.theirs, argument.info, argument.content].map(bytes);
        const made = await its.hpke(theirs, info, content, { aead: 1, ours, additionalData });
        return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");""",
        VECTOR,
    )

    assert found == VECTOR["ours"] + ENCRYPTED


def test_both_sides_find_the_same_digest(run):
    pairs = [
        ("purpose", 'Menjaga "damai"\r\ndan\ttenang \\ / é ✓ 😀 \x7f \x01'),
        ("partners", "military"),
        ("partners", "customary_council"),
        ("key", "not said"),
        ("notes-0-text", ""),
        ("notes-0-id", "7"),
        ("notes-TOTAL_FORMS", "1"),
        ("stops-0-place-q", "oes"),
        ("notes-10-text", "b"),
        ("notes-2-text", "a"),
    ]

    assert run("capture/visit-form", "return its.digestOf(argument);", pairs) == content_digest(pairs)


def test_a_pin_opens_what_is_kept_and_ten_misses_delete_it(run):
    said = run(
        "device/vault",
        """const device = await its.openDevice();
        await device.setPin(argument);
        await device.keep("card", { words: "Bapa Contoh" });
        const lines = [(await device.kept("card")).value.words];
        sessionStorage.clear();
        const locked = await its.openDevice();
        lines.push(locked.isOpen, await locked.kept("card"));
        lines.push(await locked.enterPin("000000"), await locked.enterPin(argument));
        lines.push((await locked.kept("card")).value.words);
        sessionStorage.clear();
        const lost = await its.openDevice();
        for (let miss = 0; miss < 10; miss += 1) lines.push(await lost.enterPin("000000"));
        lines.push(lost.hasPin, await lost.enterPin(argument), (await lost.store.all("kept")).length);
        return lines;""",
        PIN,
    )

    assert said == ["Bapa Contoh", False, None, 9, True, "Bapa Contoh", *range(9, -1, -1), False, 0, 0]


def test_waits_double_up_to_half_an_hour(run):
    waits = run("device/vault", "return [1, 2, 3, 20].map((tries) => self.cooling.backOff(tries, 0.5));")

    assert waits == [15_000, 30_000, 60_000, 30 * 60_000]


def test_a_change_and_its_reading_are_one(run):
    """Twenty writers at once lose nothing."""
    assert (
        run(
            "device/vault",
            """const { store } = await its.openDevice();
            const add = (row) => ({ name: "sum", value: ((row && row.value) || 0) + 1 });
            await Promise.all([...Array(20)].map(() => store.change("meta", "sum", add)));
            return (await store.get("meta", "sum")).value;""",
        )
        == 20
    )


def _answer(route, **answered):
    route.fulfill(**answered)


def test_only_the_echoed_key_takes_a_visit_off_the_phone(run, page):
    """Every other answer keeps it, whatever the code says."""
    told = [(200, ""), (201, "another"), (204, None), (302, ""), (409, "k"), (413, ""), (500, "k"), (503, "")]
    for status, key in told:
        answered = {"status": status, "content_type": "application/json"}
        page.route("**/device/entries/", partial(_answer, **answered, body=json.dumps({"key": key, "revision": 1})))
        left = run(
            "device/vault",
            """const device = await its.openDevice();
            const row = { key: "k", envelope: new ArrayBuffer(3), digest: "d", dirty: true, at: 1, writes: 1,
                state: "waiting", intent: "submit" };
            await device.store.put("visits", row);
            await self.cooling.send({ force: true });
            const now = await device.store.get("visits", "k");
            return Boolean(now && now.dirty && now.envelope);""",
        )
        page.unroute("**/device/entries/")
        assert left, (status, key)


def test_words_without_a_field_are_given_back_and_the_rest_finds_its_place(run):
    pairs = [
        ("notes-TOTAL_FORMS", "2"),
        ("people-0-name", "Marselina Contoh"),
        ("notes-0-text", "Satu"),
        ("notes-1-text", "Dua"),
        ("notes-1-raised_by", "people-0"),
        ("concern_heard", "yes"),
        ("weather", "Panas"),
    ]

    homeless = run("capture/form-values", "return its.fill(argument);", pairs)

    assert homeless == [["weather", "Panas"]]
    kept = [
        tuple(pair)
        for pair in run("capture/visit-form", 'return its.pairsOf(document.querySelector("[data-visit-form]"));')
    ]
    assert set(pairs[:-1]) <= set(kept)


def test_another_account_on_the_same_phone_finds_nothing(run, browser_context, page, live_server):
    old = run("device/vault", 'const it = await its.openDevice(); await it.keep("card", 1); return it.account;')
    enter_as(browser_context, make.make_officer(), base_url=live_server.url)
    page.goto("/")
    page.evaluate(
        """async (old) => {
            const account = () => (self.cooling ? self.cooling.account() : old);
            while ((await account()) === old) await new Promise((done) => setTimeout(done, 50));
        }""",
        old,
    )
    page.goto("/visits/new/")
    page.wait_for_selector("form[data-ready]")

    names = run(
        "device/vault",
        "return [(await its.openDevice()).account, (await indexedDB.databases()).map((each) => each.name)];",
    )

    assert f"cooling-{names[0]}" in names[1]
    assert len([name for name in names[1] if name.startswith("cooling-")]) == 2
    assert run("device/vault", 'return (await its.openDevice()).kept("card");') is None


# Starts the worker late, as a slow phone does: its officer has left by then.
LATE_WORKER = """
const its = ServiceWorkerContainer.prototype;
const { register } = its;
its.register = async function (...address) {
    for (const _ of [1, 2]) {
        await new Promise((done) => document.addEventListener("submit", done, { capture: true, once: true }));
    }
    return register.apply(this, address);
};
"""


# All that the browser holds of the account, as whoever has the phone in hand reads it.
RAW = """async () => {
    const name = (await indexedDB.databases()).map((each) => each.name).find((each) => each !== "cooling");
    if (!name) return null;
    const request = indexedDB.open(name);
    await new Promise((done) => { request.onsuccess = done; });
    const found = {};
    for (const store of request.result.objectStoreNames) {
        const rows = request.result.transaction(store).objectStore(store).getAll();
        await new Promise((done) => { rows.onsuccess = done; });
        found[store] = rows.result;
    }
    return found;
}"""


@pytest.mark.fault("A5")
@pytest.mark.parametrize("late", [False, True])
def test_signing_out_leaves_envelopes_and_nothing_else(late, browser_context, request):
    if late:
        browser_context.add_init_script(LATE_WORKER)
    run, page = (request.getfixturevalue(name) for name in ("run", "page"))
    run(
        "device/vault",
        """const device = await its.openDevice();
        await device.setPin("314159");
        await device.keep("pack", { names: [] });
        const readable = await device.encrypt({ pairs: [] });
        const envelope = new ArrayBuffer(3);
        const row = { envelope, readable, dirty: true, writes: 1, state: "waiting", intent: "draft" };
        await device.store.put("visits", { ...row, key: "k", intent: "submit", withPhotos: true });
        await device.store.put("visits", { ...row, key: "held", hold: true });
        await device.store.put("visits", { ...row, key: "saved", dirty: false });
        await device.store.put("photos", { key: "p", visit: "k", about: new ArrayBuffer(1), file: new ArrayBuffer(1) });
        """,
    )
    asked = []
    page.on(
        "dialog",
        lambda dialog: (asked.append(dialog.message), dialog.dismiss() if len(asked) == 1 else dialog.accept()),
    )
    if not late:
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.get_by_role("button", name="Keluar").click()
    with browser_context.expect_event("serviceworker") if late else nullcontext():
        page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/accounts/login/")

    assert asked[0].startswith("2 kunjungan")
    assert len(asked) == 2
    found = page.evaluate(RAW)
    assert found["meta"] == found["kept"] == []
    assert {row["key"]: row.get("beside") for row in found["visits"]} == {"k": None, "held.1": "held"}
    assert [row["readable"] for row in found["visits"]] == [None, None]
    assert [row["key"] for row in found["photos"]] == ["p"]
    page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistrations()).length")
    assert page.evaluate("caches.keys()") == []


@pytest.mark.fault("A5")
def test_signing_out_with_nothing_waiting_leaves_nothing(run, page):
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/accounts/login/")

    page.wait_for_function("async () => (await indexedDB.databases()).length === 1")


@pytest.mark.fault("A5")
def test_what_stayed_in_envelopes_goes_when_the_same_account_signs_in_again(
    run, page, browser_context, live_server, officer
):
    browser_context.route("**/device/entries/", lambda route: route.abort())
    page.fill('[name="notes-0-text"]', "Kata di ponsel bersama.")
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/accounts/login/")
    browser_context.unroute("**/device/entries/")

    for other in (make.make_officer(unit=officer.unit), officer):
        enter_as(browser_context, other, base_url=live_server.url)
        page.goto("/")
        page.wait_for_function("() => Boolean(self.cooling?.send)")
        assert page.evaluate(IS_OWN)  # the page makes the phone its officer's first
        assert page.evaluate("self.cooling.send({ force: true, waits: true })") == "done"
        assert DialogueNote.objects.count() == (1 if other == officer else 0)
        # An answer that came late would bring this one's cookie back.
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")
    assert Visit.objects.get().author == officer


@pytest.mark.parametrize("gone", [["key"], ["token"], ["key", "token", "form"]])
def test_a_phone_whose_keys_a_late_sign_out_cleared_asks_for_them_again(gone, run, page, browser_context):
    browser_context.route("**/device/entries/", lambda route: route.abort())
    page.fill('[name="notes-0-text"]', "Kata sebelum keluar.")
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    run(
        "device/vault",
        """const device = await its.openDevice();
        for (const name of argument) await device.store.remove("meta", name);
        """,
        gone,
    )
    page.goto("/")
    expect(page.locator("[data-outbox-list] li")).to_have_count(1)
    browser_context.unroute("**/device/entries/")

    kept = run("device/vault", "return (await its.openDevice())?.meta")
    assert all(kept[name] for name in gone)


@pytest.mark.fault("A5", "A19")
def test_an_ended_sign_in_takes_what_was_taken_along_off_the_phone(run, page, officer):
    run("device/vault", 'const it = await its.openDevice(); await it.keep("pack", { names: [] });')
    Session.objects.all().delete()

    assert page.evaluate("self.cooling.send({ waits: true })") == "signed-out"

    assert page.evaluate(RAW)["kept"] == []


# Holds the database of the account as a slow phone does: one write goes on and on.
WRITES_ON = """async () => {
    const name = `cooling-${await self.cooling.account()}`;
    const request = indexedDB.open(name, 1);
    await new Promise((done) => { request.onsuccess = done; });
    const rows = request.result.transaction("meta", "readwrite").objectStore("meta");
    const go = () => { rows.put({ name: "busy", value: Math.random() }).onsuccess = go; };
    go();
}"""


def test_signing_out_waits_for_nobody(run, page, browser_context):
    """Another tab is writing and does not end, and somebody taps twice: signed out all the same."""
    other = browser_context.new_page()
    other.goto("/")
    other.wait_for_function("() => Boolean(self.cooling?.send)")
    other.evaluate(WRITES_ON)

    page.get_by_role("button", name="Keluar").dblclick()

    page.wait_for_url("**/accounts/login/")
    assert page.goto("/").url.endswith("/accounts/login/?next=/")
    # Nothing was in its way any more.
    other.close()
    page.evaluate(
        """async () => {
            const others = async () => (await indexedDB.databases()).filter(({ name }) => name !== "cooling");
            while ((await others()).length) await new Promise((done) => setTimeout(done, 50));
        }"""
    )


def test_words_typed_after_signing_out_elsewhere_are_kept(run, page, browser_context):
    """The other tab closed this one's database; what is typed here is kept and sent after signing in again."""
    other = browser_context.new_page()
    other.goto("/")
    other.wait_for_function("() => Boolean(self.cooling?.send)")
    other.get_by_role("button", name="Keluar").click()
    other.wait_for_url("**/accounts/login/")

    page.fill('[name="notes-0-text"]', "Diketik sesudah keluar.")

    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")


def test_a_full_phone_says_so_before_the_page_is_left(run, page):
    page.evaluate("void (IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); })")
    page.fill('[name="notes-0-text"]', "Kata yang tidak muat.")

    page.get_by_text("penyimpanan penuh").first.wait_for()


def test_the_client_is_told_which_officer(officer):
    assert Client().get("/device/session/", headers={"Accept": "application/json"}).status_code == 401
