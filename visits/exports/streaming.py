"""The server's side: wake a worker, and pass on what the worker writes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from visits.exports.export_file import has_free_worker_slot
from visits.exports.job import folder_of_export, root, sweep, work_on_next
from visits.exports.services import end_export, note_fetched, waiting_exports
from visits.exports.writers import cut_end_of, header_of
from visits.models import Export, ExportForm, ExportState

# How many answers of one server process may be waiting or being sent; each holds a thread, no more.
MOST_SENT = 48
LOOK_EVERY = 0.03
WAKE_EVERY = 2.0
PIECE = 256 * 1024
_sending = threading.BoundedSemaphore(MOST_SENT)
_workers: list[subprocess.Popen] = []
_starting = threading.Lock()


def wake_workers() -> None:
    """Wake the workers, and start one where a slot is free."""
    if connection.in_atomic_block:
        return  # what is not committed yet no other process can see
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    (root() / "wake").touch()
    with _starting:
        _workers[:] = [worker for worker in _workers if worker.poll() is None]
        if has_free_worker_slot(root()):
            # Not waited for: the page that asked goes on at once.
            _start()


def _start() -> None:
    """A process with Django in it; it gives up by itself where another was faster."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "visits.exports.worker"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    _workers.append(worker)
    settings_sent = {"folder": str(root()), "database": str(connection.settings_dict["NAME"])}
    assert worker.stdin is not None  # a pipe was asked for
    with contextlib.suppress(BrokenPipeError):
        worker.stdin.write(json.dumps(settings_sent).encode() + b"\n")
        worker.stdin.flush()


def place_in_queue(export: Export) -> int:
    """Where a waiting export stands in the queue; 1 is next."""
    return waiting_exports().filter(pk__lte=export.pk).count()


def is_full() -> bool:
    """Whether this process sends as many exports as it may; the slot is taken by `sent` itself."""
    if _sending.acquire(blocking=False):
        _sending.release()
        return False
    return True


def sent(export: Export) -> Iterator[bytes]:
    """The file while it is made: its header at once, then each chunk once it is whole.

    It waits in a thread that serves no page. Whoever hangs up has cancelled it.
    """
    ended = False
    folder = folder_of_export(export)
    # Taken here and not in the view: a response that is never started would keep it for ever.
    _sending.acquire()
    try:
        header = b"" if export.form == ExportForm.XLSX else header_of(export.form, export.officer)
        _let_go()
        if header:
            yield header
        yield from _growing(export, skip=len(header))
        ended = True
        yield from _failure(export)
    finally:
        _sending.release()
        if not ended:
            end_export(export=export, state=ExportState.CANCELLED)
        # A worker that still writes removes the folder when it notices.
        if connection.in_atomic_block or not folder.is_being_written():
            folder.remove()
        _let_go()


def _let_go() -> None:
    """A thread that waits holds no connection to the database."""
    if not connection.in_atomic_block:
        connection.close()


def _growing(export: Export, *, skip: int) -> Iterator[bytes]:
    """What the worker has written so far, as it grows, until nobody writes any more."""
    part = _begun(export)
    if part is None:
        return
    folder, at = folder_of_export(export), skip
    with part:
        part.seek(at)
        while True:
            # Asked before the size: what was written between the two is then still read.
            written = folder.is_being_written()
            # A workbook is a file only when it is whole.
            whole = 0 if export.form == ExportForm.XLSX and not folder.file.exists() else folder.sent_size()
            while at < whole:
                piece = part.read(min(PIECE, whole - at))
                at += len(piece)
                yield piece
            if not written:
                return
            time.sleep(LOOK_EVERY)


def _begun(export: Export):
    """The file that is being written, once the export's turn has come; None where it ended before."""
    folder, woken_at = folder_of_export(export), 0.0
    while True:
        for path in (folder.file, folder.part):
            with contextlib.suppress(FileNotFoundError):
                return path.open("rb")
        if time.monotonic() - woken_at > WAKE_EVERY:
            woken_at = time.monotonic()
            if _has_ended(export):
                return None
            _wake_for(export)
        time.sleep(LOOK_EVERY)


def _wake_for(export: Export) -> None:
    if connection.in_atomic_block:
        # Nobody else sees what a transaction has not committed: whoever holds one makes the file itself.
        while work_on_next() and not _has_ended(export):
            pass
    else:
        wake_workers()
    _let_go()


def _has_ended(export: Export) -> bool:
    now = Export.objects.values_list("state", flat=True).get(pk=export.pk)
    _let_go()
    return now not in (ExportState.WAITING, ExportState.RUNNING)


def _failure(export: Export) -> Iterator[bytes]:
    """Nothing after a whole file; after any other the line that says so, and no workbook at all."""
    # A worker that was killed has not said so: the row must be ended before it is asked.
    sweep()
    now = Export.objects.get(pk=export.pk)
    _let_go()
    if now.state == ExportState.FINISHED:
        return
    if now.form == ExportForm.XLSX:
        # The browser then shows a failed download, not half a file that looks whole.
        raise ConnectionAbortedError("The workbook was not finished; nothing of it is sent.")
    yield cut_end_of(now.form, done=now.done, total=now.total)


def fetched(export: Export) -> Iterator[bytes]:
    """A finished file, which goes when it was handed out whole."""
    folder = folder_of_export(export)
    _let_go()
    with folder.file.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
    folder.remove()
    note_fetched(export)
    _let_go()


def file_of(export: Export) -> Path:
    return folder_of_export(export).file
