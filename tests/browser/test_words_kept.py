"""Words that a tab cannot read any more, on a phone without a PIN or after it was forgotten, are not typed over."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.site import enter_as
from visits.models import DialogueNote, Visit, VisitStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = '[name="notes-0-text"]'
FORGET = """async (address) => {
    const device = await (await import(address)).openDevice();
    await device.forgetReadable();
    sessionStorage.clear();
}"""


@pytest.fixture
def phone(browser_context, live_server):
    """Signed in, with the form of a saved draft; `phone.typed(words)` types in a new tab and closes it again."""
    make.make_village()
    officer = make.make_officer()
    enter_as(browser_context, officer, base_url=live_server.url)
    return Phone(browser_context, officer)


class Phone:
    def __init__(self, context, officer):
        self.context, self.officer = context, officer
        self.visit = make.make_visit(author=officer, status=VisitStatus.DRAFT)
        make.make_note(self.visit, "Satu, di server.")

    def cut(self):
        """Pages come, and nothing of the outbox leaves."""
        self.context.route("**/device/entries/", lambda route: route.abort())

    def mend(self):
        self.context.unroute("**/device/entries/")

    def tab(self):
        page = self.context.new_page()
        page.goto(f"/visits/{self.visit.key}/edit/")
        page.wait_for_selector("form[data-ready]")
        return page

    def typed(self, words: str):
        page = self.tab()
        page.fill(NOTE, words)
        expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
        return page

    def notes(self) -> dict[str, str]:
        """What each visit of the server says, by whether it is the visit itself or a copy."""
        found = DialogueNote.objects.order_by("visit")
        return {note.text: "visit" if note.visit_id == self.visit.pk else "copy" for note in found}


def test_what_a_closed_tab_left_opens_from_the_server(phone):
    phone.cut()
    phone.typed("Dua, di ponsel saja.").close()
    phone.mend()

    page = phone.tab()

    expect(page.locator(NOTE)).to_have_value("Dua, di ponsel saja.")


def test_what_cannot_be_read_is_not_typed_over(phone):
    phone.cut()
    phone.typed("Dua, tanpa PIN.").close()
    page = phone.typed("Tiga, di atasnya.")
    page.evaluate(FORGET, page.locator("link[href*='js/device/vault']").get_attribute("href"))
    page.close()
    page = phone.typed("Empat, sesudah PIN dilupakan.")
    # Every one of them is seen to wait, and goes into the file.
    page.goto("/device/")
    expect(page.locator("[data-outbox-list] li")).to_have_count(3)
    phone.mend()

    page.get_by_role("button", name="Kirim sekarang").click()

    page.get_by_text("Semua sudah terkirim").wait_for()
    assert phone.notes() == {
        "Empat, sesudah PIN dilupakan.": "visit",
        "Dua, tanpa PIN.": "copy",
        "Tiga, di atasnya.": "copy",
    }
    assert set(Visit.objects.exclude(pk=phone.visit.pk).values_list("copy_of", flat=True)) == {phone.visit.pk}
    # A line of what was sent leads to the draft that it became.
    page.locator("[data-outbox-list] li", has_text="Terkirim").first.get_by_role("link").click()
    page.get_by_text("Isi ini diketik di ponsel Anda").wait_for()


def test_an_unsent_change_of_a_submitted_visit_is_found_again(phone):
    """It is not sent by itself, and no tab can read it: a draft of its own, without typing anything."""
    Visit.objects.filter(pk=phone.visit.pk).update(status=VisitStatus.SUBMITTED)
    phone.typed("Perubahan yang belum dikirim.").close()

    page = phone.tab()

    expect(page.locator(NOTE)).to_have_value("Satu, di server.")
    for _ in range(50):
        if len(phone.notes()) == 2:
            break
        page.wait_for_timeout(100)
    assert phone.notes() == {"Satu, di server.": "visit", "Perubahan yang belum dikirim.": "copy"}


def test_words_are_kept_where_a_photo_finds_no_room(phone):
    phone.cut()
    page = phone.tab()
    page.evaluate(
        """() => {
            const put = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = function (row) {
                if (this.name === "photos") throw new DOMException("", "QuotaExceededError");
                return put.call(this, row);
            };
        }"""
    )
    page.locator("[data-add=photos]").click()
    page.set_input_files("[name=photos-0-image]", {"name": "a.heic", "mimeType": "image/heic", "buffer": b"besar"})
    page.fill(NOTE, "Kata yang muat.")
    page.get_by_text("penyimpanan penuh").first.wait_for()
    page.evaluate("addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)")
    page.reload()

    expect(page.locator(NOTE)).to_have_value("Kata yang muat.")


def test_a_page_is_loaded_again_when_its_words_were_sent_meanwhile(phone):
    """The server had made the page before it took what waited on the phone."""
    phone.cut()
    phone.typed("Dua, di ponsel.").close()
    sender, page = phone.context.new_page(), phone.context.new_page()
    sender.goto("/device/")
    sender.wait_for_function("() => Boolean(self.cooling?.send)")
    phone.mend()
    phone.context.new_cdp_session(page).send("Network.setBypassServiceWorker", {"bypass": True})

    def answer_late(route):
        response = route.fetch()
        assert sender.evaluate("self.cooling.send({ force: true, waits: true })") == "done"
        route.fulfill(response=response)

    page.route(f"**/visits/{phone.visit.key}/edit/", answer_late, times=1)
    page.goto(f"/visits/{phone.visit.key}/edit/")

    expect(page.locator(NOTE)).to_have_value("Dua, di ponsel.")


def test_a_new_visit_of_the_phone_is_open_in_one_tab(phone):
    page = phone.context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.keys()).length === 1")
    phone.context.set_offline(True)
    page.goto("/visits/new/")
    page.wait_for_selector("form[data-ready]")
    page.fill(NOTE, "Di tab pertama.")
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    other = phone.context.new_page()

    other.goto(f"/visits/new/#{page.locator('[name=key]').input_value()}")

    expect(other.locator("[data-save-state]")).to_contain_text("Terbuka juga di tab lain")
