"""What `script/bench` says of its figures, without measuring anything."""

from importlib import import_module
from pathlib import Path

import pytest

from tests import bench
from tests.bench.explain import reasons
from tests.bench.lines import Line, lines
from tests.bench.report import as_text

LARGE = {"visits_visit"}


def figures(**changed):
    pages = "history, newest 50;history, last page;search, rare word;search, common word;start page of a chief".split(
        ";"
    )
    pages += ["search, phrase with two filters", "one visit with 11 notes"]
    found = {
        "visits": 100_000,
        "times": {
            "constant": {"": 2.0},
            "ours": dict.fromkeys(pages, 8.0),
            "stock": {},
            "sql": {},
            "single": {"village": 9.0, "status": 8.0},
            "combined": {"village + status": 20.0},
        },
        "writing": {"ours": 20.0, "stock": 30.0, "sql": 2.0},
        "per_second": {"ours": 60.0, "stock": 40.0},
        "csv": {},
        "crowd": {},
        "shortcomings": [],
    }
    return found | changed


def test_every_line_is_a_ratio_with_its_limit():
    found = {line.name: line for line in lines(figures())}

    assert found["history page, against the constant page"].ratio == 4
    assert found["slowest single filter, against the first page"].detail.startswith("village")
    assert all(line.holds for line in found.values())


@pytest.mark.parametrize(("ratio", "at_least", "holds"), [(1.4, False, False), (1.4, True, True), (0.5, False, True)])
def test_a_line_holds_on_its_side_of_the_limit(ratio, at_least, holds):
    assert Line("", ratio, 1, at_least=at_least).holds is holds


def test_a_line_that_does_not_hold_is_told():
    text = as_text([("PostgreSQL", figures(writing={"ours": 40.0, "stock": 30.0, "sql": 2.0}))])

    assert (
        "logging a full visit, against the best SQL insert (40.0 ms and 2.0 ms) | 20.00 | 15 | **does not hold**"
        in text
    )


def scan(table, loops=1):
    return {"Node Type": "Seq Scan", "Relation Name": table, "Actual Loops": loops}


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (scan("visits_visit"), ["reads all of visits_visit"]),
        (scan("visits_visit", loops=0), []),
        (scan("visits_unit"), []),
        ({"Node Type": "Sort", "Plans": [scan("visits_unit") | {"Actual Rows": 50}]}, []),
        ({"Node Type": "Sort", "Plans": [scan("visits_unit") | {"Actual Rows": 90_000}]}, ["sorts 90000 rows"]),
        ({"Node Type": "Limit", "Plans": [scan("visits_visit")]}, ["reads all of visits_visit"]),
    ],
)
def test_a_plan_that_reads_or_sorts_too_much_is_found(plan, said):
    assert list(reasons(plan, LARGE)) == said


@pytest.mark.parametrize("module", sorted(path.stem for path in Path(bench.__file__).parent.glob("[a-z]*.py")))
def test_what_is_measured_still_goes_by_its_names(module):
    """Nobody runs the bench for weeks: what it imports has to be there."""
    assert import_module(f"tests.bench.{module}")
