"""CSV as people's spreadsheets write and read it: rows of a file, and cells that are no formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

# A sign before which some spreadsheet begins to compute; the full-width ones are what Excel takes for the same.
SIGNS = "=+@＝＋－＠-"
# A whole cell is dangerous by these as well.
DANGEROUS = f"{SIGNS}\t\r\n"
# Where a spreadsheet that separates otherwise than the file begins a cell: the guard stands behind the match.
# The patterns are written so that PostgreSQL reads them too.
BEGINS = r"^[ ']*[=+@＝＋－＠\t\r\n-]"
# A quote behind a separator opens a cell there, whatever it is in this file.
BEGINS_INSIDE = r"""[;\t\r\n][ "]*'*(?=[=+@＝＋－＠-])"""
GUARDED = re.compile(r"^'(?=[ ']*[=+@＝＋－＠\t\r\n-])")
GUARDED_INSIDE = re.compile(r"""([;\t\r\n][ "]*)'(?='*[=+@＝＋－＠-])""")
SEPARATORS = ",;\t"
SAID_SEPARATOR = re.compile(r"\"?sep=([,;|:~^\t]|\\t)\"?[,;\t]*", re.IGNORECASE)
LONGEST_HEADER = 20_000
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class NotASheet(ValueError):
    """The bytes are no CSV file; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a file: its header, and the filled rows below them with their numbers in the sheet."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    separator: str


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in the code page of older Windows.

    Raises NotASheet for a workbook and for what is no text.
    """
    if raw.startswith(WORKBOOKS):
        raise NotASheet(_("This is a workbook. Open it and save it as “CSV UTF-8”."))
    # Without a mark UTF-8 is tried first: text of an older code page is almost never valid UTF-8.
    coding = next((name for mark, name in MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(coding)
    except UnicodeDecodeError as problem:
        if coding != "utf-8":
            raise NotASheet(_("The file is not a CSV file.")) from problem
        text = _from_older_windows(raw)
    # PostgreSQL takes no NUL in text, and no spreadsheet writes one.
    if "\x00" in text:
        raise NotASheet(_("The file is not a CSV file."))
    return text


def _from_older_windows(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise NotASheet(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from problem


def read_sheet(text: str, *, strict: bool = False) -> Sheet:
    """The header and filled rows of a file, whichever of comma, semicolon and tab separates its cells.

    Columns at the end without a header and without a word are left out, the guards of cells taken off.
    Raises NotASheet for what is no CSV, and with `strict` for quotes that stand wrong.
    """
    text, separator = _separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    try:
        lines = [(number, [disarmed(cell) for cell in row]) for number, row in enumerate(reader, start=1)]
    except csv.Error as problem:
        line = _("Line %(number)d: %(sentence)s") % {
            "number": reader.line_num,
            "sentence": _("The line is not CSV: %(reason)s.") % {"reason": problem},
        }
        raise NotASheet(line) from problem
    filled = [(number, row) for number, row in lines if any(cell.strip() for cell in row)]
    if not filled:
        return Sheet([], [], separator)
    (_first, header), *rows = filled
    used = max(len(_without_empty_end(row)) for _number, row in filled)
    header = [*header, *[""] * used][:used]
    return Sheet(header, [(number, row[:used]) for number, row in rows], separator)


def _without_empty_end(row: list[str]) -> list[str]:
    last = next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)
    return row[:last]


def _separator_of(text: str) -> tuple[str, str]:
    """The text without a line that only names the separator, and the separator."""
    # The mark of UTF-8 may come a second time, from programs that add it to what has it.
    text = text.removeprefix("\ufeff")
    first, _end, rest = text.lstrip("\r\n").partition("\n")
    if said := SAID_SEPARATOR.fullmatch(first.strip("\r ")):
        return rest, "\t" if said[1] == r"\t" else said[1]
    first_line, is_quoted = [], False
    for mark in text.lstrip("\r\n")[:LONGEST_HEADER]:
        is_quoted ^= mark == '"'
        if mark in "\r\n" and not is_quoted:
            break
        if not is_quoted:
            first_line.append(mark)
    # The first of the most frequent: a comma where nothing separates.
    return text, max(SEPARATORS, key=first_line.count)


def disarm(value: object) -> str:
    """The words of a cell, with an apostrophe before whatever a spreadsheet would compute.

    Also behind a semicolon, a tab or a line end, where a spreadsheet that separates by them begins a cell.

    >>> disarm("=1+1"), disarm("Aman;=2+3"), disarm("Oesao"), disarm(None)
    ("'=1+1", "Aman;'=2+3", 'Oesao', '')
    """
    text = "" if value is None else str(value)
    # Indonesian Excel separates by semicolons: there the second half of one cell becomes a cell of its own.
    inside = re.sub(BEGINS_INSIDE, r"\g<0>'", text)
    return f"'{inside}" if re.match(BEGINS, text) else inside


def disarmed(cell: str) -> str:
    """The cell as it was before `disarm`: one apostrophe is taken off where it guards.

    >>> disarmed("'=1+1"), disarmed("Jum'at"), disarmed("''-")
    ('=1+1', "Jum'at", "'-")
    """
    # Most cells have no apostrophe, and a file has a hundred thousand of them.
    return GUARDED_INSIDE.sub(r"\1", GUARDED.sub("", cell)) if "'" in cell else cell


def sheet_response(
    name: str, header: Iterable[str], rows: Iterable[Iterable[object]], *, separator: str = ","
) -> HttpResponse:
    """A CSV file to save, every cell quoted, with the mark by which spreadsheets know UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([disarm(cell) for cell in row] for row in [header, *rows])
    return response
