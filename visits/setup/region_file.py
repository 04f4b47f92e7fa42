"""Read a file of regions: plain or gzipped CSV, checked line by line before anything is written."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from visits.core.spreadsheets import NotASheet, decode, read_sheet
from visits.models import RegionLevel
from visits.models.places import CODE_LENGTHS, fold_name
from visits.typed import clean_line

DEMANDED = ["code", "name"]
OPTIONAL = ["level", "parent_code", "kind", "latitude", "longitude", "postal_code", "successors"]
ALSO_CALLED = {
    "kode": "code",
    "kode_wilayah": "code",
    "kode_kemendagri": "code",
    "nama": "name",
    "nama_wilayah": "name",
    "wilayah": "name",
    "tingkat": "level",
    "kode_induk": "parent_code",
    "jenis": "kind",
    "lintang": "latitude",
    "bujur": "longitude",
    "kode_pos": "postal_code",
    "pengganti": "successors",
}
CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
WITHOUT_DOTS = re.compile(r"(\d{2})(\d{2})?(\d{2})?(\d{4})?", re.ASCII)
# The statistics office numbers districts with three digits, and villages within them with three.
OF_BPS = re.compile(r"\d{2}\.\d{2}\.\d{3}(\.\d{3})?|\d{7}|\d{6}[04-9]\d{3}", re.ASCII)
FIRST_CITY = 71
KIND_OF_VILLAGE = {"1": "kelurahan", "2": "desa", "3": "desa adat"}
BEFORE_REGENCY = re.compile(r"^(?:kab\.|kab\b|kabupaten\b|kota\b)\s*", re.IGNORECASE)
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
    """Read and check a file of regions; of each at least its code and name.

    A row that names `successors` (codes, separated by spaces) tells of a code that has ended.
    Raises BadFile with a sentence and the number of the line.
    """
    rows: dict[str, RegionRow] = {}
    lines: dict[str, int] = {}
    successors: dict[str, list[str]] = {}
    for number, values in _lines(path, DEMANDED, OPTIONAL):
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
        raise BadFile(_("The file contains no regions."))
    return RegionFile(rows, successors)


def read_successors(path: Path) -> dict[str, list[str]]:
    """Read a file with the columns `code` and `successors`: an ended code and those that follow it."""
    found: dict[str, list[str]] = {}
    for number, values in _lines(path, ["code", "successors"], []):
        code = _codes(number, values["code"])
        if len(code) != 1 or code[0] in found:
            raise _bad(number, _("Each line has one code, and no code appears twice."))
        found[code[0]] = _codes(number, values["successors"])
    return found


def _lines(path: Path, demanded: list[str], optional: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file below its header, each with the number of its line."""
    try:
        raw = path.read_bytes()
        # By its mark and not by its name: downloads lose their endings.
        sheet = read_sheet(decode(gzip.decompress(raw) if raw.startswith(GZIP_MARK) else raw), strict=True)
    except NotASheet as error:
        raise BadFile(str(error)) from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(_("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error}) from error
    header = [_column(title) for title in sheet.header]
    unknown = [
        title for title, column in zip(sheet.header, header, strict=True) if column not in (*demanded, *optional)
    ]
    if not set(demanded) <= set(header) or unknown or len(set(header)) != len(header):
        raise _bad(
            1,
            _("The header must name the columns %(columns)s, and may name %(optional)s."),
            columns=", ".join(demanded),
            optional=", ".join(optional) or "–",
        )
    for number, cells in sheet.rows:
        if len(cells) != len(header):
            sentence = _("Expected %(expected)d columns and found %(found)d.")
            raise _bad(number, sentence, expected=len(header), found=len(cells))
        yield number, dict(zip(header, map(str.strip, cells), strict=True))


def _column(title: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")
    return ALSO_CALLED.get(plain, plain)


def _code(number: int, text: str) -> str:
    """A code with its dots. Those of the statistics office are named as such, for they mean other places."""
    if CODE.fullmatch(text):
        return text
    # Some of them fit our pattern without dots, and would silently name another village.
    if OF_BPS.fullmatch(text):
        raise _bad(
            number,
            _("“%(code)s” is a code of BPS, the statistics office. Load the codes of Kemendagri, like 53.01.06.2006."),
            code=text,
        )
    found = WITHOUT_DOTS.fullmatch(text)
    dotted = ".".join(filter(None, found.groups())) if found else ""
    if CODE.fullmatch(dotted):
        return dotted
    raise _bad(number, _("“%(code)s” is not a region code like 53.01.06.2006."), code=text)


def _kind_of(code: str) -> str:
    """What the code says a region is; empty where it does not say."""
    last = code.rpartition(".")[2]
    level = CODE_LENGTHS[len(code)]
    if level == RegionLevel.REGENCY:
        return "kota" if int(last) >= FIRST_CITY else "kabupaten"
    if level == RegionLevel.VILLAGE:
        return KIND_OF_VILLAGE.get(last[0], "")
    return "provinsi" if level == RegionLevel.PROVINCE else "kecamatan"


def _name(values: dict[str, str], code: str) -> str:
    """The name; where the file has no kinds, a regency begins with its own, as in other files."""
    name = clean_line(values["name"])
    if values.get("kind") or CODE_LENGTHS[len(code)] != RegionLevel.REGENCY or not name:
        return name
    kind = _kind_of(code).capitalize()
    is_said = name.casefold().startswith(kind.casefold())
    return name if is_said else f"{kind} {BEFORE_REGENCY.sub('', name)}"


def _row(number: int, values: dict[str, str]) -> RegionRow:
    code = _code(number, values["code"])
    parent = code.rpartition(".")[0]
    level = values.get("level") or CODE_LENGTHS[len(code)]
    kind = values.get("kind") or _kind_of(code)
    if CODE_LENGTHS[len(code)] != level:
        raise _bad(number, _("The level “%(level)s” does not match the code %(code)s."), level=level, code=code)
    if kind not in KINDS[CODE_LENGTHS[len(code)]]:
        raise _bad(number, _("The kind “%(kind)s” does not match the code %(code)s."), kind=kind, code=code)
    if (values.get("parent_code") or parent) != parent:
        raise _bad(number, _("%(code)s cannot be part of “%(parent)s”."), code=code, parent=values["parent_code"])
    name = _name(values, code)
    # Also keeps tabs and line ends out of the COPY that writes the rows.
    if not 0 < len(name) <= 200 or not name.isprintable():
        raise _bad(number, _("A name has 1 to 200 printable characters."))
    postal_code = values.get("postal_code", "")
    if postal_code and not re.fullmatch(r"\d{5}", postal_code, re.ASCII):
        raise _bad(number, _("A postal code has 5 digits."))
    return RegionRow(
        code,
        name,
        fold_name(name),
        level,
        kind,
        parent or None,
        _degrees(number, values.get("latitude", ""), 90),
        _degrees(number, values.get("longitude", ""), 180),
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
    # A metre is nearer than the middle of any village is known.
    return round(degrees, 5)


def _codes(number: int, text: str) -> list[str]:
    return [_code(number, code) for code in text.replace(";", " ").split()]


def _bad(number: int, sentence: str, **values: object) -> BadFile:
    return BadFile(_("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence % values})
