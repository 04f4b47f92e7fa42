"""Browsers that lack something, and addresses that mean nothing, cost no word and no page."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.form import search_box
from tests.browser.site import enter_as
from visits.models import DialogueNote, Visit, VisitStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = '[name="notes-0-text"]'
# What Safari, and browsers in a private window, do not have.
LACKING = {
    "idle callback": "delete window.requestIdleCallback; delete Window.prototype.requestIdleCallback;",
    "storage": "Object.defineProperty(Navigator.prototype, 'storage', { get: () => undefined });",
    "estimate": "delete StorageManager.prototype.estimate; delete StorageManager.prototype.persist;",
    "sync": "delete ServiceWorkerRegistration.prototype.sync; delete window.SyncManager;",
    "session storage": (
        "Object.defineProperty(window, 'name', { value: '' });"
        "const get = Storage.prototype.getItem;"
        "Storage.prototype.getItem = function (name) {"
        "  if (name === 'cooling-said') throw new DOMException('', 'SecurityError');"
        "  return get.call(this, name); };"
    ),
}


@pytest.fixture
def officer():
    make.make_village()
    return make.make_officer()


def settled(page, address: str):
    page.goto(address)
    page.wait_for_selector("form[data-ready]")
    return page


@pytest.mark.parametrize("lacking", LACKING)
def test_each_step_of_the_start_is_taken_by_itself(lacking, browser_context, page, live_server, officer):
    browser_context.add_init_script(LACKING[lacking])
    enter_as(browser_context, officer, base_url=live_server.url)
    settled(page, "/visits/new/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.keys()).length === 1")

    # Offline the form and the outbox open from the phone.
    browser_context.set_offline(True)
    settled(page, "/visits/new/").fill(NOTE, "Tanpa sinyal, tanpa ini dan itu.")
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    page.goto("/device/")
    expect(page.locator("[data-outbox-list] li")).to_have_count(1)
    browser_context.set_offline(False)
    page.goto("/")
    page.wait_for_function("() => Boolean(self.cooling?.send)")
    page.evaluate("self.cooling.send({ force: true, waits: true })")
    assert DialogueNote.objects.get().text == "Tanpa sinyal, tanpa ini dan itu."


@pytest.mark.parametrize("part", ["returned", "conflict", "12", "0b8f0f0e-0000-4000-8000"])
def test_a_part_of_the_page_is_no_key(part, browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    settled(page, "/visits/new/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    settled(page, f"/visits/new/?again#{part}")
    key = page.locator('[name="key"]').input_value()

    assert len(key) == 36
    page.fill(NOTE, "Kata di bawah tanda pagar.")
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    page.evaluate("self.cooling.send({ force: true, waits: true })")
    assert str(Visit.objects.get().key) == key


@pytest.mark.parametrize("part", ["", "#returned"])
def test_a_saved_visit_that_is_not_on_the_phone_is_no_empty_form(part, browser_context, page, live_server, officer):
    visit = make.make_visit(author=officer, status=VisitStatus.RETURNED)
    enter_as(browser_context, officer, base_url=live_server.url)
    settled(page, "/visits/new/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.keys()).length === 1")
    browser_context.set_offline(True)

    page.goto(f"/visits/{visit.key}/edit/{part}")

    page.get_by_text("Kunjungan ini belum ada di ponsel ini").wait_for()
    assert page.locator(NOTE).count() == 0
    page.get_by_role("link", name="Catat kunjungan baru").click()
    page.wait_for_selector("form[data-ready]")
    assert page.locator('[name="key"]').input_value() != str(visit.key)


@pytest.mark.fault("A19")
@pytest.mark.parametrize("narrow", ["classification", "source"])
def test_a_confidential_draft_is_a_line_to_be_opened_with_signal(narrow, browser_context, page, live_server, officer):
    browser_context.route("**/device/entries/", lambda route: route.abort())
    enter_as(browser_context, officer, base_url=live_server.url)
    settled(page, "/visits/new/").fill(NOTE, "Kata rahasia.")
    if narrow == "classification":
        page.evaluate(
            """() => { const all = document.querySelectorAll('[name=classification]');
                for (const one of all) { if (one.type === 'radio') one.checked = one.value === 'confidential';
                else one.value = 'confidential'; one.dispatchEvent(new Event('change', { bubbles: true })); } }"""
        )
    else:
        page.evaluate(
            """() => { const one = document.querySelector('[name=notes-0-seal_source]'); one.checked = true;
                one.dispatchEvent(new Event('change', { bubbles: true })); }"""
        )
    page.wait_for_timeout(1500)

    rows = page.evaluate(
        """async () => (await (await self.cooling.store(await self.cooling.account())).all("visits"))
            .map(({ readable, envelope, isNarrow }) => [readable, Boolean(envelope), isNarrow])"""
    )
    assert rows == [[None, True, True]]
    page.goto("/device/")
    expect(page.locator("[data-outbox-list]")).to_contain_text("Kunjungan Rahasia (buka dengan sinyal)")
    browser_context.unroute("**/device/entries/")
    page.evaluate("self.cooling.send({ force: true, waits: true })")
    assert DialogueNote.objects.get().text == "Kata rahasia."


@pytest.mark.parametrize(("typed", "found"), [("tuap", "Tuapukan"), ("TUAPUKAN", "Tuapukan")])
def test_a_village_is_chosen_on_a_phone_that_took_nothing_along(
    typed, found, browser_context, page, live_server, officer
):
    officer.unit.districts.add(make.make_village().parent)
    enter_as(browser_context, officer, base_url=live_server.url)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => caches.match('/device/villages/')")
    settled(page, "/visits/new/")
    browser_context.set_offline(True)
    settled(page, "/visits/new/")
    if page.locator("#where [data-picker-change]").is_visible():
        page.locator("#where [data-picker-change]").click()

    search_box(page, "#where").fill(typed)
    page.locator("#where .picker-option label", has_text=found).first.click()

    assert page.locator('input[name="stops-0-place"]').first.input_value() == "53.01.06.2006"


@pytest.mark.parametrize(
    ("section", "typed"), [("#where", "Desa yang tidak ada"), ("#who", "Bapak Tanpa Nama"), ("#went", "Si Fulan")]
)
def test_what_was_typed_into_a_search_stays(section, typed, browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    browser_context.route("**/device/entries/", lambda route: route.abort())
    settled(page, "/visits/new/").fill(NOTE, "Di tempat itu.")
    search = search_box(page, section)
    change = page.locator(f"{section} [data-picker-change]").first
    if change.is_visible():
        change.click()
    search.fill(typed)
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    page.wait_for_timeout(1200)

    page.reload()
    page.wait_for_selector("form[data-ready]")

    expect(page.locator(f"{section} [data-picker-search]").first).to_have_value(typed)
