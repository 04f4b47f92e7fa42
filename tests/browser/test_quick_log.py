"""Under a minute: how many taps from the start page to a submitted visit, on a phone."""

import pytest

from tests import factories as make
from tests.browser.site import enter_as
from tests.factories import rebuild_visit
from visits.models import Visit

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TAPS = 12
COUNT = """() => {
    sessionStorage.taps = sessionStorage.taps || 0;
    const count = event => { if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps) + 1; };
    addEventListener("click", count, true);
}"""


@pytest.fixture
def officer():
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    figure = make.make_figure(by=officer, name="Marselina Contoh")
    make.make_figure(by=officer, name="Yakob Contoh", village=make.make_village("53.01.06.2015"))
    visit = make.make_visit(author=officer, activity="dialogue")
    make.make_encounter(visit, figure=figure)
    rebuild_visit(visit)
    return officer


@pytest.fixture
def phone(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    page.add_init_script(f"({COUNT})()")
    page.goto("/")
    return page


def taps(page) -> int:
    return int(page.evaluate("sessionStorage.taps"))


def test_a_known_figure_in_a_known_village_takes_few_taps(phone):
    phone.locator(".big-action").tap()
    phone.locator("#where .picker-option label").first.tap()
    phone.locator("#who .picker-option label", has_text="Marselina Contoh").tap()
    phone.locator("[name=notes-0-text]").tap()
    phone.keyboard.type("Air bersih kurang di dusun dua.")
    phone.locator("#said label", has_text="Ya, ada").tap()
    phone.get_by_role("button", name="Ajukan", exact=True).tap()
    phone.get_by_text("Kunjungan diajukan").wait_for()

    visit = Visit.objects.latest("pk")
    assert taps(phone) <= MOST_TAPS
    assert (visit.status, visit.concern_heard, visit.stops.get().place_id) == ("submitted", True, "53.01.06.2006")
    assert visit.encounters.get().full_name == "Marselina Contoh"
    assert visit.notes.get().text == "Air bersih kurang di dusun dua."
    assert visit.purpose


def test_the_same_as_last_time_takes_fewer_still(phone, officer):
    phone.locator(".same").first.tap()
    phone.locator("#said label", has_text="Tidak").tap()
    phone.get_by_role("button", name="Ajukan", exact=True).tap()
    phone.get_by_text("Kunjungan diajukan").wait_for()

    earlier, visit = Visit.objects.order_by("pk")
    assert taps(phone) <= 4
    assert (visit.follows, visit.activity) == (earlier, "dialogue")
    assert visit.encounters.get().figure == earlier.encounters.get().figure


def test_the_form_offers_to_go_on_and_asks_anew_who_lives_in_the_village(phone):
    phone.locator(".big-action").tap()
    phone.locator("#where [type=search]").fill("desa oesao")
    phone.locator("#where .picker-option label", has_text="Desa Oesao").tap()
    phone.locator("#who .picker-option label", has_text="Yakob Contoh").tap()
    link = phone.locator("[data-same-as-last] a")
    assert link.is_visible()
    assert "last=on" in link.get_attribute("href")


def test_one_screen_before_arriving(phone, officer):
    figure = officer.figures_added.first()
    for name, title in [
        ("Gerson Contoh", "Kepala Desa"),
        ("Paulus Contoh", "Babinsa"),
        ("Yuliana Contoh", "Ketua PKK"),
    ]:
        known = make.make_figure(by=officer, name=name, honorific="Bapak")
        make.make_figure_role(known, title=f"{title} Tuapukan")
    for _ in range(3):
        visit = make.make_visit(author=officer, obstacles="Jalan licin karena hujan, dusun terjauh tidak dicapai.")
        make.make_note(visit, "Sudah tiga ekor sapi warga hilang dalam dua bulan terakhir dan belum ditemukan kembali.")
        make.make_follow_up(visit, "Membantu menghidupkan pos kamling di dusun dua.", due_on=make.VISIT_DAY)
        make.make_encounter(visit, figure=figure)
        rebuild_visit(visit)
    for address in ("/places/53.01.06.2006/card/", f"/figures/{figure.key}/card/"):
        phone.goto(address)
        end = phone.locator("main .actions").last.bounding_box()
        bar = phone.locator("nav.bar").bounding_box()
        assert end["y"] + end["height"] <= bar["y"], address
