"""No word is lost: the network really cut, the browser switched off, answers swallowed, a new version deployed."""

import pytest

from tests.browser.field_phone import LOADED, FieldPhone, FieldServer, dispatch_sync

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = 20260921


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = FieldServer(tmp_path_factory.mktemp("field"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def phone(chromium, server, tmp_path, request):
    """Installed and signed in; every test has words of its own."""
    phone = FieldPhone(chromium.browser_type, server, tmp_path, seed=SEED + len(request.node.name))
    phone.switch_on()
    phone.install()
    yield phone
    phone.close()


def test_twenty_visits_survive_the_field(phone):
    phone.choose_pin()
    phone.context.set_offline(True)
    phone.server.stop()
    for number in range(20):
        if number in (7, 14):
            phone.switch_off()
            phone.switch_on()
            phone.context.set_offline(True)
        phone.log()
        phone.waits()
    assert phone.waiting() == 60
    old = phone.page.evaluate("caches.keys()")
    new = phone.server.deploy()
    phone.server.start()
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.line.cuts = 20

    phone.send_all()

    assert phone.line.cuts == 0
    assert {"swallowed", "before", "within", "half an answer"} == set(phone.line.happened)
    phone.check()
    phone.page.evaluate(
        """async (old) => {
            const isOld = (name) => old.includes(name);
            while ((await caches.keys()).every(isOld)) await new Promise((done) => setTimeout(done, 100));
        }""",
        old,
    )
    phone.page.wait_for_timeout(1000)
    phone.context.set_offline(True)
    phone.page.goto("/visits/new/")
    assert new in phone.page.content()
    assert phone.page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "fixed"


def test_what_waits_is_sent_after_the_page_is_closed(phone):
    phone.context.set_offline(True)
    phone.log(photos=1)
    phone.waits()
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.line.faults, phone.line.cuts = ("swallowed",), 2

    for _ in range(4):
        dispatch_sync(phone.context, phone.page, phone.base)
        phone.page.wait_for_timeout(1500)

    phone.page.goto("/device/")
    phone.page.evaluate(LOADED)
    assert phone.waiting() == 0
    phone.check()


def test_a_draft_opens_where_it_was_left(phone):
    phone.choose_pin()
    phone.context.set_offline(True)
    phone.open_form()
    phone.page.fill('[name="notes-0-text"]', "Warga ingin jalan diperbaiki.")
    phone.page.wait_for_timeout(1000)
    address = phone.page.url
    phone.switch_off()
    phone.switch_on()
    phone.context.set_offline(True)

    phone.page.goto(address)
    phone.type_pin()
    phone.page.wait_for_selector("form[data-ready]")

    assert phone.page.input_value('[name="notes-0-text"]') == "Warga ingin jalan diperbaiki."


def test_a_file_made_before_the_data_was_cleared_is_taken_in_elsewhere(phone, tmp_path):
    phone.context.set_offline(True)
    phone.log()
    phone.waits()
    phone.page.goto("/device/")
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="Buat berkas").click()
    saved.value.save_as(tmp_path / "titipan.bin")
    phone.switch_off()

    phone.switch_on("another profile")
    phone.sign_in()
    phone.page.goto("/device/handover/")
    phone.page.set_input_files("#id_file", tmp_path / "titipan.bin")
    phone.page.get_by_role("button", name="Terima").click()
    phone.page.get_by_text("3 entri diterima.").wait_for()

    phone.check()
