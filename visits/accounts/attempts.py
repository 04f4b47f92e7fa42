"""The only way to check a password, a code or a passkey: throttled, and what was wrong is in the audit log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from visits.accounts import throttling
from visits.core import audit
from visits.models import AuditEntry, Officer

Kind = AuditEntry.Kind


def check(
    *,
    request: HttpRequest,
    nrp: str,
    shown: Callable[[], bool],
    proof: str,
    by: Officer | None = None,
) -> bool:
    """Whether what was shown for an account is right. `by` is who is signed in already.

    `shown` does the comparing; `nrp` is empty where what was typed cannot be one; `proof` is
    "password", "code", "one_time_code" or "passkey". Raises throttling.TooOften, and compares nothing,
    where too many were wrong.
    """
    attempt = throttling.begin(request, nrp, is_code=proof == "code")
    if shown():
        throttling.take_back(attempt)
        return True
    # No caller holds a transaction here: what was refused must keep its entry.
    audit.record(Kind.PROOF_FAILED if by else Kind.SIGN_IN_FAILED, by=by, nrp=nrp, proof=proof)
    return False


def check_password(*, request: HttpRequest, by: Officer, password: str) -> bool:
    """Whether it is the present password of who is signed in."""
    return check(request=request, nrp=by.nrp, by=by, shown=lambda: by.check_password(password), proof="password")
