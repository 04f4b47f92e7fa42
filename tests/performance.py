"""docs/performance.md: every command that measures writes a part of its own, and leaves the others as they are."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
OPENING = """# How fast it is

Each part is written by the command that is named in it; do not edit it by hand.
"""
PARTS = ("pages", "phone")


def write(part: str, text: str, *, file: Path = FILE) -> None:
    """Replace one part of the file, whichever others are there."""
    kept = file.read_text() if file.exists() else ""
    texts = {name: _between(kept, *_marks(name)) for name in PARTS} | {part: text.strip()}
    file.write_text(OPENING + "".join(_marked(name, said) for name, said in texts.items() if said))


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def _marked(name: str, text: str) -> str:
    begin, end = _marks(name)
    return f"\n{begin}\n\n{text}\n\n{end}\n"


def _between(text: str, begin: str, end: str) -> str:
    return text.partition(begin)[2].partition(end)[0].strip()
