"""The command script/soak: many seeded runs over the engines, gone on with after an interruption."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import sync_playwright

# Sets the environment that the application is read with.
import tests.conftest  # noqa: F401

django.setup()

from tests.browser.field_phone import FieldServer  # noqa: E402
from tests.engines.chromium import Chromium  # noqa: E402
from tests.engines.engines import Firefox, WebKit  # noqa: E402
from tests.serving import ROOT  # noqa: E402
from tests.soak.phone import Wrong  # noqa: E402
from tests.soak.run import MakeEngine, engine_of, run_once  # noqa: E402

# A server with the visits of many runs grows slow.
RUNS_OF_A_SERVER = 40
ENGINES = ("chromium", "webkit", "firefox")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--run", type=int, help="this one alone, again")
    parser.add_argument("--engine", choices=ENGINES, help="the engine of that run")
    said = parser.parse_args()
    wanted = said.engines.split(",")
    with sync_playwright() as playwright:
        makers: dict[str, MakeEngine] = {
            "chromium": lambda base, folder: Chromium(base, folder, playwright.chromium),
            "webkit": WebKit,
            "firefox": Firefox,
        }
        soak = Soak(makers, said.seed)
        if said.run is None:
            return soak.go_through([(number, engine_of(number, wanted)) for number in range(said.runs)])
        return soak.repeat(said.run, said.engine or engine_of(said.run, wanted))


class Soak:
    """Runs one after the other; what came of each stands in a file of DATA_DIR, where the next start goes on."""

    def __init__(self, makers: dict[str, MakeEngine], seed: int):
        self.makers, self.seed = makers, seed
        self.commit = subprocess.check_output(["git", "describe", "--always", "--dirty"], cwd=ROOT, text=True).strip()
        self.notes = Path(os.environ["DATA_DIR"]) / f"soak-{seed}.jsonl"

    def go_through(self, numbers: list[tuple[int, str]]) -> int:
        """Do what this commit has not done yet; the exit status."""
        done = {(note["run"], note["engine"]) for note in self.noted()}
        left = [each for each in numbers if each not in done]
        print(f"Seed {self.seed}, {self.commit}: {len(left)} of {len(numbers)} runs left, in {self.notes}.", flush=True)
        for start in range(0, len(left), RUNS_OF_A_SERVER):
            with self.place() as (server, folder):
                for number, engine in left[start : start + RUNS_OF_A_SERVER]:
                    self.note(self.run(server, folder, number, engine))
        wanted = [note for note in self.noted() if (note["run"], note["engine"]) in set(numbers)]
        passed = Counter(note["passed"] for note in wanted)
        words = sum((Counter(note["words"]) for note in wanted), Counter[str]())
        print(f"{passed[True]} of {len(numbers)} runs passed, {passed[False]} failed.", flush=True)
        print(f"{words.total()} words typed, {words['kept']} of them said to be kept.", flush=True)
        return 0 if passed[True] == len(numbers) else 1

    def repeat(self, number: int, engine: str) -> int:
        """Do one run and say what happened in it; the exit status."""
        with self.place() as (server, folder):
            note = self.run(server, folder, number, engine)
        print("\n".join(note["done"]))
        return 0 if note["passed"] else 1

    def noted(self) -> list[dict[str, Any]]:
        """What is known of runs at this commit; a browser that broke says nothing of it."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        notes = [json.loads(line) for line in lines]
        return [note for note in notes if note["commit"] == self.commit and note["passed"] is not None]

    def note(self, note: dict[str, Any]) -> None:
        with self.notes.open("a") as file:
            file.write(json.dumps(note) + "\n")

    def run(self, server: FieldServer, folder: Path, number: int, engine: str) -> dict[str, Any]:
        """One run; what came of it."""
        began = time.monotonic()
        passed: bool | None = True
        done: list[str] = []
        words: Counter[str] = Counter()
        said = ""
        try:
            run = run_once(self.makers[engine], server, folder, self.seed, number)
            done, words = run.done, Counter(word.state.value for word in run.words.typed)
        except Wrong as wrong:
            passed, said = False, str(wrong)
        except Exception:
            # Of a browser, a driver or the server, whatever it was: this run is none, and the others go on.
            passed, said = None, traceback.format_exc()
        seconds = round(time.monotonic() - began, 1)
        told = {True: "passed", False: "FAILED", None: "BROKE"}[passed]
        print(f"{number} {engine}: {told} in {seconds} seconds. {said}".strip(), flush=True)
        return {
            "run": number,
            "engine": engine,
            "commit": self.commit,
            "passed": passed,
            "seconds": seconds,
            "done": done,
            "words": words,
            "said": said,
        }

    @contextmanager
    def place(self) -> Iterator[tuple[FieldServer, Path]]:
        """A server with the demo, and room for profiles; nothing of either stays."""
        with tempfile.TemporaryDirectory(prefix="cooling-soak-", ignore_cleanup_errors=True) as folder:
            server = FieldServer(Path(folder))
            server.start()
            try:
                yield server, Path(folder)
            finally:
                server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
