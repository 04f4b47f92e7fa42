"""The credential that a phone encrypts into its entries: whose they are, and whether that still counts.

Its signature counts at any age and says who wrote an entry. Alive it is for a week, within the
sign-in that it was given to; docs/decisions/0041 says what each of the two allows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from visits.accounts import sessions
from visits.models import Officer, SignInSession

SALT = "visits.device"
LIFE = dt.timedelta(days=7)


@dataclass(frozen=True)
class Credential:
    """What a token says. `sign_in` names the sign-in that it was given in, None where there was none."""

    nrp: str
    sign_in: int | None = None
    password_mark: str = ""
    is_fresh: bool = False


def issue(officer: Officer, *, sign_in: SignInSession | None) -> str:
    """A fresh token for the phone on which this sign-in lives."""
    said = {"nrp": officer.nrp, "sign_in": sign_in.pk if sign_in else None, "password": _password_mark(officer)}
    return signing.dumps(said, salt=SALT)


def read(token: str) -> Credential:
    """What a token says, whatever its age; raises signing.BadSignature where nobody here signed it."""
    try:
        said, is_fresh = signing.loads(token, salt=SALT, max_age=LIFE), True
    except signing.SignatureExpired:
        # An entry may wait in the outbox for longer than a week: who wrote it does not change.
        said, is_fresh = signing.loads(token, salt=SALT), False
    return Credential(said["nrp"], said.get("sign_in"), said.get("password", ""), is_fresh)


def is_alive(credential: Credential, officer: Officer) -> bool:
    """Whether the sign-in that it was given to still lives, with the same password, and was used lately."""
    if not credential.is_fresh or not officer.is_active or credential.nrp != officer.nrp:
        return False
    if not constant_time_compare(credential.password_mark, _password_mark(officer)):
        return False
    if credential.sign_in is None:
        return False
    # A session that is older has ended, also where nobody has opened a page since.
    began = timezone.now() - sessions.LONGEST
    return sessions.living_sessions(officer).filter(pk=credential.sign_in, began_at__gt=began).exists()


def _password_mark(officer: Officer) -> str:
    """Another one after every new password, and tells nothing of it."""
    # Of the session's hash and not of the password's: it changes with SECRET_KEY too.
    return salted_hmac("visits.device.password", officer.get_session_auth_hash()).hexdigest()[:16]
