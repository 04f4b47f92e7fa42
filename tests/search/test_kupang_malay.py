"""Kupang Malay beside Indonesian: each finds the other, and names are found without their form of address."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from tests.search.test_search import found
from tests.search.test_words import finds
from visits.models import Visit
from visits.pickers.figures import search_figures
from visits.pickers.spoken_names import read_spoken_name
from visits.search import kupang_malay, word_lists
from visits.search.highlight import Reader
from visits.search.query import read_question
from visits.search.stemmer import variants
from visits.search.tokenizer import stop_words


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("tidak ", "Warga sonde setuju."),
        ("sonde ", "Warga tidak setuju."),
        ("son", "Warga sonde setuju."),
        ("su pergi ", "Sudah pi."),
        ("su pi", "Sudah pergi."),
        ("sud", "Dong su pulang."),
        ("pisang", "Kebun pisang"),
        ("pi", "Kebun pisang"),
        ("kami minta air ", "Katong minta aer."),
        ("katong minta aer ", "Kami minta air."),
        ("beta", "Saya hadir."),
        ("berkelahi ", "Pemuda bakalai di pesta."),
        ("perkelahian ", "Pemuda bakalai di pesta."),
        ("bakalai ", "Perkelahian pemuda"),
        ("bertemu ", "Bakudapa dengan warga."),
        ("mama yuliana ", "Ibu Yuliana"),
        ("ibu yuliana ", "Mama Yuliana"),
        ("bapa ", "Bapak Petrus"),
        ("to’o ", "Paman dari mempelai"),
        ("raja ", "Usif Amarasi"),
        ("tokoh adat ", "Amaf setempat"),
        ("tamukung ", "Temukung hadir."),
        ("temukung ", "Tamukung hadir."),
    ],
)
def test_a_word_of_kupang_and_the_indonesian_one_find_each_other(asked, text):
    assert read_question(asked).terms
    assert finds(asked, text)


@pytest.mark.parametrize(("asked", "text"), [("sonde ", "Warga setuju."), ("amaf ", "Tokoh adat"), ("mama ", "Bapak")])
def test_what_means_something_else_is_not_found(asked, text):
    assert not finds(asked, text)


def test_a_word_that_tells_nothing_apart_in_indonesian_does_not_in_kupang_either():
    assert {"katong", "dong", "deng"} <= stop_words()
    assert not read_question("katong deng dong ")


def test_both_words_are_marked():
    reader = Reader(read_question("sonde "))

    assert [reader.read(text).spans for text in ("Dia sonde ada.", "Dia tidak ada.")] == [[(4, 9)], [(4, 9)]]


def test_the_list_agrees_with_itself_and_with_the_others():
    found, short = kupang_malay.indonesian(), dict(word_lists.entries("short"))
    others = {*word_lists.words("roots"), *variants(), *variants().values(), *short}

    assert len(found) > 50
    assert not {*found, *kupang_malay.offices()} & others
    assert not {right for right in found.values() if right in found or right in variants()}


@pytest.mark.parametrize(
    "title", ["Bapa", "Mama", "Ama", "Ina", "To'o", "To’o", "Usif", "Temukung", "Fetor", "Amaf", "Meo"]
)
def test_a_name_is_read_without_its_form_of_address_or_office(title):
    assert read_spoken_name(f"{title} Marselina Contoh").words == ("marselina", "contoh")


def test_a_name_that_is_also_a_form_of_address_stays_a_name():
    assert read_spoken_name("Ina").words == ("ina",)


@pytest.mark.django_db
def test_the_picker_finds_a_person_by_form_of_address_and_name():
    officer = make.make_officer()
    figure = make.make_figure(by=officer, name="Marselina Contoh")

    assert [option.value for option in search_figures("Mama Marselina", officer=officer)] == [str(figure.key)]
    assert [option.value for option in search_figures("Usif Marselina", officer=officer)] == [str(figure.key)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ("tidak percaya ", {"Dong sonde percaya.", "Mereka tidak percaya."}),
        ("sonde percaya", {"Dong sonde percaya.", "Mereka tidak percaya."}),
        ("katong tidak ", {"Dong sonde percaya.", "Mereka tidak percaya."}),
        ('"sonde percaya"', {"Dong sonde percaya."}),
        ("kecewa", set()),
    ],
)
def test_the_database_finds_it_too(asked, texts):
    """A row of words between quotes is found as it was typed."""
    author = make_readers()["author"]
    for text in ("Dong sonde percaya.", "Mereka tidak percaya.", "Warga mendukung."):
        make.index_words(make.make_visit(author=author, purpose=text))

    assert set(Visit.objects.filter(pk__in=found(asked, author)).values_list("purpose", flat=True)) == texts
