"""How often a password or code may be wrong: an attacker is slowed down, an officer is not locked out.

Attempts are counted for an account from one address, and for an address as a whole; never for an
account alone, or anybody could lock anybody out. A browser on which the officer has signed in
before counts for itself, so that an attacker behind the same address does not stand in its way.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from visits.models import FailedSignIn
from visits.services.client_address import client_network
from visits.services.kept_posts import COOKIE, last_officer

WINDOW = dt.timedelta(minutes=15)
KEPT_FOR = dt.timedelta(days=1)
MOST_FOR_ACCOUNT = 5
MOST_FOR_DEVICE = 10
MOST_FOR_ADDRESS = 60


def _digest(text: str) -> str:
    return salted_hmac("visits.limits", text, algorithm="sha256").hexdigest()


def _device(request: HttpRequest, nrp: str) -> str:
    """The digest of a browser that this officer has used before; empty for any other."""
    officer = last_officer(request)
    return _digest(request.COOKIES[COOKIE]) if officer is not None and officer.nrp == nrp else ""


def minutes_to_wait(request: HttpRequest, nrp: str) -> int:
    """How long this browser waits before it may try this account again; 0 where it may now."""
    now, device, address = timezone.now(), _device(request, nrp), _digest(client_network(request))
    recent = FailedSignIn.objects.filter(at__gt=now - WINDOW)
    if device:
        limits = [(recent.filter(device=device), MOST_FOR_DEVICE)]
    else:
        here = recent.filter(address=address)
        limits = [(here.filter(nrp=nrp, device=""), MOST_FOR_ACCOUNT), (here, MOST_FOR_ADDRESS)]
    waits = [_wait(rows, most, now) for rows, most in limits]
    return max(waits)


def _wait(rows, most: int, now: dt.datetime) -> int:
    """Minutes until fewer than `most` attempts lie within the window."""
    times = list(rows.order_by("-at").values_list("at", flat=True)[:most])
    if len(times) < most:
        return 0
    return int((times[-1] + WINDOW - now).total_seconds() // 60) + 1


def note_failure(request: HttpRequest, nrp: str) -> None:
    """Count one wrong attempt."""
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    address = _digest(client_network(request))
    FailedSignIn.objects.create(nrp=nrp, address=address, device=_device(request, nrp))


def forget_failures(request: HttpRequest, nrp: str) -> None:
    """After a success the account starts anew from this address and device."""
    address, device = _digest(client_network(request)), _device(request, nrp)
    FailedSignIn.objects.filter(nrp=nrp, address=address).delete()
    if device:
        FailedSignIn.objects.filter(device=device).delete()
