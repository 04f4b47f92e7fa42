"""What ends when its time is over: files, forms, sessions and attempts that nobody came back for.

The server runs it about once a day (cooling/server.py), and so does `manage.py housekeeping`. Each
task stands for a line of docs/privacy.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.utils import timezone

from visits.accounts import nearby_help, pending_submissions, throttling
from visits.accounts.session_store import SessionStore
from visits.core.photo_files import sweep_files
from visits.device import push_sending
from visits.exports.job import sweep
from visits.exports.services import forget_old
from visits.housekeeping import run as housekeeping_run
from visits.imports.services import drop_old_files
from visits.models import OneTimeCode
from visits.privacy import removals, retention

logger = logging.getLogger("visits.housekeeping")


class Task(NamedTuple):
    """One kind of thing that ends, and the setting of its time; none where each operation has its own."""

    does: Callable[[], int]
    setting: str


def end_sessions() -> int:
    """Delete sessions that have run out, and their devices from the lists; how many."""
    ended = Session.objects.filter(expire_date__lt=timezone.now()).count()
    SessionStore.clear_expired()
    return ended


def end_codes() -> int:
    """Delete one-time codes that nobody used in time; how many."""
    return OneTimeCode.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def finish_removals() -> int:
    """Make removals of names final that nobody took back in time; how many."""
    return removals.finish_removals(now=timezone.now())


def propose_removals() -> int:
    """Propose the names whose time is over; how many are new. A supervisor decides."""
    counts = retention.propose(today=timezone.localdate())
    return counts.figures + counts.visits


# By the name that the audit log gives it.
TASKS = {
    "uploaded_files": Task(drop_old_files, "KEEP_IMPORTS"),
    "kept_forms": Task(pending_submissions.drop_old, "KEEP_POSTS"),
    "export_states": Task(forget_old, "KEEP_EXPORT_STATES"),
    "export_files": Task(sweep, "KEEP_EXPORTS"),
    "photo_files": Task(sweep_files, "KEEP_LOOSE_PHOTOS"),
    "attempts": Task(throttling.forget_old, "KEEP_ATTEMPTS"),
    "sessions": Task(end_sessions, "SESSION_COOKIE_AGE"),
    "push_messages": Task(push_sending.end_old, "KEEP_PUSH_MESSAGES"),
    "one_time_codes": Task(end_codes, "ONE_TIME_CODE_AGE"),
    "nearby_help": Task(nearby_help.forget_old, "KEEP_NEARBY_HELP"),
    "removed_names": Task(finish_removals, "NAMES_FINAL_AFTER_DAYS"),
    "proposals": Task(propose_removals, ""),
}


def run_tasks(*, when_due: bool = False) -> dict[str, int] | None:
    """Do every task, one failing or not, and write down how much each ended; None where no run is to be had."""
    if not housekeeping_run.begin(when_due=when_due):
        return None
    done, failed = {}, []
    for name, task in TASKS.items():
        try:
            done[name] = task.does()
        except Exception:
            # Whatever it was: the others have their time as well.
            logger.exception("housekeeping could not end %s", name)
            failed.append(name)
    housekeeping_run.end(done=done, failed=failed)
    return done
