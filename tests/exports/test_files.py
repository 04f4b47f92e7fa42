"""Files of exports: lines, features and workbooks as programs read them, and who is at work on which file."""

import csv
import datetime as dt
import io
import json
import re
import uuid
from decimal import Decimal
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.exports import formats
from visits.exports.export_file import (
    WORKER_SLOTS,
    ExportFolder,
    export_folders,
    has_free_worker_slot,
    take_worker_slot,
)
from visits.exports.expressions import labels_of, quoted
from visits.exports.formats import LONGEST_CELL, Book, csv_line, feature
from visits.exports.writers import cut_end_of, end_of
from visits.models import Situation

CELLS = st.lists(st.text(alphabet='ab";,\r\n\t é', max_size=8), min_size=2, max_size=5)


@pytest.mark.parametrize("separator", [",", ";"])
@given(st.lists(st.tuples(CELLS, st.booleans()), min_size=1, max_size=4))
def test_lines_are_read_as_they_were_written(separator, rows):
    written = b"".join(csv_line(cells, typed=[always] * len(cells), separator=separator) for cells, always in rows)

    read = list(csv.reader(io.StringIO(written.decode(), newline=""), delimiter=separator))

    assert read == [cells for cells, _always in rows]


@pytest.mark.parametrize(
    ("cells", "typed", "separator", "line"),
    [
        (["a", "b"], [], ",", "a,b\n"),
        (["a", "b"], [True, False], ",", '"a",b\n'),
        (["a", "b"], [True], ",", '"a",b\n'),
        (["a;b", "c,d"], [], ",", 'a;b,"c,d"\n'),
        (["a;b", "c,d"], [], ";", '"a;b";c,d\n'),
        (['say "x"', ""], [False, True], ",", '"say ""x""",\n'),
        (["a\rb", "a\nb"], [], ",", '"a\rb","a\nb"\n'),
        ([5, None], [], ",", "5,None\n"),
    ],
)
def test_cells_are_quoted_where_they_must_be_and_where_somebody_typed_them(cells, typed, separator, line):
    assert csv_line(cells, typed=typed, separator=separator).decode() == line


NAMES = ["longitude", "latitude", "village", "day", "count"]


@pytest.mark.parametrize(
    ("row", "geometry", "properties"),
    [
        (
            (Decimal("123.9"), Decimal("-10.1"), "Oesao", dt.date(2024, 9, 1), 0),
            {"type": "Point", "coordinates": [123.9, -10.1]},
            {"village": "Oesao", "day": "2024-09-01", "count": 0},
        ),
        ((None, None, "Oh'aem", None, ""), None, {"village": "Oh'aem"}),
        ((Decimal("123.9"), None, "", None, None), None, {}),
        ((0, 0, "", None, None), {"type": "Point", "coordinates": [0.0, 0.0]}, {}),
    ],
)
def test_a_stop_is_a_feature_with_what_is_known_of_it(row, geometry, properties):
    assert json.loads(feature(NAMES, row)) == {"type": "Feature", "geometry": geometry, "properties": properties}


def test_a_file_that_is_whole_says_so_and_one_that_was_cut_says_that():
    assert end_of("csv", rows=3) == b""
    assert json.loads(b'{"features": [' + end_of("geojson", rows=3)) == {"features": [], "complete": True, "rows": 3}
    cut = json.loads(b'{"features": [' + cut_end_of("geojson", done=3, total=None))
    assert (cut["complete"], "memuat 3 kunjungan" in cut["message"]) == (False, True)
    assert b"TERPOTONG: berkas ini hanya memuat 3 dari 9 kunjungan." in cut_end_of("csv", done=3, total=9)


def sheets_of(path) -> dict[str, list[list[str]]]:
    """The cells of each sheet as text, row by row."""
    with ZipFile(path) as parts:
        names = re.findall(r'<sheet name="([^"]*)"', parts.read("xl/workbook.xml").decode())
        read = [parts.read(f"xl/worksheets/sheet{number + 1}.xml").decode() for number in range(len(names))]
    rows = [re.findall(r"<row[^>]*>(.*?)</row>", sheet) for sheet in read]
    return {
        name: [re.findall(r"<(?:t|v)[^>]*>([^<]*)</(?:t|v)>", row) for row in of_sheet]
        for name, of_sheet in zip(names, rows, strict=True)
    }


def test_a_sheet_that_is_full_goes_on_in_another_with_its_headers(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "MOST_ROWS", 4)
    book = Book(tmp_path / "x.xlsx")
    book.add("visits", ["a"], [("1",), ("2",)])
    book.add("notes", ["b"], [])
    book.add("visits", ["a"], [(str(number),) for number in range(3, 9)])
    book.close()

    assert sheets_of(tmp_path / "x.xlsx") == {
        "visits": [["a"], ["1"], ["2"], ["3"]],
        "notes": [["b"]],
        "visits 2": [["a"], ["4"], ["5"], ["6"]],
        "visits 3": [["a"], ["7"], ["8"]],
    }


def test_a_cell_is_of_the_kind_of_its_value(tmp_path):
    book = Book(tmp_path / "x.xlsx")
    key = uuid.UUID(int=5)
    row = ("kata", 7, Decimal("1.5"), True, dt.date(2024, 9, 1), dt.time(12), None, "", "x" * (LONGEST_CELL + 9), key)
    book.add("visits", list("abcdefghij"), [row])
    book.close()

    _heads, cells = sheets_of(tmp_path / "x.xlsx")["visits"]

    assert cells == ["kata", "7", "1.5", "1", "45536", "0.5", "x" * LONGEST_CELL, str(key)]


def test_a_label_stands_in_a_statement_as_a_constant():
    assert quoted("Jum'at 100%") == "Jum''at 100%%%%"
    assert dict(labels_of(Situation))["calm"] == "Kondusif"


# Who is at work on which file: locks go with the process that holds them.


@pytest.fixture
def place(tmp_path):
    return ExportFolder(tmp_path / "exports", uuid.UUID(int=1))


def test_one_process_writes_a_file_and_the_next_finds_it_held(place):
    with place.open_part() as part:
        part.write(b"written")
        part.flush()
        assert place.open_part() is None
        assert place.is_being_written()
        assert place.part.read_bytes() == b"written"  # nobody emptied it
        part.truncate(0)
        place.part.rename(place.file)
        assert place.is_being_written()  # under its last name too

    assert not place.is_being_written()
    assert place.path.stat().st_mode & 0o777 == 0o700


def test_of_a_file_that_is_nowhere_nobody_is_at_work(place):
    assert not place.is_being_written()
    assert (place.sent_size(), place.noted_access(), list(place.noted_visits(2))) == (0, "", [])
    place.remove()


def test_a_file_whose_writer_is_gone_may_be_taken_again(place):
    place.open_part().close()

    with place.open_part() as part:
        assert part is not None


@pytest.mark.parametrize("sizes", [[0], [5], [5, 123_456_789, 7]])
def test_how_far_chunks_are_whole_is_what_was_noted_last(place, sizes):
    place.open_part().close()
    for size in sizes:
        place.note_sent(size)

    assert place.sent_size() == sizes[-1]
    assert len(place.sent.read_bytes()) == 20


def test_the_visits_of_a_file_are_read_back_in_chunks(place):
    place.open_part().close()
    place.note_visits([3, 1, 2**40])
    place.note_visits([])
    place.note_visits([5, 4])

    assert list(place.noted_visits(2)) == [[3, 1], [2**40, 5], [4]]
    place.note_access("keys")
    assert place.noted_access() == "keys"


def test_so_many_workers_and_no_more(tmp_path):
    root = tmp_path / "exports"
    held = [take_worker_slot(root) for _each in range(WORKER_SLOTS)]

    assert all(held)
    assert take_worker_slot(root) is None
    assert not has_free_worker_slot(root)
    held[0].close()
    assert has_free_worker_slot(root)
    assert has_free_worker_slot(root)  # looking takes none
    held[1].close()


def test_folders_of_exports_are_told_from_what_lies_beside_them(tmp_path):
    root, keys = tmp_path / "exports", {uuid.UUID(int=number) for number in (1, 2)}
    assert list(export_folders(root)) == []
    for key in keys:
        ExportFolder(root, key).open_part().close()
    take_worker_slot(root).close()
    (root / "wake-up").write_text("")

    assert {key for key, _place in export_folders(root)} == keys
    for _key, place in list(export_folders(root)):
        place.remove()
    assert list(export_folders(root)) == []
