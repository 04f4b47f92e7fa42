"""Making one export that was asked for, and tidying up after whoever died at it."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.exports.export_file import ExportFolder, export_folders
from visits.exports.named_people import figures_named
from visits.exports.narrowed import narrowed_since
from visits.exports.rows import CHUNK, count_visits
from visits.exports.services import claim_export, end_export, note_fetched, note_progress, waiting_exports
from visits.exports.writers import filter_of, write_text, write_workbook
from visits.models import Export, ExportForm, ExportState, Officer, Visit, VisitAccess

LOOKED_AT = 10
logger = logging.getLogger("visits.exports")


class Cancelled(Exception):
    """The export was ended from elsewhere while it was made."""


def root() -> Path:
    return Path(settings.EXPORTS_ROOT)


def folder_of_export(export: Export) -> ExportFolder:
    return ExportFolder(root(), export.key)


def work_on_next() -> bool:
    """Take the first of the queue that no other worker has, and make it; False where nobody waits."""
    # Several, since other workers may have locked the first ones.
    for export in waiting_exports().select_related("officer__unit", "officer__rank")[:LOOKED_AT]:
        folder = folder_of_export(export)
        # Locked before it is claimed: whatever runs has somebody at it, or is found dead.
        part = folder.open_part()
        if part is None:
            continue
        with part:
            # Cancelled between the look and the lock, it is not waiting any more.
            if claim_export(export):
                part.truncate(0)
                _make(export, folder, part)
                return True
    return False


def _make(export: Export, folder: ExportFolder, part: BinaryIO) -> None:
    """The file from its first to its last row. Whatever interrupts it leaves no file, and says so in the row."""
    ended = ExportState.CUT
    try:
        _write(export, folder, part)
        folder.part.rename(folder.file)
        ended = ExportState.FINISHED
    except Cancelled:
        ended = ExportState.CANCELLED
    except Exception:
        # Whatever it was: this export ends as cut short, and the worker goes on with the next one.
        logger.exception("export %s was cut short", export.key)
    finally:
        try:
            # Also of a file that was cut: what was sent was taken out.
            named = figures_named(export)
            end_export(export=export, state=ended, done=export.done, rows=export.rows, figures=named)
        finally:
            if ended != ExportState.FINISHED:
                _remove(folder, export)


def _remove(folder: ExportFolder, export: Export) -> None:
    """A reader still holds what was written, and ends it with a line that says so; a file to be fetched goes."""
    folder.part.unlink(missing_ok=True)
    if not export.is_streamed:
        folder.remove()


def _write(export: Export, folder: ExportFolder, part: BinaryIO) -> None:
    filtered_by = filter_of(export)

    def tick(done: int, rows: int) -> None:
        total = count_visits(export.officer, filtered_by) if done == 0 else None
        folder.note_sent(part.tell())
        if not note_progress(export, done=done, rows=rows, total=total):
            # The row says it: the page that cancels runs in another process.
            raise Cancelled

    # Before the first row: whatever changes while it is made then counts.
    folder.note_access(access_of(export.officer))
    if export.form == ExportForm.XLSX:
        write_workbook(export.officer, filtered_by, folder.part, tick, folder.note_visits)
    else:
        write_text(export.form, export.officer, filtered_by, part, tick, folder.note_visits)
    folder.note_sent(folder.part.stat().st_size)


def why_not_fetched(export: Export) -> str:
    """The sentence for a file that holds what its person may not read, or what was narrowed since it was asked for."""
    folder = folder_of_export(export)
    lost = _("You may no longer read all that is in this file. Start the export again.")
    if folder.noted_access() != access_of(export.officer):
        return lost
    readable, narrowed = Visit.objects.visible_to(export.officer), narrowed_since(export)
    for pks in folder.noted_visits(CHUNK):
        if readable.filter(pk__in=pks).count() != len(pks):
            return lost
        if not narrowed.isdisjoint(pks):
            return _("Something in this file has been restricted or removed since it was made. Start the export again.")
    return ""


def drop_file(export: Export) -> None:
    """Remove a finished file that its person may not fetch; there is nothing more to fetch then."""
    folder_of_export(export).remove()
    note_fetched(export)


def access_of(officer: Officer) -> str:
    """What decides on the rows that somebody may read, and on the notes and people below them."""
    return json.dumps(
        [
            officer.role,
            sorted(VisitAccess.access_keys_of(officer)),
            sorted(VisitAccess.supervisor_access_keys_of(officer)),
        ],
        default=str,
    )


def sweep() -> int:
    """Say of exports whose process is gone that they were cut, and remove files that nobody will fetch; how many."""
    removed = 0
    for export in Export.objects.filter(state=ExportState.RUNNING):
        # A worker that is killed says nothing; its lock is free.
        if not folder_of_export(export).is_being_written():
            end_export(export=export, state=ExportState.CUT, figures=figures_named(export))
            folder_of_export(export).remove()
    old = timezone.now() - settings.KEEP_EXPORTS
    wanted = set(
        Export.objects.filter(state__in=[ExportState.WAITING, ExportState.RUNNING]).values_list("key", flat=True)
    ) | set(
        Export.objects.filter(state=ExportState.FINISHED, fetched_at=None, ended_at__gt=old).values_list(
            "key", flat=True
        )
    )
    for key, folder in export_folders(root()):
        if key not in wanted and not folder.is_being_written():
            folder.remove()
            removed += 1
    return removed
