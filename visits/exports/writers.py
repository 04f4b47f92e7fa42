"""Writing one export from its first row to its last, with a word after each chunk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.db import reset_queries
from django.http import QueryDict

from visits.exports.columns import ExportSheet
from visits.exports.formats import BOM, Book, csv_line, feature
from visits.exports.rows import CHUNK, read_rows, visit_chunks, write_csv_rows
from visits.exports.sheets import WORKBOOK, notes_sheet, points_sheet, visits_sheet
from visits.history.forms import HistoryFilter
from visits.models import Export, ExportForm, Officer

# Called with the visits and the rows written so far.
Tick = Callable[[int, int], None]
# Called with the ids of each chunk's visits.
Note = Callable[[list[int]], None]


def sheet_of(form: str, officer: Officer) -> ExportSheet:
    """What the one table of a text form holds."""
    if form == ExportForm.GEOJSON:
        return points_sheet(officer)
    return notes_sheet(officer) if ExportForm(form).is_of_notes else visits_sheet(officer)


def _no_note(_pks: list[int]) -> None:
    """Where nobody asks later which visits a file holds."""


def filter_of(export: Export) -> dict[str, Any]:
    """What an export asks for, read anew: its person's reach is that of now."""
    sent = QueryDict(mutable=True)
    for name, value in export.filtered_by:
        sent[name] = value
    # Through the same form as the page: a filter that is not allowed any more is refused here.
    form = HistoryFilter(sent, officer=export.officer)
    if form.errors:
        raise ValueError(f"The filter of the export cannot be read: {', '.join(form.errors)}.")
    return form.filtered_by


def header_of(form: str, officer: Officer) -> bytes:
    """What a file begins with, before any row is read."""
    if form == ExportForm.GEOJSON:
        return b'{"type": "FeatureCollection", "features": [\n'
    codes = [column.code for column in sheet_of(form, officer).columns]
    return BOM + csv_line(codes, separator=ExportForm(form).separator)


def end_of(form: str, *, rows: int) -> bytes:
    """What closes a whole file."""
    if form != ExportForm.GEOJSON:
        return b""
    return b"\n" + f'], "complete": true, "rows": {rows}}}\n'.encode()


def cut_end_of(form: str, *, done: int, total: int | None) -> bytes:
    """The last line of a file that ends too early."""
    of_all = f"{done} dari {total}" if total is not None else str(done)
    said = f"TERPOTONG: berkas ini hanya memuat {of_all} kunjungan. / CUT SHORT: this file is not complete."
    if form == ExportForm.GEOJSON:
        return b"\n" + f'], "complete": false, "message": {json.dumps(said)}}}\n'.encode()
    return csv_line([said], separator=ExportForm(form).separator)


def write_text(
    form: str,
    officer: Officer,
    filtered_by: dict[str, Any],
    out: BinaryIO,
    tick: Tick,
    note: Note = _no_note,
    size: int = CHUNK,
) -> None:
    """A whole CSV or GeoJSON file; `out` is flushed before each tick."""
    sheet = sheet_of(form, officer)
    out.write(header_of(form, officer))
    out.flush()
    done = rows = 0
    tick(done, rows)
    for pks in visit_chunks(officer, filtered_by, size):
        if form == ExportForm.GEOJSON:
            rows += _write_features(sheet, pks, out, is_first=rows == 0)
        else:
            rows += write_csv_rows(sheet, pks, out, ExportForm(form).separator)
        note(pks)
        done += len(pks)
        # A reader in another process sees only what has left the buffer.
        out.flush()
        reset_queries()
        tick(done, rows)
    out.write(end_of(form, rows=rows))
    out.flush()


def _write_features(sheet: ExportSheet, pks: list[int], out: BinaryIO, *, is_first: bool) -> int:
    names = [column.code for column in sheet.columns]
    lines = [feature(names, row) for row in read_rows(sheet, pks)]
    if lines:
        out.write((b"" if is_first else b",\n") + b",\n".join(lines))
    return len(lines)


def write_workbook(
    officer: Officer, filtered_by: dict[str, Any], path: Path, tick: Tick, note: Note = _no_note
) -> None:
    """All sheets, chunk by chunk. What it needs meanwhile lies in files beside `path`."""
    book = Book(path)
    sheets = [make(officer) for make in WORKBOOK]
    for sheet in sheets:
        # All sheets first, in their order; one without rows still has its header.
        book.add(sheet.name, [column.code for column in sheet.columns], [])
    done = rows = 0
    tick(done, rows)
    for pks in visit_chunks(officer, filtered_by):
        for sheet in sheets:
            found = read_rows(sheet, pks)
            book.add(sheet.name, [column.code for column in sheet.columns], found)
            rows += len(found)
        note(pks)
        done += len(pks)
        reset_queries()
        tick(done, rows)
    book.close()
