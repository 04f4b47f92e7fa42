"""A phone of a run: one browser, the line from it to the server, and what its officer does with both."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.browser.bad_line import BadLine
from tests.browser.field_phone import NRP, PIN, FieldServer
from tests.browser.form import PASSWORD
from tests.engines.engines import Engine
from tests.soak import page

# A page of the shell comes after eight seconds where the server hangs.
PATIENCE = 20.0
DAY = 24 * 3600 * 1000


class Wrong(AssertionError):
    """Something that must never be, seen in a run."""


class Phone:
    """Looks and taps; a page that goes away under a look is looked at again."""

    def __init__(self, engine: Engine, server: FieldServer, line: BadLine):
        self.engine, self.server, self.line = engine, server, line
        self.is_up, self.is_offline, self.clock = True, False, 0
        self.has_pin = False

    @property
    def may_reach(self) -> bool:
        return self.is_up and not self.is_offline

    def ask(self, script: str, *values: object, otherwise: Any = None) -> Any:
        """What a script returns; `otherwise` where the page is going or none."""
        try:
            return self.engine.run(script, *values)
        except Exception:  # three drivers, each with errors of its own for a page that is going
            return otherwise

    def ask_long(self, promise: str, *values: object, otherwise: Any = None) -> Any:
        try:
            return self.engine.wait(promise, *values)
        except Exception:  # three drivers, each with errors of its own for a page that is going
            return otherwise

    def until(self, look: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """The first true value; else the last one."""
        end = time.monotonic() + seconds
        while not (found := look()) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def kind(self, seconds: float = PATIENCE) -> str:
        """Which page this is, once it is whole; empty where it never is."""
        return self.until(lambda: self.ask(page.KIND, otherwise=""), seconds)

    def move(self, way: Callable[[], object]) -> str:
        """Go to another page by a way that may fail without signal; which page came."""
        with suppress(Exception):
            way()
        kind = self.kind()
        self.ask(page.PREPARE, self.clock)
        return kind

    def go(self, address: str) -> str:
        return self.move(lambda: self.engine.open(address))

    def sign_in(self) -> str:
        """From the sign-in page on; which page came."""
        self.ask(page.SIGN_IN, NRP, PASSWORD)
        self.until(lambda: self.ask("return !location.pathname.includes('/login/')"))
        return self.move(lambda: None)

    def through(self, address: str) -> str:
        """The same as `go`, with the sign-in and the PIN that it asks for."""
        kind = self.go(address)
        if kind == "login" and self.may_reach:
            self.sign_in()
            kind = self.go(address)
        if kind == "pin":
            kind = self.type_pin()
        return kind

    def type_pin(self) -> str:
        self.ask(page.TYPE_PIN, "[data-pin-again]", PIN)
        self.until(lambda: self.ask(page.KIND, otherwise="pin") not in ("pin", ""))
        return self.kind()

    def make_pin(self) -> None:
        """A first PIN on *Ponsel ini*, where the page offers it."""
        is_offered = "return Boolean(document.querySelector('[data-pin-first]:not([hidden])'))"
        if self.through("/device/") == "list" and self.until(lambda: self.ask(is_offered), 5):
            self.ask(page.TYPE_PIN, "[data-pin-first]", PIN)
            self.has_pin = bool(self.until(lambda: not self.ask(is_offered, otherwise=True)))

    def signal(self, *, is_there: bool) -> None:
        self.is_offline = self.line.dead = not is_there
        self.engine.say_offline(not is_there)

    def restart(self) -> None:
        self.engine.switch_off()
        self.engine.switch_on()
        if self.is_offline:
            self.engine.say_offline(True)

    def rows(self) -> list[dict[str, Any]]:
        """What waits on this phone, or did; of a phone that is nobody's, nothing."""
        # What is found may be nothing, and is true all the same.
        found = self.until(lambda: self.ask_long(page.ROWS), 5)
        return found["rows"] if found else []

    def check_painted(self) -> None:
        """Whatever waits has a line on the page that lists it."""
        if self.ask(page.KIND, otherwise="") not in ("list", "pin"):
            return
        found: tuple[Any, Any] = ([], [0, False])

        def is_painted() -> bool:
            nonlocal found
            waiting = [r for r in self.rows() if r["state"] != "sent" and (r["dirty"] or r["intent"] == "submit")]
            found = (waiting, self.ask(page.PAINTED, otherwise=[0, False]))
            return not waiting or (found[1][1] and found[1][0] >= len(waiting))

        if self.ask("return Boolean(document.querySelector('[data-outbox]'))") and not self.until(is_painted):
            raise Wrong(f"Not painted: {found}")

    def check_errors(self) -> None:
        errors = [*self.ask(page.ERRORS, otherwise=[]), *getattr(self.engine, "errors", [])]
        if errors:
            raise Wrong(f"Uncaught: {errors}")
