"""The rooms of the app import one another in one direction only."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "visits"

# What each room may import of the others. A new room or arrow is a decision made here.
ARROWS = {
    "admin": {"exceptions", "models", "permissions", "services", "sheets", "typed"},
    "apostrophes": set(),
    "apps": set(),
    "calendar_words": set(),
    "brought": {"exceptions", "forms", "intake", "models", "permissions", "services"},
    "context": {"queries"},
    "data": set(),
    "db": set(),
    "demo": set(),
    "exceptions": set(),
    "exports": {"forms", "models", "permissions", "queries", "reports", "services"},
    "forms": {
        "exceptions",
        "images",
        "local_time",
        "models",
        "permissions",
        "queries",
        "sealing",
        "services",
        "sheets",
        "typed",
    },
    "images": set(),
    "independence": {"exceptions", "models"},
    "housekeeping": {"exports", "models", "services"},
    "intake": {"exceptions", "forms", "models", "permissions", "services"},
    "lifecycle": {"exceptions", "models"},
    "local_time": {"calendar_words", "models"},
    "management": {
        *("demo", "exceptions", "exports", "forms", "housekeeping", "lifecycle", "models", "reports", "services"),
        "typed",
    },
    "middleware": {"services"},
    "models": {"apostrophes"},
    "passwords": set(),
    "permissions": {"exceptions", "independence", "models"},
    "sealing": set(),
    "queries": {
        "data",
        "db",
        "demo",
        "exceptions",
        "independence",
        "lifecycle",
        "local_time",
        "models",
        "permissions",
        "reports",
        "services",
        "sheets",
        "typed",
        "words",
    },
    "reports": {"exceptions", "local_time", "models", "permissions"},
    "services": {
        *("data", "db", "demo", "exceptions", "images", "independence", "lifecycle", "local_time", "models"),
        *("permissions", "sheets", "typed", "words"),
    },
    "sheets": set(),
    "templatetags": {"exceptions", "lifecycle", "local_time", "models", "permissions"},
    "typed": {"apostrophes", "calendar_words"},
    "urls": {"typed", "views"},
    "views": {
        *("brought", "exceptions", "exports", "forms", "images", "intake", "lifecycle", "local_time", "middleware"),
        *("models", "permissions", "queries", "reports", "sealing", "services", "sheets"),
    },
    "words": {"apostrophes", "typed"},
}
# Services that write nothing: the plain values of a visit, names as of its day, texts with their readers.
PURE = {"visits.services.content", "visits.services.freeze", "visits.services.texts"}
READERS = ("queries", "reports", "templatetags")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def modules(room: str | None = None) -> list[Path]:
    files = sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)
    return [path for path in files if room in (None, room_of(path))]


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Modules of the app that a file imports, wherever in it, by their full names."""
    package = ("visits", *path.relative_to(APP).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("visits.")}


def rooms_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path)} - {room_of(path), "__init__"}


def test_every_room_has_its_arrows():
    assert {room_of(path) for path in modules()} - {"__init__"} <= set(ARROWS)


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_along_its_arrows(room):
    astray = {path.name: strange for path in modules(room) if (strange := rooms_imported(path) - ARROWS[room])}

    assert astray == {}


@pytest.mark.parametrize("room", READERS)
def test_who_only_reads_imports_no_writer(room):
    used = {name for path in modules(room) for name in imports(path) if name.startswith("visits.services")}

    assert {name for name in used if name not in PURE and name.rpartition(".")[0] not in PURE} == set()


@pytest.mark.parametrize("room", ["queries", "reports", "views"])
def test_neither_reads_nor_views_write_rows(room):
    """Only calls on `objects` and on names of rows count: forms and dictionaries have such methods too."""
    calls = set()
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in WRITES and ".objects" in ast.unparse(node.func.value):
                calls.add(f"{path.name}: {ast.unparse(node.func)}")

    assert calls == set()


def test_only_the_trail_writes_the_trail():
    writers = {path.name for path in modules() if re.search(r"AuditEvent(\.objects\.\w*create)?\(", path.read_text())}

    assert writers == {"audit.py"}
