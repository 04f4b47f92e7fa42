"""The PDF of the report, set by the real typst."""

import re
import subprocess
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests import factories as make
from tests.pdf import words_in
from tests.reports.letters import make_full_visit, make_samapta
from visits.models import Photo
from visits.reports import build_report, report_pdf, report_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_samapta()[0]


def pdf_of(visit, officer, folder: Path, paths=None) -> bytes:
    return report_pdf(build_report(visit, by=officer), photo_folder=folder, photo_paths=paths or {})


def pages_in(pdf: bytes) -> int:
    """Pages counted in the file itself, whose page tree may lie in a packed stream."""
    unpacked = b"".join(_unpacked(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf + unpacked))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_a_report_is_a_pdf_with_a_page(author, tmp_path):
    pdf = pdf_of(make.make_visit(author=author), author, tmp_path)
    assert pdf.startswith(b"%PDF-")
    assert pages_in(pdf) == 1


def test_the_words_of_the_report_stand_in_the_pdf(author, tmp_path):
    words = words_in(pdf_of(make_full_visit(author), author, tmp_path))
    for expected in (
        "Bapak Kapolres Kupang",
        "pukul 13.00 s.d. 15.30 WITA",
        "Di bawah koordinasi: AKBP Agustina Bria",
        "Ternak hilang.",
        "Ronda dihidupkan.",
        "TERBATAS",
        "Halaman 1 dari",
    ):
        assert expected in words


def test_before_the_first_photo_there_is_no_folder_and_still_a_report(author, tmp_path):
    assert pdf_of(make.make_visit(author=author), author, tmp_path / "not there").startswith(b"%PDF-")


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd") ] } $ x $ \\ "quote" `raw` *bold* _it_ <label> @ref // c',
        "nul\x00 and bell\x07",
        "lone \ud800 surrogate",
        '#import "@preview/x:1.0": * ',
        "baris satu\r\nbaris dua",
    ],
)
def test_typed_words_are_data_and_never_a_program(author, tmp_path, typed):
    visit = make.make_visit(author=author)
    visit.result = visit.purpose = visit.other_facts = visit.unit_name = typed
    pdf = pdf_of(visit, author, tmp_path)
    assert pdf.startswith(b"%PDF-")


def right_edge(pdf: bytes, folder: Path) -> float:
    """How far right the outermost word of all pages ends, in points; a page is 595 wide."""
    (folder / "edge.pdf").write_bytes(pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", folder / "edge.pdf", "-"], capture_output=True, check=True).stdout
    return max(float(found) for found in re.findall(rb'xMax="([\d.]+)"', boxes))


@pytest.mark.fault("B15")
@pytest.mark.parametrize("word", ["A" * 100, "https://contoh.example/" + "jalan/" * 40, "é̩" * 300, "1234567890" * 40])
def test_a_long_word_stays_on_the_page(author, tmp_path, word):
    visit = make.make_visit(author=author, unit_name=word[:200], result=word, other_facts=f"Lihat {word} itu.")
    visit.purpose = f"- {word}"
    add_photo(visit, author, digest="a" * 64, caption=word[:200], order=0)

    pdf = pdf_of(visit, author, tmp_path)

    assert right_edge(pdf, tmp_path) < 595 - 2 * 28.3 + 2, "two centimetres of margin, and a hair"
    words = words_in(pdf).replace(" ", "").replace("\u200b", "")
    assert words.count(word[:40]) >= 3


@pytest.mark.fault("B15")
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Terima kasih 🙏🏽 semua", "Terima kasih [tangan menyatu] semua"),
        ("Merdeka 🇮🇩", "Merdeka [bendera Indonesia]"),
        ("Keluarga 👨‍👩‍👧 hadir", "Keluarga [man, woman, girl] hadir"),
        ("Papan 中文", "Papan [cjk unified ideograph-4e2d, cjk unified ideograph-6587]"),
        ("Kata ดี", "Kata [thai character do dek]"),
        ("Awal ✓ ★ → ≥ Ž akhir", "Awal ✓ ★ → ≥ Ž akhir"),
    ],
)
def test_signs_without_a_font_are_named_in_brackets(author, tmp_path, typed, printed):
    visit = make.make_visit(author=author, result=typed)

    assert printed in words_in(pdf_of(visit, author, tmp_path))


@pytest.mark.fault("B15")
@pytest.mark.parametrize("line_end", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r\n", "\r"])
def test_every_line_end_is_one_in_text_and_pdf(author, tmp_path, line_end):
    visit = make.make_visit(author=author, result=f"Baris satu{line_end}Baris dua")

    (tmp_path / "report.pdf").write_bytes(pdf_of(visit, author, tmp_path))
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True)
    assert re.search(r"Baris satu\s*\n\s*Baris dua", told.stdout.decode())
    assert re.search(r"Baris satu\n\s*Baris dua\n", report_text(build_report(visit, by=author)))


def test_typed_signs_are_printed_as_they_are(author, tmp_path):
    visit = make.make_visit(author=author, result="#let x = 1 *tebal* $rumus$")
    assert "#let x = 1 *tebal* $rumus$" in words_in(pdf_of(visit, author, tmp_path))


def test_photos_are_attached_with_their_captions_on_a_page_of_their_own(author, tmp_path):
    visit = make.make_visit(author=author)
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (640, 480), "teal").save(tmp_path / "photos" / "one.jpg")
    add_photo(visit, author, digest="a" * 64, caption="Dialog di teras rumah", order=0)
    add_photo(visit, author, digest="b" * 64, caption="Berkas hilang", order=1)
    pdf = pdf_of(visit, author, tmp_path, {"a" * 64: tmp_path / "photos" / "one.jpg", "b" * 64: tmp_path / "gone.jpg"})
    assert pages_in(pdf) == 2
    words = words_in(pdf)
    assert "Foto 1. Dialog di teras rumah" in words
    assert "Foto 2. Berkas hilang" in words
    assert "Berkas foto tidak tersedia" in words


def add_photo(visit, author, **fields):
    return Photo.objects.create(visit=visit, width=640, height=480, size=1000, added_by=author, **fields)
