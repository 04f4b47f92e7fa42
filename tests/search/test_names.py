"""Names are found whole, in the ways they are written, and never a single everyday word by itself."""

import pytest

from visits.search.names import Names, Spelling, shares_a_word

MARSELINA = Names((Spelling("Marselina Tefamnasi", "Ibu", "S.Pd."),))


def sure(names: Names, text: str) -> list[str]:
    return [text[place.start : place.end] for place in names.sure(text)]


def asked(names: Names, text: str) -> list[str]:
    return [text[place.start : place.end] for place in names.to_ask_about(text)]


@pytest.mark.fault("A1")
@pytest.mark.parametrize(
    "written",
    [
        "Marselina Tefamnasi",
        "MARSELINA TEFAMNASI",
        "Marselina  Tefamnasi",
        "Marselina\nTefamnasi",
        "Ibu Marselina Tefamnasi",
        "ibu Marselina Tefamnasi, S.Pd",
        "Tefamnasi, Marselina",
        "Tefamnasi Marselina",
    ],
)
def test_a_whole_name_is_found_in_every_way_of_writing_it(written):
    assert sure(MARSELINA, f"Menurut {written} air kurang.") == [written]


@pytest.mark.fault("A1")
@pytest.mark.parametrize("text", ["Tefamnasi lain", "marselina tefamnasi", "Marselina Tefamnasia", "Marselinas"])
def test_anything_less_is_not(text):
    assert sure(MARSELINA, text) == []


@pytest.mark.fault("A1")
@pytest.mark.parametrize("word", ["Ancaman", "Pasar", "Damai", "ancaman"])
def test_an_everyday_word_is_never_one(word):
    names = Names((Spelling(word),))
    text = f"Ada {word.lower()}. {word} itu nyata. {word.upper()}!"

    assert sure(names, text) == []
    assert len(asked(names, text)) == 3


@pytest.mark.fault("A1")
def test_one_word_with_its_honorific_is_a_name():
    names = Names((Spelling("Ancaman", "Bapak"),))

    assert sure(names, "bapak Ancaman, Bapak Ancaman, bapak ancaman, ada Ancaman") == ["bapak Ancaman", "Bapak Ancaman"]


@pytest.mark.fault("A1")
def test_two_everyday_words_in_small_letters_are_asked_about():
    names = Names((Spelling("Kepala Desa"),))

    assert sure(names, "Menemui kepala desa dan kepala Desa.") == []
    assert asked(names, "Menemui kepala desa.") == ["kepala desa"]


def test_small_words_inside_a_name_need_no_capital():
    assert sure(Names((Spelling("Maria de Rosari"),)), "Maria de Rosari hadir") == ["Maria de Rosari"]


@pytest.mark.parametrize("mark", ["'", "’", ""])
def test_an_apostrophe_is_any_or_none(mark):
    assert sure(Names((Spelling("Yosef Oh'aem"),)), f"Yosef Oh{mark}aem") == [f"Yosef Oh{mark}aem"]


def test_a_doubtful_spelling_is_only_asked_about():
    names = Names((Spelling("Marselina Tefamnasi"),), (Spelling("Ada Ancaman"),))

    assert sure(names, "Ada Ancaman.") == []
    assert asked(names, "Ada Ancaman.") == ["Ada Ancaman"]


def test_parts_do_not_tear_a_whole_name():
    assert asked(MARSELINA, "Marselina Tefamnasi dan Tefamnasi") == ["Tefamnasi"]


@pytest.mark.parametrize("value", ["ibu  marselina TEFAMNASI", "Marselina Tefamnasi, S.Pd.", "Ibu Marselina Tefamnasi"])
def test_a_column_of_names_is_compared_as_a_whole(value):
    assert MARSELINA.is_value(value)
    assert not MARSELINA.is_value(f"Istri {value}")


def test_a_spelling_of_the_same_person_shares_a_word():
    own = [Spelling("Marselina Tefamnasi")]
    assert shares_a_word(Spelling("Mama MARSELINA"), own)
    assert not shares_a_word(Spelling("Kepala Desa"), own)
