"""What every page shows its reader: how much waits for them, and what is urgent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from visits.queries.device import account_of
from visits.queries.review import Waiting, count_waiting, urgent_for

MOST_URGENT = 3


def waiting(request: HttpRequest) -> dict[str, Any]:
    """The numbers of the menu and the urgent visits; nothing is asked of the database until a page shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.may_log_visits:
        return {}
    return {
        "device_account": account_of(user),
        "waiting_numbers": SimpleLazyObject(lambda: _numbers(user)),
        "urgent_visits": SimpleLazyObject(lambda: list(urgent_for(user)[:MOST_URGENT]) if user.is_head else []),
    }


def _numbers(user) -> dict[str, str]:
    found = count_waiting(user)
    return {"review_list": Waiting.shown(found.review), "start": Waiting.shown(found.returned)}
