"""What a phone on a slow line need not fetch: rules of Bootstrap that no page uses, comments, and blanks of styles.

A rule stays when every class and attribute in its selector stands somewhere in our sources as a word. That keeps a
few rules too many, and none too few: `tests/browser/test_axe.py` looks at the classes of every page.

A comment goes when it stands on lines of its own. `tests/test_scripts.py` holds that no text of a script runs over
several lines, so that nothing else begins a line with the signs of a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distribution
from itertools import groupby, pairwise
from pathlib import Path

import tinycss2
from tinycss2.ast import LiteralToken, Node

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("templates/**/*.html", "static/js/**/*.js", "visits/**/*.py")
# What draws our fields; the other templates of crispy are for parts that no page has.
CRISPY = {
    "crispy-bootstrap5": r"bootstrap5/(field|errors|layout/(field_[ef]|help_text|radio_checkbox)\w*)\.html$",
    "django-crispy-forms": r"templatetags/crispy_forms_field\.py$",
}
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
# Words of our sources that are classes of Bootstrap as well, of no page of ours.
NO_CLASSES = {"invisible", "placeholder", "progress", "ratio", "show", "table"}
# Texts in quotes stay as they are.
BETWEEN = re.compile(r"""("[^"]*")|/\*.*?\*/|\s*([{};,])\s*""", re.DOTALL)


@cache
def names_in_our_sources() -> set[str]:
    """Every word that could be a class of a page, read once for all style sheets."""
    files = [file for pattern in SOURCES for file in ROOT.glob(pattern)]
    for name, pattern in CRISPY.items():
        listed = distribution(name).files or []
        files += [Path(str(file.locate())) for file in listed if re.search(pattern, file.as_posix())]
    return {word for file in files for word in re.findall(r"[\w-]+", file.read_text())} - NO_CLASSES


def without_comments(script: str) -> str:
    """A script of ours without the comments, and the types in them, that stand on lines of their own."""
    return COMMENT.sub("", script)


def without_blanks(css: str) -> str:
    """A style sheet of ours without its comments, and without the blanks between its parts."""
    return BETWEEN.sub(lambda found: found[1] or found[2] or "", css)


def trimmed(css: str, words: set[str], *, beside: str = "") -> str:
    """The rules whose names are among the words, and the variables that they or the style sheet beside them use."""
    rules = _used_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words)
    asked_by: dict[str, set[str]] = {"": set(_variables(tinycss2.parse_component_value_list(beside)))}
    for declaration in _declarations(rules):
        asked_by.setdefault(_defined(declaration), set()).update(_variables(declaration))
    used, found = {""}, asked_by[""]
    # A variable may be set to another one: followed until nothing new is asked for.
    while found:
        used |= found
        found = {name for one in found for name in asked_by.get(one, ())} - used
    return tinycss2.serialize(_without_other_variables(rules, used))


def _used_rules(rules: list[Node], words: set[str]) -> list[Node]:
    """The rules that a page can use, each without the selectors that none has."""
    for rule in rules:
        if rule.type == "qualified-rule":
            rule.prelude = _joined((one for one in _split(rule.prelude, ",") if _is_used(one, words)), ",")
        elif _holds_rules(rule):
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = _used_rules(inside, words)
    return [rule for rule in rules if rule.prelude or rule.type == "at-rule"]


def _without_other_variables(rules: list[Node], used: set[str]) -> list[Node]:
    """The same rules without the other variables, and without those that are empty then."""
    for rule in rules:
        if _holds_rules(rule):
            rule.content = _without_other_variables(rule.content, used)
        elif rule.content:
            rule.content = _joined((one for one in _split(rule.content, ";") if _defined(one) in used), ";")
    return [rule for rule in rules if rule.content != []]


def _holds_rules(rule: Node) -> bool:
    return rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports")


def _declarations(rules: list[Node]) -> Iterator[list[Node]]:
    for rule in rules:
        yield from _declarations(rule.content) if _holds_rules(rule) else _split(rule.content or [], ";")


def _defined(declaration: list[Node]) -> str:
    """The variable that a declaration gives a value; empty for any other."""
    first = declaration[0] if declaration else None
    return first.value if first and first.type == "ident" and first.value.startswith("--") else ""


def _is_used(selector: list[Node], words: set[str]) -> bool:
    """Whether every class and attribute that a selector asks for is one of our words."""
    return all(name in words for name in _names(selector))


def _names(selector: list[Node]) -> Iterator[str]:
    for before, node in pairwise([None, *selector]):
        if before == "." and node.type == "ident":
            yield node.value
        elif node.type == "[] block":
            yield from (part.value for part in node.content if part.type in ("ident", "string") and part.value)
        # What must not be there need not stand in our sources.
        elif node.type == "function" and node.lower_name != "not":
            yield from _names(node.arguments)


def _variables(nodes: list[Node]) -> Iterator[str]:
    """The name in each `var()`, however deep it stands."""
    for node in nodes:
        inside = getattr(node, "arguments", None) or getattr(node, "content", None) or []
        if node.type == "function" and node.lower_name == "var":
            yield inside[0].value
        yield from _variables(inside)


def _split(nodes: list[Node], mark: str) -> Iterator[list[Node]]:
    return (list(part) for is_mark, part in groupby(nodes, lambda node: node == mark) if not is_mark)


def _joined(parts: Iterable[list[Node]], mark: str) -> list[Node]:
    between = LiteralToken(0, 0, mark)
    return [node for part in parts for node in (between, *part)][1:]
