"""What became of a promise, and whether the person was told."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.permissions import check_may_change_follow_up
from visits.lists.visit_index import update_follow_up_index
from visits.models import AuditEntry, FollowUp, Officer, Visit
from visits.search.index import index_visits

FIELDS = ["status", "result", "told_on", "confirmed_by_person"]


@audit.audited()
def change_follow_up(
    *, follow_up: FollowUp, by: Officer, status: str, result: str, told_on: date | None, confirmed_by_person: bool
) -> FollowUp:
    """Write down how far a follow-up is. The row is locked, so two people do not mix their answers.

    Same answer again: nothing changes. Raises NotAllowed, or ValidationError by field.
    """
    # The visit first, as its own save does, so that the two cannot wait for each other.
    Visit.objects.select_for_update(no_key=True).get(pk=follow_up.visit_id)
    follow_up = (
        FollowUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("visit", "unit")
        .get(pk=follow_up.pk)
    )
    check_may_change_follow_up(by, follow_up)
    wanted = {"status": status, "result": result, "told_on": told_on, "confirmed_by_person": confirmed_by_person}
    changed = [name for name in FIELDS if getattr(follow_up, name) != wanted[name]]
    if not changed:
        return follow_up
    for name in changed:
        setattr(follow_up, name, wanted[name])
    _check(follow_up)
    follow_up.changed_at, follow_up.changed_by = timezone.now(), by
    follow_up.clean_fields(exclude=["visit", "unit", "owner", "changed_by"])
    follow_up.validate_constraints()
    follow_up.save(update_fields=[*FIELDS, "changed_at", "changed_by"])
    if "status" in changed:
        update_follow_up_index(follow_up.visit)
    if "result" in changed:
        index_visits([follow_up.visit_id])
    audit.record(AuditEntry.Kind.FOLLOW_UP_CHANGED, by=by, target=follow_up, status=status, fields=changed)
    return follow_up


def _check(follow_up: FollowUp) -> None:
    errors: dict[str, str] = {}
    if follow_up.is_finished and not follow_up.result:
        errors["result"] = _("Say what came of it.")
    if follow_up.told_on and follow_up.told_on > timezone.localdate():
        errors["told_on"] = _("This day is in the future. Leave it empty until the person has been told.")
    elif follow_up.told_on and follow_up.visit.visited_on and follow_up.told_on < follow_up.visit.visited_on:
        errors["told_on"] = _("This day is before the visit itself.")
    if follow_up.confirmed_by_person and not follow_up.told_on:
        errors["told_on"] = _("Enter the day on which you spoke to the person who confirmed it.")
    if errors:
        raise ValidationError(errors)
