"""Without signal: suggestions, the start page, a returned visit and another phone's draft, all from the phone."""

import datetime as dt

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.field_phone import make_pin, open_with_pin
from tests.browser.form import search_box
from tests.browser.site import enter_as
from tests.factories import rebuild_visit
from visits.models import DialogueNote, Remark, Visit, VisitStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN, CARD, OESAO = "314159", "/places/53.01.06.2006/card/", "53.01.06.2006"
NOTE = '[name="notes-0-text"]'
KEPT = """async (name) => {
    const its = await self.cooling.store(await self.cooling.account());
    for (let turn = 0; turn < 300 && !(await its.get("kept", name)); turn += 1) {
        await new Promise((done) => setTimeout(done, 50));
    }
    return Boolean(await its.get("kept", name));
}"""
# Every byte of every database, nothing opened, and every answer in every cache, as one text.
RAW = """async () => {
    const found = [JSON.stringify(localStorage)];
    const bytes = new TextDecoder("latin1");
    const plain = (_name, value) => {
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytes.decode(value);
        return value;
    };
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => done(request.result);
        });
        for (const store of database.objectStoreNames) {
            const rows = await new Promise((done) => {
                const request = database.transaction(store).objectStore(store).getAll();
                request.onsuccess = () => done(request.result);
            });
            for (const row of rows) found.push(JSON.stringify(row, plain));
        }
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
    }
    return found.join("\\n");
}"""


@pytest.fixture
def officer():
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    return officer


@pytest.fixture
def figure(officer):
    """Somebody whom the officer met, on a visit that came back."""
    figure = make.make_figure(by=officer, name="Marselina Contoh", addressed_as="Mama Lina")
    make.make_figure_role(figure, title="Kepala Dusun II")
    visit = make.make_visit(author=officer, status=VisitStatus.RETURNED)
    make.make_encounter(visit, figure=figure)
    make.make_note(visit, "Air bersih kurang.", kind="concern")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    make.make_follow_up(visit, "Perbaiki pompa air.", owner=officer, due_on=tomorrow)
    head = make.make_officer(name="Marten Contoh", unit=officer.unit, role="supervisor")
    Remark.objects.create(visit=visit, kind="returned", reason="Sebut dusunnya.", written_by=head)
    rebuild_visit(visit)
    return figure


@pytest.fixture
def draft(officer):
    """Begun on another phone."""
    draft = make.make_visit(author=officer, status=VisitStatus.DRAFT)
    make.make_note(draft, "Mulai di ponsel lain.")
    rebuild_visit(draft)
    return draft


@pytest.fixture
def phone(browser_context, page, live_server, officer):
    """Signed in, the app kept on the phone, nothing taken along by hand."""
    enter_as(browser_context, officer, base_url=live_server.url)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.keys()).length === 1")
    assert page.evaluate(KEPT, "near")
    return page


def with_pin(page):
    page.goto("/device/")
    make_pin(page, PIN)
    assert page.evaluate(KEPT, "pack")
    assert page.evaluate(KEPT, "resume")


def form_at(page, address: str):
    page.goto(address)
    page.wait_for_selector("form[data-ready]")
    return page


def links(page, part: str) -> list[str]:
    return page.locator(f"[data-{part}] a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")


def send(page) -> None:
    page.goto("/")
    page.wait_for_function("() => Boolean(self.cooling?.send)")
    assert page.evaluate("self.cooling.send({ force: true, waits: true })") == "done"


@pytest.mark.fault("B12")
def test_every_link_of_the_start_page_opens_after_the_browser_was_closed(phone, browser_context, figure, draft):
    returned = Visit.objects.get(status=VisitStatus.RETURNED)
    promise = returned.follow_ups.get()
    with_pin(phone)
    # The tab is gone, and with it the key.
    phone.close()
    browser_context.set_offline(True)
    page = browser_context.new_page()
    page.goto("/")
    open_with_pin(page, PIN)

    expect(page.locator("[data-start-returned] li")).to_have_count(1)
    expect(page.locator("[data-start-returned]")).to_contain_text("Sebut dusunnya.")
    assert links(page, "start-returned") == [f"/visits/{returned.key}/edit/"]
    assert links(page, "start-drafts") == [f"/visits/{draft.key}/edit/"]
    assert links(page, "start-promises") == [promise.get_absolute_url()]
    assert CARD in links(page, "cards")
    assert timezone.localdate().strftime("%-d") in page.locator("[data-kept-said]").inner_text()

    page.goto(CARD)
    expect(page.locator("[data-kept-page]")).to_contain_text("Mama Lina")
    page.goto(promise.get_absolute_url())
    expect(page.locator("[data-kept-page]")).to_contain_text("Perbaiki pompa air.")
    # Another phone's draft goes on here.
    expect(form_at(page, f"/visits/{draft.key}/edit/").locator(NOTE)).to_have_value("Mulai di ponsel lain.")
    page.fill(NOTE, "Diteruskan di ponsel ini.")
    page.get_by_role("button", name="Simpan draf", exact=True).click()
    expect(page.locator("[data-save-state]")).to_contain_text("Tersimpan di ponsel")
    # What came back is answered and corrected.
    form_at(page, f"/visits/{returned.key}/edit/")
    expect(page.locator("#returned")).to_contain_text("Sebut dusunnya.")
    page.fill('[name="answer"]', "Dusun II.")
    page.fill(NOTE, "Air bersih kurang di Dusun II.")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    page.get_by_text("Tersimpan, dikirim saat ada sinyal").wait_for()
    page.goto("/device/")
    expect(page.locator("[data-outbox-list] li")).to_have_count(2)
    assert links(page, "start-returned") + links(page, "start-drafts") == []

    browser_context.set_offline(False)
    send(page)
    assert {note.visit_id: note.text for note in DialogueNote.objects.all()} == {
        returned.pk: "Air bersih kurang di Dusun II.",
        draft.pk: "Diteruskan di ponsel ini.",
    }
    returned.refresh_from_db()
    assert returned.status == VisitStatus.SUBMITTED
    assert returned.remarks.filter(kind=Remark.Kind.ANSWERED).get().reason == "Dusun II."
    assert returned.encounters.get().figure == figure
    assert Visit.objects.count() == 2


def test_what_is_near_is_offered_and_lies_in_no_clear_text(officer, figure, phone, browser_context):
    """Without a PIN and without a pack: by the key of the tab."""
    raw = phone.evaluate(RAW)
    assert "Desa Tuapukan" in raw
    assert "Marselina" not in raw
    assert "Air bersih" not in raw
    browser_context.set_offline(True)

    form_at(phone, "/visits/new/")
    near = phone.evaluate(
        "async (address) => (await import(address)).nearChoices()", staticfiles_storage.url("js/device/near.js")
    )
    assert [row[1] for row in near["people"]] == ["Marselina Contoh"]
    assert [row[0] for row in near["villages"]] == [OESAO]

    # A link that names somebody, or a village, opens with them; what is not known is said.
    form_at(phone, f"/visits/new/?figure={figure.key}")
    assert phone.locator('input[name="people-0-figure"]').first.input_value() == str(figure.key)
    assert phone.locator('input[name="stops-0-place"]').first.input_value() == OESAO
    form_at(phone, f"/visits/new/?place={OESAO}")
    assert phone.locator('input[name="stops-0-place"]').first.input_value() == OESAO
    visit = Visit.objects.get()
    form_at(phone, f"/visits/new/?like={visit.key}")
    phone.get_by_text("kunjungan sebelumnya tidak dapat disalin").wait_for()


def test_a_pin_is_typed_twice_and_can_be_forgotten(phone, browser_context, figure, draft):
    phone.goto("/device/")
    form = phone.locator("[data-pin-first]")
    first, second = form.locator("input[minlength]").all()
    first.fill(PIN)
    second.fill("314158")
    form.get_by_label("Tampilkan PIN").check()
    assert first.get_attribute("type") == "text"
    form.get_by_role("button", name="Buat PIN").click()
    phone.get_by_text("Kedua PIN tidak sama").wait_for()
    second.fill(PIN)
    form.get_by_role("button", name="Buat PIN").click()
    phone.get_by_text("PIN dibuat").wait_for()
    assert phone.evaluate(KEPT, "resume")
    raw = phone.evaluate(RAW)
    assert [
        words for words in ("Marselina", "Air bersih", "Mulai di ponsel lain", "Sebut dusunnya") if words in raw
    ] == []

    # Words that nobody can read any more are called locked, and still sent.
    browser_context.route("**/device/entries/", lambda route: route.abort())
    form_at(phone, "/visits/new/").fill(NOTE, "Kata di balik PIN.")
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")
    phone.close()
    tab = browser_context.new_page()
    tab.goto("/device/")
    tab.on("dialog", lambda dialog: dialog.accept())
    expect(tab.locator("[data-outbox-list]")).to_contain_text("buka dengan PIN")
    tab.get_by_text("Lupa PIN?").click()
    tab.get_by_role("button", name="Hapus yang dapat dibaca").click()
    tab.get_by_text("Buat PIN baru").first.wait_for()
    expect(tab.locator("[data-outbox-list]")).to_contain_text("Draf terkunci, akan dikirim saat ada sinyal")
    kept = "async () => (await (await self.cooling.store(await self.cooling.account())).all('kept')).length"
    assert tab.evaluate(kept) == 0
    browser_context.unroute("**/device/entries/")
    send(tab)
    assert DialogueNote.objects.filter(text="Kata di balik PIN.").exists()


def test_a_search_that_hangs_is_answered_by_the_phone(phone, figure, officer):
    phone.route("**/pickers/**", lambda route: None)
    form_at(phone, "/visits/new/")
    if phone.locator("#where [data-picker-change]").is_visible():
        phone.locator("#where [data-picker-change]").click()
    search_box(phone, "#where").fill("tuap")

    expect(phone.locator("#where [aria-live]").first).to_have_text("Mencari …", timeout=2400)
    expect(phone.locator("#where .picker-option label", has_text="Tuapukan").first).to_be_visible(timeout=3500)
    expect(phone.locator("#where [aria-live]").first).to_contain_text("Dari ponsel ini")
