"""What may happen in a run. Each action gets its own chance, so that it does the same when the run is repeated."""

from __future__ import annotations

import base64
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from tests.browser.field_phone import picture
from tests.soak import page
from tests.soak.phone import DAY

if TYPE_CHECKING:
    from tests.soak.run import Run

Action = Callable[["Run", random.Random], None]
KINDS = "stops people notes follow_ups officers".split()
LONG_FIELDS = ("-text", "other_facts", "result")
IN_A_HURRY = 0.25


def type_words(run: Run, chance: random.Random) -> None:
    """Words into a field of the form, which is opened where none is."""
    if not run.on_form():
        return
    fields = run.phone.ask(page.FIELDS, otherwise=None)
    if not fields:
        return
    empty = [field for field in fields if not field[1]]
    name, before = chance.choice(empty or fields)
    is_long = name.endswith(LONG_FIELDS)
    if before and not is_long:
        return
    word = run.words.fresh(name, chance, is_long=is_long)
    run.phone.ask(page.TYPE, name, f"{before} {word.text}".strip())
    run.see_kept(waits=chance.random() > IN_A_HURRY)


def tap_chip(run: Run, chance: random.Random) -> None:
    if run.on_form():
        run.phone.ask(page.TAP, chance.random())


def add_row(run: Run, chance: random.Random) -> None:
    if run.on_form():
        run.phone.ask(page.ADD, chance.choice(KINDS))


def remove_row(run: Run, chance: random.Random) -> None:
    """A row goes; sometimes it is taken back."""
    if not run.on_form():
        return
    run.words.withdraw(run.phone.ask(page.REMOVE, chance.random(), chance.random() < 0.4, otherwise=[]))
    run.see_kept(waits=chance.random() > IN_A_HURRY)


def take_photo(run: Run, chance: random.Random) -> None:
    """A photo with a caption."""
    if not run.on_form():
        return
    word = run.words.fresh("photo", chance, is_long=False)
    bytes64 = base64.b64encode(picture(chance.randrange(20), chance.randrange(2))).decode()
    name = run.phone.ask(page.PHOTO, word.mark, bytes64, otherwise="")
    if not name:
        return
    run.phone.ask(page.TYPE, name, word.text)
    run.see_kept(waits=True)


def save_draft(run: Run, chance: random.Random) -> None:
    if run.on_form():
        run.send("save", taps=1)


def submit(run: Run, chance: random.Random) -> None:
    """Mostly with all that a visit must have."""
    if not run.on_form():
        return
    if chance.random() < 0.85:
        name = run.phone.ask(page.COMPLETE, otherwise="")
        if name:
            run.phone.ask(page.TYPE, name, run.words.fresh(name, chance, is_long=False).text)
    run.send("submit", taps=2 if chance.random() < 0.3 else 1)


def reload(run: Run, chance: random.Random) -> None:
    run.phone.move(run.phone.engine.reload)


def go_back(run: Run, chance: random.Random) -> None:
    run.phone.move(run.phone.engine.back)


def close_and_open(run: Run, chance: random.Random) -> None:
    """The browser ends at once, and opens on what its profile kept."""
    if not run.phone.engine.keeps_profile:
        reload(run, chance)
        return
    run.phone.restart()
    run.phone.go(chance.choice(["/", "/device/", "/visits/new/"]))


def lose_signal(run: Run, chance: random.Random) -> None:
    run.phone.signal(is_there=False)


def find_signal(run: Run, chance: random.Random) -> None:
    run.phone.signal(is_there=True)


def cut_line(run: Run, chance: random.Random) -> None:
    run.phone.line.cuts = chance.randint(1, 4)


def kill_server(run: Run, chance: random.Random) -> None:
    if run.phone.is_up:
        run.stop_server()


def new_version(run: Run, chance: random.Random) -> None:
    if run.phone.is_up:
        run.stop_server()
    run.phone.server.deploy()
    run.start_server()


def end_session(run: Run, chance: random.Random) -> None:
    """The cookies go, or the sign-in is ended from elsewhere."""
    if chance.random() < 0.5:
        run.phone.engine.forget_cookies()
        return
    with closing(sqlite3.connect(run.phone.server.data / "cooling.sqlite3", timeout=20)) as database, database:
        database.execute("DELETE FROM django_session")


def sign_out(run: Run, chance: random.Random) -> None:
    """With the warning confirmed; mostly the same officer signs in again at once."""
    if run.phone.through("/") != "list":
        return
    # What the server has refused comes back as a draft of its own.
    run.words.submitted -= {row["key"] for row in run.phone.rows() if row["state"] == "needs"}
    if not run.phone.ask(page.SIGN_OUT):
        return
    run.phone.until(lambda: run.phone.ask("return location.pathname !== '/'"), 5)
    if chance.random() < 0.7:
        run.phone.through("/")


def jump_clock(run: Run, chance: random.Random) -> None:
    run.phone.clock = chance.choice([-3, -1, 1, 2, 9]) * DAY + chance.randrange(DAY)
    run.phone.ask(page.PREPARE, run.phone.clock)


def use_second_tab(run: Run, chance: random.Random) -> None:
    """A visit of its own, or the list, beside the form; the tab is closed at once."""
    with run.phone.engine.second_tab():
        if chance.random() < 0.6:
            if run.phone.through("/visits/new/") == "form":
                type_words(run, chance)
        else:
            run.phone.through("/device/")
            run.check_page()


def look(run: Run, chance: random.Random) -> None:
    run.phone.through(chance.choice(["/", "/device/"]))


def open_new(run: Run, chance: random.Random) -> None:
    run.phone.through("/visits/new/")


def open_earlier(run: Run, chance: random.Random) -> None:
    """One of the visits on this phone, by its line."""
    if run.phone.through("/device/") != "list":
        return
    run.phone.check_painted()
    lines = run.phone.ask(page.LINES, otherwise=[])
    if lines:
        run.phone.through(chance.choice(lines)[0])


def wait_a_little(run: Run, chance: random.Random) -> None:
    time.sleep(chance.random() * 3)


ACTIONS: dict[Action, float] = {
    type_words: 9,
    tap_chip: 3,
    add_row: 2,
    remove_row: 1.5,
    take_photo: 2,
    save_draft: 2.5,
    submit: 5,
    reload: 2.5,
    go_back: 1.5,
    close_and_open: 2,
    lose_signal: 3,
    find_signal: 2,
    cut_line: 3,
    kill_server: 0.6,
    new_version: 0.4,
    end_session: 2,
    sign_out: 1.5,
    jump_clock: 1.5,
    use_second_tab: 1.5,
    look: 1.5,
    open_new: 1.5,
    open_earlier: 2,
    wait_a_little: 1,
}
