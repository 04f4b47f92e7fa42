"""A dozen of the planted faults, drawn by a seed, are caught by the tests named beside them."""

from __future__ import annotations

import random

import pytest

from tests.mutants.planted import ROOT, read_lists
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


@pytest.mark.slow
@pytest.mark.own_server
def test_a_dozen_of_them_is_caught():
    on_sqlite = [each for each in read_lists() if not each.on_postgres]
    drawn = random.Random(SEED).sample(on_sqlite, min(DRAWN, len(on_sqlite)))

    assert [(planted.fault, said) for planted, said in judge_all(drawn) if said != "caught"] == []
