"""`script/mutants`: plants every fault of the lists on a copy and names those that no test caught.

`--draw N --seed S` takes some of them, `--only WORDS` those with these words. A whole run writes
docs/planted-faults.md.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.planted import CAUGHT, ROOT, Copy, NotPlantable, Planted, judge, make_copy, read_lists, run_tests
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
    results = []
    for planted, said in judge_all(chosen):
        results.append((planted, said))
        if not said.startswith(CAUGHT):
            print(f"{said}: {planted.fault} ({planted.file})", flush=True)
    caught = sum(said.startswith(CAUGHT) for _planted, said in results)
    print(f"{caught} of {len(results)} planted faults were caught.")
    if not (options.only or options.draw):
        FILE.write_text(page(results, caught), encoding="utf-8")
    return 0 if results and caught >= WANTED * len(results) else 1


def judge_all(chosen: list[Planted]) -> Iterator[tuple[Planted, str]]:
    """Each fault with what came of it: caught or not, or why it could not be planted."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(COPIES) as pool:
        on_postgres = any(each.on_postgres for each in chosen)
        database = stack.enter_context(scratch_postgres()) if on_postgres else ""
        copies: SimpleQueue[Copy] = SimpleQueue()
        made = []
        for number in range(COPIES):
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cooling-planted-")))
            # Their tests make a database beside the one that is named here.
            made.append(make_copy(home, database and f"{database}_{number}"))
            copies.put(made[-1])
        list(pool.map(_check_sound, made, [chosen[number::COPIES] for number in range(COPIES)]))

        def one(planted: Planted) -> tuple[Planted, str]:
            copy = copies.get()
            try:
                return planted, judge(planted, copy)
            except NotPlantable as reason:
                return planted, f"NOT PLANTED, {reason}"
            finally:
                copies.put(copy)

        yield from pool.map(one, chosen)


def _check_sound(copy: Copy, chosen: list[Planted]) -> None:
    """Without a fault all tests pass: else their failure would say nothing."""
    for on_postgres in (False, True):
        tests = tuple(sorted({test for each in chosen if each.on_postgres == on_postgres for test in each.tests}))
        if not tests:
            continue
        try:
            done = run_tests(copy, tests, on_postgres=on_postgres)
        except subprocess.TimeoutExpired:
            sys.exit("The tests do not end in time, without any fault planted.")
        if done.returncode:
            sys.exit(f"The tests fail without any fault planted:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    copy.note_kept()


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
