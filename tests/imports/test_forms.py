"""The file of past visits as it is uploaded, on its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.form_errors import check_labels, check_refused
from visits.imports import file
from visits.imports.file import ImportFileForm

HEADER = "tanggal;Desa/Kelurahan;petugas;Catatan lain\n"
ROW = "1/9/2024;53.01.06.2006;Yohanes Contoh;x\n"


def uploaded(text: str | bytes) -> ImportFileForm:
    raw = text if isinstance(text, bytes) else text.encode()
    return ImportFileForm(files={"file": SimpleUploadedFile("lama.csv", raw)})


def test_a_file_is_read_by_its_columns():
    check_labels(ImportFileForm(), ["Berkas CSV"])
    form = uploaded(HEADER + ROW)

    assert form.is_valid(), form.errors
    assert form.sheet.columns == ["tanggal", "desa", "petugas", ""]
    assert form.sheet.unknown == ["Catatan lain"]
    assert form.sheet.cells(form.sheet.lines[0][1]) == {
        "tanggal": "1/9/2024",
        "desa": "53.01.06.2006",
        "petugas": "Yohanes Contoh",
    }


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        (b"", "The file is empty.", "Berkas kosong."),
        (HEADER, "The file has no rows.", "Berkas tidak memuat baris."),
        (
            "tanggal;petugas\n1/9/2024;Yohanes\n",
            "The file lacks the columns: desa.",
            "Berkas kekurangan kolom: desa.",
        ),
        (
            "tgl;tanggal;desa;petugas\n1;2;3;4\n",
            "These columns appear twice: tanggal.",
            "Kolom ini muncul dua kali: tanggal.",
        ),
        (b"tanggal\x00", "The file is not a CSV file.", "Berkas bukan berkas CSV."),
        (
            b"\xd0\xcf\x11\xe0",
            "This is a workbook. Open it and save it as “CSV UTF-8”.",
            "Ini buku kerja. Buka lalu simpan sebagai “CSV UTF-8”.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_over(text, english, indonesian):
    check_refused(lambda: uploaded(text), "file", english, indonesian)


def test_a_file_is_asked_for():
    check_refused(lambda: ImportFileForm({}, {}), "file", "Choose a file.", "Pilih berkas.")


def test_a_file_has_limits(monkeypatch):
    text = HEADER + ROW * 2
    monkeypatch.setattr(file, "MOST_ROWS", 2)
    monkeypatch.setattr(file, "LARGEST_BYTES", len(text.encode()))

    assert uploaded(text).is_valid()
    check_refused(
        lambda: uploaded(text + "\n"),
        "file",
        "The file is larger than 10 MB. Please split it.",
        "Berkas lebih dari 10 MB. Bagilah menjadi beberapa berkas.",
    )
    monkeypatch.setattr(file, "MOST_ROWS", 1)
    check_refused(
        lambda: uploaded(text),
        "file",
        "The file has more than 10,000 rows. Please split it.",
        "Berkas berisi lebih dari 10.000 baris. Bagilah menjadi beberapa berkas.",
    )
