"""A room for each capability over a small core: who may use whom, and what the files of a room are for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "visits"

# The ground: each of these uses only what stands before it, and no capability.
GROUND = ["data", "typed", "models", "core", "lists", "search", "pickers"]
# What each capability may use of the others, beside the ground. A new arrow is a decision made here.
CAPABILITIES = {
    # The password of the demo is in the README: no account elsewhere may have it (accounts/public_password.py).
    "accounts": {"sample_data"},
    "audit": set(),
    "capture": {"visit"},
    "device": {"accounts", "capture", "places"},
    "exports": {"audit", "history"},
    "figures": {"follow_ups", "history", "privacy"},
    "follow_ups": set(),
    "history": {"audit"},
    "imports": {"capture"},
    "places": {"capture", "figures", "follow_ups", "history"},
    "privacy": {"audit", "capture", "follow_ups"},
    "reports": set(),
    "review": {"capture", "history", "visit"},
    "sample_data": set(),
    "setup": {"accounts"},
    "visit": {"reports"},
}
# What stands above the capabilities and puts them together.
ABOVE = {"admin", "apps", "housekeeping", "management", "start", "urls"}
TAGS = {"templatetags": {"core", "models"}}

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def kind_of(name: str) -> str:
    """What a file is for: the last word of its name."""
    return name.rpartition("_")[2]


def imports(path: Path) -> Iterator[str]:
    """Modules of the app that a file imports, wherever in it, by their full names."""
    package = ("visits", *path.relative_to(APP).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            found = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in found if name.startswith("visits."))


def rooms_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path)} - {room_of(path), "__init__"}


def module_of(name: str) -> Path | None:
    """The file that an imported name comes from; None for a package."""
    parts = name.split(".")
    for end in (len(parts), len(parts) - 1):
        path = ROOT.joinpath(*parts[:end]).with_suffix(".py")
        if path.exists():
            return path
    return None


def writes_rows(path: Path) -> set[str]:
    """Calls that write rows: only those on `objects` count, forms and dictionaries have such methods too."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    named = (node.func for node in calls if isinstance(node.func, ast.Attribute))
    return {ast.unparse(func) for func in named if func.attr in WRITES and ".objects" in ast.unparse(func.value)}


def test_every_room_has_its_place():
    assert {room_of(path) for path in modules()} - {"__init__"} == {*GROUND, *CAPABILITIES, *ABOVE, *TAGS}


@pytest.mark.parametrize("room", [*GROUND, *CAPABILITIES, *TAGS])
def test_a_room_uses_only_what_it_may(room):
    if room in GROUND:
        allowed = set(GROUND[: GROUND.index(room)])
    else:
        allowed = {*GROUND, *CAPABILITIES[room]} if room in CAPABILITIES else TAGS[room]
    used = {path.name: rooms_imported(path) for path in modules() if room_of(path) == room}

    assert {name: strange for name, rooms in used.items() if (strange := rooms - allowed)} == {}


def test_no_two_capabilities_use_each_other():
    def reached(room: str) -> set[str]:
        return {far for near in CAPABILITIES[room] for far in {near, *reached(near)}}

    assert [room for room in CAPABILITIES if room in reached(room)] == []


def test_only_views_use_views():
    used = {(path, name) for path in modules() for name in imports(path) if kind_of(name.split(".")[-2]) == "views"}
    used |= {(path, name) for path in modules() for name in imports(path) if kind_of(name.split(".")[-1]) == "views"}

    assert {path.name for path, _name in used if kind_of(path.stem) != "views" and path.stem != "urls"} == set()


@pytest.mark.parametrize("kind", ["queries", "page", "views", "forms"])
def test_only_services_write(kind):
    found = {
        path.relative_to(APP): calls for path in modules() if kind_of(path.stem) == kind if (calls := writes_rows(path))
    }

    assert found == {}


def test_who_only_reads_uses_no_writer():
    readers = [path for path in modules() if kind_of(path.stem) in {"queries", "page"}]
    readers += [
        path
        for path in modules()
        if room_of(path) in {"reports", "lists", "templatetags"}
        and kind_of(path.stem) not in {"views", "services"}
        and path.stem != "visit_index"
    ]
    used = {(path.relative_to(APP), module_of(name)) for path in readers for name in imports(path)}

    assert {(path, used) for path, used in used if used is not None and writes_rows(used)} == set()


def test_only_the_audit_log_writes_the_audit_log():
    writers = {path.name for path in modules() if re.search(r"AuditEntry(\.objects\.\w*create)?\(", path.read_text())}

    assert writers == {"audit.py"}
