"""What may be a minute old: numbers, counted once for everybody who sees the same visits, and hints.

Only counts, days and primary keys are kept, in this process, each number for exactly the access keys it was
counted over: what somebody may read is asked anew whenever it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar, cast

from django.core.cache import cache

from visits.models import Officer, VisitAccess

SECONDS = 60
Value = TypeVar("Value")


def cached_for_a_minute(what: str, officer: Officer, day: dt.date | None, count: Callable[[], Value]) -> Value:
    """What `count` said within the last minute for the same reach and day, if it is of a day, or says now."""
    key = f"{what}:{day}:{'.'.join(VisitAccess.logged_access_keys_of(officer))}"
    return cast(Value, cache.get_or_set(key, count, SECONDS))


def hint_of_a_minute(about: str, find: Callable[[], Value]) -> Value:
    """What `find` said within the last minute, or says now: which way is quick, never what is shown."""
    return cast(Value, cache.get_or_set(f"hint:{sha256(about.encode()).hexdigest()}", find, SECONDS))
