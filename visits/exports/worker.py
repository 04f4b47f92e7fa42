"""The process that makes exports: `python -m visits.exports.worker`, started by the server (exports.streaming).

It holds one of the slots while it runs, and takes one export after another from the queue. It ends
when nobody asked for a while, and with the server that started it: the pipe to it closes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from cooling.ending import end_with_the_server

IDLE = 600
NICE = 5
LOOKS_A_SECOND = 20
# In seconds; for exports asked for on another server, which touches another wake-up file.
LOOK_AT_QUEUE_EVERY = 5


def main() -> None:
    """Take a slot, and make exports until nobody asks for any."""
    # Through the pipe, since it must be open anyway: its end is the end of the server.
    settings_sent = json.loads(sys.stdin.buffer.readline())
    from visits.exports.export_file import take_worker_slot

    folder = Path(settings_sent["folder"])
    # Before Django, which takes half a second; twice, since looking whether one is free takes it for a moment.
    slot = take_worker_slot(folder)
    if slot is None:
        time.sleep(0.2)
        slot = take_worker_slot(folder)
    if slot is None:
        return
    end_with_the_server()
    _prepare(settings_sent["database"], folder)
    # After Django is there: pages come before files.
    os.nice(NICE)
    _serve(folder / "wake")


def _prepare(database: str, folder: Path) -> None:
    import django
    from django.conf import settings

    # A test runs on a database and in a folder of its own.
    settings.DATABASES["default"]["NAME"] = database
    settings.EXPORTS_ROOT = folder
    django.setup()


def _serve(wake_file: Path) -> None:
    from django.db import connection

    from visits.exports.job import sweep, work_on_next

    sweep()
    woken_at, looked_at, busy = 0.0, 0.0, time.monotonic()
    while time.monotonic() - busy < IDLE:
        touched_at, now = _touched_at(wake_file), time.monotonic()
        # A look at a file costs nothing; one at the database is made when it was touched.
        if touched_at == woken_at and now - looked_at < LOOK_AT_QUEUE_EVERY:
            time.sleep(1 / LOOKS_A_SECOND)
            continue
        woken_at, looked_at = touched_at, now
        while work_on_next():
            busy = time.monotonic()
        sweep()
        # A worker that waits holds no connection.
        connection.close()


def _touched_at(wake_file: Path) -> float:
    try:
        return wake_file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
    main()
