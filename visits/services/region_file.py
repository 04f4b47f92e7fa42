"""Read a file of regions: plain or gzipped CSV, checked line by line before anything is written."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from visits.models import RegionLevel
from visits.models.places import CODE_LENGTHS, fold_name

COLUMNS = ["code", "name", "level", "parent_code", "kind", "latitude", "longitude", "postal_code"]
CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
KINDS = {
    RegionLevel.PROVINCE: {"provinsi"},
    RegionLevel.REGENCY: {"kabupaten", "kota"},
    RegionLevel.DISTRICT: {"kecamatan"},
    RegionLevel.VILLAGE: {"desa", "kelurahan", "desa adat"},
}
GZIP_MARK = b"\x1f\x8b"


class BadFile(ValueError):
    """The file cannot be imported; the message says why, and in which line."""


class RegionRow(NamedTuple):
    """One region of the file, ready for the table; the order is the one of its columns."""

    code: str
    name: str
    search_name: str
    level: str
    kind: str
    parent_id: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    postal_code: str


class RegionFile(NamedTuple):
    """The regions of a file by code, and the ended codes with the codes that follow them."""

    rows: dict[str, RegionRow]
    successors: dict[str, list[str]]

    @property
    def provinces(self) -> list[str]:
        return sorted(code for code in self.rows if len(code) == 2)


def read_regions(path: Path) -> RegionFile:
    """Read and check a file of regions.

    A row that names `successors` (codes, separated by spaces) tells of a code that has ended.
    Raises BadFile with a sentence and the number of the line.
    """
    rows: dict[str, RegionRow] = {}
    lines: dict[str, int] = {}
    successors: dict[str, list[str]] = {}
    for number, values in _lines(path, COLUMNS, optional="successors"):
        row = _row(number, values)
        if row.code in rows:
            raise _bad(
                number, _("The code %(code)s is already in line %(first)d."), code=row.code, first=lines[row.code]
            )
        rows[row.code], lines[row.code] = row, number
        if values.get("successors"):
            successors[row.code] = _codes(number, values["successors"])
    for row in rows.values():
        if row.parent_id and row.parent_id not in rows:
            raise _bad(
                lines[row.code],
                _("%(code)s is part of %(parent)s, which is not in the file."),
                code=row.code,
                parent=row.parent_id,
            )
    if not rows:
        raise BadFile(_("The file holds no regions."))
    return RegionFile(rows, successors)


def read_successors(path: Path) -> dict[str, list[str]]:
    """Read a file with the columns `code` and `successors`: an ended code and those that follow it."""
    found: dict[str, list[str]] = {}
    for number, values in _lines(path, ["code", "successors"]):
        code = _codes(number, values["code"])
        if len(code) != 1 or code[0] in found:
            raise _bad(number, _("Each line names one code, and no code comes twice."))
        found[code[0]] = _codes(number, values["successors"])
    return found


def _lines(path: Path, columns: list[str], *, optional: str = "") -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file below its header, each with the number of its line."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP_MARK) else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position counts bytes; the lines before it are the ones that could be read.
        line = error.object[: error.start].count(b"\n") + 1
        raise _bad(line, _("The file is not written in UTF-8.")) from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(_("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error}) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not set(columns) <= set(header) <= {*columns, optional} or len(set(header)) != len(header):
            raise _bad(1, _("The header must name the columns %(columns)s."), columns=", ".join(columns))
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                raise _bad(
                    reader.line_num,
                    _("Expected %(expected)d columns and found %(found)d."),
                    expected=len(header),
                    found=len(values),
                )
            yield reader.line_num, dict(zip(header, values, strict=True))
    except csv.Error as error:
        raise _bad(reader.line_num, _("The line is not CSV: %(reason)s."), reason=error) from error


def _row(number: int, values: dict[str, str]) -> RegionRow:
    code, level, kind = values["code"], values["level"], values["kind"]
    if not CODE.fullmatch(code):
        raise _bad(number, _("“%(code)s” is not a region code like 53.01.06.2006."), code=code)
    if CODE_LENGTHS[len(code)] != level:
        raise _bad(number, _("The level “%(level)s” does not fit the code %(code)s."), level=level, code=code)
    if kind not in KINDS[CODE_LENGTHS[len(code)]]:
        raise _bad(number, _("The kind “%(kind)s” does not fit the code %(code)s."), kind=kind, code=code)
    if values["parent_code"] != code.rpartition(".")[0]:
        raise _bad(number, _("%(code)s cannot be part of “%(parent)s”."), code=code, parent=values["parent_code"])
    name = values["name"].strip()
    if not 0 < len(name) <= 200 or not name.isprintable():
        raise _bad(number, _("A name has 1 to 200 printable characters."))
    postal_code = values["postal_code"]
    if postal_code and not re.fullmatch(r"\d{5}", postal_code, re.ASCII):
        raise _bad(number, _("A postal code has 5 digits."))
    return RegionRow(
        code,
        name,
        fold_name(name),
        level,
        kind,
        values["parent_code"] or None,
        _degrees(number, values["latitude"], 90),
        _degrees(number, values["longitude"], 180),
        postal_code,
    )


def _degrees(number: int, text: str, most: int) -> Decimal | None:
    if not text:
        return None
    try:
        degrees = Decimal(text)
        if not abs(degrees) <= most:
            raise InvalidOperation
    except InvalidOperation as error:
        raise _bad(number, _("“%(text)s” is not a latitude or longitude."), text=text) from error
    return round(degrees, 5)


def _codes(number: int, text: str) -> list[str]:
    codes = text.replace(";", " ").split()
    for code in codes:
        if not CODE.fullmatch(code):
            raise _bad(number, _("“%(code)s” is not a region code like 53.01.06.2006."), code=code)
    return codes


def _bad(number: int, sentence: str, **values: object) -> BadFile:
    return BadFile(_("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence % values})
