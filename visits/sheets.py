"""CSV as people's spreadsheets write and read it: rows of a file, and cells that are no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class NotASheet(ValueError):
    """The bytes are not the text of a CSV file."""


def read_sheet(text: str) -> list[tuple[int, list[str]]]:
    """The filled rows with their numbers in the sheet; commas, or semicolons as Indonesian spreadsheets write.

    Raises NotASheet for what is no CSV.
    """
    if "\x00" in text:
        raise NotASheet
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise NotASheet from problem
    return [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]


def disarmed(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def sheet_response(name: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file to save, with the mark by which spreadsheets know UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(heads)
    writer.writerows([disarmed(cell) for cell in row] for row in rows)
    return response
