"""CSV as people's spreadsheets write and read it: rows of a file, and cells that are no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

# A cell that begins so is a formula to some spreadsheet; the full-width ones are what Excel takes for the same.
DANGEROUS = "=+-@\t\r\n＝＋－＠"


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


def disarm(value: object) -> str:
    """The words of a cell, with an apostrophe before what a spreadsheet would compute.

    >>> disarm("=1+1"), disarm("Oesao"), disarm(None)
    ("'=1+1", 'Oesao', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] and text[0] in DANGEROUS else text


def sheet_response(name: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file to save, with the mark by which spreadsheets know UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(heads)
    writer.writerows([disarm(cell) for cell in row] for row in rows)
    return response
