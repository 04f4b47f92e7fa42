"""Plan chunks of visits in another process, as the files that COPY reads. No database is known here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from visits.sample_data.plan import Rows, plan
from visits.sample_data.world import World

NULL = r"\N"
# Chunks planned before they are written: enough to keep the process busy, few enough for the memory.
AHEAD = 3

_world: list[World] = []


def planned_files(world: World, number: int) -> Iterator[dict[str, str]]:
    """Every chunk in order: the next ones are planned while the caller writes this one."""
    if number == 1:
        yield as_files(plan(world, 0))
        return
    # Spawned, not forked: the process holds no connection of this one.
    with ProcessPoolExecutor(1, get_context("spawn"), _begin, (world,)) as pool:
        ahead: list[Future] = [pool.submit(_plan, each) for each in range(min(AHEAD, number))]
        for each in range(number):
            yield ahead.pop(0).result()
            if each + AHEAD < number:
                ahead.append(pool.submit(_plan, each + AHEAD))


def _begin(world: World) -> None:
    _world[:] = [world]


def _plan(number: int) -> dict[str, str]:
    return as_files(plan(_world[0], number))


def as_files(rows: Rows) -> dict[str, str]:
    files = {}
    for name, found in rows.items():
        file = io.StringIO()
        csv.writer(file).writerows([NULL if value is None else value for value in row] for row in found)
        files[name] = file.getvalue()
    return files
