"""The one run of housekeeping at a time: who may begin it, and what is written down of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from visits.core import audit
from visits.models import AuditEntry, HousekeepingRun

# A run that took longer has died: another may begin.
DIED_AFTER = dt.timedelta(hours=6)


def begin(*, when_due: bool) -> bool:
    """Take the next run, by one statement that one process alone can win; False where it is not to be had.

    With `when_due` only so long after the last one began, however long the server was down meanwhile.
    """
    now = timezone.now()
    HousekeepingRun.objects.bulk_create([HousekeepingRun(pk=1)], ignore_conflicts=True)
    never, over = Q(began_at__isnull=True), Q(ended_at__isnull=False)
    if when_due:
        over &= Q(began_at__lte=now - settings.HOUSEKEEPING_EVERY)
    died = Q(ended_at__isnull=True, began_at__lte=now - DIED_AFTER)
    taken = HousekeepingRun.objects.filter(never | over | died).update(began_at=now, ended_at=None)
    return taken == 1


@audit.audited()
def end(*, done: dict[str, int], failed: list[str]) -> None:
    """Write down what a run did, and let the next one begin when its time comes."""
    HousekeepingRun.objects.update(ended_at=timezone.now())
    details: dict[str, Any] = {**done, "failed": failed} if failed else {**done}
    audit.record(AuditEntry.Kind.HOUSEKEEPING, by=None, **details)
