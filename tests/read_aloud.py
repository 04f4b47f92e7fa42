"""What a screen reader reads on an officer's way to a submitted visit. Writes docs/read-aloud.md.

Run `.venv/bin/python -m tests.read_aloud http://127.0.0.1:8000` while `script/server` runs with its demo, or with
`--check` to end non-zero where something that takes focus has no name. Each line is a node of Chromium's
accessibility tree, in the order of reading: what it is, what it is called, what is said besides.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.form import sign_in
from tests.conftest import CHROMIUM_FLAGS, PHONE, chromium_path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "read-aloud.md"
OFFICER = "90010001"
# Nodes that only hold others, and letters that stand in the name of the node around them.
SILENT = set(
    "none generic InlineTextBox RootWebArea ListMarker LineBreak LabelText Legend paragraph list listitem"
    " sectionheader sectionfooter SvgRoot DescriptionList emphasis".split()
)
FOCUSABLE = {"button", "checkbox", "combobox", "link", "radio", "searchbox", "textbox", "DisclosureTriangle"}
# Chromium's own name for what folds out.
PLAIN = {"DisclosureTriangle": "button that unfolds"}
STATES = {
    "required": "required",
    "invalid": "invalid",
    "disabled": "disabled",
    "expanded": "open",
    "checked": "chosen",
    "pressed": "pressed",
}
OPENING = """# The visit form, read aloud

Written by `.venv/bin/python -m tests.read_aloud http://127.0.0.1:8000` from a server with demo data; do not edit it by
hand. It is what Chromium gives to a screen reader on a phone: an officer signs in, meets a known figure, hears a
concern, promises something and submits. Each line is one stop of the reader: what it is, its name in quotation marks,
then what is said besides.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a control has no name")
    asked = parser.parse_args()
    parts: list[tuple[str, list[str]]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        context = browser.new_context(base_url=asked.base, viewport=PHONE, locale="id-ID", has_touch=True)
        page = context.new_page()
        for title, step in STEPS.items():
            step(page)
            parts.append((title, list(read(page))))
        browser.close()
    unnamed = [f"{title}: {line}" for title, lines in parts for line in lines if line.endswith("without a name")]
    for line in unnamed:
        print(line)
    if not asked.check:
        DOCUMENT.write_text(OPENING + "".join(f"\n## {title}\n\n{_listed(lines)}\n" for title, lines in parts))
    return 1 if unnamed else 0


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def read(page: Page) -> Iterator[str]:
    """The page in the order of reading, a line for each node that says something."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    heard = ""
    for node in _in_order(root, nodes):
        role, name = _value(node, "role"), " ".join(_value(node, "name").split())
        if role == "StaticText":
            # The letters of a label, or of a button, are heard with its control.
            if name and name not in heard:
                yield f"“{name}”"
        elif name or role in FOCUSABLE:
            yield ", ".join(_said(node, role, name))
            heard = f"{name} {_value(node, 'description')} {_value(node, 'value')}"


def _in_order(node: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if not node.get("ignored") and _value(node, "role") not in SILENT:
        yield node
    for key in node.get("childIds", []):
        if key in nodes:
            yield from _in_order(nodes[key], nodes)


def _said(node: dict[str, Any], role: str, name: str) -> Iterator[str]:
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    level = f" {properties['level']}" if role == "heading" and "level" in properties else ""
    role = PLAIN.get(role, role)
    yield f"{role}{level} “{name}”" if name else role
    yield from (word for key, word in STATES.items() if properties.get(key) in (True, "true"))
    value = _value(node, "value")
    if value and value != name and role in ("textbox", "searchbox", "combobox"):
        yield f"holds “{value}”"
    if description := " ".join(_value(node, "description").split()):
        yield f"described as “{description}”"
    if not name:
        yield "without a name"


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def _sign_in_page(page: Page) -> None:
    page.goto("/accounts/login/")


def _start(page: Page) -> None:
    sign_in(page, OFFICER)
    page.wait_for_selector("nav.bar")


def _empty_form(page: Page) -> None:
    page.goto("/visits/new/")
    page.locator("form[data-ready]").wait_for()
    page.locator("#who [data-near] .choice").first.wait_for()


def _refused(page: Page) -> None:
    page.get_by_role("button", name="Ajukan", exact=True).click()
    page.wait_for_timeout(1000)


def _filled(page: Page) -> None:
    page.locator("[data-rows=people] > [data-row]").first.locator("[data-near] .choice").first.click()
    page.locator("#said .choice", has_text="Kekhawatiran").click()
    page.fill("[name=notes-0-text]", "Warga takut listrik padam saat penghitungan suara.")
    page.locator("[data-add=follow_ups]").click()
    page.keyboard.type("Meneruskan ke PLN.")
    page.locator("[data-due] button", has_text="1 minggu").click()


def _submitted(page: Page) -> None:
    page.get_by_role("button", name="Ajukan", exact=True).click()
    page.get_by_text("Kunjungan diajukan").wait_for()


STEPS: dict[str, Callable[[Page], None]] = {
    "Signing in": _sign_in_page,
    "The start page": _start,
    "The empty form": _empty_form,
    "Submitted with nothing in it": _refused,
    "A known figure, a concern and a promise": _filled,
    "After *Ajukan*": _submitted,
}


if __name__ == "__main__":
    raise SystemExit(main())
