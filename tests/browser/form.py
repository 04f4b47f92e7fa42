"""The visit form filled as a person does it: fold out, tap, type; with scripts and without."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

PASSWORD = "cooling-demo"
FIRST_KINDS = ["stops", "people", "officers", "notes", "follow_ups", "photos"]
PICKED = re.compile(r"-(place|officer|figure|owner)$")
BUTTONS = {"save": "Simpan draf", "submit": "Ajukan"}


def sign_in(page: Page, nrp: str) -> None:
    page.goto("/")
    page.get_by_label("NRP").fill(nrp)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def fill_form(page: Page, posted: dict, *, labels: dict[str, str]) -> None:
    """Put a whole post into the open form. `labels`: what somebody types to find a picked value."""
    for kind in FIRST_KINDS:
        while page.locator(f"[data-rows={kind}] > [data-row]").count() < int(posted[f"{kind}-TOTAL_FORMS"]):
            add_row(page, kind)
    # Choices that name other rows come last: with scripts they appear as those rows are filled.
    for name in sorted(posted, key=lambda name: name.startswith(("notes-", "follow_ups-"))):
        value = posted[name]
        if value in ("", None) or name.endswith(("_FORMS",)):
            continue
        if PICKED.search(name):
            pick(page, name, str(value), labels[str(value)])
        else:
            enter(page, name, value)


def add_row(page: Page, kind: str) -> None:
    button = page.locator(f"[data-add={kind}]")
    # Beside the last person or stop once that is said; before, there is an empty row already.
    if not button.is_visible():
        button.evaluate("button => { button.style.display = 'block'; }")
    # With scripts the first tap shows colleagues to choose from; the next one adds a row.
    if kind == "officers" and has_scripts(page) and not page.locator("[data-together]").is_visible():
        button.click()
    before = page.locator(f"[data-rows={kind}] > [data-row]").count()
    button.click()
    page.locator(f"[data-rows={kind}] > [data-row]").nth(before).wait_for(state="attached")


def search_box(page: Page, section: str) -> Locator:
    """Where letters are typed to search in a card, with everything unfolded that it is folded into."""
    if page.locator(f"{section}[data-quiet]").count():
        page.locator("[data-add=officers]").click()
    box = page.locator(f"{section} [data-picker-search]").first
    unfold(box)
    return box


def has_scripts(page: Page) -> bool:
    return page.locator("form[data-ready]").count() > 0


def enter(page: Page, name: str, value: str | list[str]) -> None:
    """Type into a field, choose from a list, or tick boxes."""
    field = page.locator(f'[name="{name}"]')
    # What happened is ticked only where nobody was met; at which stop is asked only where there are several.
    if (name, value) == ("outcome", "held") or (name.endswith("-stop") and not field.count()):
        return
    if field.first.get_attribute("type") in ("checkbox", "radio"):
        for each in [value] if isinstance(value, str) else value:
            box = page.locator(f'[name="{name}"][value="{each}"]')
            unfold(box)
            box.check()
        return
    if name.endswith("-due_on") and has_scripts(page):
        page.locator(f'[data-row]:has([name="{name}"]) [data-due] button').last.click()
    if field.evaluate("field => field.tagName") == "SELECT":
        # A card that waits until it is asked for holds what it began with.
        if field.input_value() != value:
            unfold(field)
            field.select_option(value)
        return
    unfold(field)
    field.fill(value)


def pick(page: Page, name: str, value: str, words: str) -> None:
    """Choose a value in a picker by what a person types to find it."""
    if page.locator(f'input[type=hidden][name="{name}"]').count():
        return
    # The text of a person's box is the name.
    typed_into = name.replace("-figure", "-name") if name.endswith("-figure") else f"{name}-q"
    search = page.locator(f'[name="{typed_into}"]')
    unfold(search)
    search.fill(words)
    find = page.locator(f'button[name=find][value="{name}"]')
    if find.is_visible():
        find.click()
    page.locator(f'input[type=radio][name="{name}"][value="{value}"]').check()


def unfold(field: Locator) -> None:
    """Open every folded part around a field, the outermost first."""
    folded = field.locator("xpath=ancestor::details[not(@open)]/summary")
    for _ in range(folded.count()):
        folded.first.click()


def send(page: Page, action: str) -> None:
    page.get_by_role("button", name=BUTTONS[action], exact=True).click()
