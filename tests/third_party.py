"""`python -m tests.third_party`: writes docs/third-party.md, the licences of all that is installed.

Read from the distributions that the locks name. `--check` changes nothing and fails where the file is not in step
or a distribution tells no licence.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "third-party.md"
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "
# Where neither field nor classifier says it: read in the distribution's own licence file.
READ_IN_THE_FILE = {"axe-playwright-python": "MIT; the axe-core that it carries: MPL-2.0"}
OPENING = (
    "# Third-party software\n\n"
    "Made by `.venv/bin/python -m tests.third_party` from the installed distributions; do not edit it by hand. No "
    "third-party code is kept in this repository: everything is installed from the locks `requirements.txt` and "
    "`requirements-dev.txt`, with hashes. The licence of Cooling itself is for its owner to choose.\n"
)
BUNDLED = (
    "\n## Carried along\n\n"
    "Beside code, the repository holds the codes and names of the regions of Indonesia (`visits/data/`), which are "
    "public facts of the Ministry of Home Affairs, and word lists for the search, which were written for it.\n\n"
    "Bootstrap’s style sheet (MIT) and heroicons (MIT) reach the browser from the distributions named above; the font "
    "of the PDF is Libertinus Serif (SIL Open Font Licence), which typst carries.\n\n"
    "Where Node is there, `script/check` reads our scripts with TypeScript (Apache-2.0), installed from the lock in "
    "`script/types/`; nothing of it is served.\n"
)


def locked(lock: str) -> dict[str, str]:
    return dict(LOCKED.findall((ROOT / lock).read_text(encoding="utf-8")))


def licence_of(name: str) -> str:
    """The licence as the distribution tells it: expression, classifiers, else the first line of the old field."""
    told = distribution(name).metadata
    if expression := told.get("License-Expression"):
        return expression
    classes = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith(CLASSIFIER)]
    free = (told.get("License") or "").strip().splitlines()
    return ", ".join(sorted(set(classes))) or (free[0] if free else "") or READ_IN_THE_FILE.get(name, "")


def rows(names: dict[str, str]) -> Iterator[str]:
    for name, version in sorted(names.items()):
        try:
            yield f"| {name} | {version} | {licence_of(name)} |"
        except PackageNotFoundError:
            # For another system or Python than this one.
            yield f"| {name} | {version} | not installed here |"


def table(title: str, names: dict[str, str]) -> str:
    return "\n".join([f"\n## {title}\n", "| | version | licence |", "|---|---|---|", *rows(names), ""])


def page() -> str:
    running = locked("requirements.txt")
    tools = {name: version for name, version in locked("requirements-dev.txt").items() if name not in running}
    return OPENING + table("Installed to run", running) + table("Installed to test and check", tools) + BUNDLED


def untold() -> list[str]:
    return [line for line in page().splitlines() if line.endswith("|  |")]


def main() -> int:
    if unknown := untold():
        print("No licence is told by:", *unknown, sep="\n")
        return 1
    if "--check" not in sys.argv:
        FILE.write_text(page(), encoding="utf-8")
        return 0
    if not FILE.exists() or FILE.read_text(encoding="utf-8") != page():
        print(f"{FILE.relative_to(ROOT)} is not in step: python -m tests.third_party")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
