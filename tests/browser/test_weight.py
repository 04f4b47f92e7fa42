"""What a phone on a slow line has to fetch, from the real server with its compression and its hashed files."""

import re

import pytest

from tests.browser.form import sign_in
from tests.postgres import free_port
from tests.serving import serving_demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KB = 1024
FIRST, LATER, BY_THE_WORKER, ROWS = 60 * KB, 15 * KB, 5 * KB, 25 * KB
# Before the worker has come: files of the page, and who is signed in.
MOST_REQUESTS = 14
STYLES = 12 * KB
SHIFTS = """() => {
    window.shifted = 0;
    const add = (list) => list.getEntries().forEach((entry) => { window.shifted += entry.value; });
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
}"""


class Wire:
    """Counts what a tab receives, heads included, and where from."""

    def __init__(self, page):
        self.received: dict[str, float] = {}
        self.addresses: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._began)
        session.on("Network.loadingFinished", self._ended)
        session.send("Network.enable")

    def _began(self, event):
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _ended(self, event):
        self.received[self.addresses.get(event["requestId"], event["requestId"])] = event["encodedDataLength"]

    def measure(self, page, address: str) -> float:
        self.received.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return sum(self.received.values())


def test_the_form_and_the_list_are_light(chromium, tmp_path):
    with serving_demo(tmp_path / "data", port := free_port()):
        base = f"http://127.0.0.1:{port}"
        context = chromium.new_context(base_url=base, viewport={"width": 360, "height": 740}, locale="id-ID")
        page = context.new_page()
        sign_in(page, "90010001")
        page.wait_for_selector("nav")
        cookies = context.cookies()
        context.close()

        # Another phone, that has seen nothing of the site.
        context = chromium.new_context(base_url=base, viewport={"width": 360, "height": 740}, locale="id-ID")
        context.add_cookies(cookies)
        page = context.new_page()
        wire = Wire(page)

        first = wire.measure(page, "/visits/new/")
        assert len(wire.received) >= 4, wire.received  # the page, the style sheets, the scripts
        assert 10 * KB < first <= FIRST, wire.received
        before_the_worker = [url for url in wire.received if url.startswith("http")]
        assert len(before_the_worker) <= MOST_REQUESTS, wire.received
        assert sum(size for url, size in wire.received.items() if ".css" in url) < STYLES, wire.received

        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        # The second comes with who is near, which is asked for again only after a quarter of an hour.
        wire.measure(page, "/visits/new/")
        later = wire.measure(page, "/visits/new/")
        assert page.locator("form[data-shell]").count()
        assert later <= BY_THE_WORKER, wire.received

        context.add_init_script(f"({SHIFTS})()")
        page.goto("/visits/")
        visit = page.locator("tbody a").first.get_attribute("href")
        for address in ("/", "/visits/", visit, "/visits/new/"):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.shifted") < 0.05, address

        rows = re.search(r"<tbody>.*</tbody>", context.request.get("/visits/").text(), re.DOTALL)[0]
        assert rows.count("<tr>") == 50
        assert len(rows.encode()) <= ROWS
        context.close()

        # A browser without workers has the files, and fetches the page, at most with who is signed in.
        context = chromium.new_context(base_url=base, viewport={"width": 360, "height": 740}, service_workers="block")
        context.add_cookies(cookies)
        page = context.new_page()
        wire = Wire(page)
        wire.measure(page, "/visits/new/")
        later = wire.measure(page, "/visits/new/")
        fetched = {url for url, size in wire.received.items() if size and url.startswith("http")}
        assert fetched <= {f"{base}/visits/new/", f"{base}/device/session/"}
        assert 10 * KB < later <= LATER, wire.received
        context.close()
