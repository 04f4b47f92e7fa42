"""The shape of the code, counted: `script/measure [--check | --hold]`.

Counts the application (`cooling/` and `visits/` without migrations) and the tests beside it. `--check` ends non-zero
where a line falls short of its limit, `--hold` where one of the rules does that are no sizes.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where a statement of the database may stand in full.
RAW_SQL = (
    *("visits/lists/", "visits/search/", "visits/exports/", "visits/sample_data/", "visits/core/hash_chain.py"),
    *("visits/core/db.py", "visits/models/visibility.py", "visits/setup/regions.py"),
    # Asks what the ORM composed; it writes no statement of its own.
    "visits/models/composed.py",
)
# Past the ORM, by the cursor or by the functions of visits/core/db.py.
SQL = re.compile(r"\.(execute|executemany|raw)\($|\b(RawSQL|fetch)\($")
LARGEST_FILE_P95, LARGEST_FUNCTION = 220, 50
# A public function longer than this says in a line what it does: its name alone does not.
LONGEST_UNSAID = 10
COMMENTS_FROM, COMMENTS_TO, TESTS_FROM = 3.0, 6.0, 1.0


@dataclass
class Shape:
    """What was counted; lengths in lines."""

    files: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    code: int = 0
    comments: int = 0
    raw_sql: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)


def files_of(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def shape_of(paths: Iterable[Path]) -> Shape:
    """Count the files; comments are counted apart from code, empty lines not at all."""
    shape = Shape()
    for path in paths:
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        shape.files[name] = len(text.splitlines())
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                shape.functions[f"{name}::{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
        shape.unsaid += [f"{name}::{function}" for function in unsaid_functions(tree)]
        comments = list(comments_of(text))
        shape.comments += len(comments)
        shape.code += sum(1 for line in text.splitlines() if line.strip()) - len(comments)
        shape.raw_sql += [f"{name}:{line}" for line in sql_calls(tree)]
        shape.excused += [f"{name}: {text}" for text in comments if is_bare_excuse(text)]
    return shape


def comments_of(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def is_bare_excuse(comment: str) -> bool:
    """A checker silenced without a reason: any B018, and `type: ignore` with nothing after its code."""
    return "noqa: B018" in comment or re.fullmatch(r"#\s*type: ignore(\[[\w, -]+\])?", comment) is not None


def sql_calls(tree: ast.AST) -> Iterator[int]:
    """Lines that hand a statement to the database past the ORM."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and SQL.search(f"{ast.unparse(node.func)}("):
            yield node.lineno


def unsaid_functions(tree: ast.Module) -> Iterator[str]:
    """Longer public functions of a module without a docstring."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or ast.get_docstring(node) is not None:
            continue
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_UNSAID:
            yield node.name


def percentile(numbers: Iterable[int], share: float) -> int:
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(numbers: Iterable[int]) -> str:
    numbers = list(numbers)
    return f"{percentile(numbers, 0.5)} / {percentile(numbers, 0.95)} / {max(numbers)}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="script/measure", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="end non-zero where a line falls short")
    parser.add_argument("--hold", action="store_true", help="end non-zero where a rule that is no size is broken")
    wanted = parser.parse_args(arguments)
    app, tests = shape_of(files_of("cooling", "visits")), shape_of(files_of("tests"))
    share = 100 * app.comments / (app.code + app.comments)
    ratio = tests.code / app.code
    elsewhere = [place for place in app.raw_sql if not place.startswith(RAW_SQL)]
    long = {name: lines for name, lines in app.functions.items() if lines > LARGEST_FUNCTION}
    p95 = percentile(app.files.values(), 0.95)
    large = [f"{name}: {lines} lines" for name, lines in app.files.items() if lines > LARGEST_FILE_P95 < p95]
    sizes = [
        (f"files: {len(app.files)}; lines, median / p95 / most", spread(app.files.values()), p95 <= LARGEST_FILE_P95),
        (f"functions: {len(app.functions)}; lines, median / p95 / most", spread(app.functions.values()), not long),
        ("lines of tests for one of code", f"{ratio:.2f}", ratio >= TESTS_FROM),
        ("comments in 100 lines", f"{share:.1f}", COMMENTS_FROM <= share <= COMMENTS_TO),
    ]
    rules = [
        ("raw SQL: calls, of them outside its places", f"{len(app.raw_sql)}, {len(elsewhere)}", not elsewhere),
        ("longer public functions without a docstring", str(len(app.unsaid)), not app.unsaid),
        ("checkers silenced without a reason", str(len(app.excused)), not app.excused),
    ]
    for what, found, holds in [*sizes, *rules]:
        print(f"{'ok     ' if holds else 'SHORT  '} {what}: {found}")
    for place in [*large, *long, *elsewhere, *app.unsaid, *app.excused]:
        print(f"        {place}")
    held = [*sizes, *rules] if wanted.check else rules if wanted.hold else []
    return 0 if all(holds for *_what, holds in held) else 1


if __name__ == "__main__":
    sys.exit(main())
