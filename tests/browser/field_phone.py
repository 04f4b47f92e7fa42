"""An officer's phone in the field: logs visits without signal, is switched off, and sends over a bad line."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.bad_line import FAULTS, BadLine
from tests.browser.form import PASSWORD, add_row, unfold
from tests.conftest import CHROMIUM_FLAGS, PHONE, chromium_path
from tests.postgres import free_port
from tests.serving import serving_demo

NRP, PIN = "92010001", "314159"
LOADED = "(async () => { while (!self.cooling?.send) await new Promise((done) => setTimeout(done, 50)); })()"
# The page sends by itself when it opens; whoever leaves it meanwhile cuts it off.
SEND = """async () => {
    for (;;) {
        const came = await self.cooling.send({ force: true });
        if (came !== "busy") return came;
        await new Promise((done) => setTimeout(done, 100));
    }
}"""
# Puts a value into a picker as choosing it does; without signal it has nothing to choose from.
PICK = """([name, value, label]) => {
    const picker = [...document.querySelectorAll("[data-picker]")].find((each) => each.dataset.name === name);
    const chosen = picker.querySelector("[data-picker-chosen]");
    if (chosen.querySelector("input")) return;
    chosen.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    chosen.querySelector("[data-picker-label]").textContent = label;
    chosen.hidden = false;
}"""


@dataclass
class Logged:
    """What the officer typed for one visit."""

    words: str
    person: str
    captions: list[str]


class FieldServer:
    """A real server with the demo's accounts, that can be killed and started again."""

    def __init__(self, folder: Path):
        self.data, self.port, self.running = folder / "data", free_port(), ExitStack()

    def start(self) -> None:
        self.running.enter_context(serving_demo(self.data, self.port))

    def stop(self) -> None:
        self.running.close()

    def deploy(self) -> str:
        """A new version of the style sheet under its new name, as collectstatic makes it; the name."""
        manifest = self.data / "static" / "staticfiles.json"
        said = json.loads(manifest.read_text())
        css = (self.data / "static" / said["paths"]["css/app.css"]).read_bytes() + b"\n/* new */\n"
        name = f"css/app.{hashlib.md5(css).hexdigest()[:12]}.css"
        (self.data / "static" / name).write_bytes(css)
        said["paths"]["css/app.css"] = name
        manifest.write_text(json.dumps(said))
        return name

    def redeploy(self) -> None:
        self.stop()
        self.deploy()
        self.start()


def open_profile(browser: BrowserType, folder: Path, base: str) -> BrowserContext:
    """Chromium as a phone in Kupang, on what its profile kept."""
    return browser.launch_persistent_context(
        folder,
        executable_path=chromium_path(),
        args=CHROMIUM_FLAGS,
        base_url=base,
        viewport=PHONE,
        locale="id-ID",
        timezone_id="Asia/Makassar",
    )


class FieldPhone:
    """One Chromium profile, and the line from it to the server."""

    def __init__(
        self, chromium: BrowserType, server: FieldServer, folder: Path, *, seed: int, faults: tuple[str, ...] = FAULTS
    ):
        self.chromium, self.server, self.folder, self.seed = chromium, server, folder, seed
        self.line = BadLine(server.port, seed, faults=faults)
        self.base = f"http://127.0.0.1:{self.line.port}"
        self.logged: list[Logged] = []
        self.context: BrowserContext
        self.page: Page

    def switch_on(self, profile: str = "profile") -> None:
        """Open the browser on what the profile kept."""
        self.context = open_profile(self.chromium, self.folder / profile, self.base)
        self.context.set_default_timeout(120_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def switch_off(self) -> None:
        self.context.close()

    def close(self) -> None:
        self.switch_off()
        self.line.close()

    def sign_in(self, nrp: str = NRP) -> None:
        self.page.goto("/accounts/login/")
        self.page.get_by_label("NRP").fill(nrp)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def install(self) -> None:
        """The first day: signed in, the app kept on the phone."""
        self.sign_in()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def choose_pin(self) -> None:
        self.page.goto("/device/")
        make_pin(self.page, PIN)

    def type_pin(self) -> None:
        open_with_pin(self.page, PIN)

    def open_form(self, address: str = "/visits/new/") -> None:
        self.page.goto(address)
        self.page.wait_for_selector("form[data-ready]")

    def log(self, photos: int = 2) -> Logged:
        """Log one visit in the open air: type, take pictures, tap Ajukan."""
        number = len(self.logged) + 1
        said = Logged(
            f"Catatan {number} dari seed {self.seed}: “tetap damai”, kata warga.\nBaris kedua, é ✓ {uuid.uuid4()}",
            f"Marselina Contoh {number}",
            [f"Foto {number}.{each} di balai desa" for each in range(photos)],
        )
        self.open_form()
        self.page.evaluate(PICK, ["stops-0-place", "53.01.06.2006", "Tuapukan"])
        self.page.fill('[name="people-0-name"]', said.person)
        self.page.fill('[name="notes-0-text"]', said.words)
        self.page.check('[name="concern_heard"][value="no"]')
        for each, caption in enumerate(said.captions):
            if not self.page.locator(f'[name="photos-{each}-image"]').count():
                add_row(self.page, "photos")
            field = self.page.locator(f'[name="photos-{each}-image"]')
            unfold(field)
            field.set_input_files(
                {"name": f"{number}-{each}.jpg", "mimeType": "image/jpeg", "buffer": picture(number, each)}
            )
            beside = self.page.locator(f'[name="photos-{each}-caption"]')
            unfold(beside)
            beside.fill(caption)
        self.page.get_by_role("button", name="Ajukan", exact=True).click()
        self.logged.append(said)
        return said

    def waits(self) -> None:
        """Stay until the phone says that it has what was logged."""
        self.page.get_by_text("Tersimpan, dikirim saat ada sinyal").wait_for()

    def waiting(self) -> int:
        """How many visits and photos this phone still keeps to be sent."""
        return self.page.evaluate(
            """async () => {
                const store = await self.cooling.store(await self.cooling.account());
                const visits = (await store.all("visits")).filter((row) => row.state !== "sent");
                return visits.length + (await store.all("photos")).length;
            }"""
        )

    def send_all(self, tries: int = 200) -> None:
        """Open the app again and again, as somebody does who waits for signal, until nothing is left."""
        for _ in range(tries):
            try:
                self.page.goto("/device/", timeout=60_000)
            except PlaywrightTimeout:
                continue  # as somebody does who taps again
            if "/login/" in self.page.url:
                self.sign_in()
                continue
            self.page.evaluate(LOADED)
            came = self.page.evaluate(SEND)
            if came == "signed-out":
                self.sign_in()
            if came == "done" and not self.waiting():
                return
        raise AssertionError(f"{self.waiting()} left after {tries} tries: {self.line.happened}")

    def check(self) -> None:
        """The server holds every visit and photo, word for word, and none twice."""
        with sqlite3.connect(self.server.data / "cooling.sqlite3") as database:
            notes = database.execute(
                "SELECT n.text, e.name, v.status, v.id FROM visits_dialoguenote n"
                " JOIN visits_visit v ON v.id = n.visit_id JOIN visits_encounter e ON e.visit_id = v.id"
                " WHERE n.text LIKE ?",
                [f"Catatan % dari seed {self.seed}: %"],
            ).fetchall()
            photos = database.execute(
                f"SELECT caption, digest FROM visits_photo WHERE visit_id IN ({','.join(str(row[3]) for row in notes)})"
            ).fetchall()
        found = sorted((text.replace("\r\n", "\n"), name, status) for text, name, status, _pk in notes)
        assert found == sorted((said.words, said.person, "submitted") for said in self.logged)
        wanted = [(f"Foto {n}.{e} ", n, e) for n, said in enumerate(self.logged, 1) for e in range(len(said.captions))]
        assert sorted(caption for caption, _digest in photos) == sorted(
            caption for said in self.logged for caption in said.captions
        )
        by_caption = dict(photos)
        for beginning, number, each in wanted:
            digest = next(by_caption[caption] for caption in by_caption if caption.startswith(beginning))
            file = self.server.data / "media" / "photos" / digest[:2] / f"{digest}.jpg"
            seen = Image.open(file).convert("RGB").getpixel((10, 10))
            assert all(abs(a - b) < 12 for a, b in zip(seen, colour(number, each), strict=True)), beginning


def make_pin(page: Page, pin: str) -> None:
    """Make a first PIN where the page asks for it."""
    form = page.locator("[data-pin-first]")
    form.wait_for()
    for field in form.locator("input[minlength]").all():
        field.fill(pin)
    form.get_by_role("button", name="Buat PIN").click()
    form.wait_for(state="hidden")


def open_with_pin(page: Page, pin: str) -> None:
    """Type the PIN where the page asks for it."""
    form = page.locator("[data-pin-again]")
    form.wait_for()
    form.locator("input[minlength]").fill(pin)
    form.get_by_role("button", name="Buka", exact=True).click()
    form.wait_for(state="hidden")


def colour(number: int, each: int) -> tuple[int, int, int]:
    return (number * 11 % 256, 40 + each * 90, 200 - number * 7 % 200)


def picture(number: int, each: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), colour(number, each)).save(file, "JPEG", quality=90)
    return file.getvalue()


def dispatch_sync(context: BrowserContext, page: Page, origin: str) -> None:
    """Let the browser say that there is signal again, as it does after the page was closed."""
    session = context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"] if not each["isDeleted"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": origin, "registrationId": found[-1], "tag": "outbox", "lastChance": False},
    )
