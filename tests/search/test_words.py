"""Words as they are searched: one form for many ways of writing, safe with whatever was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visits.search import document
from visits.search.document import Document
from visits.search.query import read_question
from visits.search.stemmer import stem, variants
from visits.search.tokenizer import fold, tokens_in


def finds(asked: str, *texts: str) -> bool:
    """Whether a question finds a text, by the tokens alone: phrases are the databases' matter."""
    tokens = Document(texts).tokens
    return all(any(term.is_in(token) for token in tokens) for term in read_question(asked).terms)


@pytest.mark.parametrize(
    "group",
    [
        "kunjung mengunjungi kunjungan dikunjungi pengunjung berkunjung kunjungannya",
        "terima menerima penerimaan diterima terimakah",
        "kumpul mengumpulkan kumpulan berkumpul pengumpulan",
        "keluh mengeluh keluhan keluhannya mengeluhkan",
        "aman keamanan mengamankan pengamanan amankan",
        "tertib ketertiban menertibkan",
        "sampai menyampaikan disampaikan penyampaian",
        "pilih memilih pemilihan pilihan pemilih terpilih",
        "periksa memeriksa pemeriksaan diperiksa",
        "koordinasi berkoordinasi dikoordinasikan mengoordinasikan mengkoordinasikan",
        "selesai menyelesaikan penyelesaian diselesaikan",
        "cek mengecek dicek pengecekan",
        "janji perjanjian menjanjikan dijanjikan",
        "lapor laporan melapor melaporkan pelapor dilaporkan",
        "kata mengatakan dikatakan perkataan mengatakannya",
        "pasti memastikan dipastikan pastikan kepastian",
        "terap menerapkan terapkan penerapan",
        "tebak menebak tebakan",
        "mekar pemekaran dimekarkan",
        "ketahu mengetahui diketahui pengetahuan",
        "perangkat perangkatnya",
        "halaman halamannya",
    ],
)
def test_words_of_one_root_find_each_other(group):
    assert {stem(word) for word in group.split()} == {group.split()[0]}


@pytest.mark.parametrize(
    "word",
    "kepala patroli pemilu media dialog pantai selatan berita kecamatan melkior "
    "seperti setelah tetapi istilah keliru penjara kedaluwarsa".split(),
)
def test_what_only_looks_affixed_stays_whole(word):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("izin", "Perlu ijin keramaian."),
        ("ijin", "Perizinan sudah lengkap."),
        ("himbauan", "Mengimbau warga."),
        ("imbauan", "Dihimbau agar tenang."),
        ("menghimbau", "Imbauan kamtibmas"),
        ("kantibmas", "Menjaga kamtibmas."),
        ("silaturahmi", "Silahturahmi dengan tokoh."),
        ("sholat", "Setelah salat Jumat."),
        ("apotik", "Di depan apotek."),
        ("oh'aem", "Desa Oh’aem II"),
        ("ohaem", "Desa Oh'aem II"),
        ("jose", "José Maria"),
        ("JOSE", "José Maria"),
        ("rt 3", "RT 003/RW 005"),
        ("RT03 rw5", "RT. 003 RW. 005"),
        ("kades", "Kepala Desa Tuapukan hadir"),
        ("kepala desa", "Kades Tuapukan hadir"),
        ("tokoh agama", "Toga dan tomas setempat"),
        ("ko", "Kodim"),
        ("sprin/2439", "Sprin/2439/VIII/OPS.1.1/2023"),
        ("Sprin/2439/VIII/OPS.1.1/2023", "Sprin/2439/VIII/OPS.1.1/2023"),
        ("2439", "Sprin/2439/VIII/OPS.1.1/2023"),
        ("ops", "Sprin/2439/VIII/OPS.1.1/2023"),
        ("anak-anak", "Anak bermain di jalan."),
        ("中国", "toko 中国 baru"),
    ],
)
def test_a_way_of_writing_finds_the_others(asked, text):
    assert read_question(asked).terms
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"), [("izin", "azan"), ("marselina ", "marsel"), ("kunjungan ", "unjuk rasa"), ("rt 3", "RT 30")]
)
def test_other_words_are_not_found(asked, text):
    assert not finds(asked, text)


def test_the_last_word_is_a_beginning_until_a_blank_follows():
    assert finds("mengunj", "mengunjungi warga")
    assert not finds("mengunj ", "mengunjungi warga")


@pytest.mark.parametrize(
    "asked", ["", "  ", "yang dan di", '"', '""', "a " * 50, "!!! — …", "\0", "😀", "'", "' OR 1=1"]
)
def test_what_says_nothing_or_little_is_no_error(asked):
    read_question(asked)


def test_stop_words_ask_for_nothing():
    assert not read_question("yang dan di ")
    assert read_question("tokoh yang ").terms == read_question("tokoh ").terms


def test_a_question_is_bounded():
    assert len(read_question(" ".join(f"kata{chr(97 + n)}" for n in range(26))).terms) == 12


def test_the_lists_agree_with_themselves():
    wrong = variants()
    assert not {right for right in wrong.values() if right in wrong}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_typed_becomes_plain_tokens(text):
    words = [token for word in tokens_in(text) for token in (word.token, *word.others)]
    assert all(token.isascii() and token.isalnum() and len(token) <= 60 for token in words)
    question = read_question(text)
    assert all(token.isalnum() and token.isascii() for term in question.terms for token in term.tokens)
    assert fold(fold(text)) == fold(text)


def test_long_texts_and_long_words_fit():
    long = Document([" ".join(f"kata{chr(97 + n % 26)}" for n in range(30_000)), "x" * 500, "damai " * 10_000])
    vector = long.as_vector()
    positions = [int(part.partition(":")[2]) for part in vector.split()]
    assert max(positions) <= document.EXTRA_POSITION
    assert "x" * 60 in long.tokens
    assert "damai" in long.tokens
    many = Document(["".join(chr(97 + (n // 26**k) % 26) for k in range(4)) + "q" * 50 for n in range(25_000)])
    assert sum(map(len, many.tokens)) <= document.MOST_LETTERS
