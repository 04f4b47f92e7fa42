"""The own scripts and styles use nothing that Chromium 90 does not know, and travel without their comments."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from cooling.trim import without_comments

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
# What came after Chromium 90: name → how it looks.
NEWER = {
    "structuredClone": r"\bstructuredClone\(",
    "randomUUID": r"\brandomUUID\b",
    "Array.at": r"\.at\(-?\d",
    "Object.hasOwn": r"\bObject\.hasOwn\b",
    "findLast": r"\.findLast(Index)?\(",
    "toSorted and its kin": r"\.(toSorted|toReversed|toSpliced|with)\(",
    "Object.groupBy": r"\b(Object|Map)\.groupBy\b",
    "popover": r"\bpopover\b",
    ":has": r":has\(",
    "#private in": r"#\w+ in ",
    "class static block": r"\bstatic \{",
    "error cause": r"\{ cause\b",
    "AbortSignal.timeout": r"AbortSignal\.(timeout|any)",
    "Promise.withResolvers": r"withResolvers",
    "top-level await": r"(?m)^(const .*= )?await ",
    "module worker": r"register\([^)]*type:\s*[\"']module",
    "import assertions": r"import .* (with|assert) \{",
}
NEWER_STYLES = {
    ":has": r":has\(",
    "color-mix": r"color-mix\(",
    "nesting": r"(?m)^\s+&",
    "container queries": r"@container",
    "layers": r"@layer",
    "subgrid": r"subgrid",
    "accent-color": r"accent-color",
    "dvh": r"\d(dvh|svh|lvh)\b",
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_use_what_chromium_90_has(path):
    assert [name for name, pattern in NEWER.items() if re.search(pattern, path.read_text())] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_what_chromium_90_has(path):
    assert [name for name, pattern in NEWER_STYLES.items() if re.search(pattern, path.read_text())] == []


def test_only_comments_on_lines_of_their_own_are_left_out():
    script = """// About it.
/** @param {string} word  * stays a comment */
const say = (word) => `${word} // said`; // why
  /*
   * More.
   */
  say("/* kept */");
"""

    assert without_comments(script) == 'const say = (word) => `${word} // said`; // why\n  say("/* kept */");\n'


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_text_of_a_script_runs_over_several_lines(path):
    assert [line for line in without_comments(path.read_text()).splitlines() if line.count("`") % 2] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_travel_without_comments(path):
    name = path.relative_to(ROOT / "static").as_posix()
    with staticfiles_storage.open(staticfiles_storage.stored_name(name)) as file:
        served = file.read().decode()

    assert served.strip()
    assert not re.search(r"(?m)^\s*(//|/\*)", served)


def test_the_form_asks_at_once_for_every_module_that_it_imports():
    """A module that is found only in another one costs a slow line a round trip more."""
    form = (ROOT / "templates" / "capture" / "form.html").read_text()
    frame = (ROOT / "templates" / "base.html").read_text()
    scripts = ROOT / "static"
    waiting = [
        scripts / name for name in re.findall(r"<script type=\"module\" src=\"{% static '([^']+)'", form + frame)
    ]
    needed = set()
    while waiting:
        path = waiting.pop()
        needed.add(path)
        imports = re.findall(r"(?m)^import (?:[^\"]* from )?\"([^\"]+)\";$", path.read_text())
        waiting += {(path.parent / name).resolve() for name in imports} - needed

    assert len(needed) > 5
    named = re.findall(r"rel=\"modulepreload\" href=\"{% static '([^']+)'", form)
    assert {path.relative_to(scripts).as_posix() for path in needed} == set(named)
