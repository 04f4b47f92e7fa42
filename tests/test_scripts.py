"""The own scripts and styles use nothing that Chromium 90 does not know."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
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


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_what_chromium_90_has(path):
    assert [name for name, pattern in NEWER.items() if re.search(pattern, path.read_text())] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_what_chromium_90_has(path):
    assert [name for name, pattern in NEWER_STYLES.items() if re.search(pattern, path.read_text())] == []
