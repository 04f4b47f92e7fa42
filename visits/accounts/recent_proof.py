"""What a session has shown within the last minutes: whoever finds a phone unlocked changes no factors on it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.accounts import second_factor
from visits.core.exceptions import NotNow
from visits.models import Officer

GOOD_FOR = dt.timedelta(minutes=5)
# What was shown, and where the session remembers when.
PASSWORD, FACTOR = "password", "factor"
SHOWN_AT = "shown_at"


class NotConfirmed(NotNow):
    """First the person shows again who they are."""


def note(request: HttpRequest, *proofs: str, at: float | None = None) -> None:
    """Remember that this was shown just now, or at a moment before."""
    moment = timezone.now().timestamp() if at is None else at
    # A new dictionary: Django saves a session only where a key of it is set.
    request.session[SHOWN_AT] = {**request.session.get(SHOWN_AT, {}), **dict.fromkeys(proofs, moment)}
    if FACTOR in proofs:
        request.session[second_factor.PROVEN] = True


def missing(request: HttpRequest, officer: Officer) -> str:
    """What is to be shown next before factors may be changed; empty where all was, a short while ago."""
    shown, now = request.session.get(SHOWN_AT, {}), timezone.now().timestamp()
    needed = [PASSWORD, *([FACTOR] if second_factor.has_second_factor(officer) else [])]
    return next((proof for proof in needed if now - shown.get(proof, 0) > GOOD_FOR.total_seconds()), "")


def check(request: HttpRequest, officer: Officer) -> None:
    """Raise NotConfirmed where something is missing."""
    if missing(request, officer):
        raise NotConfirmed(_("Confirm first that it is you."))
