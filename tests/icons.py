"""Draws the icons of the installed app from static/icons/icon.svg: python -m tests.icons."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_FLAGS, chromium_path

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
# A maskable icon keeps what matters inside a circle of four fifths.
SIZES = {"app-192": (192, 1), "app-512": (512, 1), "maskable-512": (512, 0.62)}


def main() -> None:
    source = (ICONS / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for name, (size, share) in SIZES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            ground = "#0b5f63" if share < 1 else "transparent"
            style = f"margin:0;width:{size}px;height:{size}px;display:grid;place-items:center;background:{ground}"
            page.set_content(f'<body style="{style}">{source}</body>')
            page.add_style_tag(content=f"svg {{ width: {size * share}px; height: {size * share}px }}")
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
