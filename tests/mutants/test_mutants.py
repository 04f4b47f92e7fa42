"""A dozen of the planted faults, drawn by a seed, are caught by the tests named beside them."""

from __future__ import annotations

import random
import subprocess

import pytest

from tests.faults import marked_tests, never_planted
from tests.mutants import planted
from tests.mutants.planted import CAUGHT, HANGS, MISSED, ROOT, Copy, NotPlantable, Planted, judge, read_lists
from tests.mutants.run import judge_all

SEED, DRAWN = "1", 12


def test_every_fault_fits_the_code_of_today():
    """So that a change of the code mends its planted faults along."""
    misfits = [
        (each.fault, each.file, (ROOT / each.file).read_text(encoding="utf-8").count(each.before))
        for each in read_lists()
        if (ROOT / each.file).read_text(encoding="utf-8").count(each.before) != 1
    ]

    assert misfits == []


def test_every_fault_names_tests_that_are_there():
    missing = []
    for each in read_lists():
        for test in each.tests:
            path, _colons, name = test.partition("::")
            # A path alone names every test of its file.
            if not (ROOT / path).is_file() or (
                name and f"def {name.partition('[')[0]}(" not in (ROOT / path).read_text(encoding="utf-8")
            ):
                missing.append(test)

    assert missing == []


def test_every_fault_from_outside_is_planted_for_a_test_of_its_own():
    assert never_planted(read_lists(), marked_tests()) == []


@pytest.mark.parametrize(
    ("tests", "is_shown"),
    [
        (("tests/a/test_a.py::test_own",), True),
        (("tests/a/test_a.py::test_own[a case]",), True),
        (("tests/a/test_b.py::test_any", "tests/a/test_a.py::test_own"), True),
        (("tests/a/test_b.py",), True),
        (("tests/a/test_a.py::test_own", "tests/a/test_a.py::test_other"), False),
        (("tests/a/test_a.py",), False),
    ],
)
def test_a_planted_fault_shows_a_line_where_each_of_its_tests_holds_it(tests, is_shown):
    marked = [
        ("A1", "tests/a/test_a.py::test_own"),
        ("A1", "tests/a/test_b.py"),
        ("A2", "tests/a/test_a.py::test_other"),
    ]
    faults = never_planted([Planted("a fault", "a.py", "right", "wrong", tests)], marked)

    assert ("A1" not in faults) is is_shown
    assert {"A2", "B29"} <= set(faults)


PASSED, FAILED, HUNG = 0, 1, None


@pytest.fixture
def judged(tmp_path, monkeypatch):
    """What is said of a fault whose tests end so: with the fault, and where asked again without it."""
    copy = Copy(tmp_path, tmp_path / "kept", tmp_path / "before")
    (tmp_path / "a.py").write_text("right")

    def judged(*ends):
        ends = iter(ends)

        def run_tests(_copy, tests, **_how):
            end = next(ends)
            if end is HUNG:
                raise subprocess.TimeoutExpired("pytest", 1)
            return subprocess.CompletedProcess("pytest", end, "", "")

        monkeypatch.setattr(planted, "run_tests", run_tests)
        try:
            return judge(Planted("a fault", "a.py", "right", "wrong", ("test.py",)), copy)
        finally:
            assert (tmp_path / "a.py").read_text() == "right"

    return judged


def test_a_fault_is_judged_by_how_its_tests_end(judged):
    assert judged(FAILED) == CAUGHT
    assert judged(PASSED) == MISSED


def test_a_fault_that_lets_its_tests_hang_is_caught_where_they_end_without_it(judged):
    assert judged(HUNG, PASSED) == HANGS
    for without in (HUNG, FAILED):
        with pytest.raises(NotPlantable, match="without the fault either"):
            judged(HUNG, without)


@pytest.mark.slow
@pytest.mark.own_server
def test_a_dozen_of_them_is_caught():
    # Where there is neither PostgreSQL nor Chromium as well.
    plain = [each for each in read_lists() if not each.on_postgres and not each.in_browser]
    drawn = random.Random(SEED).sample(plain, min(DRAWN, len(plain)))

    assert [(each.fault, said) for each, said in judge_all(drawn) if not said.startswith(CAUGHT)] == []
