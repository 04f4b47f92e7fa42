"""A report that is too long for one message is copied part after part."""

import pytest

from tests import factories as make
from tests.browser.form import sign_in
from visits.reports import build_report, report_text

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.fault("B23")
def test_one_tap_after_the_other_copies_every_part(browser_context, page):
    author = make.make_officer("90010001")
    visit = make.make_visit(author=author)
    for number in range(9):
        make.make_note(visit, text="\n".join([f"Warga ke-{number} bercerita panjang lebar."] * 250), order=number)
    whole = report_text(build_report(visit, by=author))
    browser_context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, "90010001")
    page.goto(visit.get_absolute_url())

    page.get_by_role("button", name="Salin laporan").click()
    page.get_by_text("Bagian 1 dari 2 telah disalin").wait_for()
    first = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Salin bagian 2 dari 2").click()
    page.get_by_text("Bagian 2 dari 2 telah disalin").wait_for()
    second = page.evaluate("navigator.clipboard.readText()")

    parts = [first.replace("\r\n", "\n").partition("\n")[2], second.replace("\r\n", "\n").partition("\n")[2]]
    assert "".join(parts) == whole
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
