"""Measure one database, in a process of its own: python -m tests.bench.measure FILE."""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from pathlib import Path

ROUNDS, WRITES = 31, 15
CSV_ROWS = 50_000


def prepare() -> None:
    """Django as on a server, but for https; the test client asks, and `tests.bench.stock` answers beside the app."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cooling.settings"
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "tests.bench.stock"
    logging.disable(logging.WARNING)


def measure(*, explain: bool) -> dict:
    from django.db import connection

    from tests.bench import writing
    from tests.bench.cases import make_cases
    from tests.bench.clock import medians
    from tests.bench.crowd import measure_crowd
    from tests.bench.explain import shortcomings
    from tests.bench.export import measure_csv
    from visits.models import Visit

    cases = make_cases()
    calls = {("constant", ""): cases.constant}
    for name, case in cases.pages.items():
        found = {"ours": case.ours, "stock": case.stock, "sql": case.sql}
        calls |= {(kind, name): call for kind, call in found.items() if call}
    calls |= {("single", name): call for name, call in cases.singles.items()}
    calls |= {("combined", name): call for name, call in cases.combined.items()}
    times: dict[str, dict[str, float]] = {}
    for (kind, name), spent in medians(calls, rounds=ROUNDS).items():
        times.setdefault(kind, {})[name] = spent
    found = {"visits": Visit.objects.count(), "times": times, "writing": writing.measure(WRITES)}
    found["per_second"] = {"ours": writing.per_second(writing.ours), "stock": writing.per_second(writing.stock)}
    # Only PostgreSQL has a COPY to be measured against, and more than one writer.
    found["csv"] = measure_csv(CSV_ROWS) if connection.vendor == "postgresql" else {}
    found["crowd"] = measure_crowd() if connection.vendor == "postgresql" else {}
    found["shortcomings"] = shortcomings(cases) if explain else []
    return found


def main() -> None:
    prepare()
    began = time.monotonic()
    found = measure(explain="--explain" in sys.argv)
    found["seconds"] = time.monotonic() - began
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    Path(sys.argv[1]).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
