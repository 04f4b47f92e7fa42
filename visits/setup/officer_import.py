"""Officers taken over from a file: all rows, or none and the reasons."""

from __future__ import annotations

from typing import Any, NamedTuple

from import_export.resources import ModelResource
from tablib import Dataset

from visits.core import audit
from visits.core.permissions import check_may_set_up
from visits.models import AuditEntry, Officer
from visits.setup.services import nrp_warning, sign_out_inactive


class Row(NamedTuple):
    """One row of the file: its line, its cells, what it does and what is wrong with it.

    `changes` are the fields of somebody known that become otherwise: what, from what, to what.
    """

    line: int
    cells: list[str]
    change: str
    problems: list[str]
    warning: str = ""
    changes: list[tuple[str, str, str]] = []


class Outcome(NamedTuple):
    """What the file does; `failed` is empty where everything was, or can be, taken over."""

    rows: list[Row]
    new: int
    updated: int
    unchanged: int

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


def import_officers(*, resource: ModelResource, data: Dataset, lines: list[int], by: Officer, dry_run: bool) -> Outcome:
    """Add and change officers as the rows say, matched by NRP; one bad row and nothing is changed.

    `lines` are the numbers of the rows in the sheet. With `dry_run` nothing is changed in any case: the preview.
    """
    check_may_set_up(by)
    with audit.audited():
        result = resource.import_data(
            data, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True, user=by
        )
        outcome = _outcome(result, data, lines)
        # One bad row and the library has rolled all back: then nothing was imported to tell of.
        if not dry_run and not outcome.failed:
            sign_out_inactive(by=by)
            audit.record(
                AuditEntry.Kind.OFFICERS_IMPORTED,
                by=by,
                new=outcome.new,
                updated=outcome.updated,
                unchanged=outcome.unchanged,
            )
    return outcome


def _outcome(result: Any, data: Dataset, lines: list[int]) -> Outcome:
    nrp_column = data.headers.index("nrp")
    rows = []
    for line, row, cells in zip(lines, result.rows, data, strict=True):
        texts = [str(cell or "") for cell in cells]
        warning = nrp_warning(texts[nrp_column].strip())
        changes = getattr(row, "changes", [])
        rows.append(Row(line, texts, row.import_type or "error", _problems(row), warning, changes))
    totals = result.totals
    return Outcome(rows, totals.get("new", 0), totals.get("update", 0), totals.get("skip", 0))


def _problems(row: Any) -> list[str]:
    """The sentences about one row, each with the column that it is about."""
    problems = [str(error.error) for error in row.errors]
    if row.validation_error is not None:
        for name, texts in row.validation_error.message_dict.items():
            column = {"is_acting": "acting", "is_active": "active", "__all__": ""}.get(name, name)
            problems += [f"{column}: {text}" if column else text for text in texts]
    return problems
