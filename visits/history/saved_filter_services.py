"""Saved filters: given a name, shared, renamed, deleted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_delete_filter, check_may_export, check_may_rename_filter
from visits.models import AuditEntry, Officer, SavedFilter

MOST_SAVED = 30


@audit.audited()
def save_filter(*, by: Officer, name: str, filtered_by: list[tuple[str, str]], is_shared: bool) -> SavedFilter:
    """Keep a filter under a name. Raises NotNow where the name is taken or there are too many."""
    check_may_export(by)
    if by.saved_filters.count() >= MOST_SAVED:
        raise NotNow(_("You have thirty saved filters. Delete one before you save another."))
    _check_name(by, name)
    saved = SavedFilter.objects.create(owner=by, unit=by.unit, name=name, filtered_by=filtered_by, is_shared=is_shared)
    _record(AuditEntry.Kind.FILTER_SAVED, by, saved)
    return saved


@audit.audited()
def rename_filter(*, by: Officer, saved: SavedFilter, name: str, is_shared: bool) -> None:
    """Its owner gives it another name, shares it or takes it back."""
    saved = SavedFilter.objects.select_for_update(no_key=True).get(pk=saved.pk)
    check_may_rename_filter(by, saved)
    _check_name(by, name, but=saved)
    saved.name, saved.is_shared = name, is_shared
    saved.save(update_fields=["name", "is_shared", "saved_at"])
    _record(AuditEntry.Kind.FILTER_SAVED, by, saved)


@audit.audited()
def delete_filter(*, by: Officer, saved: SavedFilter) -> None:
    check_may_delete_filter(by, saved)
    # Before it goes, while its names can still be read.
    _record(AuditEntry.Kind.FILTER_DELETED, by, saved)
    saved.delete()


def _check_name(by: Officer, name: str, but: SavedFilter | None = None) -> None:
    same = by.saved_filters.filter(name=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise NotNow(_("You already have a saved filter with this name."))


def _record(kind: AuditEntry.Kind, by: Officer, saved: SavedFilter) -> None:
    """The names of the filters, not their values, and not the name that somebody gave them."""
    names = sorted({name for name, _value in saved.filtered_by})
    audit.record(kind, by=by, target=saved, filters=names, shared=saved.is_shared)
