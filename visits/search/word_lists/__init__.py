"""Word lists that come with the application: plain files, no code but their reading."""

from pathlib import Path

FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The lines of one list, without comments and empty ones."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]


def words(name: str) -> list[str]:
    """All words of a list, in order."""
    return " ".join(lines(name)).split()


def sections(name: str) -> dict[str, list[tuple[str, list[str]]]]:
    """The lines "word: other words" of a list under their titles in brackets."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for line in lines(name):
        if line.startswith("["):
            below = found.setdefault(line.strip("[]"), [])
        else:
            word, _colon, rest = line.partition(":")
            below.append((word.strip(), rest.split()))
    return found


def entries(name: str) -> list[tuple[str, list[str]]]:
    """The lines "word: other words" of a list."""
    found = [line.partition(":") for line in lines(name)]
    return [(word.strip(), rest.split()) for word, _colon, rest in found]
