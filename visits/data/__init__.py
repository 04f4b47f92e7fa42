"""Reference data that comes with the application: plain files, no code but their reading."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
REGIONS_FILE = FOLDER / "regions-indonesia.csv.gz"


def read(name: str) -> Any:
    """The content of one JSON file of this folder."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
