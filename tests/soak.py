"""The long seeded fault run of script/soak; the short one is tests/browser/test_offline.py."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.field_phone import FieldPhone, FieldServer


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
    """Log in rounds without signal and send over the bad line, the browser switched off in between."""
    rounds = 4
    for number in range(rounds):
        phone.context.set_offline(True)
        for _ in range(said.visits // rounds):
            phone.log()
            phone.page.wait_for_url("**/device/")
        phone.switch_off()
        phone.switch_on()
        phone.line.cuts = said.cuts // rounds
        phone.send_all(tries=said.cuts * 3)
        # Cuts that are left over hit repetitions: nothing may change by them.
        phone.line.cuts = 0
        phone.check()
        print(f"Round {number + 1}: {len(phone.logged)} visits, {len(phone.line.happened)} cuts.", flush=True)
    assert phone.waiting() == 0
    print("Every visit and photo is there, word for word, none twice.", flush=True)


if __name__ == "__main__":
    main()
