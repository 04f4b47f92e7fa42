"""One run: a fresh phone, some twelve seeded actions, and then every word looked for."""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.bad_line import BadLine
from tests.browser.field_phone import FieldServer
from tests.engines.engines import Engine
from tests.soak import page
from tests.soak.actions import ACTIONS, Action, type_words
from tests.soak.phone import Phone, Wrong
from tests.soak.words import Words, judge

FEWEST, MOST = 8, 14
# Of five runs three are in Chromium, which most phones have.
SHARES = ["chromium", "chromium", "webkit", "chromium", "firefox"]
ROUNDS, MINUTES = 15, 4
LIST = "/device/"
UUID = re.compile("[0-9a-f-]{36}")
MakeEngine = Callable[[str, Path], Engine]


def plan(seed: int, number: int) -> list[tuple[Action, random.Random]]:
    """What happens in a run, each with its own chance; the first thing is that somebody types."""
    chance = random.Random(f"{seed} {number}")
    drawn = chance.choices(list(ACTIONS), weights=list(ACTIONS.values()), k=chance.randint(FEWEST, MOST))
    return [(action, random.Random(chance.random())) for action in [type_words, *drawn]]


def engine_of(number: int, wanted: list[str]) -> str:
    """Which engine a run of this number is for."""
    shares = [name for name in SHARES if name in wanted]
    return shares[number % len(shares)]


class Run:
    """A run while it happens."""

    def __init__(self, phone: Phone, seed: int, number: int):
        self.phone, self.seed, self.number = phone, seed, number
        self.words = Words(f"s{seed}r{number}")
        self.done: list[str] = []

    def on_form(self) -> bool:
        """Whether the form is open to be changed; it is opened where it is not."""
        if self.phone.kind(1) != "form" and self.phone.through("/visits/new/") != "form":
            return False
        # What is changed after "Submit" is a draft until it is submitted again.
        self.words.submitted.discard(self.phone.ask(page.KEY, otherwise=""))
        return True

    def texts(self) -> list[str]:
        return self.phone.ask(page.TEXTS, otherwise=[])

    def see_kept(self, *, waits: bool) -> None:
        """Note what the form says to have kept."""
        if self.phone.until(lambda: self.phone.ask(page.IS_KEPT), 8 if waits else 0):
            self.words.saw_kept(self.texts())

    def send(self, action: str, *, taps: int) -> None:
        """Tap a button of the bar, and see what comes of it."""
        key, texts = self.phone.ask(page.KEY, otherwise=""), self.texts()
        if not self.phone.ask(page.PRESS, action, taps):
            return

        def came() -> str:
            if self.phone.ask(page.IS_LEFT):
                return "left"
            if self.phone.ask(page.HAS_GAPS):
                return "gaps"
            return "kept" if action == "save" and self.phone.ask(page.IS_KEPT) else ""

        outcome = self.phone.until(came)
        self.phone.move(lambda: None)
        if outcome in ("left", "kept"):
            self.words.saw_kept(texts)
        if outcome == "left" and action == "submit":
            self.words.submitted.add(key)

    def stop_server(self) -> None:
        self.check_log()
        self.phone.server.stop()
        self.phone.is_up = False

    def start_server(self) -> None:
        self.phone.server.start()
        self.phone.is_up = True

    def check_log(self) -> None:
        """The server failed on nothing."""
        log = self.phone.server.data.with_suffix(".log").read_text()
        if "Traceback" in log:
            raise Wrong(log[log.index("Traceback") :][:4000])

    def check_page(self) -> None:
        self.phone.check_painted()
        self.phone.check_errors()

    def begin(self, chance: random.Random) -> None:
        """The first day: signed in, mostly with the app kept on the phone and a PIN."""
        self.phone.through("/")
        if chance.random() < 0.85:
            self.phone.ask_long("await navigator.serviceWorker.ready")
        if chance.random() < 0.4:
            self.phone.make_pin()

    def happen(self) -> None:
        for action, chance in plan(self.seed, self.number):
            began = time.monotonic()
            action(self, chance)
            seconds = time.monotonic() - began
            self.done.append(f"{action.__name__} in {seconds:.1f} ({self.phone.kind(0) or 'no page'})")
            self.check_page()

    def end(self) -> None:
        """Signal, server and sign-in are good again: what waits is sent, and every word is looked for."""
        if not self.words.typed:
            raise Wrong("No word was typed.")
        if not self.phone.is_up:
            self.start_server()
        self.phone.line.cuts = 0
        self.phone.signal(is_there=True)
        self.phone.through("/")
        self.check_page()
        self.send_all()
        on_phone = self.look_through()
        self.send_all()
        self.check_page()
        wrong = judge(self.words, self.phone.server.data, on_phone)
        if wrong:
            raise Wrong("\n".join([*wrong, f"On the phone: {self.phone.rows()}"]))
        self.check_log()

    def send_all(self) -> None:
        """Open the list again and again, as somebody who waits, until nothing is on its way."""
        end = time.monotonic() + MINUTES * 60
        for _round in range(ROUNDS):
            if time.monotonic() > end:
                break
            self.phone.through(LIST)
            came = self.phone.ask_long(page.SEND)
            waiting = [
                row
                for row in self.phone.rows()
                if row["state"] == "waiting" and not row["hold"] and (row["dirty"] or row["withPhotos"])
            ]
            if came == "done" and not waiting:
                return
        raise Wrong(f"Still waiting, {came}: {self.phone.rows()}")

    def look_through(self) -> dict[str, list[str]]:
        """The texts of what is left on the phone, by visit: each line opened, as its officer would."""
        self.phone.through(LIST)
        self.phone.check_painted()
        rows = self.phone.rows()
        unsent = {row["key"] for row in rows if row["state"] != "sent" and (row["dirty"] or row["photos"])}
        done = {row["key"] for row in rows if not row["photos"]} - unsent
        lines = self.phone.ask(page.LINES, otherwise=[])
        # A draft whose words are on the server has no line; its officer opens it from there, photos or not.
        lines += [[f"/visits/{key}/edit/", ""] for key in unsent if not any(key in line[0] for line in lines)]
        found: dict[str, list[str]] = defaultdict(list)
        for address, text in lines:
            key = UUID.search(address)
            if not key or key[0] in done:
                continue
            found[key[0]].append(text)
            if key[0] in unsent and self.phone.through(address) == "form":
                found[key[0]] += self.texts()
        return found


def run_once(make_engine: MakeEngine, server: FieldServer, folder: Path, seed: int, number: int) -> Run:
    """Do a run; what happened in it. Raises Wrong with all that is needed to see it again."""
    with (
        closing(BadLine(server.port, seed * 1000 + number)) as line,
        TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as profile,
    ):
        engine = make_engine(f"http://127.0.0.1:{line.port}", Path(profile))
        engine.switch_on()
        run = Run(Phone(engine, server, line), seed, number)
        try:
            run.begin(random.Random(f"{seed} {number} begin"))
            run.happen()
            run.end()
        except Wrong as wrong:
            command = f"script/soak --seed {seed} --run {number} --engine {engine.name.lower().removesuffix('gtk')}"
            raise Wrong(f"{command}\nIt did: {', '.join(run.done)}\nCuts: {line.happened}\n{wrong}") from None
        finally:
            engine.switch_off()
            if not run.phone.is_up:
                run.start_server()
    return run
