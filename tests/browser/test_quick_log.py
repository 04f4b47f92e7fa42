"""Under a minute: taps, and screens scrolled, from the empty form to a submitted visit, on a phone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.site import enter_as
from tests.browser.test_in_the_village import camera_photo
from tests.factories import rebuild_visit
from visits.models import DialogueNote, Photo, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What is left of a phone of 740 px beside the bar of 56.
VISIBLE = 683
NOTE = "[name=notes-0-text]"
COUNT = """() => {
    if (window.counted) return;
    window.counted = { taps: 0, scrolled: 0, at: 0 };
    addEventListener("click", event => { if (event.isTrusted && event.detail) counted.taps += 1; }, true);
    addEventListener("scroll", () => {
        counted.scrolled += Math.abs(scrollY - counted.at);
        counted.at = scrollY;
    }, { passive: true });
}"""
BOTTOM = "document.querySelector('[data-visit-form]').getBoundingClientRect().bottom + scrollY"


@pytest.fixture
def officer():
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    gerson = make.make_figure(by=officer, name="Gerson Contoh", honorific="Bapak")
    yuliana = make.make_figure(by=officer, name="Yuliana Contoh", village=make.make_village("53.01.06.2015"))
    for days, figure in enumerate((gerson, yuliana)):
        make.make_figure_role(figure, title="Kepala desa")
        visit = make.make_visit(author=officer, activity="dialogue", visited_on=make.VISIT_DAY - dt.timedelta(days))
        make.make_encounter(visit, figure=figure)
        for name in ("Frengki", "Deviana", "Rivaldo"):
            colleague = officer.unit.officers.filter(name=f"{name} Contoh").first()
            colleague = colleague or make.make_officer(unit=officer.unit, name=f"{name} Contoh")
            make.make_participation(visit, colleague, role="companion")
        rebuild_visit(visit)
    return officer


@pytest.fixture(params=["server", "worker"])
def phone(request, browser_context, page, live_server, officer):
    """The empty form, as the server makes it and as the worker serves it."""
    enter_as(browser_context, officer, base_url=live_server.url)
    page.set_default_timeout(30_000)
    if request.param == "worker":
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    open_form(page)
    assert page.locator("form[data-shell]").count() == (request.param == "worker")
    return page


def open_form(page, address="/visits/new/"):
    page.goto(address)
    page.locator("form[data-ready]").wait_for()
    page.locator("#who [data-near] .choice").first.wait_for()
    page.evaluate(COUNT)


def taps(page) -> int:
    # The tap on the start page that opened the form.
    return page.evaluate("counted.taps") + 1


def screens(page) -> float:
    return page.evaluate("counted.scrolled") / VISIBLE


def type_into(page, selector: str, words: str):
    page.locator(selector).tap()
    page.keyboard.type(words)


def meet(page, name: str, row: int = 0):
    people = page.locator("[data-rows=people] > [data-row]").nth(row)
    people.locator("[data-near] .choice", has_text=name).tap()


def promise(page, words: str):
    page.locator("[data-add=follow_ups]").tap()
    page.keyboard.type(words)
    page.locator("[data-due] button", has_text="1 minggu").tap()


def submit(page) -> Visit:
    before = Visit.objects.count()
    counted = (taps(page) + 1, screens(page))
    page.get_by_role("button", name="Ajukan", exact=True).tap()
    page.get_by_text("Kunjungan diajukan").wait_for()
    assert Visit.objects.count() == before + 1
    visit = Visit.objects.latest("pk")
    assert visit.status == "submitted"
    visit.counted = counted
    return visit


def test_the_header_and_the_summary_say_the_day(phone):
    expect(phone.locator("[data-when]")).to_contain_text("Hari ini,")
    expect(phone.locator("#more > summary [data-summary]")).to_contain_text(str(timezone.localdate().year))


def test_that_nobody_was_found_is_said_once(phone):
    type_into(phone, "[name=people-0-name]", "Zzzyx Takada")

    expect(phone.get_by_text("Tidak ditemukan")).to_have_count(1)


def test_a_known_figure_a_concern_and_a_promise(phone):
    meet(phone, "Gerson")
    phone.locator("#said .choice", has_text="Kekhawatiran").tap()
    type_into(phone, NOTE, "Warga takut listrik padam saat penghitungan suara.")
    promise(phone, "Meneruskan ke PLN.")
    height = phone.evaluate(BOTTOM)
    visit = submit(phone)

    assert visit.counted[0] <= 8
    assert visit.counted[1] <= 1
    assert height <= 1.5 * VISIBLE
    note, follow_up = visit.notes.get(), visit.follow_ups.get()
    assert (visit.concern_heard, visit.visited_on) == (True, timezone.localdate())
    assert visit.stops.get().place_id == "53.01.06.2006"
    assert visit.encounters.get().full_name == "Bapak Gerson Contoh"
    assert (note.kind, list(note.raised_by_people.all())) == ("concern", [visit.encounters.get()])
    assert (follow_up.owner, list(follow_up.notes.all())) == (visit.author, [note])
    assert follow_up.due_on == timezone.localdate() + dt.timedelta(days=7)
    assert visit.purpose
    assert visit.part_of_day


def test_a_group_of_residents(phone):
    phone.locator("#who [data-group] summary").tap()
    phone.locator("[data-words-for=group] button", has_text="Warga sekitar").tap()
    phone.locator("[data-words-for=count] button", has_text="10").tap()
    phone.locator("#where .choice", has_text="Tuapukan").tap()
    phone.locator("#said .choice", has_text="Kekhawatiran").tap()
    type_into(phone, NOTE, "Warga takut listrik padam.")
    promise(phone, "Meneruskan ke PLN.")
    visit = submit(phone)

    assert visit.counted[0] <= 11
    person = visit.encounters.get()
    assert (person.group, person.count, visit.stops.get().place_id) == ("Warga sekitar", 10, "53.01.06.2006")
    assert list(visit.notes.get().raised_by_people.all()) == [person]


def test_nobody_at_home(phone):
    phone.locator("#where .choice", has_text="Tuapukan").tap()
    phone.locator("#who .choice", has_text="Tidak bertemu").tap()
    expect(phone.locator("#said")).to_be_hidden()
    visit = submit(phone)

    assert visit.counted[0] <= 4
    assert (visit.outcome, visit.concern_heard, visit.notes.count()) == ("nobody_home", False, 0)


def test_two_stops_with_different_people(phone):
    meet(phone, "Gerson")
    type_into(phone, NOTE, "Air bersih kurang.")
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    phone.locator("[data-add=stops]").tap()
    meet(phone, "Yuliana", row=1)
    type_into(phone, "[name=notes-1-text]", "Lampu jalan mati.")
    visit = submit(phone)

    assert visit.counted[0] <= 10
    first, second = visit.stops.order_by("order")
    assert (first.place_id, second.place_id) == ("53.01.06.2006", "53.01.06.2015")
    assert visit.encounters.get(name="Yuliana Contoh").stop == second
    assert DialogueNote.objects.get(text="Lampu jalan mati.").stop == second


def test_three_colleagues(phone):
    before = taps(phone)
    phone.locator("[data-add=officers]").tap()
    for name in ("Frengki", "Deviana", "Rivaldo"):
        phone.locator("[data-together] button", has_text=name).tap()
    assert taps(phone) - before <= 5
    meet(phone, "Gerson")
    type_into(phone, NOTE, "Air bersih kurang.")
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    visit = submit(phone)

    went = visit.participations.order_by("order")
    assert [row.name.split()[0] for row in went] == ["Yohanes", "Frengki", "Deviana", "Rivaldo"]
    assert [row.role for row in went] == ["leader", "companion", "companion", "companion"]


def test_two_photos_in_one_choice(phone):
    before = taps(phone)
    with phone.expect_file_chooser() as chooser:
        phone.locator("[data-add=photos]").tap()
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": camera_photo((640, 480))} for n in range(2)]
    chooser.value.set_files(files)
    phone.get_by_text("Diperkecil menjadi").nth(1).wait_for()
    assert taps(phone) - before <= 2
    meet(phone, "Gerson")
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    submit(phone)

    assert Photo.objects.count() == 2


def test_the_empty_form_is_one_screen_and_a_half(phone):
    assert phone.evaluate(BOTTOM) <= 1.5 * VISIBLE
    assert phone.locator(".sticky-bar").bounding_box()["height"] <= 57
    assert not phone.locator("nav.bar").is_visible()


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (360, "200%"), (740, "100%")])
def test_nothing_scrolls_sideways(phone, width, size):
    phone.set_viewport_size({"width": width, "height": 360 if width == 740 else 740})
    phone.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    meet(phone, "Gerson")
    type_into(phone, NOTE, "Air bersih kurang.")
    promise(phone, "Meneruskan ke PDAM.")
    phone.locator("[data-add=stops]").tap()
    phone.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")

    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    if width == 740:
        assert phone.locator(".sticky-bar").evaluate("bar => getComputedStyle(bar).position") == "static"


def tab_to(page, selector: str):
    """Press Tab until the focus stands there."""
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way to {selector}")


def test_a_keyboard_alone_logs_a_visit(phone):
    tab_to(phone, "#who [data-near] input")
    phone.keyboard.press("Space")
    tab_to(phone, NOTE)
    phone.keyboard.type("Air bersih kurang.")
    tab_to(phone, "[name=concern_heard]")
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("ArrowRight")
    tab_to(phone, ".sticky-bar [value=submit]")
    phone.keyboard.press("Enter")
    phone.get_by_text("Kunjungan diajukan").wait_for()

    assert Visit.objects.latest("pk").encounters.get().figure is not None
    assert phone.evaluate("window.counted.taps") == 0


def test_a_name_that_is_not_registered_is_typed_once(phone):
    assert not phone.locator("[data-add=people]").is_visible()
    type_into(phone, "[name=people-0-name]", "Lukas Contoh-Baru")
    phone.keyboard.press("Tab")
    assert phone.locator("[data-add=people]").is_visible()
    phone.locator("#where .choice", has_text="Tuapukan").tap()
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    person = submit(phone).encounters.get()

    assert (person.name, person.figure) == ("Lukas Contoh-Baru", None)


def test_who_is_chosen_can_be_another(phone):
    meet(phone, "Gerson")
    expect(phone.locator("#where [data-picker-label]").first).to_have_text("Desa Tuapukan")
    expect(phone.locator("#where [data-picker-detail]").first).to_contain_text("dari tokoh")
    phone.locator("#who").get_by_role("button", name="Ganti: Bapak Gerson Contoh").tap()
    meet(phone, "Yuliana")

    expect(phone.locator("#where [data-picker-label]").first).to_have_text("Desa Oesao")
    phone.locator("#where").get_by_role("button", name="Ganti").tap()
    phone.locator("#where .choice", has_text="Tuapukan").tap()
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    visit = submit(phone)
    assert visit.stops.get().place_id == "53.01.06.2006"
    assert visit.encounters.get().full_name == "Yuliana Contoh"


def test_a_removed_note_is_taken_back_in_its_place(phone):
    type_into(phone, NOTE, "Satu.")
    phone.locator("[data-add=notes]").tap()
    assert phone.evaluate("document.activeElement.name") == "notes-1-text"
    phone.keyboard.type("Dua.")
    phone.locator("#said summary", has_text="Lainnya").nth(1).tap()
    phone.locator("[name=notes-1-DELETE]").tap()
    line = phone.locator(".removed-line")
    expect(line).to_contain_text("Catatan 2 dihapus")
    assert phone.evaluate("document.activeElement.textContent") == "Batalkan"
    phone.keyboard.press("Enter")

    expect(line).to_have_count(0)
    expect(phone.locator("[name=notes-1-text]")).to_have_value("Dua.")
    assert phone.evaluate("document.activeElement.name") == "notes-1-text"


def test_what_is_missing_is_said_at_its_field_until_it_is_answered(phone):
    phone.get_by_role("button", name="Ajukan", exact=True).tap()
    links = phone.locator("[data-problems] li")
    expect(links).to_have_count(3)
    words = [link.inner_text() for link in links.all()]
    assert [word.split()[-1].strip(".") for word in words] == ["ditemui", "tempat", "disampaikan"], words
    described = phone.locator("[name=people-0-name]").get_attribute("aria-describedby")
    assert phone.locator(f"[id='{described}']").inner_text() == words[0]
    meet(phone, "Gerson")
    expect(links).to_have_count(1)
    phone.locator("#said .asks .choice", has_text="Tidak").tap()

    expect(phone.locator("[data-problems]")).to_be_hidden()
    expect(phone.locator(".is-invalid")).to_have_count(0)


@pytest.mark.parametrize("phone", ["server"], indirect=True)
def test_what_the_servers_page_says_is_wrong_is_forgotten_as_well(phone):
    phone.evaluate("""() => {
        const form = document.querySelector("[data-visit-form]");
        form.insertAdjacentHTML("beforeend", '<input type="hidden" name="action" value="submit">');
        HTMLFormElement.prototype.submit.call(form);
    }""")
    summary = phone.locator(".error-summary")
    expect(summary.locator("li")).to_have_count(3)
    phone.locator("form[data-ready]").wait_for()
    phone.locator("#said .asks .choice", has_text="Ya").tap()
    expect(summary).not_to_contain_text("kekhawatiran")
    expect(phone.locator("#said .invalid-feedback")).to_have_count(0)
    meet(phone, "Gerson")

    expect(summary).to_be_hidden()


def test_a_concern_and_the_answer_no_are_asked_about(phone):
    phone.locator("#said .choice", has_text="Kekhawatiran").tap()
    assert phone.locator("[name=concern_heard][value=yes]").is_checked()
    phone.locator("#said .asks .choice", has_text="Tidak").tap()
    expect(phone.locator("[data-contradiction]")).to_contain_text("Apakah itu benar?")
    phone.locator("#said .choice", has_text="Informasi").tap()

    expect(phone.locator("[data-contradiction]")).to_be_empty()


def test_the_same_as_last_time_takes_fewer_still(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    page.goto("/")
    page.locator(".same").first.tap()
    page.locator("form[data-ready]").wait_for()
    page.evaluate(COUNT)
    page.locator("#said .asks .choice", has_text="Tidak").tap()
    visit = submit(page)

    earlier = visit.follows
    assert visit.counted[0] <= 4
    assert visit.activity == "dialogue"
    assert visit.encounters.get().figure == earlier.encounters.get().figure


def test_the_form_offers_to_go_on_with_somebody_known(phone):
    meet(phone, "Gerson")
    link = phone.locator("[data-same-as-last] a")
    assert link.is_visible()
    assert "last=on" in link.get_attribute("href")


def test_one_screen_before_arriving(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    figure = officer.figures_added.get(name="Gerson Contoh")
    for name, title in [
        ("Marselina Contoh", "Kepala Desa"),
        ("Paulus Contoh", "Babinsa"),
        ("Yosefina Contoh", "Ketua PKK"),
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
        page.goto(address)
        end = page.locator("main .actions").last.bounding_box()
        bar = page.locator("nav.bar").bounding_box()
        assert end["y"] + end["height"] <= bar["y"], address
