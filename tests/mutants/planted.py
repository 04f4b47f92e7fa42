"""One planted fault: read from the lists, put into a copy, judged by its tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = Path(__file__).parent
SECONDS, SECONDS_A_TEST = 300, 20
ALL_PASSED, SOME_FAILED = 0, 1
# With the settings named, pytest-django would start Django before a fresh copy has its translations.
NOT_HANDED_ON = ("DATABASE_URL", "DATA_DIR", "DJANGO_SETTINGS_MODULE")


class NotPlantable(Exception):
    """The fault does not fit the code of today; the sentence says why."""


@dataclass(frozen=True)
class Planted:
    """A fault in a few words, and where it goes: `before` stands exactly once in `file`."""

    fault: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    on_postgres: bool = False


def read_lists() -> list[Planted]:
    """Every fault of the lists, in their order. Raises TypeError for a row with an unknown word."""
    rows = [row for path in sorted(LISTS.glob("*.toml")) for row in tomllib.loads(path.read_text())["planted"]]
    return [Planted(**{**row, "tests": tuple(row["tests"])}) for row in rows]


def copy_tree(folder: Path) -> None:
    """Today's files, those not yet committed too, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def run_tests(folder: Path, tests: tuple[str, ...], database: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    # The tests of this run have a folder of their own; a copy makes itself one.
    kept = {name: value for name, value in kept.items() if not name.startswith(("COOLING_", "PYTEST_"))}
    if database:
        kept["DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        # All tests of all lists run at once before the first fault is planted.
        timeout=SECONDS + SECONDS_A_TEST * len(tests),
    )


def judge(planted: Planted, folder: Path, database: str = "") -> bool:
    """Whether the tests catch the fault in this copy, which is whole again afterwards.

    Raises NotPlantable where the code to be replaced is not there once, or the copy does not even start.
    """
    path = folder / planted.file
    whole = path.read_text(encoding="utf-8") if path.exists() else ""
    if whole.count(planted.before) != 1:
        raise NotPlantable(f"the code to be replaced stands {whole.count(planted.before)} times in {planted.file}")
    path.write_text(whole.replace(planted.before, planted.after), encoding="utf-8")
    try:
        done = run_tests(folder, planted.tests, database)
    finally:
        path.write_text(whole, encoding="utf-8")
    if done.returncode not in (ALL_PASSED, SOME_FAILED):
        raise NotPlantable(f"pytest ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode == SOME_FAILED
