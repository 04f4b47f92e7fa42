"""Pages on a phone: Lighthouse, and a slow phone on a slow line. Writes the phone's part of docs/performance.md.

Run `.venv/bin/python -m tests.phone http://127.0.0.1:8000` while `script/server` runs with its demo. Lighthouse is not
part of the project: install it elsewhere (`npm install lighthouse@12.8.2`) and name its command with `--lighthouse`.
Without it only the slow phone is measured, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import performance
from tests.browser.form import add_row, sign_in
from tests.conftest import CHROMIUM_FLAGS, PHONE, chromium_path
from tests.postgres import free_port

NRP, RUNS = "90010001", 5
KINDS = ["performance", "accessibility", "best-practices"]
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
ROWS = {"notes": 11, "people": 8}
# Of the page itself, not asked for again and again: that would take of the slow processor.
WATCH_OPENING = """
    window.opened = {};
    window.ready = new Promise(done => {
        new MutationObserver(changes => changes.forEach(({ attributeName: name }) => {
            window.opened[name] = window.opened[name] || performance.now();
            if (name === 'data-ready') done();
        })).observe(document, { subtree: true, attributeFilter: ['data-enhanced', 'data-ready'] });
    });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WATCH_TYPING = """() => {
    window.lags = [];
    const note = list => list.getEntries().forEach(entry => {
        if (entry.name === 'input' || entry.name.startsWith('key')) window.lags.push(entry.duration);
    });
    new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""


OPENING = """## On a phone

Measured while `script/server` ran with its demo and nothing else was at work:

```sh
npm install lighthouse@12.8.2          # somewhere outside the project
.venv/bin/python -m tests.phone http://127.0.0.1:8000 --lighthouse …/node_modules/.bin/lighthouse
```

A form is usable when it is painted and its script answers to a finger. Its fields take letters from the moment they
are painted, and what they hold when the script comes is kept with the rest. *Later* is a visit that the worker answers
out of the phone. Times depend on the machine, on which the processor of a phone is emulated.

"""


def new_phone(browser: Browser, base: str) -> BrowserContext:
    return browser.new_context(base_url=base, viewport=PHONE, locale="id-ID", has_touch=True)


def slow_down(page: Page, *, line: bool = True) -> None:
    """A processor six times slower, and a line of 400 kbit/s that takes 400 ms to answer."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)


def seconds_to_the_form(page: Page) -> tuple[float, float]:
    """From the tap until the form answers to a finger, and until what is typed is kept on the phone."""
    page.goto("/visits/new/", wait_until="commit")
    page.evaluate("ready")
    page.wait_for_timeout(500)
    painted, opened = page.evaluate(f"[{PAINTED}, opened]")
    return max(painted, opened["data-enhanced"]) / 1000, opened["data-ready"] / 1000


def opening(browser: Browser, base: str, cookies: list) -> dict[str, float]:
    """Seconds until the form is usable: on a phone that has never seen the site, and later."""
    context = new_phone(browser, base)
    context.add_cookies(cookies)
    page = context.new_page()
    page.add_init_script(WATCH_OPENING)
    slow_down(page)
    first = seconds_to_the_form(page)
    # The worker keeps its files in the meantime, as it does while somebody types.
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_timeout(3000)
    later = seconds_to_the_form(page)
    assert page.locator("form[data-shell]").count(), "The second visit was not opened from the phone."
    context.close()
    return {"first": first[0], "first, kept": first[1], "later": later[0], "later, kept": later[1]}


def typing(browser: Browser, base: str, cookies: list) -> float:
    """The longest wait in milliseconds from a key to its letter, on a form with many rows."""
    context = new_phone(browser, base)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/visits/new/")
    page.locator("form[data-ready]").wait_for()
    for kind, number in ROWS.items():
        while page.locator(f"[data-rows={kind}] > [data-row]").count() < number:
            add_row(page, kind)
    for number in range(ROWS["people"]):
        page.locator(f"[name=people-{number}-name]").fill(f"Marselina Contoh {number}")
    slow_down(page, line=False)
    page.evaluate(WATCH_TYPING)
    page.locator("[name=notes-10-text]").click()
    page.keyboard.type("Warga meminta patroli malam di dusun dua.", delay=120)
    page.locator("[name=people-7-name]").click()
    page.keyboard.type(" dari Oesao", delay=120)
    page.wait_for_timeout(1000)
    longest = max(page.evaluate("window.lags"), default=0)
    context.close()
    return longest


def scores(lighthouse: str, address: str, port: int, folder: Path) -> dict[str, int]:
    """The median of five runs of Lighthouse, as for a first visit, with its own throttling of a phone."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    command = [lighthouse, address, "--quiet", "--output=json", f"--only-categories={','.join(KINDS)}"]
    # It empties caches and ends workers before each run; cookies stay, and with them the session.
    command.append(f"--port={port}")
    for turn in range(RUNS):
        file = folder / f"{turn}.json"
        subprocess.run([*command, f"--output-path={file}"], check=True, capture_output=True)
        report = json.loads(file.read_text())
        for kind in KINDS:
            found[kind].append(report["categories"][kind]["score"])
    return {kind: round(100 * statistics.median(values)) for kind, values in found.items()}


def scores_of_all(playwright: Playwright, base: str, lighthouse: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Page after page, the one for signing in before somebody has signed in."""
    pages = {"sign-in": "/accounts/login/", "start": "/", "form": "/visits/new/", "history": "/visits/"}
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
        context = playwright.chromium.launch_persistent_context(
            f"{folder}/profile", executable_path=chromium_path(), args=flags, base_url=base
        )
        page = context.new_page()
        for name, path in pages.items():
            if name == "start":
                sign_in(page, NRP)
                page.wait_for_selector("nav.bar")
            yield name, scores(lighthouse, f"{base}{path}", port, Path(folder))
        page.goto("/visits/")
        visit = page.locator("tbody a").first.get_attribute("href")
        yield "one visit", scores(lighthouse, f"{base}{visit}", port, Path(folder))
        context.close()


def on_a_slow_phone(playwright: Playwright, base: str) -> dict[str, float]:
    """Medians: seconds of opening the form, milliseconds of typing."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
    context = new_phone(browser, base)
    page = context.new_page()
    sign_in(page, NRP)
    page.wait_for_selector("nav.bar")
    cookies = context.cookies()
    context.close()
    opened = [opening(browser, base, cookies) for _ in range(RUNS)]
    found = {name: statistics.median(each[name] for each in opened) for name in opened[0]}
    found["letter"] = statistics.median(typing(browser, base, cookies) for _ in range(RUNS))
    browser.close()
    return found


def slow_table(found: dict[str, float]) -> str:
    rows = ["| Processor ÷ 6, 400 kbit/s, 400 ms; median of 5 | | wanted |", "|---|---|---|"]
    rows.append(f"| form usable, first visit | {found['first']:.1f} s | 2.5 s |")
    rows.append(f"| form usable, later | {found['later']:.1f} s | 0.7 s |")
    rows.append(f"| what is typed is kept, first visit | {found['first, kept']:.1f} s | |")
    rows.append(f"| what is typed is kept, later | {found['later, kept']:.1f} s | |")
    rows.append(f"| longest wait for a letter, 11 notes and 8 people | {found['letter']:.0f} ms | 60 ms |")
    return "\n".join(rows)


def lighthouse_table(found: dict[str, dict[str, int]]) -> str:
    rows = ["| Lighthouse, phone, median of 5 | performance | accessibility | best practices |", "|---|---|---|---|"]
    rows += [f"| {name} | {' | '.join(str(said[kind]) for kind in KINDS)} |" for name, said in found.items()]
    rows.append("| wanted | 99 | 100 | 100 |")
    return "\n".join(rows)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("base")
    arguments.add_argument("--lighthouse", default="")
    asked = arguments.parse_args()
    with sync_playwright() as playwright:
        table = slow_table(on_a_slow_phone(playwright, asked.base))
        print(table, flush=True)
        if not asked.lighthouse:
            return
        scored = lighthouse_table(dict(scores_of_all(playwright, asked.base, asked.lighthouse)))
    print(scored)
    performance.write("phone", OPENING + f"{table}\n\n{scored}\n")


if __name__ == "__main__":
    main()
