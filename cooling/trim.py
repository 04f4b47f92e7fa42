"""Bootstrap without the rules that no page uses: a phone on a slow line fetches and reads all of it before it paints.

A rule stays when every class and attribute in its selector stands somewhere in our sources as a word. That keeps a
few rules too many, and none too few: `tests/browser/test_axe.py` looks at the classes of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("templates/**/*.html", "static/js/*.js", "visits/**/*.py")
# What draws our fields; the other templates of crispy are for parts that no page has.
CRISPY = {
    "crispy-bootstrap5": r"bootstrap5/(field|errors|layout/(field_[ef]|help_text|radio_checkbox)\w*)\.html$",
    "django-crispy-forms": r"templatetags/crispy_forms_field\.py$",
}
TOKEN = re.compile(r'"[^"]*"|[{};]')
SELECTORS = re.compile(r"(?:\((?:[^()]|\([^()]*\))*\)|[^,(])+")
NAMED = re.compile(r'\.((?:[\w-]|\\.)+)|\[([\w-]+)(?:[~|^$*]?="?([\w-]+))?')
VARIABLE = re.compile(r'(?<=[{;])(--[\w-]+):(?:"[^"]*"|[^;}"])*;?')


@cache
def words_of_our_sources() -> set[str]:
    """Every word that could be a class of a page, read once for all style sheets."""
    files = [file for pattern in SOURCES for file in ROOT.glob(pattern)]
    for name, pattern in CRISPY.items():
        listed = distribution(name).files or []
        files += [Path(str(file.locate())) for file in listed if re.search(pattern, file.as_posix())]
    return {word for file in files for word in re.findall(r"[\w-]+", file.read_text())}


def trimmed(css: str, words: set[str], *, beside: str = "") -> str:
    """The rules whose names are among the words, and the variables that they or the style sheet beside them use."""
    kept = "".join(_kept(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).strip(), words))
    before = ""
    while kept != before:
        before, used = kept, set(re.findall(r"var\((--[\w-]+)", kept + beside))
        kept = VARIABLE.sub(lambda found: found[0] if found[1] in used else "", kept)  # noqa: B023 - used at once
    return re.sub(r"[^{};]+\{\}", "", kept)


def _kept(css: str, words: set[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield f"{head};"
        elif head.startswith(("@media", "@supports")):
            inside = "".join(_kept(body, words))
            yield f"{head}{{{inside}}}" if inside else ""
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in SELECTORS.findall(head) if _is_used(one, words)]
            yield f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before each pair of braces and what stands in it; a statement without braces has no body."""
    start, opened, depth = 0, 0, 0
    for token in TOKEN.finditer(css):
        if token[0] == "{":
            depth += 1
            opened = token.start() if depth == 1 else opened
        elif token[0] == "}":
            depth -= 1
            if not depth:
                yield css[start:opened], css[opened + 1 : token.start()]
                start = token.end()
        elif token[0] == ";" and not depth:
            yield css[start : token.start()], None
            start = token.end()


def _is_used(selector: str, words: set[str]) -> bool:
    named = NAMED.findall(re.sub(r":not\([^)]*\)", "", selector))
    return all(name in words for names in named for name in names if name)
