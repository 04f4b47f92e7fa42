"""Times of calls: interleaved rounds, so that a slow moment of the machine falls on all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Call = Callable[[], object]
WARM = 2


def medians(calls: dict[str, Call], *, rounds: int, longest: float = 20) -> dict[str, float]:
    """The p50 of each call in milliseconds. One that takes seconds is called fewer times."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + WARM):
        for name, call in calls.items():
            if sum(spent[name]) > longest:
                continue
            began = time.perf_counter()
            call()
            took = time.perf_counter() - began
            # A first call that takes long is not repeated for warmth.
            if number >= WARM or took > longest / 4:
                spent[name].append(took)
    return {name: statistics.median(times) * 1000 for name, times in spent.items()}
