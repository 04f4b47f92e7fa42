"""What every page shows its reader: how much waits for them, and what is urgent."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from visits.device.account import account_of
from visits.lists.waiting import Waiting, count_waiting
from visits.review.queries import shown_to


def waiting(request: HttpRequest) -> dict[str, Any]:
    """The numbers of the menu and the urgent visits; nothing is asked of the database until a page shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.may_log_visits:
        return {}
    # Redirects and parts of pages show no menu, and ask nothing.
    found = cast(Waiting, SimpleLazyObject(lambda: count_waiting(user)))  # it answers as what it wraps
    return {"device_account": account_of(user), **shown_to(user, found)}
