"""Exports as rows: asked for, claimed by a worker, ended exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_export
from visits.models import UNFINISHED, AuditEntry, Export, ExportForm, ExportState, Officer

MOST_UNFINISHED = 30


@audit.audited()
def begin_export(
    *,
    by: Officer,
    form: ExportForm,
    filtered_by: list[tuple[str, str]],
    logged: dict[str, str] | None = None,
    is_streamed: bool = False,
    via: str = "page",
) -> Export:
    """Write down who takes out what, before a byte of it leaves. Raises NotNow where too many are under way.

    `logged` are the filters with plain codes, as the audit log keeps them.
    """
    check_may_export(by)
    # One person who presses the button again and again must not fill the queue for all.
    if by.exports.filter(state__in=UNFINISHED).count() >= MOST_UNFINISHED:
        raise NotNow(_("You have too many exports under way. Wait for them, or cancel some."))
    filters = dict.fromkeys((name for name, _value in filtered_by), "") | (logged or {})
    export = Export.objects.create(
        officer=by, form=form, filtered_by=filtered_by, filters=filters, is_streamed=is_streamed
    )
    audit.record(AuditEntry.Kind.EXPORT_BEGUN, by=by, target=export, form=str(form), filters=filters, via=via)
    return export


def waiting_exports() -> QuerySet[Export]:
    """The line, who came first in front."""
    return Export.objects.filter(state=ExportState.WAITING).order_by("pk")


def claim_export(export: Export) -> bool:
    """Take a waiting export out of the queue; False where somebody else was faster."""
    claimed = Export.objects.filter(pk=export.pk, state=ExportState.WAITING).update(state=ExportState.RUNNING)
    return claimed == 1


def note_progress(export: Export, *, done: int, rows: int, total: int | None = None) -> bool:
    """How far it is; False where it was cancelled meanwhile, or its person was shut out."""
    values = {"done": done, "rows": rows} | ({"total": total} if total is not None else {})
    # Asked and written in one statement, so that a cancellation cannot fall between.
    running = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, officer__is_active=True)
    export.done, export.rows, export.total = done, rows, total if total is not None else export.total
    return running.update(**values) == 1


@audit.audited()
def end_export(
    *,
    export: Export,
    state: ExportState,
    done: int | None = None,
    rows: int | None = None,
    figures: Sequence[str] = (),
) -> bool:
    """The end, whoever sees it first; False where it had ended already. The words of the filter go.

    `figures` are the keys of those whom the written visits name.
    """
    now = Export.objects.select_for_update(of=("self",), no_key=True).select_related("officer__unit").get(pk=export.pk)
    # The reader, the worker and the sweep may all see the end: one of them writes it.
    if not now.is_unfinished:
        return False
    now.state, now.ended_at, now.filtered_by = state, timezone.now(), []
    now.done, now.rows = now.done if done is None else done, now.rows if rows is None else rows
    now.save(update_fields=["state", "ended_at", "filtered_by", "done", "rows"])
    details: dict[str, Any] = {
        "form": now.form,
        "filters": now.filters,
        "result": str(state),
        "visits": now.done,
        "rows": now.rows,
    }
    if figures:
        details["figures"] = list(figures)
    audit.record(AuditEntry.Kind.EXPORT_ENDED, by=now.officer, target=now, **details)
    return True


def cancel_export(*, by: Officer, export: Export) -> None:
    """Its own person stops it; a worker that is at it notices before its next chunk."""
    check_may_export(by)
    if export.officer_id != by.pk or not end_export(export=export, state=ExportState.CANCELLED):
        raise NotNow(_("This export has already ended."))


def note_fetched(export: Export) -> None:
    """The file was handed out whole and is gone."""
    Export.objects.filter(pk=export.pk, fetched_at__isnull=True).update(fetched_at=timezone.now())


def forget_old() -> int:
    """Delete rows of a week ago; how many. The audit log keeps what was taken out."""
    old = timezone.now() - settings.KEEP_EXPORT_STATES
    return Export.objects.filter(ended_at__lt=old).delete()[1].get("visits.Export", 0)
