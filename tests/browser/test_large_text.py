"""Text of twice the size on a small phone: nothing is pushed out of the page, and the whole menu can be reached."""

import pytest

from tests.browser.site import enter_as, make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/visits/", "/follow-ups/", "/figures/", "/places/", "/more/", "/visits/new/"]


@pytest.fixture
def phone(browser_context, page, live_server):
    people, _addresses = make_site()
    enter_as(browser_context, people["supervisor"], base_url=live_server.url)
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def test_nothing_stands_out_of_a_page(phone):
    widths = {}
    for address in PAGES:
        phone.goto(address)
        phone.evaluate("document.documentElement.style.fontSize = '200%'")
        widths[address] = phone.evaluate("document.documentElement.scrollWidth")

    assert {address: width for address, width in widths.items() if width > 360} == {}


def test_the_last_entry_of_the_menu_is_reached(phone):
    phone.goto("/visits/")
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    last = phone.locator("nav.bar a:visible").last
    last.scroll_into_view_if_needed()
    box = last.bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] < 361
    last.click()
    assert phone.url.endswith("/more/")
