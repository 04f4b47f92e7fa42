"""Say of two visits whether they are the same one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from visits.exceptions import NotAllowed
from visits.models import AuditEvent, Officer, SameVisit, Visit
from visits.permissions import is_named
from visits.services import audit


@transaction.atomic
def decide_same_visit(*, visit: Visit, other: Visit, is_same: bool, by: Officer) -> SameVisit:
    """Note whether two visits in reach are one; the later answer replaces the earlier one.

    Raises NotAllowed for whoever was on neither visit and is no supervisor.
    """
    if not (by.is_supervisor or by.pk in (visit.author_id, other.author_id) or is_named(by, visit)):
        raise NotAllowed(_("Only those who were on the visit, or a supervisor, can say this."))
    first, second = sorted((visit, other), key=lambda each: each.pk)
    decision, _made = SameVisit.objects.update_or_create(
        visit=first, other=second, defaults={"is_same": is_same, "decided_by": by}
    )
    audit.record(AuditEvent.Kind.VISIT_COMPARED, by=by, target=visit, other=str(other.key), same=is_same)
    return decision
