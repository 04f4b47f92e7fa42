"""Rows as CSV lines, GeoJSON features and workbooks; cells of CSV are disarmed before, by `exports.rows`."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import xlsxwriter

BOM = b"\xef\xbb\xbf"
NEEDS_QUOTES = re.compile(r'["\r\n]')
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767


def csv_line(cells: Iterable[str], *, typed: Iterable[bool] = (), separator: str = ",") -> bytes:
    """One row, quoted as PostgreSQL's COPY does; Python's own writer leaves a carriage return bare.

    What somebody `typed` is always quoted, so that a spreadsheet that separates otherwise keeps it together.
    """
    pairs = zip_longest(cells, typed, fillvalue=False)
    return (separator.join(_quoted(str(cell), separator, always=always) for cell, always in pairs) + "\n").encode()


def _quoted(cell: str, separator: str, *, always: bool) -> str:
    needs = cell if always else separator in cell or NEEDS_QUOTES.search(cell)
    return '"{}"'.format(cell.replace('"', '""')) if needs else cell


def feature(names: list[str], row: tuple) -> bytes:
    """One stop as a GeoJSON feature on a line of its own; the first two cells are its position."""
    longitude, latitude, *rest = row
    where = None
    if longitude is not None and latitude is not None:
        where = {"type": "Point", "coordinates": [float(longitude), float(latitude)]}
    said = {name: value for name, value in zip(names[2:], rest, strict=True) if value not in (None, "")}
    return json.dumps({"type": "Feature", "geometry": where, "properties": said}, default=str).encode()


class Book:
    """A workbook that holds no more than one row of each sheet in memory.

    Words are written as words, never as formulas or links. A sheet that is full goes on in another.
    """

    def __init__(self, path: Path):
        # A million rows in memory would take gigabytes.
        options = {"constant_memory": True, "tmpdir": str(path.parent), "in_memory": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        # Past four gigabytes a plain zip cannot be opened.
        self._book.use_zip64()
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "hh:mm"})
        self._sheets: dict[str, tuple[Any, int, int]] = {}

    def add(self, name: str, codes: list[str], rows: Iterable[tuple]) -> None:
        """Rows below those that the sheet has already."""
        sheet, at, part = self._sheets.get(name) or self._begin(name, codes, 1)
        for row in rows:
            if at == MOST_ROWS:
                sheet, at, part = self._begin(name, codes, part + 1)
            for column, value in enumerate(row):
                # An empty cell that is written takes room in the file.
                if value is not None and value != "":
                    self._write(sheet, at, column, value)
            at += 1
        self._sheets[name] = sheet, at, part

    def _begin(self, name: str, codes: list[str], part: int) -> tuple[Any, int, int]:
        sheet = self._book.add_worksheet(name if part == 1 else f"{name} {part}")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(codes) - 1, 18)
        for column, code in enumerate(codes):
            sheet.write_string(0, column, code, self._bold)
        return sheet, 1, part

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            # Excel calls a file with a longer cell broken.
            sheet.write_string(row, column, value[:LONGEST_CELL])
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, column, value)
        elif isinstance(value, dt.time):
            sheet.write_datetime(row, column, value, self._time)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, self._day)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST_CELL])

    def close(self) -> None:
        self._book.close()
