"""Pages on a phone: Lighthouse, and a slow phone on a slow line. Prints the tables of docs/performance-phone.md.

Run `.venv/bin/python -m tests.phone http://127.0.0.1:8000` while `script/server` runs with its demo. Lighthouse is not
part of the project: install it elsewhere (`npm install lighthouse@12.8.2`) and name its command with `--lighthouse`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.form import sign_in
from tests.conftest import CHROMIUM_FLAGS, PHONE, chromium_path
from tests.postgres import free_port

NRP, RUNS = "90010001", 5
KINDS = ["performance", "accessibility", "best-practices"]
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
ROWS = {"notes": 11, "people": 8}
USABLE = "[data-picker][data-enhanced=yes]"
WATCH = """() => {
    window.lags = [];
    const note = list => list.getEntries().forEach(entry => {
        if (entry.name === 'input' || entry.name.startsWith('key')) window.lags.push(entry.duration);
    });
    new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""


def new_phone(browser: Browser, base: str) -> BrowserContext:
    return browser.new_context(base_url=base, viewport=PHONE, locale="id-ID", has_touch=True)


def slow_down(page: Page, *, line: bool = True) -> None:
    """A processor six times slower, and a line of 400 kbit/s that takes 400 ms to answer."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)


def seconds_to_the_form(page: Page) -> float:
    """From the tap until the form answers to a finger: its script has run."""
    page.goto("/visits/new/", wait_until="commit")
    page.locator(USABLE).first.wait_for(state="attached")
    return page.evaluate("performance.now()") / 1000


def opening(browser: Browser, base: str, cookies: list) -> tuple[float, float]:
    """Seconds until the form is usable: on a phone that has never seen the site, and later."""
    context = new_phone(browser, base)
    context.add_cookies(cookies)
    page = context.new_page()
    slow_down(page)
    first = seconds_to_the_form(page)
    page.wait_for_load_state("networkidle")
    if page.evaluate("Boolean(navigator.serviceWorker)"):
        # The worker keeps its files in the meantime, as it does while somebody types.
        page.evaluate("Promise.race([navigator.serviceWorker.ready, new Promise(done => setTimeout(done, 20000))])")
        page.wait_for_timeout(3000)
    later = seconds_to_the_form(page)
    context.close()
    return first, later


def typing(browser: Browser, base: str, cookies: list) -> float:
    """The longest wait in milliseconds from a key to its letter, on a form with many rows."""
    context = new_phone(browser, base)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/visits/new/")
    page.locator(USABLE).first.wait_for(state="attached")
    for kind, number in ROWS.items():
        while page.locator(f"[data-rows={kind}] > [data-row]").count() < number:
            page.locator(f"[data-add={kind}]").click()
    for number in range(ROWS["people"]):
        page.locator(f"[name=people-{number}-name]").fill(f"Marselina Contoh {number}")
    slow_down(page, line=False)
    page.evaluate(WATCH)
    page.locator("[name=notes-10-text]").click()
    page.keyboard.type("Warga meminta patroli malam di dusun dua.", delay=120)
    page.locator("[name=people-7-name]").click()
    page.keyboard.type(" dari Oesao", delay=120)
    page.wait_for_timeout(1000)
    longest = max(page.evaluate("window.lags"), default=0)
    context.close()
    return longest


def scores(lighthouse: str, address: str, port: int, folder: Path) -> dict[str, int]:
    """The median of five runs of Lighthouse, with its own throttling of a phone, in a browser that is signed in."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    command = [lighthouse, address, "--quiet", "--output=json", f"--only-categories={','.join(KINDS)}"]
    command += [f"--port={port}", "--disable-storage-reset"]
    for turn in range(RUNS):
        file = folder / f"{turn}.json"
        subprocess.run([*command, f"--output-path={file}"], check=True, capture_output=True)
        report = json.loads(file.read_text())
        for kind in KINDS:
            found[kind].append(report["categories"][kind]["score"])
    return {kind: round(100 * statistics.median(values)) for kind, values in found.items()}


def lighthouse_table(playwright: Playwright, base: str, lighthouse: str) -> None:
    pages = {"sign-in": "/accounts/login/", "start": "/", "form": "/visits/new/", "history": "/visits/"}
    print("| Lighthouse, phone, median of 5 | performance | accessibility | best practices |\n|---|---|---|---|")
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
            said = scores(lighthouse, f"{base}{path}", port, Path(folder))
            print(f"| {name} | {' | '.join(str(said[kind]) for kind in KINDS)} |", flush=True)
        page.goto("/visits/")
        visit = page.locator("tbody a").first.get_attribute("href")
        said = scores(lighthouse, f"{base}{visit}", port, Path(folder))
        print(f"| one visit | {' | '.join(str(said[kind]) for kind in KINDS)} |")
        context.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("base")
    arguments.add_argument("--lighthouse", default="")
    asked = arguments.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        context = new_phone(browser, asked.base)
        page = context.new_page()
        sign_in(page, NRP)
        page.wait_for_selector("nav.bar")
        cookies = context.cookies()
        context.close()
        opened = [opening(browser, asked.base, cookies) for _ in range(RUNS)]
        lag = statistics.median(typing(browser, asked.base, cookies) for _ in range(RUNS))
        browser.close()
    print("| Slow phone: processor ÷ 6, 400 kbit/s, 400 ms | median of 5 | wanted |\n|---|---|---|")
    print(f"| form usable, first visit | {statistics.median(each[0] for each in opened):.1f} s | 3 s |")
    print(f"| form usable, later | {statistics.median(each[1] for each in opened):.1f} s | 1 s |")
    print(f"| longest wait for a letter, 11 notes and 8 people | {lag:.0f} ms | 100 ms |\n")
    if asked.lighthouse:
        with sync_playwright() as playwright:
            lighthouse_table(playwright, asked.base, asked.lighthouse)


if __name__ == "__main__":
    main()
