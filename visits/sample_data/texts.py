"""Names, phrases and vocabulary of sample data, read from the files in `data/`."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names in its first line."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(name: str) -> dict[str, Any]:
    """The content of a TOML file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


VOCABULARY: dict[str, list[str]] = read("vocabulary")
PHRASES = read("phrases")
