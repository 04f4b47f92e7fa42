"""Every page is usable by everybody: axe finds nothing, in both languages, light and dark, and nothing overflows."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.storage import staticfiles_storage

from cooling.vendor import installed_path
from tests.browser.site import enter_as, make_site

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = 44
AXE = Axe().axe_script
# Lines of text hold links of their own height; a label around a box is as large as its target.
SMALL_TARGETS = """smallest => [
    ...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary'),
].filter(target => {
        const box = target.getBoundingClientRect();
        if (!box.width || !box.height) return false;
        if (target.closest('p, dd, .skip, .visually-hidden, .note')) return false;
        const larger = [target.closest('label'), ...(target.labels || [])].filter(Boolean);
        return Math.max(box.height, ...larger.map(label => label.getBoundingClientRect().height)) < smallest - 0.5;
    }).map(target => `${target.outerHTML.slice(0, 90)} ${Math.round(target.getBoundingClientRect().height)} px`)"""
CLASSES = "[...new Set([...document.querySelectorAll('[class]')].flatMap(part => [...part.classList]))]"

PAGES = {
    None: ["/accounts/login/", "/accounts/begin/", "/nothing-here/"],
    "author": [
        "/",
        "/visits/",
        "/visits/?q=patroli",
        "/visits/?q=kosong-sama-sekali",
        "/visits/?from=bukan-tanggal",
        "/visits/new/",
        "draft form",
        "edit",
        "draft",
        "submitted",
        "returned",
        "approved",
        "/follow-ups/",
        "follow-up",
        "/figures/",
        "figure",
        "/figures/new/",
        "figure form",
        "typed person",
        "/places/",
        "place",
        "district",
        "/visits/export/?status=submitted",
        "/visits/?status=submitted",
        "/visits/filters/?status=submitted",
        "export finished",
        "export cut",
        "figure card",
        "place card",
        "/pack/",
        "like",
        "/more/",
        "/accounts/password/",
        "/accounts/telephone/",
        "/accounts/security/",
        "/accounts/security/second-factor/",
        "/accounts/security/passkeys/new/",
        "passkey",
        "versions",
        "/accounts/logout/",
        "/device/",
        "/device/handover/",
        "/nothing-here/",
    ],
    "supervisor": [
        "/",
        "/review/",
        "beside the list",
        "/review/deputies/",
        "/accounts/nearby/",
        "/accounts/security/codes/",
        "/visits/import/",
        "import",
        "import done",
        "/trail/",
        "figure data",
        "anonymise",
        "data of nobody",
        "/removals/",
        "removal",
        "merge search",
        "merge",
        "/retention/",
        "retention remove",
        "retention keep",
        "figure",
        "submitted",
        "approved",
        "/visits/",
    ],
    "auditor": ["/", "/trail/", "submitted", "/review/", "/visits/new/"],
    "administrator": ["/", "/visits/"],
}
# Django's own pages, set up at a desk.
SET_UP = [
    "/admin/",
    *(f"/admin/visits/{noun}/" for noun in ("unit", "officer", "operation", "topic", "region")),
    *(f"/admin/visits/{noun}/add/" for noun in ("unit", "officer", "operation", "topic")),
    *("unit page", "officer page", "officer access", "operation page", "unit history"),
    "/admin/visits/officer/import/",
]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing(browser_context, page, live_server, who, language):
    people, addresses = make_site()
    enter_as(browser_context, people.get(who), base_url=live_server.url, language=language)
    found = []
    page.on("pageerror", lambda problem: found.append(f"{page.url}: {problem}"))
    for name in PAGES[who]:
        page.goto(addresses.get(name, name))
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        found += [f"{name} {problem}" for problem in light_and_dark(page, language)]
        found += [f"{name}: {problem}" for problem in other_problems(page, language)]
        found += [
            f"{name}: Bootstrap without .{word}" for word in left_out_of_bootstrap() & set(page.evaluate(CLASSES))
        ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_in_the_set_up(chromium, live_server, language):
    people, addresses = make_site()
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    enter_as(context, people["administrator"], base_url=live_server.url, language=language)
    page, found = context.new_page(), []
    for name in SET_UP:
        assert page.goto(addresses.get(name, name)).ok, name
        found += [f"{name} {problem}" for problem in light_and_dark(page, language)]
    context.close()

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_on_a_refused_form(browser_context, page, live_server, language):
    people, _ = make_site()
    enter_as(browser_context, people["author"], base_url=live_server.url, language=language)
    page.goto("/visits/new/")
    page.locator("button[value=submit]").click()
    page.locator(".error-summary").wait_for()

    assert axe_problems(page) == []
    assert other_problems(page, language) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_where_two_versions_stand_side_by_side(browser_context, page, live_server, language):
    people, addresses = make_site()
    enter_as(browser_context, people["author"], base_url=live_server.url, language=language)
    page.goto(addresses["draft form"])
    elsewhere = browser_context.new_page()
    for tab, words in ((elsewhere, "Tujuan dari tab lain."), (page, "Tujuan dari tab ini.")):
        if tab is elsewhere:
            tab.goto(addresses["draft form"])
        tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        tab.locator("[name=purpose]").fill(words)
        with tab.expect_navigation() as sent:
            tab.locator("button[value=save]:visible").last.click()
    assert sent.value.status == 409

    assert axe_problems(page) == []
    assert other_problems(page, language) == []


def left_out_of_bootstrap() -> set[str]:
    """Classes that Bootstrap knows, and what we serve of it does not."""
    bootstrap = "vendor/bootstrap.min.css"
    with staticfiles_storage.open(staticfiles_storage.stored_name(bootstrap)) as file:
        served = file.read().decode()
    whole, ours = (set(re.findall(r"\.([a-z][\w-]*)", css)) for css in (installed_path(bootstrap).read_text(), served))
    return whole - ours


def light_and_dark(page, language: str) -> list[str]:
    """In the dark only the colours are others, whatever the language: the rules about them are asked again."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = [f"light: {problem}" for problem in axe_problems(page)]
    if language == "id":
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        of_colours = ["color-contrast", "link-in-text-block"]
        found += [f"dark: {problem}" for problem in axe_problems(page, runOnly=of_colours)]
    return found


def axe_problems(page, **rules) -> list[str]:
    if not page.evaluate("Boolean(self.axe)"):
        page.evaluate(AXE)
    answer = page.evaluate("(asked) => axe.run(asked)", {"resultTypes": ["violations"], **rules})
    return [
        f"{rule['id']} {node['html'][:120]} {(node['any'] or node['all'] or [{}])[0].get('message', '')[:160]}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def other_problems(page, language: str) -> list[str]:
    problems = [f"a target of less than {SMALLEST} px: {target}" for target in page.evaluate(SMALL_TARGETS, SMALLEST)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems.append("wider than the phone")
    if page.locator("h1:visible").count() != 1:
        problems.append(f"{page.locator('h1:visible').count()} headings of the first level")
    if page.locator("html").get_attribute("lang") != language:
        problems.append("the wrong language")
    return problems
