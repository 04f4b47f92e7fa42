"""The main journey on a phone: a real report goes in, is found by a word of a note, is read and handed on."""

import pytest

from tests import factories as make
from tests.browser.form import fill_form, send, sign_in
from tests.corpus_posts import load_report, post_of
from visits.models import Visit, VisitStatus

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LABELS = {"53.01.06.2006": "tuapu"}
NOTE = "Warga ingin keadaan tetap tenang hingga seluruh tahapan usai."


@pytest.fixture
def report():
    """Report r01 with the rows that it names, and the officer who led it."""
    report = load_report("r01")
    unit = make.make_unit(parent=make.make_polres(), name=report["unit"])
    leader = report["led_by"]
    rank = make.make_rank("Iptu", 11)
    make.make_officer("90010001", unit=unit, name=leader["name"], rank=rank, position=leader["position"])
    make.make_regions()
    make.make_operation()
    return report


def posted_by_leader(report: dict) -> dict:
    """The form offers the person who writes as the leader; the rest is typed."""
    posted = post_of(report)
    for name in ("name", "rank", "position"):
        del posted[f"officers-0-{name}"]
    return posted


def log_and_find(page, report: dict) -> Visit:
    """Sign in, log the report, submit it, and open it from the history by a word of a note."""
    sign_in(page, "90010001")
    page.get_by_role("link", name="Catat kunjungan").first.click()
    fill_form(page, posted_by_leader(report), labels=LABELS)
    send(page, "submit")
    page.get_by_text("Kunjungan diajukan.").wait_for()
    page.get_by_role("link", name="Riwayat").click()
    page.get_by_label("Cari").first.fill("usai")
    page.get_by_role("search").get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="1 September 2024").click()
    page.get_by_text(NOTE).first.wait_for()
    return Visit.objects.get()


def says_everything(text: str, report: dict) -> None:
    wanted = [note["text"] for note in report["notes"]] + report["messages_delivered"] + report["follow_ups"]
    wanted += [figure["name"] for figure in report["figures"] if figure["name"]]
    wanted += [officer["name"] for officer in report["officers"]] + [report["coordination_of"]["name"]]
    assert [words for words in wanted if words not in text] == []


def test_an_officer_logs_a_report_and_copies_it(browser_context, page, report):
    browser_context.grant_permissions(["clipboard-read", "clipboard-write"])
    complaints = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))

    visit = log_and_find(page, report)

    assert visit.status == VisitStatus.SUBMITTED
    says_everything(page.locator("main").inner_text(), report)
    page.get_by_role("button", name="Salin laporan").click()
    page.get_by_text("Laporan disalin.").wait_for()
    says_everything(page.evaluate("navigator.clipboard.readText()"), report)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []


def test_the_same_without_scripts(chromium, live_server, report):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, locale="id-ID", java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    page = context.new_page()

    visit = log_and_find(page, report)

    assert visit.status == VisitStatus.SUBMITTED
    says_everything(page.locator("main").inner_text(), report)
    assert not page.get_by_role("button", name="Salin laporan").is_visible()
    page.goto("/device/")
    assert page.locator("noscript .alert").is_visible()
    assert page.get_by_role("link", name="Terima berkas dari ponsel lain").is_visible()
    page.goto(visit.get_absolute_url())
    address = page.get_by_role("link", name="Laporan sebagai teks").get_attribute("href")
    answer = page.request.get(address)
    assert answer.status == 200
    says_everything(answer.text(), report)
    context.close()
