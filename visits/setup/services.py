"""Set-up by the administrator: each change leaves an audit entry, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from visits.accounts import sessions
from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_set_up
from visits.lists import visit_index
from visits.models import (
    AuditEntry,
    Officer,
    OfficerPhone,
    OneTimeCode,
    Operation,
    PersonRole,
    Rank,
    Topic,
    Unit,
    Visit,
)


def record_change(*, target: models.Model, by: Officer, action: str, fields: Iterable[str] = ()) -> None:
    """Write that a set-up row was added, changed or deleted, with the names of its fields."""
    check_may_set_up(by)
    audit.record(AuditEntry.Kind.SETUP_CHANGED, by=by, target=target, action=action, fields=list(fields))


def nrp_warning(nrp: str) -> str:
    """A sentence where the month part of an NRP (third and fourth digit) is no month, else nothing.

    Only a warning: such numbers have been issued.
    """
    if len(nrp) == 8 and nrp.isdigit() and not 1 <= int(nrp[2:4]) <= 12:
        return _(
            "The third and fourth digit of NRP %(nrp)s (%(month)s) are not a month. Please check the number; "
            "it is saved as you typed it."
        ) % {"nrp": nrp, "month": nrp[2:4]}
    return ""


def check_keeps_own_access(*, officer: Officer, by: Officer) -> None:
    """Nobody shuts themselves out of the set-up.

    Raises NotNow where the officer is the person at work and would no longer be an active administrator.
    """
    if officer.pk == by.pk and not (officer.is_active and officer.role == PersonRole.ADMINISTRATOR):
        raise NotNow(_("You cannot take the administrator’s role or the account away from yourself."))


@audit.audited()
def set_active(*, rows: Iterable[Officer | Unit | Topic | Operation], active: bool, by: Officer) -> int:
    """Make rows active or inactive; answers how many changed."""
    check_may_set_up(by)
    changed = 0
    for row in rows:
        if row.is_active == active:
            continue
        row.is_active = active
        if isinstance(row, Officer):
            check_keeps_own_access(officer=row, by=by)
        row.save(update_fields=["is_active"])
        record_change(target=row, by=by, action="changed", fields=["is_active"])
        changed += 1
    # Here too: an account that is switched off must not go on with an open session.
    sign_out_inactive(by=by)
    return changed


@audit.audited()
def sign_out_inactive(*, by: Officer) -> None:
    """End what would let officers who were made inactive in again once they are active: sessions and codes.

    Every way of making somebody inactive calls it in its own transaction. Tokens of phones die with their sign-in.
    """
    OneTimeCode.objects.filter(officer__is_active=False).delete()
    # Nobody returns a visit to them.
    OfficerPhone.objects.filter(officer__is_active=False).delete()
    for officer in Officer.objects.filter(is_active=False, sign_ins__isnull=False).distinct():
        sessions.end_all_sessions(officer=officer, by=by)


@audit.audited()
def make_administrator(*, nrp: str, name: str, rank: Rank, unit: Unit) -> Officer:
    """Make the officer with this NRP an active administrator; added when new.

    For whoever keeps the machine: the audit log names the officer, since nobody is signed in.
    Raises ValidationError where the NRP or the name is none.
    """
    officer = Officer.objects.filter(nrp=nrp).first() or Officer(nrp=nrp, name=name, rank=rank, unit=unit)
    officer.role, officer.is_active = PersonRole.ADMINISTRATOR, True
    if officer.pk is None:
        # A one-time code gives the first password: nobody else ever knows it.
        officer.set_unusable_password()
    officer.full_clean()
    officer.save()
    record_change(target=officer, by=officer, action="made administrator", fields=["role", "is_active"])
    return officer


@audit.audited()
def move_unit(*, unit: Unit, target: Unit, position: str, by: Officer) -> Unit:
    """Move a unit, with all below it, next to or into another; reach follows at once.

    `position` is a position of the tree: "last-child" or "left".
    """
    check_may_set_up(by)
    # Read before the move: afterwards nobody knows who was above.
    before = unit.lineage_ids
    Unit.objects.move(unit, target, pos=position)
    # treebeard moves rows by SQL; the object at hand still has its old path.
    unit = Unit.objects.get(pk=unit.pk)
    rewrite_access(unit=unit, before=before)
    record_change(target=unit, by=by, action="changed", fields=["parent"])
    return unit


def rewrite_access(*, unit: Unit, before: list[int]) -> None:
    """Give the visits of a moved unit, and of all below it, to the supervisors and auditors now above them.

    `before` is the unit's lineage before the move. Set by set, not visit by visit: a Polsek may
    have many thousands.
    """
    if set(before) != set(unit.lineage_ids):
        moved = Visit.objects.filter(unit__in=Unit.below(unit))
        visit_index.rewrite_access(moved.values_list("pk", flat=True))


def users_of(row: models.Model) -> list[tuple[str, int]]:
    """What still uses a set-up row, as (plural name, how many); such a row is not deleted."""
    uses = []
    for relation in row._meta.related_objects:
        # What goes with the row, as a unit's deputies, does not hold it.
        if getattr(relation, "on_delete", None) not in (models.PROTECT, models.RESTRICT):
            continue
        number = relation.related_model._base_manager.filter(**{relation.field.name: row}).count()
        if number:
            uses.append((str(relation.related_model._meta.verbose_name_plural), number))
    if isinstance(row, Unit) and row.numchild:
        uses.append((_("units below it"), row.numchild))
    return uses


@audit.audited()
def check_may_delete(*, row: models.Model, by: Officer) -> None:
    """Only a row that nothing uses is deleted, and nobody deletes themselves. Raises NotNow."""
    check_may_set_up(by)
    if row == by:
        raise NotNow(_("You cannot delete your own account."))
    uses = users_of(row)
    if uses:
        named = ", ".join(f"{number} {name}" for name, number in uses)
        raise NotNow(
            _("“%(row)s” cannot be deleted because it is in use (%(uses)s). Make it inactive instead.")
            % {"row": row, "uses": named}
        )
