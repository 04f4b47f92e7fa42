"""After "Ajukan": never another page; what became of the words and the photos is said, and what comes next."""

import json
import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.bad_line import BadLine
from tests.browser.field_phone import picture
from tests.browser.site import enter_as
from tests.browser.test_axe import AXE
from tests.browser.test_in_the_village import camera_photo
from tests.conftest import PHONE
from visits.models import DialogueNote, Photo, Visit, VisitStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = '[name="notes-0-text"]'
ENTRIES = "**/device/entries/"
WORDS = "Air bersih kurang di Dusun II."
# The share sheet: what it was given, one line for each time.
SHARES = """
    window.shared = [];
    navigator.canShare = (data) => Boolean(data.files);
    navigator.share = async (data) => {
        window.shared.push([data.text ?? null, (data.files ?? []).map((file) => file.name)]);
    };
"""


# Resolves once the photo lies in the outbox.
KEPT_PHOTO = """(async () => {
    const store = await self.cooling.store(await self.cooling.account());
    while (!(await store.all("photos")).length) await new Promise((done) => setTimeout(done, 100));
})()"""


@pytest.fixture
def officer():
    """Somebody of Satsamapta, whose head is Agustina and whose figure is Gerson."""
    unit = make.make_unit(parent=make.make_polres(), name="Satsamapta")
    unit.districts.add(make.make_village().parent)
    make.make_officer(unit=unit, role="supervisor", name="Agustina Contoh", rank=make.make_rank("Iptu", 11))
    officer = make.make_officer(unit=unit, name="Yohanes Contoh")
    figure = make.make_figure(by=officer, name="Gerson Contoh", honorific="Bapak")
    visit = make.make_visit(author=officer, visited_on=make.VISIT_DAY)
    make.make_encounter(visit, figure=figure)
    make.rebuild_visit(visit)
    return officer


@pytest.fixture
def phone(browser_context, page, live_server, officer):
    """Signed in, with the worker of the app."""
    browser_context.add_init_script(SHARES)
    enter_as(browser_context, officer, base_url=live_server.url)
    page.set_default_timeout(30_000)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def write(page, photos: int = 0, address: str = "/visits/new/", picture=picture):
    page.goto(address)
    page.locator("form[data-ready]").wait_for()
    if address == "/visits/new/":
        page.locator("#who [data-near] .choice", has_text="Gerson").tap()
        page.locator("#said .asks .choice", has_text="Tidak").tap()
    page.fill(NOTE, WORDS)
    if photos:
        with page.expect_file_chooser() as chooser:
            page.locator("[data-add=photos]").tap()
        files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(n, 0)} for n in range(photos)]
        chooser.value.set_files(files)
        page.get_by_text("Diperkecil menjadi").nth(photos - 1).wait_for()
    page.evaluate("window.isSamePage = true")


def submit(page):
    page.get_by_role("button", name=re.compile("^(Ajukan|Simpan perubahan)$")).tap()


def heading(page):
    return page.locator("[data-sent-title]")


def says(page, words: str):
    """The panel says so, on the page where it was written."""
    expect(heading(page)).to_contain_text(words, timeout=30_000)
    expect(page.locator("[data-visit-form]")).to_be_hidden()
    assert page.evaluate("window.isSamePage") is True


class Held:
    """Nothing that leaves the outbox is answered, until it is let go."""

    def __init__(self, page):
        self.page, self.routes, self.holds = page, [], True
        page.context.route(ENTRIES, lambda route: self.routes.append(route) if self.holds else route.fallback())

    def next(self):
        """The one that has waited longest."""
        while not self.routes:
            self.page.wait_for_timeout(50)
        return self.routes.pop(0)

    def let_go(self):
        self.holds = False
        while self.routes:
            self.routes.pop(0).continue_()


def test_what_was_sent_is_said_in_the_place_of_the_form(phone):
    write(phone)
    before = Visit.objects.count()
    phone.get_by_role("button", name="Ajukan", exact=True).dblclick()
    says(phone, "Terkirim ")

    assert Visit.objects.count() == before + 1
    visit = Visit.objects.latest("pk")
    assert visit.status == VisitStatus.SUBMITTED
    panel = phone.locator(".sent")
    expect(panel).to_contain_text("Iptu Agustina Contoh akan meninjaunya")
    expect(heading(phone)).to_be_focused()
    link = panel.get_by_role("link", name="Bapak Gerson Contoh · Desa Tuapukan")
    assert link.get_attribute("href") == f"/visits/{visit.key}/"
    assert re.search(r"Terkirim \d\d\.\d\d$", heading(phone).inner_text())
    expect(panel.get_by_role("link", name="Catat lagi")).to_have_attribute("href", "/visits/new/")
    expect(panel.get_by_role("link", name="Beranda")).to_have_attribute("href", "/")
    expect(phone.locator("nav.bar")).to_be_visible()
    assert phone.locator("[data-sent-photos]").is_hidden()

    # Loaded again, or come back to, nothing is there to be sent once more.
    phone.reload()
    expect(phone.locator("main")).to_contain_text(WORDS)
    assert phone.locator("[data-visit-form]").count() == 0
    phone.goto("/visits/new/")
    phone.go_back()
    expect(phone.locator("main")).to_contain_text(WORDS)
    assert Visit.objects.count() == before + 1


def test_an_old_address_of_the_form_leads_to_the_visit_that_was_sent(phone):
    write(phone)
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")
    address = phone.url
    submit(phone)
    says(phone, "Terkirim ")
    visit = Visit.objects.latest("pk")
    assert address.endswith(f"/visits/new/#{visit.key}")

    phone.goto("/")
    phone.goto(address)

    phone.wait_for_url(f"**/visits/{visit.key}/")


def test_what_comes_late_into_the_form_is_not_written_over_what_was_sent(phone):
    """A photo that was made small only then, or a position that was found."""
    write(phone)
    submit(phone)
    says(phone, "Terkirim ")
    visit = Visit.objects.latest("pk")
    phone.evaluate(
        """for (const kind of ["input", "change"]) {
            document.querySelector('[name="notes-0-text"]').dispatchEvent(new Event(kind, { bubbles: true }));
        }"""
    )

    assert phone.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))"), "it asks before it is left"
    phone.wait_for_timeout(1_000)  # it is kept within one
    phone.evaluate("self.cooling.send({ force: true, waits: true })")
    assert Visit.objects.get(pk=visit.pk).revision == visit.revision
    expect(heading(phone)).to_contain_text("Terkirim ")


LATE = """(kind) => new Promise((done) => {
    // Each task of the browser, from the tap on, for two seconds: longer than what is typed waits to be kept.
    const ends = Date.now() + 2000;
    const field = document.querySelector(kind);
    const timer = setInterval(() => {
        for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
        if (Date.now() < ends) return;
        clearInterval(timer);
        done();
    }, 50);
    [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Ajukan").click();
})"""


@pytest.mark.parametrize("field", [NOTE, "[name=photos-0-image]", "[name=stops-0-latitude]"])
def test_what_comes_late_on_a_hanging_line_makes_no_draft_of_what_was_submitted(field, phone):
    """A letter, a photo made small, a position: between the tap and the panel."""
    write(phone, photos=1)
    held = Held(phone)
    phone.evaluate(LATE, field)
    held.let_go()
    says(phone, "Terkirim ")

    visit = DialogueNote.objects.get(text=WORDS).visit
    assert (visit.status, visit.photos.count()) == ("submitted", 1)


@pytest.mark.parametrize("line", ["there", "hanging"])
def test_where_the_panel_does_not_come_the_form_leads_on_or_says_where_it_is(line, chromium, live_server, officer):
    """A browser without the worker, on a line that lost the panel's files."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=PHONE, locale="id-ID", has_touch=True, service_workers="block"
    )
    enter_as(context, officer, base_url=live_server.url)
    context.route("**/sent-panel.*.js", lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(30_000)
    write(page)
    if line == "hanging":
        context.route(ENTRIES, lambda route: route.abort())
    submit(page)

    if line == "hanging":
        expect(page.locator("[data-save-state]")).to_contain_text("menunggu di ponsel ini")
    else:
        page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/$"))
        assert DialogueNote.objects.get(text=WORDS).visit.status == "submitted"
    context.close()


def test_a_row_that_a_sign_out_took_away_was_not_sent(phone):
    """The panel of one tab, and *Keluar* in another."""
    write(phone)
    answer(phone, 413)
    submit(phone)
    says(phone, "Belum terkirim")
    phone.evaluate(
        """async () => {
            const store = await self.cooling.store(await self.cooling.account());
            for (const { key } of await store.all("visits")) await store.remove("visits", key);
            new BroadcastChannel("cooling").postMessage({ kind: "signed-out" });
        }"""
    )
    phone.wait_for_timeout(1_000)

    assert "Terkirim" not in heading(phone).inner_text()
    assert "diajukan" not in phone.locator(".sent").inner_text()


def test_each_photo_says_how_far_it_is(phone):
    write(phone, photos=2)
    held = Held(phone)
    submit(phone)
    held.next().continue_()
    says(phone, "Mengirim")
    expect(phone.locator("[data-sent-words]")).to_have_text("Kata-kata ✓")
    for number in (1, 2):
        expect(phone.locator("[data-sent-photo]")).to_have_text(f"Foto {number} dari 2")
        expect(phone.locator("[data-sent-percent]")).to_have_text("0 %")
        assert phone.get_by_role("progressbar", name=f"Foto {number} dari 2").get_attribute("value") == "0"
        assert "Mengirim" in heading(phone).inner_text()
        held.next().continue_()
    says(phone, "Terkirim ")

    expect(phone.locator("[data-sent-photo]")).to_have_text("Foto terkirim: 2 dari 2")
    assert phone.get_by_role("progressbar").count() == 0
    assert Photo.objects.count() == 2


def test_the_percent_is_of_what_has_left(phone):
    """On a slow line it grows."""
    write(phone, photos=1, picture=lambda *_: camera_photo())
    phone.evaluate(
        """window.percents = [];
        new MutationObserver(() => {
            const said = document.querySelector('[data-sent-percent]')?.textContent;
            if (said && said !== percents[percents.length - 1]) percents.push(said);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });"""
    )
    session = phone.context.new_cdp_session(phone)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 50_000}
    session.send("Network.emulateNetworkConditions", slow)
    submit(phone)
    says(phone, "Terkirim ")

    percents = [int(said.split()[0]) for said in phone.evaluate("percents")]
    assert any(0 < each < 100 for each in percents), percents
    assert percents == sorted(percents)


def test_on_a_line_that_hangs_the_words_are_said_to_be_safe(phone):
    write(phone, photos=1)
    held = Held(phone)
    began = time.monotonic()
    submit(phone)
    expect(phone.locator("[data-save-state]")).to_contain_text("Mengirim", timeout=2_500)
    says(phone, "Tersimpan, dikirim saat ada sinyal")
    assert time.monotonic() - began < 10  # 3 seconds on a machine with nothing else to do

    expect(phone.locator(".sent")).to_contain_text("Menutup aplikasi tidak menghapus apa pun.")
    assert not phone.get_by_role("button", name="Salin").is_visible()
    held.let_go()
    says(phone, "Terkirim ")
    assert DialogueNote.objects.get(text=WORDS).visit.photos.count() == 1


@pytest.mark.parametrize("wakes", [True, False])
def test_without_signal_no_more_is_promised_than_the_browser_keeps(wakes, phone, browser_context):
    if not wakes:
        browser_context.add_init_script("delete ServiceWorkerRegistration.prototype.sync; delete window.SyncManager;")
    write(phone)
    browser_context.set_offline(True)
    phone.evaluate("dispatchEvent(new Event('offline'))")
    submit(phone)
    says(phone, "Tersimpan, dikirim saat ada sinyal")
    woken, alone = "Ponsel ini mengirimnya sendiri", "Selama aplikasi ditutup, peramban ini tidak mengirim apa pun"
    expect(phone.locator(".sent")).to_contain_text(woken if wakes else alone)
    assert (alone if wakes else woken) not in phone.locator(".sent").inner_text()
    assert phone.url.endswith("/device/")

    browser_context.set_offline(False)
    says(phone, "Terkirim ")
    # Whoever sent it, this page or the worker: who reviews it is known.
    expect(phone.locator(".sent")).to_contain_text("Iptu Agustina Contoh akan meninjaunya")
    assert DialogueNote.objects.filter(text=WORDS).count() == 1


def test_what_was_said_of_the_signal_goes_once_all_is_sent(phone, browser_context):
    browser_context.set_offline(True)
    write(phone)
    expect(phone.locator("main")).to_contain_text("Tanpa sinyal. Yang ditulis")
    submit(phone)
    says(phone, "Tersimpan")
    phone.get_by_role("link", name="Catat lagi").tap()
    phone.locator("form[data-ready]").wait_for()
    line = phone.locator("main > [role=status]", has_text="Tanpa sinyal")
    expect(line).to_have_count(1)
    # The signal is back, and nothing says so but that it is sent.
    phone.evaluate("addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    browser_context.set_offline(False)
    phone.evaluate("self.cooling.send({ force: true, waits: true })")
    expect(line).to_have_count(0)


def answer(page, status: int, **said):
    def fulfil(route):
        body = json.dumps({"key": route.request.headers["x-entry-key"], **said})
        route.fulfill(status=status, content_type="application/json", body=body)

    page.context.route(ENTRIES, fulfil)


def test_what_is_refused_at_once_stays_in_the_form(phone):
    write(phone)
    answer(phone, 422, errors={"notes-0-text": ["Sebut dusunnya."]})
    submit(phone)

    expect(phone.locator("[data-problems]")).to_contain_text("Sebut dusunnya.")
    expect(phone.locator("[data-problems]")).to_be_focused()
    assert phone.locator(".sent").count() == 0
    expect(phone.locator(NOTE)).to_have_value(WORDS)


def test_what_is_refused_later_brings_the_form_back_and_is_sent_once(phone):
    write(phone)
    held = Held(phone)
    submit(phone)
    says(phone, "Tersimpan")
    refused = held.next()
    held.let_go()
    errors = {"notes-0-text": ["Sebut dusunnya."]}
    body = json.dumps({"key": refused.request.headers["x-entry-key"], "errors": errors})
    refused.fulfill(status=422, content_type="application/json", body=body)
    says(phone, "Belum terkirim")
    phone.get_by_role("button", name="Kembali ke formulir").tap()

    expect(phone.locator("[data-problems]")).to_contain_text("Sebut dusunnya.")
    expect(phone.locator(NOTE)).to_have_value(WORDS)
    assert "/visits/new/" in phone.url
    phone.fill(NOTE, f"{WORDS} RT 03.")
    submit(phone)
    says(phone, "Terkirim ")
    assert DialogueNote.objects.get(text__startswith=WORDS).text.endswith("RT 03.")


def test_a_conflict_keeps_both_versions_one_tap_away(phone, officer):
    visit = make.make_visit(author=officer, status=VisitStatus.DRAFT)
    make.make_encounter(visit, name="Marselina Contoh")
    make.make_note(visit, "Dari ponsel lain.")
    write(phone, address=f"/visits/{visit.key}/edit/")
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")
    answer(phone, 409, revision=2)
    submit(phone)
    says(phone, "Belum terkirim")
    expect(phone.locator(".sent")).to_contain_text("Kata-kata Anda aman di ponsel ini")
    phone.context.unroute(ENTRIES)
    Visit.objects.filter(pk=visit.pk).update(revision=7)
    phone.get_by_role("button", name="Bandingkan kedua versi").tap()

    phone.locator("#conflict").wait_for()
    expect(phone.locator("main")).to_contain_text("Dari ponsel lain.")
    expect(phone.locator("main")).to_contain_text(WORDS)


@pytest.mark.parametrize(("status", "said"), [(413, "Terlalu besar"), (500, None)])
def test_what_no_field_is_to_blame_for_has_its_way_on(status, said, phone):
    write(phone)
    answer(phone, status)
    submit(phone)
    # What the server fails on is tried again before it is set aside.
    says(phone, "Belum terkirim" if said else "Tersimpan")
    if said:
        expect(phone.locator(".sent")).to_contain_text(said)
        phone.get_by_role("link", name="Ponsel ini").tap()
        phone.wait_for_url("**/device/")
    expect(phone.locator("[data-outbox-list] li" if said else ".sent")).to_have_count(1)


def test_an_ended_session_leads_to_sign_in_and_the_words_go_afterwards(phone, browser_context, live_server, officer):
    write(phone)
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")
    Session.objects.all().delete()
    submit(phone)
    says(phone, "Tersimpan, dikirim setelah Anda masuk lagi")
    way = phone.get_by_role("link", name="Masuk", exact=True)
    assert way.get_attribute("href") == "/accounts/login/?next=%2Fdevice%2F"

    enter_as(browser_context, officer, base_url=live_server.url)
    phone.goto("/device/")
    expect(phone.locator("[data-outbox-said]")).to_have_text("Semua sudah terkirim.")
    assert DialogueNote.objects.filter(text=WORDS).count() == 1


def test_words_that_the_visit_takes_no_more_are_said_to_be_a_draft(phone, officer):
    visit = make.make_visit(author=officer, status=VisitStatus.RETURNED)
    make.make_encounter(visit, name="Marselina Contoh")
    make.make_note(visit, "Air bersih kurang.")
    write(phone, address=f"/visits/{visit.key}/edit/")
    Visit.objects.filter(pk=visit.pk).update(status=VisitStatus.APPROVED)
    submit(phone)
    says(phone, "Terkirim sebagai draf tersendiri")

    draft = Visit.objects.get(copy_of=visit)
    assert phone.locator("[data-sent-visit] a").get_attribute("href") == f"/visits/{draft.key}/edit/"
    assert phone.url.endswith(f"/visits/{draft.key}/edit/")


def test_report_and_photos_are_shared_apart(phone, browser_context):
    browser_context.grant_permissions(["clipboard-read", "clipboard-write"])
    write(phone, photos=2)
    submit(phone)
    says(phone, "Terkirim ")

    phone.get_by_role("button", name="Bagikan foto (2)").tap()
    phone.get_by_role("button", name="Bagikan laporan ke WhatsApp").tap()
    phone.wait_for_function("() => window.shared.length === 2")
    (no_text, photos), (text, no_photos) = phone.evaluate("shared")
    assert (no_text, photos, no_photos) == (None, ["0.jpg", "1.jpg"], [])
    assert WORDS in text
    phone.get_by_role("button", name="Salin", exact=True).tap()
    phone.get_by_text("Laporan disalin.").wait_for()
    assert WORDS in phone.evaluate("navigator.clipboard.readText()")


def test_a_photo_as_the_camera_made_it_is_shared_only_as_the_server_has_it(phone):
    """It may say where it was taken; the server's copy does not."""
    write(phone, photos=1)
    phone.evaluate("delete document.querySelector('[name=photos-0-image]').dataset.small")
    held = Held(phone)
    submit(phone)
    says(phone, "Tersimpan")
    share = phone.locator("[data-sent-share-photos]")
    assert share.get_attribute("data-share-photos") is None
    held.let_go()
    says(phone, "Terkirim ")

    photo = Photo.objects.get()
    assert share.get_attribute("data-share-photos") == f"/visits/{photo.visit.key}/photos/{photo.key}/"


def test_photos_of_an_earlier_day_are_shared_from_the_server(phone, browser_context):
    write(phone, photos=1)
    phone.evaluate(KEPT_PHOTO)
    phone.reload()
    phone.locator("form[data-ready]").wait_for()
    expect(phone.locator(NOTE)).to_have_value(WORDS)
    phone.evaluate("window.isSamePage = true")
    browser_context.set_offline(True)
    submit(phone)
    says(phone, "Tersimpan")
    assert not phone.get_by_role("button", name="Bagikan foto (1)").is_visible()
    browser_context.set_offline(False)
    says(phone, "Terkirim ")
    phone.get_by_role("button", name="Bagikan foto (1)").tap()
    phone.wait_for_function("() => window.shared.length === 1")
    assert phone.evaluate("shared") == [[None, ["1.jpg"]]]


def test_over_a_line_that_swallows_answers_it_is_sent_once(phone, browser_context, page, live_server, officer):
    line = BadLine(int(live_server.url.rpartition(":")[2]), seed=20261130, cuts=3, faults=("swallowed",), spared=0)
    base = f"http://127.0.0.1:{line.port}"
    enter_as(browser_context, officer, base_url=base)
    write(phone, photos=1, address=f"{base}/visits/new/")
    phone.locator("#who [data-near] .choice", has_text="Gerson").tap()
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    submit(phone)
    for _ in range(8):
        phone.evaluate("self.cooling.send({ force: true, waits: true })")
    says(phone, "Terkirim ")

    assert line.happened == ["swallowed"] * 3
    assert DialogueNote.objects.get(text=WORDS).visit.photos.count() == 1
    line.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_panel(scheme, phone, browser_context):
    phone.emulate_media(color_scheme=scheme)
    write(phone, photos=1)
    browser_context.set_offline(True)
    submit(phone)
    says(phone, "Tersimpan")
    phone.evaluate(AXE)
    for width, size in ((360, "100%"), (320, "100%"), (360, "200%")):
        phone.set_viewport_size({"width": width, "height": 740})
        phone.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
    found = phone.evaluate("async () => (await axe.run()).violations.map((each) => [each.id, each.nodes[0].html])")
    assert found == []
    browser_context.set_offline(False)
    says(phone, "Terkirim ")
    found = phone.evaluate("async () => (await axe.run()).violations.map((each) => [each.id, each.nodes[0].html])")
    assert found == []
