"""One planted fault: read from the lists, put into a copy, judged by its tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LISTS = Path(__file__).parent
# All tests of all lists run before the first fault is planted; those of one fault are few.
SECONDS, SECONDS_A_TEST, ENDS_WITHIN = 240, 20, 30
CAUGHT, HANGS, MISSED = "caught", "caught, its tests never end", "NOT CAUGHT"
ALL_PASSED, SOME_FAILED = 0, 1
# With the settings named, pytest-django would start Django before a fresh copy has its translations.
NOT_HANDED_ON = ("DATABASE_URL", "DATA_DIR", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")
# What decides how the database is made, and what is collected for browsers.
MAKES_TABLES = ("visits/migrations/",)
MAKES_STATIC = ("static/", "templates/", "cooling/")


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

    @property
    def in_browser(self) -> bool:
        return any(test.startswith("tests/browser/") for test in self.tests)


def read_lists() -> list[Planted]:
    """Every fault of the lists, in their order. Raises TypeError for a row with an unknown word."""
    rows = [row for path in sorted(LISTS.glob("*.toml")) for row in tomllib.loads(path.read_text())["planted"]]
    return [Planted(**{**row, "tests": tuple(row["tests"])}) for row in rows]


@dataclass(frozen=True)
class Copy:
    """The program of today in a folder, and beside it what its tests need not make each time."""

    folder: Path
    kept: Path
    before: Path
    database: str = ""

    def note_kept(self) -> None:
        """Note the collected files and the empty database of SQLite, for `bring_back_kept`."""
        self._take_over(self.kept, self.before)

    def bring_back_kept(self) -> None:
        """What a fault, or a test that was ended, has left behind is gone."""
        self._take_over(self.before, self.kept)

    @staticmethod
    def _take_over(source: Path, target: Path) -> None:
        for path in target.glob("test.sqlite3*"):
            path.unlink()
        shutil.rmtree(target / "static", ignore_errors=True)
        if (source / "static").exists():
            shutil.copytree(source / "static", target / "static")
        if (source / "test.sqlite3").exists():
            shutil.copyfile(source / "test.sqlite3", target / "test.sqlite3")


def make_copy(home: Path, database: str = "") -> Copy:
    """Today's files, those not yet committed too, without what git ignores."""
    copy = Copy(home / "program", home / "kept", home / "before", database)
    copy.kept.mkdir()
    copy.before.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy.folder / name)
    # A test that starts the server would install everything there first.
    (copy.folder / ".venv").symlink_to(sys.prefix)
    return copy


def run_tests(
    copy: Copy, tests: tuple[str, ...], *, on_postgres: bool = False, planted_in: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run these tests in the copy. Raises TimeoutExpired where they do not end, and ends what they started."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    inherited = {name: value for name, value in inherited.items() if not name.startswith(("COOLING_", "PYTEST_"))}
    inherited |= {"COOLING_TEST_DIR": str(copy.kept), "PYTHONPYCACHEPREFIX": str(copy.kept / "bytecode")}
    # A test that is skipped, as without Chromium, catches nothing: here it fails, with what is lacking.
    inherited["CI"] = "true"
    if planted_in and not planted_in.startswith(MAKES_STATIC) and (copy.before / "static").exists():
        inherited["COOLING_TEST_STATIC"] = "kept"
    if on_postgres:
        inherited["DATABASE_URL"] = copy.database
    makes_tables = on_postgres or planted_in.startswith(MAKES_TABLES)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--reuse-db"]
    with subprocess.Popen(
        [*command, *(["--create-db"] if makes_tables else []), *tests],
        cwd=copy.folder,
        env=inherited,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            said, complained = process.communicate(timeout=SECONDS + SECONDS_A_TEST * len(tests))
        except subprocess.TimeoutExpired:
            _end(process)
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def _end(process: subprocess.Popen) -> None:
    """As from the keyboard, so that a server of the tests is ended too; by force where that does not help."""
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=ENDS_WITHIN)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def judge(planted: Planted, copy: Copy) -> str:
    """CAUGHT, HANGS or MISSED, by the tests in this copy, which is whole again afterwards.

    Raises NotPlantable where the code to be replaced is not there once, the copy does not even start, or its tests
    never end without the fault either.
    """
    path = copy.folder / planted.file
    whole = path.read_text(encoding="utf-8") if path.exists() else ""
    if whole.count(planted.before) != 1:
        raise NotPlantable(f"the code to be replaced stands {whole.count(planted.before)} times in {planted.file}")
    path.write_text(whole.replace(planted.before, planted.after), encoding="utf-8")
    try:
        done = run_tests(copy, planted.tests, on_postgres=planted.on_postgres, planted_in=planted.file)
    except subprocess.TimeoutExpired:
        done = None
    finally:
        path.write_text(whole, encoding="utf-8")
        copy.bring_back_kept()
    if done is None:
        return _judge_hanging(planted, copy)
    if done.returncode not in (ALL_PASSED, SOME_FAILED):
        raise NotPlantable(f"pytest ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return CAUGHT if done.returncode == SOME_FAILED else MISSED


def _judge_hanging(planted: Planted, copy: Copy) -> str:
    """A test that does not end says something only where it ends without the fault."""
    try:
        ended = run_tests(copy, planted.tests, on_postgres=planted.on_postgres, planted_in=planted.file)
    except subprocess.TimeoutExpired:
        ended = None
    finally:
        copy.bring_back_kept()
    if ended is None or ended.returncode != ALL_PASSED:
        raise NotPlantable("its tests do not end in time, without the fault either")
    return HANGS
