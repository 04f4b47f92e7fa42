"""Begin and end telling one phone, each with its audit entry."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils import timezone

from visits.core import audit
from visits.core.permissions import check_may_log
from visits.device.push_sending import DUE_AT
from visits.models import AuditEntry, Officer, PushAddress, SignInSession


@audit.audited()
def begin(*, by: Officer, sign_in: SignInSession, endpoint: str, p256dh: str, auth: str) -> PushAddress:
    """Let this browser be told for as long as its sign-in lives; an earlier address of it is replaced."""
    check_may_log(by)
    digest, now = hashlib.sha256(endpoint.encode()).hexdigest(), timezone.localtime()
    sign_in.push_addresses.exclude(digest=digest).delete()
    # Whoever else was told at this browser is so no more: what waits for them goes too.
    PushAddress.objects.filter(digest=digest).delete()
    made = PushAddress.objects.create(
        officer=by,
        sign_in=sign_in,
        endpoint=endpoint,
        digest=digest,
        p256dh=p256dh,
        auth=auth,
        # After seven its officer has seen today what is due.
        due_checked_on=now.date() if now.time() >= DUE_AT else now.date() - dt.timedelta(days=1),
    )
    audit.record(AuditEntry.Kind.PUSH_BEGUN, by=by, device=sign_in.device)
    return made


@audit.audited()
def end(*, by: Officer, sign_in: SignInSession) -> int:
    """Tell this browser nothing more; how many addresses that were."""
    check_may_log(by)
    ended = sign_in.push_addresses.count()
    sign_in.push_addresses.all().delete()
    if ended:
        audit.record(AuditEntry.Kind.PUSH_ENDED, by=by, device=sign_in.device)
    return ended
