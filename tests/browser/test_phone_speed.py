"""What makes the form quick on a phone, counted rather than timed: a clock says little on a busy machine."""

import threading

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.form import add_row
from tests.browser.site import enter_as
from tests.browser.test_in_the_village import camera_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "[name=notes-0-text]"
KEPT = "async () => (await (await cooling.store(await cooling.account())).all('visits')).length"
# What a page asks of its elements and of the phone's storage while somebody types.
COUNT_WORK = """() => {
    window.work = { asked: 0, wide: 0, bytes: 0 };
    const form = document.querySelector("[data-visit-form]");
    for (const kind of [Document, Element]) {
        for (const name of ['querySelector', 'querySelectorAll']) {
            const ask = kind.prototype[name];
            kind.prototype[name] = function (...words) {
                window.work.asked += 1;
                if (this.contains(form)) window.work.wide += 1;
                return ask.apply(this, words);
            };
        }
    }
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (row, ...more) {
        for (const part of [row.envelope, row.file]) window.work.bytes += part ? part.byteLength : 0;
        return put.call(this, row, ...more);
    };
}"""

# The scripts wait for the phone until they are told to go on; a page that is opened again does not.
HELD = """if (!sessionStorage.getItem("held")) {
    sessionStorage.setItem("held", "yes");
    const ask = navigator.locks.request.bind(navigator.locks);
    const told = new Promise((done) => { window.goOn = done; });
    navigator.locks.request = (...asked) => told.then(() => ask(...asked));
}"""


@pytest.fixture
def form(browser_context, page, live_server):
    make.make_village()
    enter_as(browser_context, make.make_officer(), base_url=live_server.url)
    page.set_default_timeout(30_000)
    return page


def open_form(page):
    page.goto("/visits/new/")
    page.locator("form[data-ready]").wait_for()


def add_rows(page, kind, number):
    while page.locator(f"[data-rows={kind}] > [data-row]").count() < number:
        add_row(page, kind)


def asked_by_letters(page) -> int:
    """How often seven letters ask the page for elements, without the write that follows them."""
    return page.evaluate(
        """selector => {
            const field = document.querySelector(selector);
            const before = window.work.asked;
            for (const letter of "patroli") {
                field.value += letter;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
            return window.work.asked - before;
        }""",
        NOTE,
    )


def test_a_letter_costs_the_same_on_a_long_form(form):
    open_form(form)
    form.evaluate(COUNT_WORK)
    short = asked_by_letters(form)
    add_rows(form, "notes", 11)
    add_rows(form, "people", 8)

    assert asked_by_letters(form) <= short
    assert short <= 7


def asked_of_the_whole(page, note: int) -> int:
    """How often the first letter of a note, which also says whose it is, asks the whole form for elements."""
    return page.evaluate(
        """async name => {
            const field = document.querySelector(`[name=${name}]`);
            const before = window.work.wide;
            field.value = "p";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(done => setTimeout(done, 100));
            return window.work.wide - before;
        }""",
        f"notes-{note}-text",
    )


def test_the_first_letter_of_a_note_asks_the_whole_form_no_oftener_where_it_is_long(form):
    open_form(form)
    form.evaluate(COUNT_WORK)
    short = asked_of_the_whole(form, 0)
    add_rows(form, "notes", 11)
    add_rows(form, "people", 8)
    for number in range(8):
        form.locator(f"[name=people-{number}-name]").fill(f"Marselina Contoh {number}")
    form.wait_for_timeout(1000)

    assert 0 < asked_of_the_whole(form, 10) <= short


def test_photos_are_not_written_again_for_every_word(form, tmp_path):
    open_form(form)
    form.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    add_rows(form, "photos", 1)
    file = tmp_path / "foto.jpg"
    file.write_bytes(camera_photo())
    form.set_input_files("[name=photos-0-image]", file)
    expect(form.locator("[data-save-state]")).to_contain_text("Di ponsel")
    form.wait_for_timeout(1500)
    form.evaluate(COUNT_WORK)
    form.locator(NOTE).press_sequentially("Warga meminta patroli malam.", delay=60)
    form.wait_for_timeout(1000)

    assert 0 < form.evaluate("work.bytes") < 20_000


def test_who_types_without_a_pause_is_kept_within_a_second(form):
    open_form(form)
    assert form.evaluate(KEPT) == 0
    form.locator(NOTE).click()
    kept_after = form.evaluate(f"""async () => {{
        const field = document.querySelector("{NOTE}");
        const kept = {KEPT};
        for (let letters = 1; letters < 60; letters += 1) {{
            field.value += "a";
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            await new Promise(done => setTimeout(done, 100));
            if (await kept()) return letters;
        }}
        return 0;
    }}""")

    assert 0 < kept_after < 20


def type_early(page):
    page.locator("#more > summary").click()
    page.locator(NOTE).fill("Diketik sebelum skrip datang.")
    page.locator("[name=concern_heard][value=yes]").check()
    page.locator("[name=visited_on]").fill("2026-01-02")


def expect_all_kept(page):
    expect(page.locator("[data-save-state]")).to_contain_text("Di ponsel")
    page.reload()
    page.locator("form[data-ready]").wait_for()
    expect(page.locator(NOTE)).to_have_value("Diketik sebelum skrip datang.")
    expect(page.locator("[name=concern_heard][value=yes]")).to_be_checked()
    expect(page.locator("[name=visited_on]")).to_have_value("2026-01-02")


def test_what_is_typed_before_the_script_has_come_is_kept(form):
    held = []
    may_come = threading.Event()
    # The reload at the end may ask for it again.
    form.route(
        "**/js/capture/visit-form.*.js", lambda route: route.continue_() if may_come.is_set() else held.append(route)
    )
    form.goto("/visits/new/", wait_until="commit")
    type_early(form)
    assert held
    may_come.set()
    for route in held:
        route.continue_()

    expect_all_kept(form)


def test_what_is_typed_while_the_phone_opens_is_kept(form):
    """The shell of the worker is filled from the phone; it does not fill over what somebody typed meanwhile."""
    open_form(form)
    form.evaluate("navigator.serviceWorker.ready")
    form.add_init_script(HELD)
    form.goto("/visits/new/")
    form.locator("form[data-shell]").wait_for()
    type_early(form)
    form.evaluate("window.goOn()")

    expect_all_kept(form)


def test_the_worker_comes_after_the_page(form):
    """Its files would take the line from what somebody waits for; they are fetched when all else is there."""
    order = []
    form.context.on("request", lambda request: order.append(request.url))
    open_form(form)
    form.evaluate("navigator.serviceWorker.ready")
    worker = next(at for at, url in enumerate(order) if url.endswith("/service-worker.js"))

    assert [url for url in order[:worker] if "/js/capture/draft." in url]
    assert not [url for url in order[worker:] if url.endswith(".png")]
