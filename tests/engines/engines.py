"""WebKitGTK and Firefox, driven alike: open, look, type, tap, close the app and open it again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.engines.screen import HEIGHT, WIDTH, virtual_screen
from tests.postgres import free_port

SECONDS = 30
MINIBROWSER = "*/webkit2gtk-4.*/MiniBrowser"
# Opens what the element is folded into, and brings it under the finger.
BRING_UP = """
    const element = arguments[0];
    for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    element.scrollIntoView({ block: "center" });
"""
WHERE = "const { x, y } = arguments[0].getBoundingClientRect(); return [x, y].join()"
FIND = "return document.querySelector(arguments[0])"
WAIT = """
    const done = arguments[arguments.length - 1];
    (async () => {{ {} }})().then(done, (problem) => done(String(problem)));
"""
# Firefox asks, updates and reports home on its own.
QUIET = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Engine:
    """A browser with one profile and one page.

    `driver` is selenium's or Marionette's: both know the calls of WebDriver, under names that differ.
    """

    name = packages = ""
    # Whether the profile is still there after the browser was closed.
    keeps_profile = True
    # What the driver raises where it cannot reach what is to be tapped.
    out_of_reach: tuple[type[Exception], ...] = ()

    def __init__(self, base: str, folder: Path):
        self.base, self.folder = base, folder
        self.driver: Any = None

    def switch_on(self) -> None:
        raise NotImplementedError

    def switch_off(self) -> None:
        raise NotImplementedError

    def open(self, address: str) -> None:
        raise NotImplementedError

    def run(self, script: str, *values: object) -> Any:
        """What a script of the page returns; an element can be handed back to it."""
        raise NotImplementedError

    def wait(self, promise: str, *values: object) -> Any:
        """What the body of an async function comes to."""
        raise NotImplementedError

    def until(self, expression: str, *values: object, seconds: float = SECONDS) -> Any:
        """The first true value of an expression of the page. Raises AssertionError when none comes in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.run(f"return ({expression})", *values):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{self.name}: never {expression} on {self.address()}:\n{self.text()[:2000]}")

    def until_done(
        self, promise: str, wanted: object, *, between: Callable[[], None], seconds: float = SECONDS
    ) -> None:
        """Ask the body of an async function until it comes to `wanted`; each few seconds do what is `between`.

        Raises AssertionError where it does not.
        """
        end, again = time.monotonic() + 3 * seconds, time.monotonic() + seconds / 3
        while (found := self.wait(promise)) != wanted:
            assert time.monotonic() < end, f"{self.name}: {found!r} instead of {wanted!r}"
            time.sleep(0.2)
            if time.monotonic() > again:
                again = time.monotonic() + seconds / 3
                between()

    def reload(self) -> None:
        self.driver.refresh()

    def back(self) -> None:
        raise NotImplementedError

    def forget_cookies(self) -> None:
        self.driver.delete_all_cookies()

    def say_offline(self, is_offline: bool) -> None:
        """Tell the browser itself that there is no signal, where it can be told."""

    @contextmanager
    def second_tab(self) -> Iterator[None]:
        """Another tab, in front until the block ends; then it is closed."""
        raise NotImplementedError
        yield

    def text(self) -> str:
        return self.run("return document.body?.innerText ?? ''")

    def address(self) -> str:
        return self.run("return location.pathname")

    def sees(self, words: str, seconds: float = SECONDS) -> None:
        self.until("document.body?.innerText.includes(arguments[0])", words, seconds=seconds)

    def find(self, selector: str) -> Any:
        self.until("document.querySelector(arguments[0])", selector)
        element = self.run(FIND, selector)
        self.run(BRING_UP, element)
        return element

    def type(self, selector: str, words: str) -> None:
        self.find(selector).send_keys(words)

    def tap(self, selector: str) -> None:
        """Tap what stands still: a page that is still being laid out moves it away under the finger."""
        end = time.monotonic() + SECONDS
        while True:
            element, before = self.find(selector), None
            while (now := self.run(WHERE, element)) != before and time.monotonic() < end:
                before = now
                time.sleep(0.1)
            try:
                element.click()
            except self.out_of_reach:
                # The driver found it outside the window at that moment; a hand would go after it.
                if time.monotonic() > end:
                    raise
            else:
                return

    def tick(self, name: str, value: str) -> None:
        """Choose a radio or a box; in the look of a chip the box itself is not to be seen."""
        self.run("arguments[0].click()", self.find(f'[name="{name}"][value="{value}"]'))


class WebKit(Engine):
    """WebKitGTK in its MiniBrowser, which forgets its profile when it is closed: `switch_on` begins a new one."""

    name, packages = "WebKitGTK", "webkit2gtk-driver xvfb"
    keeps_profile = False

    @staticmethod
    def is_here() -> bool:
        return bool(shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and minibrowser())

    def switch_on(self) -> None:
        from selenium.common.exceptions import ElementNotInteractableException
        from selenium.webdriver import Remote
        from selenium.webdriver.remote.client_config import ClientConfig
        from selenium.webdriver.remote.remote_connection import RemoteConnection
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        self.out_of_reach = (ElementNotInteractableException,)
        self.screen = ExitStack()
        display = self.screen.enter_context(virtual_screen())
        options = Options()
        options.binary_location = str(minibrowser())
        options.add_argument("--automation")
        options.add_argument(f"--geometry={WIDTH}x{HEIGHT}")
        # Its own folder: the driver would else read what this machine's person has set.
        home = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder)}
        environment = {**os.environ, **home, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.service = Service(shutil.which("WebKitWebDriver"), env=environment)
        self.service.start()
        line = RemoteConnection(client_config=ClientConfig(self.service.service_url))
        self.driver = Remote(command_executor=line, options=options)
        self.driver.set_script_timeout(SECONDS)

    def switch_off(self) -> None:
        self.driver.quit()
        self.service.stop()
        self.screen.close()

    def open(self, address: str) -> None:
        self.driver.get(self.base + address)

    def back(self) -> None:
        self.driver.back()

    @contextmanager
    def second_tab(self) -> Iterator[None]:
        first = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        try:
            yield
        finally:
            self.driver.close()
            self.driver.switch_to.window(first)

    def run(self, script: str, *values: object) -> Any:
        return self.driver.execute_script(script, *values)

    def wait(self, promise: str, *values: object) -> Any:
        return self.driver.execute_async_script(WAIT.format(promise), *values)


class Firefox(Engine):
    """Firefox without a window, by its own remote control."""

    name, packages = "Firefox", "firefox-esr"

    @staticmethod
    def path() -> str | None:
        return shutil.which("firefox-esr") or shutil.which("firefox")

    @staticmethod
    def is_here() -> bool:
        return Firefox.path() is not None

    def switch_on(self) -> None:
        from marionette_driver.marionette import Marionette

        profile, port = self.folder / "profile", free_port()
        profile.mkdir(exist_ok=True)
        wishes = {**QUIET, "marionette.port": port}
        lines = (f'user_pref("{name}", {str(value).lower()});' for name, value in wishes.items())
        (profile / "user.js").write_text("\n".join(lines))
        # The last: only so the browser itself can be told that there is no signal.
        flags = ["--headless", "--marionette", "--no-remote", "--remote-allow-system-access"]
        command = [str(self.path()), *flags, "--profile", str(profile)]
        size = {"MOZ_HEADLESS_WIDTH": str(WIDTH), "MOZ_HEADLESS_HEIGHT": str(HEIGHT)}
        self.process = subprocess.Popen(
            command,
            env={**os.environ, **size, "HOME": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port)
            self.driver = Marionette(host="127.0.0.1", port=port, startup_timeout=SECONDS)
            self.driver.start_session({"pageLoadStrategy": "eager"})
            self.driver.timeout.script = SECONDS
        except BaseException:
            self.end_process()
            raise

    def switch_off(self) -> None:
        try:
            self.driver.delete_session()
        finally:
            self.end_process()

    def end_process(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)

    def open(self, address: str) -> None:
        self.driver.navigate(self.base + address)

    def back(self) -> None:
        self.driver.go_back()

    def say_offline(self, is_offline: bool) -> None:
        with self.driver.using_context("chrome"):
            self.driver.execute_script("Services.io.offline = arguments[0]", [is_offline])

    @contextmanager
    def second_tab(self) -> Iterator[None]:
        first = self.driver.current_window_handle
        self.driver.switch_to_window(self.driver.open(type="tab", focus=True)["handle"])
        try:
            yield
        finally:
            self.driver.close()
            self.driver.switch_to_window(first)

    def run(self, script: str, *values: object) -> Any:
        # Without a sandbox of its own a script could not touch what the page has defined.
        return self.driver.execute_script(script, values, sandbox=None)

    def wait(self, promise: str, *values: object) -> Any:
        return self.driver.execute_async_script(WAIT.format(promise), values, sandbox=None)


ENGINES = (WebKit, Firefox)


def wait_for_port(port: int) -> None:
    """Marionette's own way of waiting leaves its sockets open."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"Firefox did not listen on {port} within {SECONDS} seconds")


def minibrowser() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob(MINIBROWSER))), None)
