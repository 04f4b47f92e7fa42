"""A code in the place of a password that somebody else would know: given once, used once."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from visits.accounts import sessions
from visits.core import audit
from visits.core.permissions import check_may_set_up
from visits.models import AuditEntry, NearbyHelp, Officer, OneTimeCode

# Without letters and digits that look alike on paper. Twelve of them are 59 bits.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 12, 4


def _digest(code: str) -> str:
    # Typed from paper: blanks and dashes do not matter.
    plain = "".join(sign for sign in code.upper() if sign in SIGNS)
    return salted_hmac("visits.one_time_code", plain, algorithm="sha256").hexdigest()


@audit.audited()
def give_code(*, officer: Officer, by: Officer) -> str:
    """A new code for an officer, to be told in person; an older one is void.

    The present password goes, and every session with it, since somebody else may know it.
    """
    check_may_set_up(by)
    code = make_code(officer, good_for=settings.ONE_TIME_CODE_AGE)
    # Until the code is used nobody signs in, neither with the old password.
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    sessions.end(officer.sign_ins.all())
    audit.record(AuditEntry.Kind.CODE_GIVEN, by=by, target=officer)
    return code


def make_code(officer: Officer, *, good_for: dt.timedelta, nearby: NearbyHelp | None = None) -> str:
    """A code in the place of any before; call it inside a write that has its row in the audit log."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    now = timezone.now()
    values = {"digest": _digest(signs), "expires_at": now + good_for, "made_at": now, "nearby": nearby}
    OneTimeCode.objects.update_or_create(officer=officer, defaults=values)
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@audit.audited()
def use_code(*, nrp: str, code: str, password: str) -> bool:
    """Give the officer of this code the password that they chose; False where it does not fit or has run out."""
    found = OneTimeCode.objects.select_for_update(of=("self",), no_key=True).select_related("officer__unit")
    row = found.filter(officer__nrp=nrp, officer__is_active=True, expires_at__gt=timezone.now()).first()
    # A digest is computed in any case, so that the answer takes as long for a number that has no code.
    if not constant_time_compare(_digest(code), row.digest if row else "") or row is None:
        return False
    officer = row.officer
    officer.set_password(password)
    officer.save(update_fields=["password"])
    sessions.end(officer.sign_ins.all())
    # In the transaction that sets the password: a code fits once, however often it is sent.
    row.delete()
    if row.nearby_id:
        NearbyHelp.objects.filter(pk=row.nearby_id).update(used_at=timezone.now())
    audit.record(AuditEntry.Kind.PASSWORD_CHANGED, by=officer, by_code=True)
    return True
