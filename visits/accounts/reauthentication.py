"""Show again who one is, inside a session: the password, a code, a passkey."""

from __future__ import annotations

from django.http import HttpRequest

from visits.accounts import attempts, passkeys, recent_proof, second_factor
from visits.core import audit
from visits.models import AuditEntry, Officer

Kind = AuditEntry.Kind


def by_password(*, request: HttpRequest, by: Officer, password: str) -> bool:
    """Whether the password is right; the session remembers it for a few minutes."""
    is_right = attempts.check_password(request=request, by=by, password=password)
    return is_right and _confirmed(request, by, recent_proof.PASSWORD)


def by_code(*, request: HttpRequest, by: Officer, code: str) -> bool:
    """Whether the app's code, or a recovery code, fits; it is used up."""

    @audit.audited()
    def shown() -> bool:
        return second_factor.check_code(by, code)

    is_right = attempts.check(request=request, nrp=by.nrp, by=by, shown=shown, proof="code")
    return is_right and _confirmed(request, by, recent_proof.FACTOR)


def by_passkey(*, request: HttpRequest, by: Officer, answer: str, state: str) -> bool:
    """Whether a passkey of the officer's own answered."""
    passkey = passkeys.find(answer)

    @audit.audited()
    def shown() -> bool:
        if passkey is None or passkey.officer_id != by.pk:
            return False
        return passkeys.check_answer(request=request, passkey=passkey, answer=answer, state=state)

    is_right = attempts.check(request=request, nrp=by.nrp, by=by, shown=shown, proof="passkey")
    return is_right and _confirmed(request, by, recent_proof.FACTOR)


def _confirmed(request: HttpRequest, by: Officer, proof: str) -> bool:
    recent_proof.note(request, proof)
    audit.record(Kind.IDENTITY_CONFIRMED, by=by, proof=proof)
    return True
