"""The workflow after a visit is logged: withdraw, return, approve, reopen, discard."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.exceptions import NotNow
from visits.lifecycle import check_can_move
from visits.models import AuditEvent, Officer, Remark, Visit, VisitStatus
from visits.permissions import check_may_review, check_may_withdraw
from visits.services import audit
from visits.services.scopes import rewrite_scopes


def _locked(visit: Visit) -> Visit:
    """The visit as it is now, its row locked until the transaction ends."""
    return Visit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=visit.pk)


@transaction.atomic
def withdraw_visit(*, visit: Visit, by: Officer) -> Visit:
    """The author takes a submitted visit back; it is a draft again.

    Raises NotAllowed for anybody else, NotNow in another state.
    """
    visit = _locked(visit)
    check_may_withdraw(by, visit)
    visit.status = check_can_move(visit, "withdraw")
    visit.submitted_at = None
    visit.save(update_fields=["status", "submitted_at", "saved_at"])
    rewrite_scopes(visit)
    audit.record(AuditEvent.Kind.VISIT_WITHDRAWN, by=by, target=visit)
    return visit


@transaction.atomic
def discard_draft(*, visit: Visit, by: Officer) -> None:
    """The author throws a draft away for good.

    Raises NotAllowed for anybody else, NotNow for a visit that is no draft.
    """
    visit = _locked(visit)
    check_may_withdraw(by, visit)
    if visit.status != VisitStatus.DRAFT:
        raise NotNow(_("Only a draft can be discarded."))
    audit.record(AuditEvent.Kind.VISIT_DISCARDED, by=by, target=visit)
    visit.delete()


@transaction.atomic
def return_visit(*, visit: Visit, by: Officer, reason: str, section: str = "", note_id: int | None = None) -> Visit:
    """A supervisor sends a submitted visit back with a reason, tied to a section or one note."""
    visit = _locked(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "return")
    visit.reviewed_at, visit.reviewed_by = timezone.now(), by
    visit.save(update_fields=["status", "reviewed_at", "reviewed_by", "saved_at"])
    note = visit.notes.filter(pk=note_id).first() if note_id else None
    Remark.objects.create(
        visit=visit,
        kind=Remark.Kind.RETURNED,
        reason=reason,
        section=section,
        note=note,
        note_written_by=note.written_by if note else None,
        written_by=by,
    )
    audit.record(AuditEvent.Kind.VISIT_RETURNED, by=by, target=visit, section=section)
    return visit


@transaction.atomic
def approve_visit(*, visit: Visit, by: Officer) -> Visit:
    """Approve a submitted visit. The row is locked, so two reviewers cannot both win."""
    visit = _locked(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "approve")
    visit.reviewed_at, visit.reviewed_by = timezone.now(), by
    visit.save(update_fields=["status", "reviewed_at", "reviewed_by", "saved_at"])
    audit.record(AuditEvent.Kind.VISIT_APPROVED, by=by, target=visit)
    return visit


@transaction.atomic
def reopen_visit(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """A supervisor opens an approved visit again, with a reason; it waits for review once more."""
    visit = _locked(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "reopen")
    visit.reviewed_at, visit.reviewed_by = None, None
    visit.save(update_fields=["status", "reviewed_at", "reviewed_by", "saved_at"])
    Remark.objects.create(visit=visit, kind=Remark.Kind.REOPENED, reason=reason, written_by=by)
    audit.record(AuditEvent.Kind.VISIT_REOPENED, by=by, target=visit)
    return visit
