"""Writes docs/screenshots from a server with demo data: python -m tests.screenshots http://127.0.0.1:8000"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_FLAGS, chromium_path
from visits.sample_data.known_officers import PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
PICTURES = [("form-phone", 360, 740, "/visits/new/"), ("history-desk", 1280, 800, "/visits/")]
OFFICER = "90010001"


def main(base: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for name, width, height, path in PICTURES:
            page = chromium.new_page(viewport={"width": width, "height": height}, locale="id-ID")
            page.goto(f"{base}/accounts/login/")
            page.fill("[name=username]", OFFICER)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.goto(f"{base}{path}")
            picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
            picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(FOLDER / f"{name}.png", optimize=True)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1])
