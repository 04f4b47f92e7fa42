"""No regular expression of the application takes long over any text.

Every pattern is collected from the source, and tried on long runs of the signs that it is made of,
begun and ended in ways that make it fail. Time is the processor's, so that a busy machine changes nothing.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import itertools
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# The library's own reader of patterns has no public name, and typeshed does not know it.
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

import pytest

ROOT = Path(__file__).resolve().parent.parent
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
MOST_SIGNS = 7
# Signs in a text, and the seconds that are too long: first for what doubles with each few signs, where the next
# rung would never end, then for a cube and a square. What is linear needs a hundredth of them.
LADDER = [*((number, 0.005) for number in (20, 28, 40, 56, 80, 112, 160)), (224, 0.015), (6000, 0.03)]
# Patterns that come as an argument: their values stand in the source as literals of their own.
ARGUMENTS = {"visits/core/form_fields.py": 2, "visits/imports/rows.py": 1}
# Patterns that read only what the project itself writes.
OWN_TEXT = {"visits/templatetags/tidy.py", "cooling/trim.py", "cooling/messages.py"}
# Patterns that read a line of at most this many signs (`typed_line`).
BOUNDED = {"visits/typed/clock.py": 100, "visits/typed/days.py": 100, "visits/typed/numbers.py": 100}
SAMPLES = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_WORD: "(",
}


class Missing(dict):
    """Names that are known only while the code runs: any word will do."""

    def __missing__(self, key):
        return "abc"


def calls_of(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Each call that takes a pattern, with how it is tried: by "fullmatch", "match" or "search"."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    names = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called in {f"re.{each}" for each in CALLS} | {"RegexValidator", "ReferenceField", "ReferencesField"}:
            uses = {called.removeprefix("re.")}
            if called == "re.compile" and id(node) in names:
                uses = set(re.findall(rf"\b{names[id(node)]}\.(\w+)\(", text))
            yield node, next((way for way in ("fullmatch", "match") if uses == {way}), "search")


def value_of(node: ast.expr, module) -> str | bytes | None:
    """The pattern as it is compiled; None where it is an argument."""
    if isinstance(node, ast.Name) and not hasattr(module, node.id):
        return None
    names = Missing(vars(module))
    if isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.FormattedValue) else each for each in node.values)
        return "".join(str(_evaluated(part, names)) for part in parts)
    return _evaluated(node, names)


def _evaluated(node: ast.expr, names: Missing):
    # A generator inside an f-string has a scope of its own, which sees globals only.
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id not in names and inner.id not in dir(builtins):
            names.setdefault(inner.id, "abc")
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(names))


def patterns() -> tuple[list[tuple[str, str, str]], dict[str, int]]:
    """Each pattern with its place and the way it is tried, and how many come as an argument, by file."""
    found: list[tuple[str, str, str]] = []
    arguments: dict[str, int] = {}
    for path in sorted([*(ROOT / "visits").rglob("*.py"), *(ROOT / "cooling").rglob("*.py")]):
        name = str(path.relative_to(ROOT))
        if "migrations" in path.parts or name in OWN_TEXT:
            continue
        for call, way in calls_of(path):
            dotted = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            written = [*call.args[:1], *(each.value for each in call.keywords if each.arg in ("pattern", "regex"))]
            pattern = value_of(written[0], importlib.import_module(dotted)) if written else None
            if isinstance(pattern, bytes):
                pattern = pattern.decode("latin-1")
            if pattern is not None:
                found.append((f"{name}:{call.lineno}", way, pattern))
            elif written:
                arguments[name] = arguments.get(name, 0) + 1
    return found, arguments


def signs_of(pattern: str) -> list[str]:
    """Pieces of text that parts of the pattern match: single signs, and whole words of it."""
    pieces: dict[str, None] = {}
    literals: set[str] = set()

    def walk(tree) -> None:
        word = ""
        for operation, argument in tree:
            if operation is sre.LITERAL:
                word += chr(argument)
                pieces[chr(argument)] = None
                literals.add(chr(argument))
                continue
            if word:
                pieces[word] = None
                word = ""
            if operation is sre.IN:
                pieces.update(dict.fromkeys(_of_class(argument)))
            for part in argument if isinstance(argument, tuple | list) else [argument]:
                for inner in part if isinstance(part, list) else [part]:
                    if isinstance(inner, _parser.SubPattern):
                        walk(inner)
        if word:
            pieces[word] = None

    walk(_parser.parse(pattern, re.IGNORECASE if "(?i" in pattern else 0))
    # Classes come first, then whole words: the longer a run matches, the more ways there are to cut it.
    signs = sorted(filter(None, pieces), key=lambda piece: (piece in literals, -len(piece)))
    return signs[:MOST_SIGNS] if signs else ["a"]


def _of_class(argument) -> Iterator[str]:
    for kind, value in argument:
        if kind is sre.LITERAL:
            yield chr(value)
        elif kind is sre.RANGE:
            yield chr(value[0])
        elif kind is sre.CATEGORY:
            yield SAMPLES.get(value, "a")
    if argument[0][0] is sre.NEGATE:
        yield from ("a", " ")


def seconds_of(act: Callable[[str], object], text: str) -> float:
    """The processor's time for one try."""
    began = time.process_time()
    act(text)
    return time.process_time() - began


def takes_long(pattern: str, way: str = "search", most_signs: int = 6000) -> str:
    """The text over which a pattern takes long; empty where there is none."""
    act, signs = getattr(re.compile(pattern), way), signs_of(pattern)
    runs = {"".join(pair) for pair in itertools.product(signs, repeat=2)} | set(signs) | {" ", "\t", "7", "a"}
    for run, behind in itertools.product(sorted(runs), ("", "\n!")):
        for number, most in LADDER:
            text = (run * (number // len(run) + 1))[:number] + behind
            # Twice, since the processor may have been at something else of this process.
            if number <= most_signs and seconds_of(act, text) > most and seconds_of(act, text) > most:
                return f"{number} signs of {(run, behind)!r}"
    return ""


@pytest.mark.fault("A16")
@pytest.mark.parametrize(("where", "way", "pattern"), [pytest.param(*each, id=each[0]) for each in patterns()[0]])
def test_no_pattern_takes_long_over_any_text(where, way, pattern):
    assert takes_long(pattern, way, BOUNDED.get(where.partition(":")[0], 6000)) == ""


def test_every_pattern_is_collected():
    found, arguments = patterns()

    assert len(found) > 40
    assert arguments == ARGUMENTS


@pytest.mark.fault("A16")
@pytest.mark.parametrize(
    "pattern",
    [
        r"^(.*?)\s*[(,]?\s*(?:±\s*)?(\d{1,6})\s*orang\)?\.?$",
        r"\s*(wita|wib|wit)$",
        r"^(.*?)\s*\(([^()]+)\)$",
        r"(a+)+$",
        r"(\w|\d)*!x",
        r".*\d{8,}.*!",
        r"(?:abc|abcabc)*$x",
    ],
)
def test_a_pattern_that_takes_long_is_noticed(pattern):
    assert takes_long(pattern)
