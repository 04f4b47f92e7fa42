"""One's own telephone number, kept or deleted."""

from __future__ import annotations

from visits.core import audit
from visits.core.officer_phones import number_of
from visits.core.permissions import check_may_log
from visits.models import AuditEntry, Officer, OfficerPhone


@audit.audited()
def change_own_phone(*, number: str, by: Officer) -> None:
    """Keep one's own number, or none where it is empty; the audit log does not hold it."""
    check_may_log(by)
    if number == number_of(by):
        return
    if number:
        OfficerPhone.objects.update_or_create(officer=by, defaults={"number": number})
    else:
        OfficerPhone.objects.filter(officer=by).delete()
    audit.record(AuditEntry.Kind.PHONE_CHANGED, by=by)
