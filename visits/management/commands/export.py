"""`manage.py export`: the filtered history as a file, as its person would take it out of the page."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from visits.exports.named_people import figures_named
from visits.exports.services import begin_export, claim_export, end_export
from visits.exports.writers import cut_end_of, write_text, write_workbook
from visits.history.forms import CURSORS, HistoryFilter
from visits.models import Export, ExportForm, ExportState, Officer
from visits.typed import service_number

FILTERS = [name for name in HistoryFilter.base_fields if name not in CURSORS]


class Command(BaseCommand):
    help = "Writes the filtered history within somebody's reach as CSV, XLSX or GeoJSON, with an audit entry."

    def add_arguments(self, parser):
        parser.add_argument("--form", choices=ExportForm.values, default=ExportForm.VISITS_CSV.value)
        parser.add_argument("--as", dest="nrp", required=True, metavar="NRP", help="in whose reach and on whose behalf")
        parser.add_argument("--output", required=True, metavar="FILE", help="a file, or - for standard output")
        for name in FILTERS:
            parser.add_argument(f"--{name}", dest=f"filter_{name}", default="", help="as in the history")

    def handle(self, *args, form, nrp, output, **options):
        try:
            number = service_number(nrp)
        except ValidationError as problem:
            raise CommandError(f"--as: {' '.join(problem.messages)}") from None
        officer = Officer.objects.select_related("unit", "rank").filter(nrp=number, is_active=True).first()
        if officer is None:
            raise CommandError("No active officer has this NRP.")
        if form == ExportForm.XLSX and output == "-":
            raise CommandError("A workbook is written to a file.")
        sent = QueryDict(mutable=True)
        sent.update({name: options[f"filter_{name}"] for name in FILTERS if options[f"filter_{name}"]})
        read = HistoryFilter(sent, officer=officer)
        if read.errors:
            raise CommandError(" ".join(f"--{name}: {text}" for name, texts in read.errors.items() for text in texts))
        export = begin_export(
            by=officer, form=ExportForm(form), filtered_by=read.pairs, logged=read.logged, is_streamed=True, via="shell"
        )
        claim_export(export)
        self._write(export, read.filtered_by, output)

    def _write(self, export: Export, filtered_by: dict, output: str) -> None:
        def tick(done: int, rows: int) -> None:
            export.done, export.rows = done, rows
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done} visits", ending="")

        ended = ExportState.CUT
        try:
            if export.form == ExportForm.XLSX:
                with _until_whole(Path(output)) as part:
                    write_workbook(export.officer, filtered_by, part, tick)
            else:
                with _opened(output, export) as out:
                    write_text(export.form, export.officer, filtered_by, out, tick)
            ended = ExportState.FINISHED
        finally:
            named = figures_named(export)
            end_export(export=export, state=ended, done=export.done, rows=export.rows, figures=named)


@contextlib.contextmanager
def _until_whole(path: Path) -> Iterator[Path]:
    """A file that has its name only when it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(output: str, export: Export) -> Iterator[BinaryIO]:
    """The file, or standard output, which says in its last line where it was cut short."""
    if output != "-":
        with _until_whole(Path(output)) as part, part.open("wb") as out:
            yield out
        return
    try:
        yield sys.stdout.buffer
    except BaseException:
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.buffer.write(cut_end_of(export.form, done=export.done, total=export.total))
            sys.stdout.buffer.flush()
        raise
