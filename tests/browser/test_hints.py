"""What the form tells while somebody types: the same visit, and what to ask."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.site import enter_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOLD = "[data-same-visits]"


@pytest.fixture
def officer():
    officer = make.make_officer(name="Yohanes Contoh")
    officer.unit.districts.add(make.make_village().parent)
    colleague = make.make_officer(unit=officer.unit, name="Frengki Contoh")
    for author in (colleague, officer):
        visit = make.make_visit(author=author, visited_on=timezone.localdate())
        make.make_encounter(visit, honorific="Bapak", name="Gerson Contoh")
    topic = make.make_topic()
    make.make_prompt("Siapa yang mengatakan apa?")
    make.make_prompt("Apa yang dikhawatirkan, di mana, dan sejak kapan?", kind="concern", order=1)
    make.make_prompt("Menurut warga, apa yang dapat meredakannya?", kind="concern", order=2)
    make.make_prompt("Apa yang diminta?", kind="request")
    make.make_prompt("Di mana beredar?", topic=topic)
    return officer


@pytest.fixture
def form(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    page.set_default_timeout(30_000)
    page.goto("/visits/new/")
    page.locator("form[data-ready]").wait_for()
    return page


def name(page, words: str) -> None:
    page.locator("#who [data-picker-search]").first.fill(words)
    # Its answer moves what stands below; a person looks before the next tap.
    page.locator("#who").get_by_text("Tidak ditemukan").wait_for()


def village(page) -> None:
    page.locator("#where .choice", has_text="Tuapukan").first.click()


def test_a_colleagues_visit_is_told_once_person_and_village_are_known_and_goes_again(form):
    name(form, "Bpk. Gerson Contoh")
    expect(form.locator(TOLD)).to_be_empty()
    village(form)

    told = form.locator(TOLD)
    expect(told.locator("p").first).to_contain_text(
        "Anda sudah mencatat kunjungan kepada Bapak Gerson Contoh hari ini."
    )
    expect(told.locator("summary")).to_have_text("1 kunjungan lain yang mungkin sama")
    told.locator("summary").click()
    expect(told).to_contain_text("Frengki Contoh sudah mencatat kunjungan kepada Bapak Gerson Contoh hari ini.")
    with form.context.expect_page() as opened:
        told.locator("a").first.click()
    assert "/visits/" in opened.value.url
    assert "/visits/new/" in form.url

    name(form, "Petrus Contoh")
    expect(told).to_have_text("")


@pytest.mark.parametrize("line", ["cut", "hangs", "broken"])
def test_without_an_answer_nothing_is_said_and_nothing_is_held_up(form, browser_context, line):
    does = {"cut": lambda route: route.abort(), "hangs": lambda route: None}
    answer = does.get(line, lambda route: route.fulfill(status=500, body="Rusak"))
    browser_context.route("**/visits/same/**", answer)
    name(form, "Gerson Contoh")
    village(form)
    form.wait_for_timeout(4000)
    form.locator("[name=notes-0-text]").fill("Tetap damai.")

    assert form.locator(TOLD).text_content().strip() == ""
    assert form.locator("[name=notes-0-text]").input_value() == "Tetap damai."


def test_prompts_of_what_is_being_noted_unfold_by_one_tap(form):
    assert form.locator("a[data-prompts]").get_attribute("href") == "/device/prompts/"
    form.locator("#said .choice", has_text="Kekhawatiran").first.click()
    form.locator("[data-prompts]").click()

    prompts = form.locator("#said details.prompts")
    expect(prompts.locator("h2")).to_have_text(["Untuk setiap catatan", "Kekhawatiran"])
    expect(prompts).to_contain_text("sejak kapan?")
    expect(prompts).not_to_contain_text("Apa yang diminta?")

    form.locator("#said .choice", has_text="Permintaan").first.click()
    expect(prompts.locator("h2")).to_have_text(["Untuk setiap catatan", "Permintaan"])
    prompts.locator("summary").click()
    expect(prompts.locator("li").first).to_be_hidden()


def test_prompts_are_there_without_signal(browser_context, page, form):
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    for _try in range(100):
        if page.evaluate("caches.match('/device/prompts/').then(Boolean)"):
            break
        page.wait_for_timeout(100)
    browser_context.set_offline(True)
    page.goto("/visits/new/")
    page.locator("form[data-ready]").wait_for()

    page.locator("[data-prompts]").click()
    expect(page.locator("#said details.prompts")).to_contain_text("Siapa yang mengatakan apa?")


@pytest.mark.parametrize("size", [(320, 640), (360, 740), (1280, 800)])
def test_neither_makes_the_page_wider_at_any_size_of_letters(form, size):
    form.set_viewport_size({"width": size[0], "height": size[1]})
    name(form, "Gerson Contoh")
    village(form)
    expect(form.locator(TOLD)).to_contain_text("Anda sudah")
    form.locator("[data-prompts]").click()
    form.locator("#said details.prompts li").first.wait_for()
    for letters in ("100%", "200%"):
        form.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
        assert form.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, letters
