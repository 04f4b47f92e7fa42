"""The session engine (`SESSION_ENGINE`): Django's own, but the database holds a digest in the place of each key.

Whoever reads the tables, or a backup, finds nothing there to put into a cookie. The key has 165
random bits, so that a plain digest is enough. Served by WSGI alone: the asynchronous half of
Django's store is not made over.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from visits.models import SignInSession

# Hexadecimal digits: as many as Django's column takes, 160 bits.
LENGTH = 40


def row_key(session_key: str) -> str:
    """What stands in the database for a session key."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:LENGTH]


def row_key_of(request: HttpRequest) -> str:
    """What stands in the database for the session of a request."""
    assert isinstance(request.session, SessionStore)  # SESSION_ENGINE names it
    return request.session.row_key


class SessionStore(DatabaseStore):
    """One session: the browser holds its key, the row the key's digest."""

    @property
    def row_key(self) -> str:
        """The digest that names this session in the database; empty where there is none yet."""
        return row_key(self.session_key) if self.session_key else ""

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=self.row_key, expire_date__gt=timezone.now()).first()
        if row is None:
            # As Django's own does: the next save makes a new key instead of taking one from outside.
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(row_key(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what has run out, and its devices from their owners' lists."""
        super().clear_expired()
        # What ran out by itself was ended by nobody, and left its row in the list of devices.
        SignInSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
