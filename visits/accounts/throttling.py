"""How often a password or code may be wrong: an attacker is slowed down, an officer is not locked out.

Attempts are counted for an account from one address, and for an address as a whole; never for an
account alone, or anybody could lock anybody out. A browser on which the officer has signed in
before counts for itself, so that an attacker behind the same address does not stand in its way.

A code of the second factor is typed by whoever knows the password already. Those count for the
account too, wherever they come from: six digits are soon guessed from a thousand addresses.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from visits.accounts import known_browser
from visits.core.client_address import client_network
from visits.models import FailedSignIn

WINDOW = dt.timedelta(minutes=15)
STORED_FOR = dt.timedelta(days=1)
MOST_FOR_ACCOUNT = 5
MOST_FOR_DEVICE = 10
MOST_FOR_ADDRESS = 60
MOST_CODES = 10
MOST_CODES_A_DAY = 40


class TooOften(Exception):
    """Too many attempts were wrong: nothing was tried. `minutes` says how long to wait."""

    def __init__(self, minutes: int):
        super().__init__(minutes)
        self.minutes = minutes


def _digest(text: str) -> str:
    return salted_hmac("visits.limits", text, algorithm="sha256").hexdigest()


def begin(request: HttpRequest, nrp: str, *, is_code: bool) -> FailedSignIn:
    """Count an attempt before it is made; `take_back` it where it was right. Raises TooOften.

    Counted only afterwards, a hundred at the same moment would all find nothing wrong yet.
    """
    now = timezone.now()
    address, device = _digest(client_network(request)), known_browser.digest_for(request, nrp)
    attempt = FailedSignIn.objects.create(nrp=nrp, address=address, device=device, is_code=is_code)
    others = FailedSignIn.objects.exclude(pk=attempt.pk)
    thresholds = [_wait(rows, most, within, now) for rows, most, within in _thresholds(others, attempt)]
    if minutes := max(thresholds):
        # Nothing was tried, so it does not count: else waiting would never end for whoever keeps trying.
        attempt.delete()
        raise TooOften(minutes)
    return attempt


def _thresholds(rows: QuerySet[FailedSignIn], attempt: FailedSignIn) -> list[tuple]:
    """What an attempt counts for: rows, how many may be wrong, and within which time."""
    if attempt.device:
        return [(rows.filter(device=attempt.device), MOST_FOR_DEVICE, WINDOW)]
    # What an officer mistypes on the own phone does not use up what the office may try.
    rows = rows.filter(device="")
    here, account = rows.filter(address=attempt.address), rows.filter(nrp=attempt.nrp)
    thresholds = [(here.filter(nrp=attempt.nrp), MOST_FOR_ACCOUNT, WINDOW), (here, MOST_FOR_ADDRESS, WINDOW)]
    if attempt.is_code:
        codes = account.filter(is_code=True)
        thresholds += [(codes, MOST_CODES, WINDOW), (codes, MOST_CODES_A_DAY, STORED_FOR)]
    return thresholds


def _wait(rows: QuerySet[FailedSignIn], most: int, within: dt.timedelta, now: dt.datetime) -> int:
    """Minutes until fewer than `most` attempts lie within the time."""
    times = list(rows.filter(at__gt=now - within).order_by("-at").values_list("at", flat=True)[:most])
    if len(times) < most:
        return 0
    return int((times[-1] + within - now).total_seconds() // 60) + 1


def take_back(attempt: FailedSignIn) -> None:
    """Count the attempt no more: what was tried was right."""
    attempt.delete()


def forget_failures(request: HttpRequest, nrp: str) -> None:
    """After a sign-in the account starts anew from this address and device."""
    address, device = _digest(client_network(request)), known_browser.digest_for(request, nrp)
    FailedSignIn.objects.filter(nrp=nrp, address=address).delete()
    if device:
        FailedSignIn.objects.filter(device=device).delete()


def forget_old() -> int:
    """Delete attempts that no limit counts any more; how many."""
    old = timezone.now() - max(settings.KEEP_ATTEMPTS, STORED_FOR)
    return FailedSignIn.objects.filter(at__lt=old).delete()[0]
