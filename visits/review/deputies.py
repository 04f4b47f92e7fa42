"""Who stands in for the supervisor of a unit, by date."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.independence import Decision, check_independent
from visits.core.permissions import check_may_name_deputy
from visits.models import AuditEntry, Deputy, Officer, Unit


@audit.audited()
def name_deputy(*, unit: Unit, officer: Officer, starts_on: dt.date, ends_on: dt.date, by: Officer) -> Deputy:
    """Let an officer review for a unit's supervisor, from one day to another.

    Raises NotAllowed for anybody but the unit's supervisor or an administrator, NotNow where the
    officer logs no visits or is inactive.
    """
    check_may_name_deputy(by, unit)
    check_independent(Decision.NAME_DEPUTY, decides=by, asks=officer)
    if not (officer.is_active and officer.may_log_visits):
        raise NotNow(_("A deputy is an active officer or supervisor."))
    deputy = Deputy(unit=unit, officer=officer, starts_on=starts_on, ends_on=ends_on, named_by=by)
    deputy.full_clean()
    deputy.save()
    audit.record(
        AuditEntry.Kind.DEPUTY_NAMED,
        by=by,
        target=unit,
        deputy=officer.nrp,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return deputy


@audit.audited()
def end_deputy(*, deputy: Deputy, by: Officer) -> None:
    """Let a deputy stand in no longer: from now on, or not at all where it had not begun.

    One that has begun is kept: who stood in for whom while something was asked for decides who may grant it.
    """
    check_may_name_deputy(by, deputy.unit)
    today = timezone.localdate()
    if deputy.ends_on < today or deputy.ended_at is not None:
        raise NotNow(_("This deputyship has already ended."))
    # It never had any effect, so nothing refers to it.
    if deputy.starts_on > today:
        deputy.delete()
    else:
        deputy.ended_at = timezone.now()
        deputy.save(update_fields=["ended_at"])
    audit.record(AuditEntry.Kind.DEPUTY_ENDED, by=by, target=deputy.unit, deputy=deputy.officer.nrp)
