"""What is typed into the search, read into terms, and how each database is asked for them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.search.document import BREAK, Document
from visits.search.highlight import LONGEST_LINE, Reader, line_around
from visits.search.names import Names, OtherPeople, Spelling, folded, is_written_as_name
from visits.search.numbers import folded_numbers, in_the_country, joined, searched_number
from visits.search.query import MOST_TERMS, Question, Term, read_question
from visits.search.tokenizer import fold, shortened, tokens_in, tokens_of_chunk


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("embung ", [Term(("embung",))]),
        ("embung", [Term(("embung",), True)]),
        ("mengunjungi ", [Term(("kunjung",))]),
        ("mengunjungi", [Term(("mengunjungi",), True, "kunjung")]),
        ("tokoh adat ", [Term(("tokoh",)), Term(("adat",))]),
        ('"tokoh adat"', [Term(("tokoh", "adat"))]),
        ('"tokoh adat', [Term(("tokoh", "adat"), True)]),
        ('"tokoh adat ', [Term(("tokoh", "adat"))]),
        ("“tokoh adat”", [Term(("tokoh", "adat"))]),
        ('"mengunjungi warga"', [Term(("mengunjungi", "warga"))]),
        ('"kepala dan desa"', [Term(("kepala", "desa"))]),
        ('damai "tokoh adat" ', [Term(("damai",)), Term(("tokoh", "adat"))]),
        ("damai damai ", [Term(("damai",))]),
        ("yang di ", []),
        ("e", []),
        ("e 7 ", [Term(("7",))]),
        ("rt 003 ", [Term(("rt",)), Term(("3",))]),
        ("RT03 ", [Term(("rt", "3"))]),
        ("13", [Term(("13",))]),
        ("132", [Term(("132",), True)]),
        ("ke", []),
        ("ko", [Term(("ko",), True)]),
        ("anak-anak ", [Term(("anak",))]),
        ("sprin/77 ", [Term(("sprin", "77"))]),
        ("2.500.000 ", [Term(("2", "500", "0"), False, "2500000")]),
        ("0813-5551 ", [Term(("0813", "5551"), False, "08135551")]),
        ("ijin ", [Term(("izin",))]),
        ("Oh'aem ", [Term(("ohaem",))]),
        ("!!! ", []),
    ],
)
def test_what_is_typed_becomes_terms(typed, terms):
    assert list(read_question(typed).terms) == terms


@pytest.mark.parametrize(
    ("term", "tsquery", "match", "pieces"),
    [
        (Term(("damai",)), "damai", '"damai"', [" damai "]),
        (Term(("damai",), True), "damai:*", '"damai" *', [" damai"]),
        (Term(("tokoh", "adat")), "(tokoh <-> adat)", '"tokoh adat"', [" tokoh adat "]),
        (Term(("tokoh", "adat"), True), "(tokoh <-> adat:*)", '"tokoh adat" *', [" tokoh adat"]),
        (
            Term(("mengunj",), True, "kunjung"),
            "(mengunj:* | kunjung)",
            '("mengunj" * OR "kunjung")',
            [" mengunj", " kunjung "],
        ),
        (Term(("2", "500"), False, "2500"), "((2 <-> 500) | 2500)", '("2 500" OR "2500")', [" 2 500 ", " 2500 "]),
        (Term(("2", "500"), True, "2500"), "((2 <-> 500:*) | 2500:*)", '("2 500" * OR "2500" *)', [" 2 500", " 2500"]),
    ],
)
def test_a_term_is_asked_of_each_database_in_its_own_words(term, tsquery, match, pieces):
    question = Question((term, Term(("aman",))))

    assert question.as_tsquery() == f"{tsquery} & aman"
    assert question.as_match() == f'{match} AND "aman"'
    assert question.as_pieces() == [pieces, [" aman "]]


@pytest.mark.parametrize(
    ("term", "token", "answers"),
    [
        (Term(("damai",)), "damai", True),
        (Term(("damai",)), "damailah", False),
        (Term(("damai",), True), "damailah", True),
        (Term(("mengunj",), True, "kunjung"), "kunjung", True),
        (Term(("mengunj",), True, "kunjung"), "kunjungan", False),
        (Term(("0813",), True), "081355512345", True),
        (Term(("0813",)), "081355512345", False),
        (Term(("2", "500"), True, "2500"), "2500000", True),
        (Term(("2", "500"), False, "2500"), "2500000", False),
        (Term(("2", "500"), False, "2500"), "2500", True),
    ],
)
def test_one_word_answers_a_term(term, token, answers):
    assert term.is_in(token) is answers


def test_of_many_terms_the_first_are_asked():
    asked = " ".join(f"xq{letter}z" for letter in "abcdefghijklmnopq") + " "

    assert [term.tokens[0] for term in read_question(asked).terms] == [f"xq{each}z" for each in "abcdefghijkl"]
    assert MOST_TERMS == 12


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("HP 0813-5551-2345.", ["08135551", "081355512345", "55512345"]),
        ("+62 813 5551", ["0813", "08135551", "8135551"]),
        ("Rp 2.500.000,00", ["2500", "2500000", "500000"]),
        ("1.250 orang", ["1250"]),
        ("pukul 13.00", []),
        ("2,5 juta", []),
        ("tahun 2024", []),
        ("6281355512345", ["081355512345"]),
        ("12 34", ["1234"]),
        ("1 2", []),
        ("12.500-7000", ["12500", "5007000"]),
    ],
)
def test_groups_of_digits_become_numbers(text, numbers):
    found = list(folded_numbers(text))

    assert [token for token, _start, _end in found] == numbers
    for token, start, end in found:
        assert re.sub(r"\D", "", text[start:end]).endswith(token[1:])


@pytest.mark.parametrize(
    ("digits", "is_abroad", "dialled"),
    [
        ("6281355512345", False, "081355512345"),
        ("62813", True, "0813"),
        ("62813", False, "62813"),
        ("620813555", True, "0813555"),
        ("081355512345", False, "081355512345"),
        ("6281355512345678", False, "6281355512345678"),
    ],
)
def test_a_telephone_number_is_dialled_within_the_country(digits, is_abroad, dialled):
    assert in_the_country(digits, is_abroad=is_abroad) == dialled


@pytest.mark.parametrize(
    ("piece", "number"),
    [
        ("2.500.000", "2500000"),
        ("Rp2.500.000,00", "2500000"),
        ("rp. 2.500.000,-", "2500000"),
        ("(0813) 5551 2345", "081355512345"),
        ("+62813555", "0813555"),
        ("1250", "1250"),
        ("125", ""),
        ("13.00", ""),
        ("2024-13", "202413"),
        ("abc", ""),
        ("", ""),
        ("1" * 19, ""),
    ],
)
def test_the_number_that_somebody_looks_for(piece, number):
    assert searched_number(piece) == number


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ("0813 5551 2345", ["0813 5551 2345"]),
        ("hubungi 0813 5551 2345 malam", ["hubungi", "0813 5551 2345", "malam"]),
        ("2 500 000 orang", ["2 500 000", "orang"]),
        ("rp 2.500.000", ["rp 2.500.000"]),
        ("rt 3 rw 5", ["rt", "3", "rw", "5"]),
        ("12 34", ["12", "34"]),
        ("", []),
    ],
)
def test_groups_of_one_number_belong_together(pieces, found):
    assert joined(pieces.split()) == found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Oh’aem", "ohaem"),
        ("Jum'at", "jumat"),
        ("JOSÉ", "jose"),
        ("Straße", "strasse"),
        ("ﬁkir", "fikir"),
        ("İ", "i"),
        ("１２", "12"),
    ],
)
def test_case_accents_and_apostrophes_are_no_part_of_a_word(text, plain):
    assert fold(text) == plain


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Kepala Desa dan warga", ["kepala", "desa", "warga"]),
        ("RT03/RW005", ["rt", "3", "rw", "5"]),
        ("no_surat", ["no", "surat"]),
        ("00 0 1000 0100", ["0", "0", "1000", "0100"]),
        ("anak-anak", ["anak", "anak"]),
        ("Dihimbau", ["diimbau"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_a_text_is_its_words_in_order(text, tokens):
    assert [word.token for word in tokens_in(text)] == tokens


def test_a_word_is_found_by_its_stem_its_spelling_and_what_it_is_short_for():
    found = {word: tokens_of_chunk(word)[0] for word in ("mengunjungi", "ijin", "kades")}

    assert found["mengunjungi"].others == ("kunjung",)
    assert (found["ijin"].token, found["ijin"].others) == ("izin", ("ijin",))
    assert {"kepala", "desa"} <= set(found["kades"].others)


@pytest.mark.parametrize(
    ("tokens", "short"),
    [
        ("kepala desa oesao", {"kades"}),
        ("desa kepala", set()),
        ("kepala", set()),
        ("tokoh adat tokoh agama", {"todat", "toga"}),
    ],
)
def test_what_stands_in_full_has_its_abbreviation(tokens, short):
    assert shortened(tuple(tokens.split())) == short


def test_a_document_lays_its_texts_apart_for_both_databases():
    document = Document(["Warga damai.", "", "Warga mengunjungi kades"])

    assert document.runs == [("warga", "damai"), ("warga", "mengunjungi", "kades")]
    vector = document.as_vector().split()
    assert vector[:5] == ["warga:1", "damai:2", "warga:4", "mengunjungi:5", "kades:6"]
    assert {part.partition(":")[2] for part in vector[5:]} == {"16383"}
    assert {part.partition(":")[0] for part in vector[5:]} == set(document.extras) >= {"kunjung", "kepala", "desa"}
    assert document.as_text().startswith(f"warga damai {BREAK} warga mengunjungi kades {BREAK} ")
    assert Document([]).as_text() == Document([]).as_vector() == ""


LONG = "Warga berkumpul di balai desa. " * 20


@given(st.integers(0, 400), st.integers(1, 30))
def test_a_line_is_a_part_of_the_text_with_what_was_found_in_it(at, length):
    text = LONG[: at % 37] + "X" * length + LONG
    spans = [(at % 37, at % 37 + length)] if at % 3 else []

    pieces = line_around(text, spans)

    line = "".join(piece for piece, _marked in pieces)
    assert line.removeprefix("… ").removesuffix(" …") in text
    assert [piece for piece, marked in pieces if marked] == [text[start:end] for start, end in spans]
    assert len(line) <= LONGEST_LINE + 44


def test_what_stands_over_the_end_of_a_line_is_shown_whole():
    number = "0813 5551 2345"
    text = "embung" + " a" * 69 + " " + number
    assert text[:LONGEST_LINE] != text

    pieces = line_around(text, [(0, 6), (text.index(number), len(text))])

    assert pieces == [("embung", True), (text[6 : -len(number)], False), (number, True)]


def test_a_text_without_the_words_is_shown_from_its_beginning_in_one_line():
    found = Reader(read_question("embung ")).read("Satu.\nDua.")

    assert (found.spans, found.terms) == ([], 0)
    assert line_around("Satu.\nDua.", found.spans) == [("Satu. Dua.", False)]
    assert line_around("", []) == []


OTHERS = OtherPeople(
    Names((Spelling("Yosef Banoet", "Bapak", "S.H."), Spelling("Maria Contoh"))),
    Names((Spelling("Marselina Contoh", "Ibu"),)),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ibu Marselina Contoh bertemu Bapak Yosef Banoet.", "Ibu Marselina Contoh bertemu […]."),
        ("yosef banoet datang", "[…] datang"),
        ("Bapak Yosef Banoet, S.H. dan Maria Contoh", "[…] dan […]"),
        ("Banoet, Yosef", "[…]"),
        ("Pak Banoet pulang", "Pak […] pulang"),
        ("Maria pulang", "[…] pulang"),
        ("maria pulang", "maria pulang"),
        ("Contoh surat", "Contoh surat"),
        ("Yosefina", "Yosefina"),
        ("", ""),
    ],
)
def test_third_persons_are_taken_out_and_the_own_name_stays(text, left):
    assert OTHERS.taken_out(text, "[…]") == left


@pytest.mark.parametrize(
    ("text", "compared"),
    [("  Drs.  Yosef BANOET,S.H. ", "drs yosef banoet s h"), ("Oh'aem", "ohaem"), ("José", "jose"), (" , . ", "")],
)
def test_names_are_compared_without_how_they_are_written(text, compared):
    assert folded(text) == compared


@pytest.mark.parametrize(
    ("written", "is_name"),
    [
        ("Maria de Rosari", True),
        ("MARIA DE ROSARI", True),
        ("maria de rosari", False),
        ("Maria rosari", False),
        ("de", False),
        ("", False),
    ],
)
def test_a_name_is_written_with_capitals(written, is_name):
    assert is_written_as_name(written) is is_name
