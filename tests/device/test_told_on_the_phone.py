"""The phone's half of being told: asked for by a tap, shown by the real worker as a number, ended at sign-out."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.field_phone import PICK
from tests.browser.form import PASSWORD, sign_in
from tests.push_clients import give_back, send_all, waiting_visit
from visits.device.push_encryption import public_key
from visits.models import PushAddress

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Chromium reaches no push service here: what it would make is the browser of the tests' own push service.
SUBSCRIBES = """(() => {
    const made = %s;
    const kept = () => localStorage.getItem("subscribed");
    const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = (text) => Uint8Array.from(plain(text), (one) => one.charCodeAt(0));
    const subscription = () => ({
        endpoint: made.endpoint,
        options: { applicationServerKey: bytes(kept()).buffer },
        toJSON: () => ({ endpoint: made.endpoint, keys: { p256dh: made.p256dh, auth: made.auth } }),
        unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; },
    });
    PushManager.prototype.subscribe = async (options) => {
        if (localStorage.getItem("no-service")) throw new DOMException("", "AbortError");
        if (kept() && kept() !== options.applicationServerKey) throw new DOMException("", "InvalidStateError");
        if (!options.userVisibleOnly) throw new DOMException("", "NotAllowedError");
        localStorage.setItem("subscribed", options.applicationServerKey);
        return subscription();
    };
    PushManager.prototype.getSubscription = async () => (kept() ? subscription() : null);
})();"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body }) => [title, body])"""
CLOSE = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).forEach((one) => one.close())"
SAID = "[data-telling-said]"
ON, OFF = "Ponsel ini memberi tahu Anda.", "Ponsel ini belum memberi tahu apa pun."
PLAIN = ["Cooling", "Ada yang menunggu di Cooling."]
SENTENCES = {
    "returned": "2 kunjungan dikembalikan",
    "due": "2 janji jatuh tempo hari ini dan besok",
    "due_today": "2 janji jatuh tempo hari ini",
    "due_tomorrow": "2 janji jatuh tempo besok",
    "urgent": "2 kunjungan mendesak",
}


class Worker:
    """The real service worker of a page, and what the browser hands to it."""

    def __init__(self, page, origin: str):
        self.page, self.origin = page, origin
        self.session = page.context.new_cdp_session(page)
        self.found: list[str] = []
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.session.send("ServiceWorker.enable")
        page.wait_for_timeout(300)

    def _note(self, event):
        self.found.extend(each["registrationId"] for each in event["registrations"] if not each["isDeleted"])

    def _dispatch(self, what: str, **said) -> list[list[str]]:
        self.session.send(f"ServiceWorker.{what}", {"origin": self.origin, "registrationId": self.found[-1], **said})
        self.page.wait_for_timeout(800)
        return self.shown()

    def push(self, said: dict | str) -> list[list[str]]:
        """A message as it is once the browser has decrypted it; what is shown then."""
        return self._dispatch("deliverPushMessage", data=said if isinstance(said, str) else json.dumps(said))

    def look(self) -> list[list[str]]:
        return self._dispatch("dispatchPeriodicSyncEvent", tag="waiting")

    def shown(self) -> list[list[str]]:
        return sorted(self.page.evaluate(SHOWN))

    def run(self, script: str):
        """In the worker itself."""
        return self.page.context.service_workers[0].evaluate(script)


@pytest.fixture
def author(people):
    make.make_village()
    people["author"].set_password(PASSWORD)
    people["author"].save(update_fields=["password"])
    return people["author"]


@pytest.fixture
def phone(browser_context, page, live_server, service, author):
    """The author's phone, signed in by the form; notifications are allowed."""
    browser_context.add_init_script(SUBSCRIBES % json.dumps(service.subscription()))
    browser_context.grant_permissions(["notifications"], origin=live_server.url)
    page.set_default_timeout(30_000)
    enter(page, author)
    return page


@pytest.fixture
def worker(phone, live_server):
    return Worker(phone, live_server.url)


def enter(page, officer):
    sign_in(page, officer.nrp)
    page.wait_for_selector("nav.bar")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def switch_on(page):
    page.goto("/device/")
    page.get_by_role("button", name="Beri tahu saya").click()
    expect(page.locator(SAID)).to_have_text(ON)


def open_with(page, script: str):
    """The page "This phone" of a browser that differs by a script."""
    page.context.add_init_script(script)
    page.goto("/device/")
    page.locator("[data-telling]").wait_for()
    return page.locator(SAID)


def test_a_returned_visit_is_shown_as_a_number(phone, worker, service, people, author):
    switch_on(phone)
    assert PushAddress.objects.get().officer == author
    phone.reload()
    expect(phone.locator(SAID)).to_have_text(ON)
    give_back(people, waiting_visit(people))
    send_all()

    (said,) = service.said
    shown = worker.push(said)

    assert shown == [["Cooling", "1 kunjungan dikembalikan"]]


def test_each_kind_has_its_sentence_and_the_badge_their_sum(phone, worker):
    worker.run("() => { self.badges = []; navigator.setAppBadge = async (number) => self.badges.push(number); }")

    for kind in SENTENCES:
        worker.push({"kind": kind, "number": 2})

    assert worker.shown() == sorted(["Cooling", sentence] for sentence in SENTENCES.values())
    assert worker.run("() => self.badges") == [2, 4, 6, 8, 10]
    # One for each kind: the newer stands in the place of the older.
    shown = worker.push({"kind": "returned", "number": 3})
    assert ["Cooling", "3 kunjungan dikembalikan"] in shown
    assert len(shown) == len(SENTENCES)

    # The start page says it all.
    worker.run("() => { navigator.clearAppBadge = async () => self.badges.push('cleared'); }")
    phone.goto("/visits/")
    assert len(worker.shown()) == len(SENTENCES)
    phone.goto("/")
    phone.wait_for_timeout(500)
    assert worker.shown() == []
    assert worker.run("() => self.badges") == [2, 4, 6, 8, 10, 11, "cleared"]


@pytest.mark.parametrize(
    "said", ["", "{", "null", '{"kind":"constructor","number":1}', '{"kind":"returned","number":0}', '{"kind":"x"}']
)
def test_a_message_that_cannot_be_read_still_shows_that_something_waits(phone, worker, said):
    assert worker.push(said) == [PLAIN]


def test_a_phone_whose_session_has_ended_says_no_more_than_that(phone, worker):
    Session.objects.all().delete()
    phone.evaluate("self.cooling.session()")

    assert worker.push({"kind": "returned", "number": 3}) == [PLAIN]


def test_signing_out_ends_it_here_and_there(phone, worker, live_server):
    switch_on(phone)
    assert len(worker.push({"kind": "returned", "number": 1})) == 1

    phone.get_by_role("button", name="Keluar").click()
    phone.wait_for_url(lambda address: "/device/" not in address)

    assert not PushAddress.objects.exists()
    assert phone.evaluate("localStorage.getItem('subscribed')") is None
    assert phone.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_it_is_switched_off_by_a_tap(phone):
    switch_on(phone)

    phone.get_by_role("button", name="Jangan beri tahu lagi").click()

    expect(phone.locator(SAID)).to_have_text(OFF)
    expect(phone.get_by_role("button", name="Beri tahu saya")).to_be_focused()
    assert not PushAddress.objects.exists()
    assert phone.evaluate("localStorage.getItem('subscribed')") is None
    phone.reload()
    expect(phone.locator(SAID)).to_have_text(OFF)


def test_who_asked_for_it_is_told_on_after_signing_in_again(phone, author, settings):
    switch_on(phone)
    Session.objects.all().delete()
    PushAddress.objects.all().delete()

    enter(phone, author)
    _until(PushAddress.objects.exists, phone)

    # The server has another key: the browser subscribes anew.
    settings.PUSH_KEY = "another-" * 8
    phone.goto("/")
    _until(lambda: phone.evaluate("localStorage.getItem('subscribed')") == public_key(settings.PUSH_KEY), phone)
    assert PushAddress.objects.count() == 1


def _until(condition, page):
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen within ten seconds.")


def test_a_browser_without_its_push_service_looks_by_itself(phone, worker, people):
    periodic = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'periodicSync', { get: () => ({ %s }) });"
    said = open_with(
        phone,
        "localStorage.setItem('no-service', '1');"
        + periodic % "register: async (tag) => localStorage.setItem('looks', tag), unregister: async () => undefined",
    )
    phone.get_by_role("button", name="Beri tahu saya").click()
    expect(said).to_contain_text("memeriksa sendiri beberapa kali sehari")
    assert phone.evaluate("localStorage.getItem('looks')") == "waiting"
    phone.reload()
    expect(said).to_contain_text("memeriksa sendiri beberapa kali sehari")
    assert worker.look() == []
    give_back(people, waiting_visit(people))

    assert worker.look() == [["Cooling", "1 kunjungan dikembalikan"]]
    phone.evaluate(CLOSE)
    # Seen already.
    assert worker.look() == []
    give_back(people, waiting_visit(people))
    assert worker.look() == [["Cooling", "2 kunjungan dikembalikan"]]


@pytest.mark.parametrize(
    ("script", "sentence", "can_tap"),
    [
        ("delete window.PushManager;", "tidak dapat memberi tahu", False),
        ("delete window.PushManager; navigator.standalone = false;", "Tambah ke Layar Utama", False),
        ("Object.defineProperty(Notification, 'permission', { value: 'denied' });", "menolak notifikasi", False),
        ("Notification.requestPermission = async () => 'denied';", OFF, True),
        ("localStorage.setItem('no-service', '1');", OFF, True),
    ],
)
def test_what_a_browser_cannot_is_said_with_what_to_do(phone, script, sentence, can_tap):
    said = open_with(phone, script)

    expect(said).to_contain_text(sentence)
    expect(phone.get_by_role("button", name="Beri tahu saya")).to_be_visible(visible=can_tap)
    if not can_tap:
        return
    phone.get_by_role("button", name="Beri tahu saya").click()
    expect(said).to_contain_text("menolak notifikasi" if "denied" in script else "layanan notifikasi")
    assert not PushAddress.objects.exists()


def test_without_signal_it_is_said_that_it_did_not_work(phone):
    said = open_with(phone, "")
    phone.context.set_offline(True)

    phone.get_by_role("button", name="Beri tahu saya").click()

    expect(said).to_have_text("Belum berhasil. Coba lagi saat ada sinyal.")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Beri tahu saya").click()
    expect(said).to_have_text(ON)


def test_a_tap_opens_the_start_page_but_never_over_a_form(phone, worker):
    """What only a person's tap may do is noted instead: a tab in front, a new window."""
    worker.run(
        """() => {
            self.opened = [];
            WindowClient.prototype.focus = async function () { self.opened.push("focus"); return this; };
            Clients.prototype.openWindow = async (address) => { self.opened.push(address); };
            self.tap = async () => {
                const [notification] = await self.registration.getNotifications();
                self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
            };
        }"""
    )
    phone.goto("/visits/new/")
    worker.push({"kind": "returned", "number": 1})
    worker.run("() => self.tap()")
    phone.wait_for_timeout(500)
    assert worker.run("() => self.opened") == ["/"]
    assert phone.url.endswith("/visits/new/")

    phone.goto("/visits/")
    worker.push({"kind": "returned", "number": 1})
    worker.run("() => self.tap()")
    phone.wait_for_url(lambda address: address.endswith("/") and "/visits/" not in address)
    assert worker.run("() => self.opened") == ["/", "focus"]


def send_visit(phone):
    """What the open form needs at least."""
    phone.evaluate(PICK, ["stops-0-place", "53.01.06.2006", "Tuapukan"])
    phone.fill('[name="people-0-name"]', "Marselina Contoh")
    phone.fill('[name="notes-0-text"]', "Air bersih kurang di Dusun II.")
    phone.check('[name="concern_heard"][value="no"]')
    phone.get_by_role("button", name="Ajukan", exact=True).click()
    expect(phone.locator("[data-sent-title]")).to_contain_text("Terkirim ")


def test_where_a_visit_was_sent_it_is_asked_once(phone):
    phone.context.add_init_script(
        """Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem("may") ?? "default" });
        Notification.requestPermission = async () => { localStorage.setItem("may", "granted"); return "granted"; };"""
    )
    loaded: list[str] = []
    phone.on("request", lambda request: loaded.append(request.url))
    phone.goto("/visits/new/")
    phone.wait_for_selector("form[data-ready]")
    # The form pays for nothing of it.
    assert [address for address in loaded if "push" in address] == []

    send_visit(phone)
    phone.get_by_role("button", name="Beri tahu saya").click()
    expect(phone.locator(SAID)).to_have_text(ON)
    assert PushAddress.objects.count() == 1
    phone.goto("/visits/new/")
    phone.wait_for_selector("form[data-ready]")
    send_visit(phone)
    phone.wait_for_load_state("networkidle")
    assert phone.locator("[data-telling]").count() == 0


def test_the_section_is_usable_by_everybody(phone):
    open_with(phone, "")
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(phone).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    box = phone.get_by_role("button", name="Beri tahu saya").bounding_box()
    assert box["height"] >= 44
