"""Files as spreadsheets write and read them: bytes to rows, and cells that stay words."""

from __future__ import annotations

import codecs
import csv
import io
import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visits.core.spreadsheets import DANGEROUS, SIGNS, NotASheet, decode, disarm, disarmed, read_sheet, sheet_response

TEXT = "nama;desa\nJosé;Oesao\n"
ODD = st.text(alphabet=f"{DANGEROUS}'; \"ab")


@pytest.mark.fault("B21")
@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        f"sep=;\n{TEXT}".encode(),
        f'"sep=;"\r\n{TEXT}'.encode(),
        f"SEP=;;\n{TEXT}".encode(),
        TEXT.replace(";", "\t").encode(),
        f"sep=\t\n{TEXT}".replace(";", "\t").encode("utf-16"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", ";;;\n").encode(),
        f"\n\n{TEXT}\n;;\n".encode(),
        TEXT.replace("nama", '"nama"').encode(),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_saves_it(raw):
    sheet = read_sheet(decode(raw))

    assert sheet.header == ["nama", "desa"]
    assert [row for _number, row in sheet.rows] == [["José", "Oesao"]]


@pytest.mark.fault("B21")
def test_words_in_a_column_without_a_header_stay():
    sheet = read_sheet("nama,desa\nYosef,Oesao,Kupang,\nMaria,Oesao,,\n")

    assert sheet.header == ["nama", "desa", ""]
    assert sheet.rows == [(2, ["Yosef", "Oesao", "Kupang"]), (3, ["Maria", "Oesao", ""])]


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04abc", b"\xd0\xcf\x11\xe0", b"a,\x00b\n", codecs.BOM_UTF16_LE + b"\x00\xd8a", b"\x81\x8d"]
)
def test_what_is_no_text_is_refused_with_a_sentence(raw):
    with pytest.raises(NotASheet) as refusal:
        read_sheet(decode(raw))

    assert len(str(refusal.value)) > 20


@pytest.mark.fault("B10")
@pytest.mark.parametrize("sign", list(SIGNS))
@pytest.mark.parametrize(
    "before",
    ["", "Aman;", "Aman; ", "Aman\t", "Aman\n", "Aman\r\n", "Aman;;", "  ", 'Aman;"', 'Aman; " "', 'a\t""', 'a\n"'],
)
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_cuts_it(sign, before):
    guarded = disarm(f"{before}{sign}2+3;lanjut")

    for separator in ",;\t":
        for row in csv.reader(io.StringIO(f'"x",{_quoted(guarded)},"y"', newline=""), delimiter=separator):
            assert not any(cell.strip(" ").startswith(tuple(SIGNS)) for cell in row), (separator, row)


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""'))


@pytest.mark.fault("B10", "B9")
@given(ODD)
@example("'=1")
@example(" '-")
def test_the_guards_and_nothing_else_are_taken_off_again(text):
    assert disarmed(disarm(text)) == text


@pytest.mark.fault("B9")
@pytest.mark.parametrize("text", ["Jum'at", "'kata'", "Oh'aem", "a;'b", "''", "'", "Ma'u; Oh'aem"])
def test_an_apostrophe_that_guards_nothing_stays(text):
    assert disarmed(text) == text


@pytest.mark.fault("B10")
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(st.lists(st.lists(ODD, min_size=2, max_size=3), min_size=1, max_size=4))
def test_a_file_that_is_written_is_read_as_it_was(separator, rows):
    response = sheet_response("x.csv", ["satu", "dua", "=tiga"], rows, separator=separator)
    sheet = read_sheet(decode(response.content))

    assert sheet.header == ["satu", "dua", "=tiga"]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row for _number, row in sheet.rows] == [row[: len(sheet.header)] for row in filled]


def test_every_cell_is_quoted():
    content = sheet_response("x.csv", ["a"], [["Aman;=2+3;lanjut"], [5]], separator=";").content.decode("utf-8-sig")

    assert content == '"a"\r\n"Aman;\'=2+3;lanjut"\r\n"5"\r\n'


@pytest.mark.fault("B21")
@given(st.binary(max_size=300))
@example(b'"')
@example(b"sep=")
@example(b'sep="\n"')
@example(b"sep=\n\n")
def test_bytes_become_rows_or_a_sentence(raw):
    with suppress(NotASheet):
        sheet = read_sheet(decode(raw))
        assert all(len(row) <= len(sheet.header) for _number, row in sheet.rows)


@pytest.mark.fault("A16")
@pytest.mark.parametrize(
    "cell",
    [" " * 100_000, "'" * 100_000, ";" * 100_000, "; " * 50_000, '""' * 50_000, ';"' * 50_000, ";" + '"' * 100_000],
)
def test_a_long_cell_costs_little(cell):
    began = time.process_time()
    disarmed(disarm(cell))
    read_sheet(f'"{cell}"\n')

    assert time.process_time() - began < 1
