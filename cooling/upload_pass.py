"""A signed cookie beside the session: this browser signed in, so larger bodies are received from it.

The server must know so before it takes a body, in the one thread that receives for all, where the database may
not be asked. The pass says nothing else: pages go by the session alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

RENEWED_AFTER = 24 * 3600


def make_pass(session: str, *, until: int) -> str:
    """Bound to the value of the session's cookie: another session needs another pass."""
    return f"{until}.{salted_hmac('cooling.upload_pass', f'{until}:{session}', algorithm='sha256').hexdigest()}"


def is_shown(cookies: Mapping[str, str], *, for_seconds: int = 0) -> bool:
    """Whether the cookies hold a pass of their session that is valid, and so long from now."""
    session, shown = cookies.get(settings.SESSION_COOKIE_NAME, ""), cookies.get(settings.UPLOAD_PASS_COOKIE_NAME, "")
    until = shown.partition(".")[0]
    if not session or not (until.isascii() and until.isdigit() and len(until) < 12):
        return False
    return int(until) > time.time() + for_seconds and constant_time_compare(shown, make_pass(session, until=int(until)))


class UploadPassMiddleware:
    """Give whoever is signed in a pass; stands outside the session, which sets its cookie last."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            self._give(request, response)
        return response

    def _give(self, request: HttpRequest, response: HttpResponse) -> None:
        name, age = settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_AGE
        session = response.cookies[name].value if name in response.cookies else request.COOKIES.get(name, "")
        # Renewed once a day, not with every page: a cookie costs bytes on a slow line.
        if not session or is_shown({**request.COOKIES, name: session}, for_seconds=age - RENEWED_AFTER):
            return
        response.set_cookie(
            settings.UPLOAD_PASS_COOKIE_NAME,
            make_pass(session, until=int(time.time()) + age),
            max_age=age,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
