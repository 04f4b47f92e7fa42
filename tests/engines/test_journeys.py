"""Logging a visit, doing so without signal, and an outbox that is always painted: in WebKit and in Firefox."""

import os
import sqlite3
import uuid

import pytest

from tests.browser.field_phone import SEND, FieldServer
from tests.browser.form import PASSWORD
from tests.engines.engines import ENGINES, Engine
from tests.engines.marks import ON_THE_ENGINES

pytestmark = ON_THE_ENGINES
NRP = "92010001"
WORKER = "const found = await navigator.serviceWorker.getRegistration(); return found?.active?.state ?? ''"
CHOSEN_PLACE = "[name=stops-0-place]:checked, [name=stops-0-place][type=hidden]"
IN_OUTBOX = """
    const store = await self.cooling.store(await self.cooling.account());
    return (await store.all("visits")).filter((row) => row.state !== "sent").length;
"""
# As if two pictures had been chosen: a button of the system's own cannot be tapped here.
CHOOSE_PHOTOS = """
    document.querySelector("[data-add=photos]").click();
    const input = document.querySelector("[data-rows=photos] input[type=file]");
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    canvas.getContext("2d").fillRect(0, 0, 320, 240);
    const bytes = Uint8Array.from(atob(canvas.toDataURL("image/jpeg").split(",")[1]), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    for (const name of ["a.jpg", "b.jpg"]) transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
"""
# No word would be lost by leaving the form.
KEPT = """
    (() => {
        const leaving = new Event("beforeunload", { cancelable: true });
        dispatchEvent(leaving);
        return !leaving.defaultPrevented;
    })()
"""
# Reads what waits again and again, as long as the page lives.
READ_ON = """
    (async () => {
        const store = await self.cooling.store(await self.cooling.account());
        const readOn = async () => { for (;;) await store.all("visits"); };
        for (let each = 0; each < 5; each += 1) readOn().catch(() => {});
    })();
"""
WRITE = """
    const store = await self.cooling.store(await self.cooling.account());
    const late = new Promise((done) => setTimeout(done, 10000, "late"));
    return Promise.race([store.remove("visits", "none").then(() => "written"), late]);
"""
SPOIL = """
    const store = await self.cooling.store(await self.cooling.account());
    await store.put("visits", { key: "returned", state: "needs", names: [""], at: Date.now(), intent: "submit" });
"""
NOTE_UNCAUGHT = """
    self.uncaught = [];
    addEventListener("unhandledrejection", ({ reason }) => self.uncaught.push(String(reason)));
"""


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def engine(request, server, tmp_path_factory):
    """Signed in, with the app kept on the phone."""
    if not request.param.is_here():
        told = f"NOT TESTED: {request.param.name} was not found."
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    engine = request.param(f"http://127.0.0.1:{server.port}", tmp_path_factory.mktemp("engine"))
    engine.switch_on()
    sign_in(engine)
    engine.until_done(WORKER, "activated", between=lambda: engine.open("/"))
    yield engine
    engine.switch_off()


def sign_in(engine: Engine) -> None:
    engine.open("/accounts/login/")
    engine.type("[name=username]", NRP)
    engine.type("[name=password]", PASSWORD)
    engine.tap("form[action*=login] button[type=submit], main form button")
    engine.until("location.pathname === '/'")


def log(engine: Engine, words: str) -> None:
    """A visit to somebody who is not registered, in a village found by typing."""
    engine.open("/visits/new/")
    engine.until("document.querySelector('form[data-ready]')")
    log_open_form(engine, words)


def log_open_form(engine: Engine, words: str) -> None:
    if not engine.run(
        "return document.querySelector('[name=stops-0-place]:checked, [name=stops-0-place][type=hidden]')"
    ):
        engine.tap("#where summary")
        engine.type('[name="stops-0-place-q"]', "Tuapukan")
        engine.tick("stops-0-place", "53.01.06.2006")
    engine.type('[name="people-0-name"]', "Marselina Contoh")
    engine.type('[name="notes-0-text"]', words)
    engine.tick("concern_heard", "no")
    engine.tap("[name=action][value=submit]:not([tabindex])")


def logged(server: FieldServer, words: str) -> list[tuple[str, str]]:
    """The visits with this note: their state, and whom they met."""
    with sqlite3.connect(server.data / "cooling.sqlite3") as database:
        return database.execute(
            "SELECT v.status, e.name FROM visits_dialoguenote n JOIN visits_visit v ON v.id = n.visit_id"
            " JOIN visits_encounter e ON e.visit_id = v.id WHERE n.text = ?",
            [words],
        ).fetchall()


def test_a_visit_is_logged(engine, server):
    words = f"Warga berterima kasih, “tetap damai” – é ✓ {uuid.uuid4()}"

    log(engine, words)

    engine.sees("Terkirim ")
    engine.sees("Kunjungan diajukan.")
    assert not engine.run("return document.querySelector('[data-visit-form]').offsetParent")
    assert logged(server, words) == [("submitted", "Marselina Contoh")]


def test_a_visit_without_signal_is_sent_once_with_signal(engine, server):
    words = f"Tanpa sinyal di dusun dua {uuid.uuid4()}"
    server.stop()
    try:
        log(engine, words)
        engine.sees("Tersimpan, dikirim saat ada sinyal")
        engine.sees("Selama aplikasi ditutup, peramban ini tidak mengirim apa pun")
        assert engine.address() == "/device/"
        if engine.keeps_profile:
            engine.switch_off()
            engine.switch_on()
            engine.open("/device/")
            engine.sees("1 di ponsel ini")
        assert engine.wait(IN_OUTBOX) == 1
        assert logged(server, words) == []
    finally:
        server.start()
    engine.open("/device/")
    engine.until("self.cooling?.send && true")
    engine.wait(f"return ({SEND})()")
    assert logged(server, words) == [("submitted", "Marselina Contoh")]
    assert engine.wait(IN_OUTBOX) == 0


def test_photos_are_sent_with_their_visit_and_the_panel_counts_them(engine, server):
    words = f"Dengan dua foto {uuid.uuid4()}"
    engine.open("/visits/new/")
    engine.until("document.querySelector('form[data-ready]')")
    engine.run(CHOOSE_PHOTOS)
    engine.until("[...document.querySelectorAll('[data-photo-said]')].filter((said) => said.textContent).length >= 2")

    log_open_form(engine, words)

    engine.sees("Terkirim ")
    engine.sees("Foto terkirim: 2 dari 2")
    assert engine.run("return document.querySelector('[data-sent-title]') === document.activeElement")
    assert logged(server, words) == [("submitted", "Marselina Contoh")]
    assert engine.wait(IN_OUTBOX) == 0


def test_a_row_that_is_no_visit_hides_nothing(engine, server):
    engine.open("/device/")
    engine.until("self.cooling?.send && true")
    engine.wait(SPOIL)

    engine.open("/device/")

    # The row itself, and those of the three visits that were sent before.
    engine.until("document.querySelectorAll('[data-outbox-list] > li').length === 4")
    engine.sees("Terkirim")


def test_who_goes_back_to_a_visit_that_was_sent_finds_nothing_uncaught(engine, server):
    log(engine, f"Kembali {uuid.uuid4()}")
    engine.sees("Terkirim ")
    engine.run(NOTE_UNCAUGHT)
    engine.open("/visits/new/")
    engine.until("document.querySelector('form[data-ready]')")

    engine.back()

    engine.sees("Marselina Contoh")
    assert not engine.run("return self.uncaught ?? []")


def test_back_shows_what_was_typed_meanwhile(engine, server):
    """The browser may bring the list out of its memory as it was."""
    person = f"Yuliana Contoh {uuid.uuid4()}"
    engine.open("/device/")
    engine.until("self.cooling?.send && true")
    engine.run("location.href = '/visits/new/'")
    engine.until("document.querySelector('form[data-ready]')")
    server.stop()
    try:
        engine.type('[name="people-0-name"]', person)
        engine.until(KEPT)

        engine.back()

        engine.until("location.pathname === '/device/'")
        engine.sees(person)
    finally:
        server.start()


def test_a_page_that_is_left_while_it_reads_blocks_no_other(engine):
    """WebKit keeps such a page as it was, and until 2026-11-30 its transactions with it: nothing could be written."""
    engine.open("/device/")
    engine.until("self.cooling?.send && true")
    engine.run(READ_ON)
    engine.run("location.href = '/visits/new/'")
    engine.until("document.querySelector('form[data-ready]')")

    assert engine.wait(WRITE) == "written"
