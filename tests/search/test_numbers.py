"""A number is found in whatever groups it was written."""

import pytest

from visits.search.document import Document
from visits.search.highlight import Reader, line_around
from visits.search.numbers import folded_numbers, searched_number
from visits.search.query import read_question

PHONE = ["081355512345", "0813-5551-2345", "0813 5551 2345", "+62 813-5551-2345", "+6281355512345", "6281355512345"]
PHONE += ["(0813) 5551 2345", "0813.5551.2345", "+62 (0)813 5551 2345"]
SUM = ["2500000", "2.500.000", "2 500 000", "2,500,000", "Rp2.500.000", "Rp 2.500.000,00", "2.500.000,-"]
COUNT = ["1250", "1.250", "1,250", "1 250"]


def finds(asked: str, text: str) -> bool:
    """Whether the index's row of a text answers, and the line of the text marks it."""
    tokens, question = Document([text]).tokens, read_question(asked)
    answers = [term.is_in if len(term.tokens) == 1 else term.is_number for term in question.terms]
    found = all(any(map(answer, tokens)) for answer in answers)
    if found:
        read = Reader(question).read(text)
        assert read.terms == len(question.terms)
        assert any(marked for _piece, marked in line_around(text, read.spans))
    return found


@pytest.mark.fault("B18")
@pytest.mark.parametrize("numbers", [PHONE, SUM, COUNT])
@pytest.mark.parametrize("ended", [" ", ""])
def test_a_number_is_found_in_every_spelling_by_every_other(numbers, ended):
    for asked in numbers:
        for written in numbers:
            assert finds(f"{asked}{ended}", f"Hubungi {written}, terima kasih."), (asked, written)


@pytest.mark.fault("B18")
@pytest.mark.parametrize("asked", ["0813555", "0813-555", "+62813555"])
def test_the_beginning_of_a_number_finds_it_while_it_is_typed(asked):
    for written in PHONE:
        assert finds(asked, f"HP {written}"), written
    assert not finds(f"{asked} ", "HP 0813-5551-2345")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        *(("081355512346", "0813-5551-2345"), ("2500000", "2.500.001"), ("250", "2.500.000"), ("1300", "pukul 13.00")),
        *(("1.300 ", "pukul 13.00"), ("25000", "2.500.0"), ("6281355512345", "HP 62 dan 81355512345 orang lain")),
    ],
)
def test_another_number_is_not_found(asked, written):
    assert not finds(f"{asked} ", written)


def test_many_numbers_in_one_text_are_bounded():
    tokens = list(folded_numbers("1234 " * 2000))

    assert len(tokens) < 2000 * 6
    assert searched_number("1" * 40) == searched_number("12") == searched_number("13.00") == ""
