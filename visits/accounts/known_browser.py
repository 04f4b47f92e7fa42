"""A cookie by which a browser is known again: it names nobody, and opens nothing.

Attempts on a known browser count for themselves (throttling), and a post kept before sign-in is shown
on the browser that sent it alone (pending_submissions). It outlives sign-out.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "browser"
KNOWN_FOR = dt.timedelta(days=90)


def _signer(nrp: str) -> signing.TimestampSigner:
    """One for each officer, so that the cookie shows whose it is only to whoever asks for them."""
    return signing.TimestampSigner(salt=f"visits.known_browser.{nrp}")


def remember(request: HttpRequest, response: HttpResponse, nrp: str) -> None:
    """Know this browser from now on as one that the officer has signed in on."""
    # The same browser keeps its token for all who sign in on it.
    token = _token(request) or secrets.token_urlsafe(24)
    response.set_cookie(
        COOKIE,
        _signer(nrp).sign(token),
        max_age=int(KNOWN_FOR.total_seconds()),
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def digest(request: HttpRequest) -> str:
    """The browser as it stands in the database; empty for one on which nobody has signed in yet."""
    token = _token(request)
    return salted_hmac("visits.known_browser", token, algorithm="sha256").hexdigest() if token else ""


def digest_for(request: HttpRequest, nrp: str) -> str:
    """The same, where this officer was the last who signed in on it; empty for any other."""
    try:
        # The time stands in the signature: an old cookie cannot be made younger.
        _signer(nrp).unsign(request.COOKIES.get(COOKIE, ""), max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return digest(request)


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "").partition(":")[0]
