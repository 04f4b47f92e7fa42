"""Times to verify the audit log, and what its chain costs those who write: `python -m tests.measure_audit_log`.

`verify [ROWS]` makes that many rows with the services' own code, on SQLite and on PostgreSQL, and
runs `manage.py verify_trail` over them. `writes` lets eight processes save visits, the heaviest
write, and then change follow-ups, the lightest, through the services on a PostgreSQL that puts
every commit on the disk, in short turns with the chain and without it. Both work in scratch
databases, and end non-zero where a figure falls short.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import running_postgres

# As on a server: what is committed is on the disk.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
ROWS, MOST_SECONDS = 1_000_000, 30
CLIENTS, TURNS, TURN_SECONDS, MOST_COST = 8, 30, 2, 0.20
A_TRANSACTION = 1_000


@contextmanager
def database(kind: str) -> Iterator[dict[str, str]]:
    """The environment of a process that works on an empty scratch database."""
    with tempfile.TemporaryDirectory(prefix="cooling-trail-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "cooling.settings"}
        environment.pop("DATABASE_URL", None)
        if kind == "SQLite":
            yield environment
            return
        home = tempfile.TemporaryDirectory(prefix="cooling-postgres-")
        with home as cluster, running_postgres(Path(cluster), *DURABLE) as url:
            yield environment | {"DATABASE_URL": url}


def run_inside(environment: dict[str, str], *words: str, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.measure_audit_log", *words]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, **options)


def set_up() -> None:
    import logging

    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False  # Django would keep every query
    logging.disable(logging.INFO)


# The time to verify


def verify(rows: int) -> bool:
    holds = True
    for kind in ("SQLite", "PostgreSQL"):
        with database(kind) as environment:
            said = json.loads(run_inside(environment, "inside-verify", str(rows)).communicate()[0])
        spent = f"{said['seconds']:.1f} s, of which {said['busy']:.1f} s on a processor (made in {said['made']:.0f} s)"
        print(f"verify_trail, {kind}: {rows:,} rows in {spent}", flush=True)
        holds = holds and said["seconds"] <= MOST_SECONDS
    return holds


def inside_verify(rows: int) -> None:
    """Rows as the services write them, of three sorts and sizes; then the command itself."""
    set_up()
    from django.core.management import call_command

    from visits.core import audit
    from visits.models import AuditEntry

    call_command("migrate", verbosity=0)
    kind, began = AuditEntry.Kind, time.monotonic()
    for first in range(0, rows, A_TRANSACTION):
        with audit.audited():
            for number in range(first, min(first + A_TRANSACTION, rows)):
                key, nrp = str(uuid.UUID(int=number)), f"9001{number % 500:04d}"
                if number % 3 == 0:
                    audit.record(kind.VISIT_SAVED, by=None, nrp=nrp, target=key, revision=number % 9, complete=True)
                elif number % 3 == 1:
                    audit.record(kind.VISIT_READ, by=None, nrp=nrp, target=key)
                else:
                    audit.record(kind.SEARCHED, by=None, nrp=nrp, filters=["q", "place"], found=number % 50)
    made = time.monotonic() - began
    began, at_work = time.monotonic(), time.process_time()
    call_command("verify_trail", stdout=sys.stderr)
    print(json.dumps({"made": made, "seconds": time.monotonic() - began, "busy": time.process_time() - at_work}))


# The cost to writers


def writes() -> bool:
    with database("PostgreSQL") as environment:
        assert run_inside(environment, "inside-prepare").wait() == 0
        workers = [run_inside(environment, "inside-write", str(n), stdin=subprocess.PIPE) for n in range(CLIENTS)]
        costs = [cost_of(workers, work) for work in ("visits", "follow-ups")]
        for worker in workers:
            worker.stdin.close()
            worker.wait()
    return max(costs) <= MOST_COST


def cost_of(workers: list[subprocess.Popen], work: str) -> float:
    """What share of their writes the chain costs them: by the medians of all turns of either way."""
    done: dict[str, list[int]] = {"with": [], "without": []}
    for turn in range(TURNS + 1):
        # with, without, without, with …: neither is always the one that finds the fuller tables.
        for way in ("with", "without") if turn % 2 else ("without", "with"):
            number = play(workers, work, way)
            if turn:  # the first of each is to get warm
                done[way].append(number)
    medians = {way: statistics.median(numbers) / TURN_SECONDS for way, numbers in done.items()}
    pairs = statistics.median(chained / plain for chained, plain in zip(done["with"], done["without"], strict=True))
    cost = 1 - medians["with"] / medians["without"]
    print(f"{work}, {CLIENTS} processes, {TURNS} turns of {TURN_SECONDS} s each way: {done}")
    print(
        f"{work}: {medians['with']:.0f} a second with the chain, {medians['without']:.0f} without: "
        f"it costs {cost:.1%}; median of the pairs of turns {1 - pairs:.1%}",
        flush=True,
    )
    return cost


def play(workers: list[subprocess.Popen], work: str, way: str) -> int:
    """One turn: all write at once; how often they did."""
    begin = time.time() + 0.1
    for worker in workers:
        worker.stdin.write(f"{work} {way} {begin}\n")
        worker.stdin.flush()
    return sum(int(worker.stdout.readline()) for worker in workers)


def inside_prepare() -> None:
    set_up()
    from django.core.management import call_command

    from tests import factories as make

    call_command("migrate", verbosity=0)
    make.make_village()
    unit = make.make_unit(parent=make.make_polres())
    for number in range(CLIENTS):
        officer = make.make_officer(f"9101{number:04d}", unit=unit)
        make.make_follow_up(make.make_visit(author=officer, status="approved"), owner=officer)


def inside_write(worker: int) -> None:
    """One client: writes one thing after another, as long as a turn lasts."""
    set_up()
    from visits.core import audit
    from visits.models import Officer

    officer = Officer.objects.select_related("unit", "rank").get(nrp=f"9101{worker:04d}")
    works = {"visits": visits_of(officer), "follow-ups": follow_ups_of(officer)}
    ways = {"with": audit._append, "without": unchained(worker)}
    for line in sys.stdin:
        work, way, begin = line.split()
        audit._append, done = ways[way], 0
        time.sleep(max(0, float(begin) - time.time()))
        while time.time() < float(begin) + TURN_SECONDS:
            works[work]()
            done += 1
        print(done, flush=True)


def visits_of(officer):
    from visits.capture.save import save_visit

    post = the_post(officer)
    return lambda: save_visit(by=officer, key=uuid.uuid4(), post=post)


def follow_ups_of(officer):
    from visits.follow_ups.services import change_follow_up
    from visits.models import FollowUp

    mine, words = (
        FollowUp.objects.get(owner=officer),
        (f"Sudah {number} kali diingatkan." for number in itertools.count()),
    )
    rest = {"status": "in_progress", "told_on": None, "confirmed_by_person": False}
    return lambda: change_follow_up(follow_up=mine, by=officer, result=next(words), **rest)


def the_post(officer):
    """A complete visit as the form hands it to the service: stop, officer, person, note, promise."""
    from django.http import QueryDict

    from tests.visit_posts import complete_post
    from visits.capture.post import VisitPost
    from visits.capture.save import Post

    data = QueryDict(mutable=True)
    for name, value in complete_post().items():
        data.setlist(name, value if isinstance(value, list) else [value])
    posted = VisitPost(data, officer=officer, visit=None)
    assert posted.is_complete()
    return Post(pairs=posted.pairs, content=posted.content(), revision=0, submit=True, is_complete=True, from_new=True)


def unchained(worker: int):
    """The same audit entries as plain inserts: no head to wait for, no HMAC, nothing noted outside."""
    from django.db import connection
    from django.utils import timezone

    from visits.core import hash_chain

    numbers = iter(range((worker + 1) * 10**12, (worker + 2) * 10**12))

    def append(rows) -> None:
        now = timezone.now()
        for row in rows:
            row.number, row.at, row.chain = next(numbers), now, "0" * 64
        with connection.cursor() as cursor:
            cursor.execute(hash_chain.insert_of(rows), hash_chain.values_of(rows))

    return append


def main(words: list[str]) -> int:
    match words:
        case ["verify", *rest]:
            return 0 if verify(int(rest[0]) if rest else ROWS) else 1
        case ["writes"]:
            return 0 if writes() else 1
        case ["inside-verify", rows]:
            inside_verify(int(rows))
        case ["inside-prepare"]:
            inside_prepare()
        case ["inside-write", worker]:
            inside_write(int(worker))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
