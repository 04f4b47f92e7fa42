"""Read as whoever holds the phone reads it: no page stays on it, and nothing narrow is taken along."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.field_phone import make_pin
from tests.browser.site import enter_as
from tests.factories import rebuild_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.fault("A19")]
PIN = "314159"
CARD = "/places/53.01.06.2006/card/"
SECRETS = ["Rahasia jabatan", "Bisikan tersegel", "Dominggus", "Kunjungan rahasia", "Janji tertutup", "Tokoh Disebut"]
# Every row of every database, each opened with the key of the tab, and every answer in every cache, as one text.
EVERYTHING = """async (address) => {
    const device = await (await import(address)).openDevice();
    const found = [];
    for (const store of ["visits", "photos", "kept", "meta"]) {
        for (const row of await device.store.all(store)) {
            found.push(JSON.stringify(row), JSON.stringify(await device.decrypt(row.readable)));
        }
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
    }
    return found.concat(JSON.stringify(localStorage), JSON.stringify(sessionStorage)).join("\\n");
}"""


@pytest.fixture
def visits():
    """Visits of an officer: what is narrow stands in each, and one is narrow as a whole."""
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    figure = make.make_figure(by=officer, name="Marselina Contoh")
    spoken_of = make.make_figure(by=officer, name="Tokoh Disebut Saja")
    found = [
        make.make_visit(author=officer, visited_on=make.VISIT_DAY - dt.timedelta(days=turn), status=status)
        for turn, status in enumerate(["submitted", "approved", "returned"])
    ]
    for visit in found:
        make.make_encounter(visit, figure=figure)
        mentioned = make.make_encounter(visit, name="Dominggus Tersebut", presence="mentioned", order=2)
        make.make_encounter(visit, figure=spoken_of, presence="mentioned", order=3)
        make.make_note(visit, "Air bersih kurang.", kind="concern")
        narrow = make.make_note(visit, "Rahasia jabatan.", sensitivity="supervisors")
        make.make_note(visit, "Bisikan tersegel.", source_is_confidential=True, confidential_source=["X"])
        about = make.make_note(visit, "Tentang Dominggus Tersebut.")
        about.about.add(mentioned)
        make.make_follow_up(visit, "Janji tertutup.", notes=[narrow])
    found.append(make.make_visit(author=officer, classification="confidential", result="Kunjungan rahasia."))
    make.make_follow_up(found[-1], "Kunjungan rahasia.")
    for visit in found:
        rebuild_visit(visit)
    return found


@pytest.fixture
def page_of(browser_context, page, live_server, visits):
    enter_as(browser_context, visits[0].author, base_url=live_server.url)

    def opened(address: str):
        page.goto(address)
        page.wait_for_function("() => Boolean(self.cooling?.send)")
        page.wait_for_timeout(300)
        return page

    return opened


def everything(page) -> str:
    page.wait_for_selector("[data-outbox]", state="attached")
    address = page.evaluate(
        "performance.getEntriesByType('resource').find(({ name }) => name.includes('js/device/vault')).name"
    )
    return page.evaluate(EVERYTHING, address)


def test_pages_read_are_never_kept_and_the_pack_holds_nothing_narrow(page_of, visits, browser_context):
    page = page_of("/pack/")
    page.get_by_role("button", name="Simpan di ponsel ini").click()
    make_pin(page, PIN)
    page.get_by_text("Tersimpan di ponsel ini sampai").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    figure = visits[0].encounters.exclude(figure=None).first().figure
    for address in [
        *(f"/visits/{visit.key}/" for visit in visits),
        *(f"/visits/{visit.key}/versions/" for visit in visits[:1]),
        f"/visits/{visits[2].key}/edit/",
        f"/figures/{figure.key}/",
        f"/figures/{figure.key}/card/",
        CARD,
        "/follow-ups/",
        "/visits/",
    ]:
        page_of(address)

    page = page_of("/")
    said = everything(page)

    assert "Air bersih kurang" in said
    assert [words for words in SECRETS if words in said] == []
    names = page.evaluate(
        """async () => (await (await self.cooling.store(await self.cooling.account())).all("kept"))
            .map(({ name }) => name)"""
    )
    assert {name for name in names if name.startswith("page:")} <= {name for name in names if name.endswith("/card/")}
    assert f"page:{CARD}" in names
    assert not [name for name in names if "visits" in name or "figures" in name]

    # Without signal the cards that were taken along are one tap away.
    browser_context.set_offline(True)
    page.goto("/device/")
    page.locator(f"[data-cards-list] a[href='{CARD}']").click()
    expect(page.locator("[data-kept-page]")).to_contain_text("Air bersih kurang")
    page.goto(f"/visits/{visits[0].key}/")
    page.get_by_text("halaman ini tidak tersimpan").wait_for()
