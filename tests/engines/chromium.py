"""Chromium by Playwright, driven like the other engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.browser.field_phone import open_profile
from tests.conftest import chromium_path
from tests.engines.engines import SECONDS, Engine


class Chromium(Engine):
    """A profile of its own, kept over closing; `errors` holds what its pages threw and nobody caught."""

    name, packages = "Chromium", "chromium"

    def __init__(self, base: str, folder: Path, browser_type: BrowserType):
        super().__init__(base, folder)
        self.browser_type, self.errors = browser_type, []
        self.context: BrowserContext
        self.page: Page

    @staticmethod
    def is_here() -> bool:
        return chromium_path() is not None

    def switch_on(self) -> None:
        self.context = open_profile(self.browser_type, self.folder / "profile", self.base)
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def switch_off(self) -> None:
        self.context.close()

    def open(self, address: str) -> None:
        self.page.goto(address, wait_until="domcontentloaded")

    def reload(self) -> None:
        self.page.reload(wait_until="domcontentloaded")

    def back(self) -> None:
        self.page.go_back(wait_until="domcontentloaded")

    def forget_cookies(self) -> None:
        self.context.clear_cookies()

    def say_offline(self, is_offline: bool) -> None:
        self.context.set_offline(is_offline)

    @contextmanager
    def second_tab(self) -> Iterator[None]:
        first, self.page = self.page, self.context.new_page()
        try:
            yield
        finally:
            self.page.close()
            self.page = first

    def run(self, script: str, *values: object) -> Any:
        return self.page.evaluate(f"(values) => (function () {{ {script} }}).apply(null, values)", list(values))

    def wait(self, promise: str, *values: object) -> Any:
        # Playwright alone would wait for ever.
        limited = f"""(values) => Promise.race([
            (async function () {{ {promise} }}).apply(null, values),
            new Promise((_done, fail) => setTimeout(fail, {SECONDS * 1000}, new Error("No end in {SECONDS} seconds"))),
        ])"""
        return self.page.evaluate(limited, list(values))
