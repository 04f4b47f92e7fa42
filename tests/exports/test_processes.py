"""Exports in processes of their own, really killed: no file, no open transaction, and the state says so."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests import factories as make
from tests.readers import make_readers
from visits.exports import streaming
from visits.exports.export_file import take_worker_slot
from visits.exports.job import folder_of_export, root, sweep
from visits.exports.services import begin_export, claim_export
from visits.exports.writers import cut_end_of
from visits.models import AuditEntry, Export, ExportState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def author():
    people = make_readers()
    make.make_visit(author=people["author"])
    return people["author"]


def wait_for(what, seconds: float = 60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("It did not come about.")


def state_of(export: Export) -> str:
    export.refresh_from_db()
    return export.state


def started(export: Export, *, then: str = "") -> subprocess.Popen:
    """A process that is in the midst of an export: it has claimed and begun it, and stands still."""
    code = f"""
import os, sys, time, django
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.EXPORTS_ROOT = sys.argv[1:]
django.setup()
from visits.exports import job
def stand_still(export, **_values):
    print("midway", flush=True)
    {then or "time.sleep(60)"}
    return True
job.note_progress = stand_still
job.work_on_next()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(connection.settings_dict["NAME"]), str(root())],
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cooling.settings"},
    )
    assert process.stdout.readline() == b"midway\n"
    return process


def open_transactions() -> int:
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")  # waits for whoever holds one
            cursor.execute("ROLLBACK")
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone()[0]


def test_a_worker_makes_what_was_asked_for_and_a_second_one_goes_on(author):
    exports = [begin_export(by=author, form=form, filtered_by=[]) for form in ("csv", "xlsx", "geojson")]

    streaming.wake_workers()

    for export in exports:
        wait_for(lambda export=export: state_of(export) == ExportState.FINISHED)
        assert folder_of_export(export).file.stat().st_size > 0
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.EXPORT_ENDED).count() == 3


def test_a_stream_begins_before_its_turn_and_is_whole(author):
    export = begin_export(by=author, form="csv", filtered_by=[], is_streamed=True)
    began = time.monotonic()
    answer = streaming.sent(export)

    head = next(answer)

    assert time.monotonic() - began < 0.5
    assert head.endswith(b",revision\n")
    assert b"Satsamapta" in b"".join(answer)
    assert state_of(export) == ExportState.FINISHED
    assert not folder_of_export(export).path.exists()


def test_a_killed_worker_leaves_no_file_and_no_transaction(author):
    export = begin_export(by=author, form="csv", filtered_by=[])
    process = started(export)
    assert state_of(export) == ExportState.RUNNING
    assert folder_of_export(export).is_being_written()

    process.send_signal(signal.SIGKILL)
    process.wait()
    sweep()

    assert state_of(export) == ExportState.CUT
    assert not folder_of_export(export).path.exists()
    assert open_transactions() == 0
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.EXPORT_ENDED).details["result"] == "cut"
    process.stdout.close()


def test_a_stream_whose_worker_is_killed_says_so_in_its_last_line(author):
    export = begin_export(by=author, form="csv", filtered_by=[], is_streamed=True)
    process = started(export)
    answer = streaming.sent(export)
    next(answer)

    process.kill()
    process.wait()

    assert b"".join(answer) == cut_end_of("csv", done=0, total=None)
    assert cut_end_of("csv", done=0, total=None).startswith(b"TERPOTONG")
    assert state_of(export) == ExportState.CUT
    assert not folder_of_export(export).path.exists()
    process.stdout.close()


def test_a_workbook_whose_worker_is_killed_is_not_sent_at_all(author):
    export = begin_export(by=author, form="xlsx", filtered_by=[], is_streamed=True)
    process = started(export)
    answer = streaming.sent(export)
    process.kill()
    process.wait()

    with pytest.raises(ConnectionAbortedError):
        next(answer)
    assert not folder_of_export(export).path.exists()
    process.stdout.close()


def test_a_worker_ends_with_its_server(author):
    streaming.wake_workers()
    worker = wait_for(lambda: streaming._workers and streaming._workers[0])
    wait_for(lambda: (root() / "slot-0").exists())

    worker.stdin.close()  # what the system does when the server is gone

    worker.wait(30)
    wait_for(lambda: (slot := take_worker_slot(root())) and slot.close() is None)


def test_permits_are_few_and_come_back_by_themselves(tmp_path):
    first, second = take_worker_slot(tmp_path), take_worker_slot(tmp_path)
    assert take_worker_slot(tmp_path) is None

    first.close()

    again = take_worker_slot(tmp_path)
    assert again is not None
    again.close()
    second.close()


def test_one_export_is_made_by_one_worker(author):
    export = begin_export(by=author, form="csv", filtered_by=[])
    folder = folder_of_export(export)
    with folder.open_part() as _part:
        assert folder.open_part() is None
        assert claim_export(export)
        assert not claim_export(export)
    folder.remove()


@pytest.mark.parametrize("number", [SystemExit, ValueError])
def test_what_goes_wrong_midway_leaves_no_file(author, number):
    export = begin_export(by=author, form="csv", filtered_by=[])
    process = started(export, then=f"raise {number.__name__}")
    process.wait(30)

    assert state_of(export) == ExportState.CUT
    assert not folder_of_export(export).path.exists()
    process.stdout.close()
