"""The rows of an export, in chunks by position: nothing stays open between two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import connection
from django.db.models import QuerySet

from visits.core.spreadsheets import BEGINS, BEGINS_INSIDE, disarm
from visits.exports.columns import ExportSheet, Kind
from visits.exports.formats import csv_line
from visits.history.page import history_list
from visits.lists.keyset import in_order
from visits.models import Officer

CHUNK = 2000
MOST_COUNTED = 10_000_000


def count_visits(officer: Officer, filtered_by: dict[str, Any]) -> int | None:
    """How many visits there are; None where counting them would take longer than reading the first."""
    found = history_list(officer, filtered_by).count(MOST_COUNTED)
    return found.number if found.is_exact else None


def visit_chunks(officer: Officer, filtered_by: dict[str, Any], size: int = CHUNK) -> Iterator[list[int]]:
    """The visits that the history shows for this filter, in its order, by their ids."""
    visits = history_list(officer, filtered_by)
    found = visits.scan(None, size)
    while found:
        yield in_order(found)
        # A chunk that is not full was the last; one more scan would look through all that is left.
        if len(found) < size:
            return
        # From the last one met: a visit that is added meanwhile moves no other out of a chunk.
        found = visits.scan(found[-1], size)


def read_rows(sheet: ExportSheet, pks: list[int]) -> list[tuple]:
    """The sheet's rows below these visits as plain values."""
    return list(_values(sheet, pks))


def write_csv_rows(sheet: ExportSheet, pks: list[int], out: BinaryIO, separator: str = ",") -> int:
    """The same rows as lines of CSV, what was typed quoted and disarmed; returns how many."""
    # Both ways write the same bytes; a test compares them.
    if connection.vendor == "postgresql":
        return _copy(sheet, pks, out, separator)
    typed_cells = [column.kind is Kind.TYPED for column in sheet.columns]
    rows = read_rows(sheet, pks)
    for row in rows:
        cells = [disarm(value) if typed else _plain(value) for value, typed in zip(row, typed_cells, strict=True)]
        out.write(csv_line(cells, typed=typed_cells, separator=separator))
    return len(rows)


def copy_statement(sheet: ExportSheet, pks: list[int]) -> str:
    """The SQL of PostgreSQL that yields the lines; OFFSET keeps each cell from being computed twice."""
    inner, parameters = _values(sheet, pks).query.sql_with_params()
    cells = [_disarmed(name) if column.kind is Kind.TYPED else f'"{name}"' for name, column in _names(sheet)]
    with connection.cursor() as cursor:
        # COPY takes no parameters. OFFSET 0 keeps the inner query apart, or each expression would be
        # computed for every use.
        rows = cursor.mogrify(f"{inner} OFFSET 0", parameters).decode()
    return f"SELECT {', '.join(cells)} FROM ({rows}) AS cells"


def _disarmed(name: str) -> str:
    """The SQL of `disarm` for a column; most cells fail its first test, which costs little."""
    begins, inside = (pattern.replace("'", "''") for pattern in (BEGINS, BEGINS_INSIDE))
    guarded = rf"""regexp_replace("{name}", '{inside}', '\&''', 'g')"""
    return (
        rf"""CASE WHEN "{name}" !~ '[=+@＝＋－＠\t\r\n-]' THEN nullif("{name}", '') """
        rf"""WHEN "{name}" ~ '{begins}' THEN '''' || {guarded} ELSE {guarded} END AS "{name}" """
    )


def _copy(sheet: ExportSheet, pks: list[int], out: BinaryIO, separator: str) -> int:
    """PostgreSQL writes the lines itself, several times as fast as Python can."""
    statement = copy_statement(sheet, pks)
    typed = ", ".join(f'"{name}"' for name, column in _names(sheet) if column.kind is Kind.TYPED)
    quoted = f", FORCE_QUOTE ({typed})" if typed else ""
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv, DELIMITER '{separator}'{quoted})", out)
        return cursor.rowcount


def _names(sheet: ExportSheet) -> list[tuple[str, Any]]:
    """Each column with a name that no column of the model has."""
    # annotate() refuses the name of a column that the model has.
    return [(f"cell_{column.code}", column) for column in sheet.columns]


def _values(sheet: ExportSheet, pks: list[int]) -> QuerySet:
    names = _names(sheet)
    rows = sheet.rows(pks).annotate(**{name: column.value for name, column in names})
    return rows.values_list(*[name for name, _column in names])


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
