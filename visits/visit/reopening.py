"""The workflow after an approval: taken back, reopened, a correction asked for or declined."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit, remarks
from visits.core.exceptions import NotNow
from visits.core.permissions import (
    check_may_ask_for_correction,
    check_may_review,
    check_may_take_back,
)
from visits.core.workflow import check_can_move
from visits.lists import visit_index
from visits.models import AuditEntry, Officer, Remark, Visit
from visits.visit.services import REVIEWED, locked_visit

Kind = AuditEntry.Kind
# So long the person who approved a visit may take that back without a reason.
TAKEN_BACK_FOR = dt.timedelta(minutes=10)


@audit.audited()
def reopen_visit(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """A supervisor opens an approved visit again, with a reason; it waits for review once more."""
    visit = locked_visit(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "reopen")
    _wait_again(visit, by=by, words=reason)
    audit.record(Kind.VISIT_REOPENED, by=by, target=visit)
    return visit


@audit.audited()
def take_back_approval(*, visit: Visit, by: Officer) -> Visit:
    """Whoever approved a visit takes that back within ten minutes, without a reason.

    Raises NotAllowed for anybody else, NotNow when the time is over. A remark says that it was approved.
    """
    visit = locked_visit(visit)
    check_may_take_back(by, visit)
    visit.status = check_can_move(visit, "take back the approval")
    if not can_be_taken_back(visit):
        raise NotNow(
            _("An approval can only be taken back within ten minutes. Reopen the visit instead, and give a reason.")
        )
    _wait_again(visit, by=by, words=_("The approval was taken back."))
    audit.record(Kind.VISIT_REOPENED, by=by, target=visit, taken_back=True)
    return visit


def can_be_taken_back(visit: Visit) -> bool:
    """Whether the review of the visit is less than ten minutes old."""
    return visit.reviewed_at is not None and timezone.now() - visit.reviewed_at < TAKEN_BACK_FOR


def _wait_again(visit: Visit, *, by: Officer, words: str) -> None:
    # Together, as the constraint of the row wants it; a remark keeps who approved it.
    visit.reviewed_at = visit.reviewed_by = visit.correction_asked_at = None
    visit.save(update_fields=REVIEWED)
    visit_index.rewrite_rows(visit)
    remarks.say(visit, Remark.Kind.REOPENED, by=by, words=words)


@audit.audited()
def ask_for_correction(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """The author of an approved visit says what is wrong with it; a supervisor reopens it or declines."""
    visit = locked_visit(visit)
    check_may_ask_for_correction(by, visit)
    # The move leads to the same status: only whether it is allowed now matters.
    check_can_move(visit, "ask for correction")
    visit.correction_asked_at = timezone.now()
    visit.save(update_fields=["correction_asked_at"])
    remarks.say(visit, Remark.Kind.CORRECTION, by=by, words=reason)
    audit.record(Kind.CORRECTION_ASKED, by=by, target=visit)
    return visit


@audit.audited()
def decline_correction(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """A supervisor leaves an approved visit as it is, with a reason.

    Raises NotNow where nobody asks for a correction.
    """
    visit = locked_visit(visit)
    check_may_review(by, visit)
    # The author may have had it reopened by another supervisor since.
    if visit.correction_asked_at is None:
        raise NotNow(_("A correction of this visit is no longer asked for."))
    visit.correction_asked_at = None
    visit.save(update_fields=["correction_asked_at"])
    remarks.say(visit, Remark.Kind.DECLINED, by=by, words=reason)
    audit.record(Kind.CORRECTION_DECLINED, by=by, target=visit)
    return visit
