"""A visit goes back and comes again: returned on a phone, corrected and answered, approved at a desk."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.form import enter, pick, sign_in
from tests.readers import make_readers
from visits.models import AuditEntry, Visit, VisitStatus

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280, "height": 800}
REASON, ANSWER = "Sebut dusunnya.", "Sudah saya tanyakan: Dusun II."
BEFORE, AFTER = "Warga meminta ronda malam.", "Warga Dusun II meminta ronda malam."


@pytest.fixture
def people():
    make.make_regions()
    make.make_operation()
    return make_readers()


@pytest.fixture
def phone(chromium, live_server):
    """Opens another phone or desk, each with cookies of its own."""
    opened = []

    def open_one(nrp: str, viewport: dict) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="id-ID")
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        sign_in(page, nrp)
        return page

    yield open_one
    for context in opened:
        context.close()


def submit_a_visit(page: Page) -> None:
    """From the signed-in start page to a sent visit, by keyboard and taps."""
    page.get_by_role("link", name="Catat kunjungan").first.click()
    page.wait_for_load_state("load")
    pick(page, "stops-0-place", "53.01.06.2006", "tuapu")
    enter(page, "people-0-name", "Marselina Contoh")
    enter(page, "concern_heard", "yes")
    enter(page, "notes-0-text", BEFORE)
    page.get_by_role("button", name="Ajukan").last.click()
    page.get_by_text("Kunjungan diajukan.").wait_for()


@pytest.mark.fault("B28")
def test_a_note_goes_back_is_corrected_answered_and_approved(phone, people, capsys):
    small = {"width": 360, "height": 740}
    officer, on_phone = phone(people["author"].nrp, small), phone(people["supervisor"].nrp, small)
    submit_a_visit(officer)

    on_phone.goto("/review/")
    on_phone.locator("[data-row]").click()
    on_phone.get_by_label("Alasan pengembalian").fill(REASON)
    on_phone.get_by_label("Tentang satu catatan").select_option(label=BEFORE)
    on_phone.get_by_role("button", name="Kembalikan kepada pembuat").click()
    on_phone.get_by_text("Kunjungan dikembalikan kepada pembuatnya.").wait_for()

    officer.goto("/")
    officer.locator("a[href*='#returned']").click()
    expect(officer.locator("#returned")).to_be_in_viewport()
    expect(officer.locator("#returned")).to_contain_text(REASON)
    officer.get_by_label("Jawaban kepada atasan").fill(ANSWER)
    enter(officer, "notes-0-text", AFTER)
    officer.get_by_role("button", name="Ajukan").last.click()
    officer.get_by_text("Kunjungan diajukan.").wait_for()

    desk = phone(people["supervisor"].nrp, DESK)
    desk.goto("/review/")
    expect(desk.get_by_label("Gunakan tombol papan ketik")).to_be_visible()
    expect(desk.get_by_label("Gunakan tombol papan ketik")).not_to_be_checked()
    desk.keyboard.press("j")
    assert desk.url.endswith("/review/")  # keys are off until somebody switches them on
    desk.get_by_label("Gunakan tombol papan ketik").check()
    desk.keyboard.press("j")
    shown = desk.locator(".review-visit")
    expect(shown.locator("ins")).to_have_text("ditambahkan: Dusun II ")
    expect(shown).to_contain_text(REASON)
    expect(shown).to_contain_text(ANSWER)
    desk.keyboard.press("r")
    expect(desk.get_by_label("Alasan pengembalian")).to_be_focused()
    desk.keyboard.press("a")
    expect(desk.get_by_label("Alasan pengembalian")).to_have_value("a")
    desk.get_by_role("heading", name="Verifikasi", exact=True).click()
    desk.keyboard.press("a")
    expect(desk.locator("[data-approve] button")).to_be_focused()
    assert Visit.objects.get().status == VisitStatus.SUBMITTED
    desk.keyboard.press("Enter")
    desk.get_by_text("Kunjungan disahkan.").wait_for()

    visit = Visit.objects.get()
    assert visit.status == VisitStatus.APPROVED
    officer.goto(visit.get_absolute_url())
    for words in (REASON, ANSWER, "Perubahan sejak diajukan"):
        expect(officer.locator("main")).to_contain_text(words)
    done = AuditEntry.objects.filter(target=str(visit.key)).exclude(kind=AuditEntry.Kind.VISIT_READ)
    assert list(done.order_by("number").values_list("kind", flat=True)) == [
        *("visit_submitted", "visit_returned", "visit_submitted", "visit_approved"),
    ]
    call_command("verify_trail")
    assert capsys.readouterr().out.startswith("The audit log is intact:")
