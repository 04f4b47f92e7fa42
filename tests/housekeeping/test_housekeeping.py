"""What is past its time ends by itself, once a day, and the document says when."""

import datetime as dt
import os
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from tests import factories as make
from visits.core.photo_files import photo_path
from visits.exports.job import folder_of_export, sweep
from visits.housekeeping import tasks as housekeeping_tasks
from visits.housekeeping.tasks import TASKS, run_tasks
from visits.models import (
    AuditEntry,
    Export,
    FailedSignIn,
    HousekeepingRun,
    NearbyHelp,
    OneTimeCode,
    PendingSubmission,
    RetentionProposal,
    VisitImport,
)

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A22")]
PRIVACY = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.EXPORTS_ROOT = tmp_path / "media", tmp_path / "exports"


def make_old(row, field, age):
    type(row).objects.filter(pk=row.pk).update(**{field: timezone.now() - age})
    return row


def make_export(officer, age):
    ended = timezone.now() - age
    export = Export.objects.create(officer=officer, form="csv", state="finished", ended_at=ended)
    folder = folder_of_export(export)
    folder.open_part().close()
    folder.part.rename(folder.file)
    return folder.file


def make_photo_file(age, name):
    path = photo_path(name * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    when = (timezone.now() - age).timestamp()
    os.utime(path, (when, when))
    return path


def make_each(age):
    """One of each kind, so old."""
    officer, minutes = make.make_officer(), dt.timedelta(minutes=5)
    day, expires = dt.timedelta(days=1), timezone.now() - age + minutes
    upload = VisitImport.objects.create(file_name="a.csv", digest="a", text="kata", rows=1, uploaded_by=officer)
    ended = timezone.now() - age - 6 * day
    long_ago = timezone.localdate() - dt.timedelta(days=800)
    help_ = NearbyHelp.objects.create(officer=officer, given_by=make.make_officer())
    session = Session.objects.create(session_key=uuid.uuid4().hex, expire_date=expires)
    return {
        "uploaded_files": make_old(upload, "uploaded_at", age + 6 * day),
        "kept_forms": make_old(
            PendingSubmission.objects.create(officer=officer, path="/"), "created_at", age + 6 * day
        ),
        "export_files": make_export(officer, age + dt.timedelta(minutes=45)),
        "photo_files": make_photo_file(age + minutes, "a" if age else "b"),
        "attempts": make_old(FailedSignIn.objects.create(nrp="1", address="a"), "at", age + minutes),
        "sessions": session,
        "one_time_codes": OneTimeCode.objects.create(officer=officer, digest="a", expires_at=expires),
        "nearby_help": make_old(help_, "given_at", age + 89 * day + minutes),
        "export_states": Export.objects.create(officer=officer, form="csv", state="cut", ended_at=ended),
        "proposals": make.make_visit(author=officer, status="approved", visited_on=long_ago),
    }


def is_there(thing):
    return thing.exists() if isinstance(thing, Path) else type(thing).objects.filter(pk=thing.pk).exists()


def test_each_kind_ends_when_its_time_is_over_and_not_before():
    fresh, old = make_each(dt.timedelta()), make_each(dt.timedelta(days=1))
    make.make_encounter(fresh["proposals"])
    make.make_encounter(old["proposals"])

    done = run_tasks()

    left = {name: is_there(thing) for name, thing in old.items() if name != "proposals"}
    assert left == dict.fromkeys(left, False)
    kept = {name: is_there(thing) for name, thing in fresh.items()}
    assert kept == dict.fromkeys(kept, True)
    assert {name: done[name] for name in left} == dict.fromkeys(left, 1)
    assert done["proposals"] == RetentionProposal.objects.count() == 2


def test_nothing_else_ends_what_housekeeping_ends(client):
    old = {name: row for name, row in make_each(dt.timedelta(days=1)).items() if name in ("attempts", "export_states")}

    assert client.post("/accounts/login/", {"username": "80010001", "password": "salah"}).status_code == 422
    sweep()

    assert {name: is_there(row) for name, row in old.items()} == {"attempts": True, "export_states": True}


def test_a_run_is_one_entry_with_how_much_of_each_kind():
    make_each(dt.timedelta(days=1))
    done = run_tasks()

    entry = AuditEntry.objects.get(kind=AuditEntry.Kind.HOUSEKEEPING)
    assert (entry.nrp, entry.details) == ("", done)
    assert set(done) == set(TASKS)


@pytest.mark.parametrize("hours", [0, 1, 23])
def test_it_waits_for_its_time(hours):
    run_tasks()
    HousekeepingRun.objects.update(began_at=timezone.now() - dt.timedelta(hours=hours))

    assert run_tasks(when_due=True) is None
    assert run_tasks() is not None


@pytest.mark.parametrize("hours", [24, 25, 24 * 60])
def test_it_catches_up_after_a_stop(hours):
    assert run_tasks(when_due=True) is not None
    HousekeepingRun.objects.update(began_at=timezone.now() - dt.timedelta(hours=hours))

    assert run_tasks(when_due=True) is not None


@pytest.mark.parametrize("when_due", [True, False])
def test_two_never_do_it_at_once_and_a_dead_one_is_replaced(when_due):
    ago = timezone.now() - dt.timedelta(hours=1)
    HousekeepingRun.objects.create(pk=1, began_at=ago)
    assert run_tasks(when_due=when_due) is None

    HousekeepingRun.objects.update(began_at=ago - dt.timedelta(hours=6))
    assert run_tasks(when_due=when_due) is not None


@pytest.mark.parametrize("name", ["uploaded_files", "photo_files", "proposals"])
def test_one_task_that_fails_leaves_the_others_their_time(monkeypatch, name):
    old = make_each(dt.timedelta(days=1))
    failing = TASKS[name]._replace(does=lambda: 1 // 0)
    monkeypatch.setitem(housekeeping_tasks.TASKS, name, failing)

    done = run_tasks()

    assert set(done) == set(TASKS) - {name}
    assert AuditEntry.objects.get(kind=AuditEntry.Kind.HOUSEKEEPING).details["failed"] == [name]
    assert not is_there(old["kept_forms"])
    assert HousekeepingRun.objects.get().ended_at is not None


def test_the_commands_do_the_same(capsys):
    make_each(dt.timedelta(days=1))
    call_command("housekeeping")
    call_command("housekeeping", "--when-due")
    call_command("sweep_photos")
    call_command("retention")

    said = capsys.readouterr().out.splitlines()
    assert "uploaded files: 1" in said[0]
    assert said[1].startswith("0 photo files deleted")
    assert said[2].startswith("0 figures and 0 visits proposed")


def in_words(time):
    hours = int(time.total_seconds() // 3600)
    number, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}{'s' if number > 1 else ''}"


def test_the_document_lists_each_kind_with_its_time():
    said = re.findall(r"^\| .+? \| (.+?) \| (?:`(\w+)`)? ?\|$", PRIVACY.read_text(), re.MULTILINE)
    listed = {(time, name) for time, name in said if re.match(r"\d+ (day|hour)|proposed", time)}
    expected = {("proposed for removal, by operation", "")}
    for task in TASKS.values():
        time = getattr(settings, task.setting) if task.setting else None
        if task.setting == "NAMES_FINAL_AFTER_DAYS":
            expected.add((in_words(dt.timedelta(days=time)), task.setting))
        elif isinstance(time, int):
            expected.add((in_words(dt.timedelta(seconds=time)), ""))
        elif time:
            unit = "HOURS" if time < dt.timedelta(days=1) else "DAYS"
            name = "ONE_TIME_CODE_DAYS" if task.setting == "ONE_TIME_CODE_AGE" else f"{task.setting}_{unit}"
            expected.add((in_words(time), name))

    assert listed == expected
    assert len(expected) == len(TASKS)
