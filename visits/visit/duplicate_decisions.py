"""Say of two visits whether they are the same one."""

from __future__ import annotations

from visits.core import audit
from visits.core.permissions import check_may_compare
from visits.models import AuditEntry, Officer, SameVisit, Visit


@audit.audited()
def decide_same_visit(*, visit: Visit, other: Visit, is_same: bool, by: Officer) -> SameVisit:
    """Note whether two visits in reach are one; the later answer replaces the earlier one.

    Raises NotAllowed for whoever was on neither visit and is no supervisor, and for an auditor.
    """
    check_may_compare(by, visit, other)
    first, second = sorted((visit, other), key=lambda each: each.pk)
    decision, _made = SameVisit.objects.update_or_create(
        visit=first, other=second, defaults={"is_same": is_same, "decided_by": by}
    )
    audit.record(AuditEntry.Kind.VISIT_COMPARED, by=by, target=visit, other=str(other.key), same=is_same)
    return decision
