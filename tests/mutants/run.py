"""`script/mutants`: plants every fault of the lists on a copy and names those that no test caught.

`--draw N --seed S` takes some of them, `--only WORDS` those with these words. A whole run writes
docs/planted-faults.md.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.planted import ROOT, NotPlantable, Planted, copy_tree, judge, read_lists, run_tests
from tests.postgres import scratch_postgres

FILE = ROOT / "docs" / "planted-faults.md"
COPIES = 2
WANTED = 0.98
INTRODUCTION = """# Planted faults

Written by `script/mutants`, which puts each fault alone into a copy of the program and runs the tests beside it:
{caught} of {number} were caught.

| | Fault | Where | Tests | |
|---|---|---|---|---|
"""


def main() -> int:
    options = _options()
    chosen = [each for each in read_lists() if options.only in each.fault]
    if options.draw:
        chosen = random.Random(options.seed).sample(chosen, min(options.draw, len(chosen)))
    results = judge_all(chosen)
    for planted, said in results:
        if said != "caught":
            print(f"{said}: {planted.fault} ({planted.file})")
    caught = sum(said == "caught" for _planted, said in results)
    print(f"{caught} of {len(results)} planted faults were caught.")
    if not (options.only or options.draw):
        FILE.write_text(page(results, caught), encoding="utf-8")
    return 0 if results and caught >= WANTED * len(results) else 1


def judge_all(chosen: list[Planted]) -> list[tuple[Planted, str]]:
    """Each fault with what came of it: "caught", "NOT CAUGHT", or why it could not be planted."""
    with contextlib.ExitStack() as stack:
        on_postgres = any(each.on_postgres for each in chosen)
        database = stack.enter_context(scratch_postgres()) if on_postgres else ""
        copies: SimpleQueue[Path] = SimpleQueue()
        for _number in range(COPIES):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cooling-planted-")))
            copy_tree(folder)
            copies.put(folder)
        _check_sound(chosen, copies, database)

        def one(planted: Planted) -> tuple[Planted, str]:
            folder = copies.get()
            try:
                return planted, "caught" if judge(planted, folder, _database(planted, database)) else "NOT CAUGHT"
            except NotPlantable as reason:
                return planted, f"NOT PLANTED, {reason}"
            finally:
                copies.put(folder)

        with ThreadPoolExecutor(COPIES) as pool:
            return list(pool.map(one, chosen))


def _check_sound(chosen: list[Planted], copies: SimpleQueue[Path], database: str) -> None:
    """Without a fault all tests pass: else their failure would say nothing."""
    folder = copies.get()
    for on_postgres in (False, True):
        tests = tuple(sorted({test for each in chosen if each.on_postgres == on_postgres for test in each.tests}))
        if not tests:
            continue
        done = run_tests(folder, tests, database if on_postgres else "")
        if done.returncode:
            sys.exit(f"The tests fail without any fault planted:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    copies.put(folder)


def _database(planted: Planted, url: str) -> str:
    return url if planted.on_postgres else ""


def page(results: list[tuple[Planted, str]], caught: int) -> str:
    """The text of docs/planted-faults.md."""
    lines = [
        f"| {number} | {planted.fault} | `{planted.file}` | {'<br>'.join(f'`{test}`' for test in planted.tests)}"
        f" | {said} |"
        for number, (planted, said) in enumerate(results, start=1)
    ]
    return INTRODUCTION.format(caught=caught, number=len(results)) + "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/mutants", description="Plants known faults on a copy.")
    parser.add_argument("--only", default="", metavar="WORDS", help="those with these words in their name")
    parser.add_argument("--draw", type=int, default=0, metavar="N", help="so many, drawn by the seed")
    parser.add_argument("--seed", default="1")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
