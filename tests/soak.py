"""The long seeded fault run of script/soak; the short one is tests/browser/test_offline.py."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.field_phone import FieldPhone, FieldServer

ROUNDS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=200)
    said = parser.parse_args()
    print(f"Seed {said.seed}: {said.visits} visits, {said.cuts} cuts.", flush=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="cooling-soak-") as folder:
        server = FieldServer(Path(folder))
        server.start()
        phone = FieldPhone(playwright.chromium, server, Path(folder), seed=said.seed)
        try:
            phone.switch_on()
            phone.install()
            _spend(phone, said)
        finally:
            phone.close()
            server.stop()


def _spend(phone: FieldPhone, said: argparse.Namespace) -> None:
    """Log in rounds without signal and send over the bad line, until so many visits have met so many cuts.

    The browser is switched off in each round; in between the session ends and a new version is deployed.
    """
    # Four cuts for each post on average: 60 posts of 20 visits with 40 photos meet about 200.
    phone.line.spared = 0.2
    between = [lambda: phone.context.clear_cookies(), phone.server.redeploy]
    while len(phone.logged) < said.visits or len(phone.line.happened) < said.cuts:
        phone.context.set_offline(True)
        for _ in range(max(1, said.visits // ROUNDS)):
            phone.log()
            phone.page.wait_for_url("**/device/")
        phone.switch_off()
        phone.switch_on()
        if between:
            between.pop()()
        phone.line.cuts = min(max(1, said.cuts // ROUNDS), said.cuts - len(phone.line.happened))
        phone.send_all(tries=said.cuts * 3)
        phone.line.cuts = 0
        phone.check()
        print(f"{len(phone.logged)} visits, {len(phone.line.happened)} cuts.", flush=True)
    assert phone.waiting() == 0
    print("Every visit and photo is there, word for word, none twice.", flush=True)


if __name__ == "__main__":
    main()
