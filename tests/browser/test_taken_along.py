"""What an officer takes along, and what the phone tells: packs, old words, a wrong clock, two versions, no position."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.field_phone import make_pin
from tests.browser.form import search_box, unfold
from tests.browser.site import enter_as
from tests.factories import rebuild_visit
from tests.visit_posts import complete_post
from visits.models import CommunityFigure, DialogueNote, Region, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN, CARD = "314159", "/places/53.01.06.2006/card/"
# Makes everything that is kept some hours older; days for the rows of the outbox.
AGE = """async ([store, hours]) => {
    const its = await self.cooling.store(await self.cooling.account());
    for (const row of await its.all(store)) {
        const { at, until } = row;
        await its.put(store, { ...row, at: at - hours * 3600000, until: until - hours * 3600000 });
    }
}"""
FRESH = """async () => {
    const its = await self.cooling.store(await self.cooling.account());
    const age = async () => Date.now() - (await its.get("kept", "pack")).at;
    for (let turn = 0; turn < 200 && (await age()) > 3600000; turn += 1) {
        await new Promise((done) => setTimeout(done, 50));
    }
}"""
SLOW_CLOCK = "(() => { const now = Date.now; Date.now = () => now.call(Date) - 20 * 60000; })()"


@pytest.fixture
def officer():
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    Region.objects.filter(code="53.01.06.2006").update(latitude=-10.13, longitude=123.81)
    figure = make.make_figure(by=officer, name="Marselina Contoh", addressed_as="Mama Lina")
    make.make_figure_role(figure, title="Kepala Dusun II")
    visit = make.make_visit(author=officer)
    make.make_encounter(visit, figure=figure)
    rebuild_visit(visit)
    return officer


@pytest.fixture
def phone(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    return page


def opened(page, address: str):
    page.goto(address)
    page.wait_for_function("() => Boolean(self.cooling && self.cooling.send)")
    return page


def pick(page, section: str, words: str, label: str):
    search_box(page, section).fill(words)
    page.locator(f"{section} .picker-option label", has_text=label).first.click()


def test_a_pack_serves_without_signal_stays_fresh_and_ends(phone, browser_context):
    opened(phone, "/pack/").get_by_role("button", name="Simpan di ponsel ini").click()
    make_pin(phone, PIN)
    phone.get_by_text("Tersimpan di ponsel ini sampai").wait_for()
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")

    # Without signal: village and figure are found, and the card opens at its own address.
    browser_context.set_offline(True)
    phone.goto("/visits/new/")
    phone.wait_for_selector("form[data-ready]")
    change = phone.locator("#where [data-picker-change]")
    if change.is_visible():
        change.click()
    pick(phone, "#where", "tuap", "Tuapukan")
    pick(phone, "#who", "marse", "Marselina Contoh")
    assert phone.locator('input[name="stops-0-place"]').first.input_value() == "53.01.06.2006"
    phone.goto(CARD)
    expect(phone.locator("[data-kept-page]")).to_contain_text("Mama Lina")

    # With signal the start page looks once it is six hours old: first nothing has changed, then a word has.
    browser_context.set_offline(False)
    asked = []
    phone.on("response", lambda answer: "/pack/cards/" in answer.url and asked.append(answer))
    opened(phone, "/").evaluate(AGE, ["kept", 5])
    opened(phone, "/").wait_for_timeout(700)
    assert not asked
    for has_changed in (False, True):
        if has_changed:
            CommunityFigure.objects.update(addressed_as="Mama Marselina")
        phone.evaluate(AGE, ["kept", 7])
        opened(phone, "/").evaluate(FRESH)
        answer = asked.pop()
        assert "?tag=" in answer.url
        assert ("pages" in answer.json()) is has_changed
    assert not asked
    browser_context.set_offline(True)
    phone.goto(CARD)
    expect(phone.locator("[data-kept-page]")).to_contain_text("Mama Marselina")

    # After three days without signal nothing of it is left.
    phone.evaluate(AGE, ["kept", 80])
    phone.goto(CARD)
    phone.get_by_text("halaman ini tidak tersimpan").wait_for()
    assert phone.locator("[data-kept-page]").inner_text() == ""
    phone.goto("/visits/new/")
    phone.wait_for_selector("form[data-ready]")
    search_box(phone, "#who").fill("marse")
    phone.wait_for_timeout(500)
    assert phone.locator("#who .picker-option").count() == 0


def test_a_wrong_clock_and_words_of_yesterday_are_told(phone, browser_context):
    browser_context.add_init_script(SLOW_CLOCK)
    browser_context.route("**/device/entries/", lambda route: route.abort())
    opened(phone, "/")
    phone.get_by_text("Jam ponsel meleset 20 menit").wait_for()
    phone.goto("/visits/new/")
    phone.wait_for_selector("form[data-ready]")
    phone.fill('[name="notes-0-text"]', "Kata dari kemarin.")
    expect(phone.locator("[data-save-state]")).to_contain_text("Di ponsel")
    phone.evaluate(AGE, ["visits", 25])

    opened(phone, "/")

    phone.get_by_text("sudah menunggu di ponsel ini lebih dari sehari").wait_for()
    phone.get_by_role("link", name="Titipkan sebagai berkas").click()
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="Buat berkas").click()
    assert saved.value.suggested_filename.startswith("cooling-")
    assert saved.value.path().read_bytes().startswith(b"COOLING HANDOVER 1\n")


def test_what_was_changed_elsewhere_is_shown_beside_ones_own(phone, officer):
    """A 409 from the outbox: both versions, and the chosen one is saved once, with no copy."""
    client = Client()
    client.force_login(officer)
    posted = complete_post(action="save")
    client.post("/visits/new/", posted)
    address = f"/visits/{posted['key']}/edit/"
    phone.goto(address)
    phone.wait_for_selector("form[data-ready]")
    elsewhere = posted | {"revision": "1", "notes-0-text": "Dari laptop."}
    client.post(address, elsewhere)
    assert DialogueNote.objects.get(visit__key=posted["key"]).text == "Dari laptop."

    phone.fill('[name="notes-0-text"]', "Dari ponsel.")
    phone.get_by_role("button", name="Simpan draf", exact=True).click()

    conflict = phone.locator("#conflict")
    expect(conflict).to_contain_text("Dari laptop.")
    expect(conflict).to_contain_text("Dari ponsel.")
    phone.wait_for_selector("form[data-ready]")
    phone.fill('[name="notes-0-text"]', "Dari laptop dan dari ponsel.")
    phone.get_by_role("button", name="Simpan draf", exact=True).click()
    phone.get_by_text("Draf disimpan").wait_for()
    assert DialogueNote.objects.get(visit__key=posted["key"]).text == "Dari laptop dan dari ponsel."
    assert not Visit.objects.filter(copy_of__isnull=False).exists()


def test_a_phone_without_a_position_says_so_and_nothing_is_in_the_way(phone, browser_context):
    browser_context.grant_permissions(["geolocation"])
    session = browser_context.new_cdp_session(phone)
    phone.goto("/visits/new/")
    session.send("Emulation.setGeolocationOverride", {})

    button = phone.get_by_role("button", name="Pakai lokasi saya", include_hidden=True)
    unfold(button)
    button.click()

    phone.get_by_text("Posisi tidak ditemukan").wait_for()
    assert phone.locator("[name=stops-0-latitude]").input_value() == ""
