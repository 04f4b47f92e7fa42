"""The page of measurements: a command replaces its own part and nothing else."""

import re

import pytest

from tests import performance
from tests.bench import report


@pytest.fixture
def file(tmp_path):
    return tmp_path / "performance.md"


@pytest.mark.parametrize("order", [("pages", "phone"), ("phone", "pages")])
def test_each_command_replaces_its_own_part(file, order):
    for part in order:
        performance.write(part, f"## {part}, an older run\n", file=file)
    performance.write("phone", "## phone, a newer run\n\n| a | b |", file=file)

    headings = re.findall(r"^#.*", file.read_text(), re.MULTILINE)
    assert headings == ["# How fast it is", "## pages, an older run", "## phone, a newer run"]


def test_the_same_part_again_changes_nothing(file):
    performance.write("pages", "## pages\n\ntext", file=file)
    once = file.read_text()
    performance.write("pages", "## pages\n\ntext\n\n", file=file)

    assert file.read_text() == once


def test_the_bench_writes_its_part_beside_the_phones(file):
    performance.write("phone", "## On a phone", file=file)
    report.write(report.OPENING, "script/bench", file=file)

    assert "Made with `script/bench`." in file.read_text()
    assert file.read_text().index("## The server") < file.read_text().index("## On a phone")
