"""A name is found whichever sign stands for its apostrophe, wherever it is folded."""

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from visits.models.places import fold_name
from visits.search.tokenizer import fold, tokens_in
from visits.typed import service_number
from visits.typed.apostrophes import APOSTROPHES

SHAPE = "(?:APOSTROPHE|PRIME|ACUTE ACCENT|GRAVE ACCENT)"
RING = "(?:LEFT|RIGHT) HALF RING"
LETTER = f"MODIFIER LETTER (?:TURNED COMMA|REVERSED COMMA|{RING}|(?:REVERSED )?GLOTTAL STOP|VERTICAL LINE)"
NAMES = re.compile(
    rf"(?:(?:MODIFIER LETTER|FULLWIDTH) )?{SHAPE}|{LETTER}|REVERSED PRIME"
    "|(?:LEFT|RIGHT) SINGLE QUOTATION MARK|SINGLE HIGH-REVERSED-9 QUOTATION MARK"
    "|LATIN (?:SMALL|CAPITAL) LETTER SALTILLO|ARMENIAN APOSTROPHE|HEBREW PUNCTUATION GERESH"
    "|GREEK (?:KORONIS|PSILI|DASIA|OXIA|VARIA|TONOS|NUMERAL SIGN)"
)
LIKE_AN_APOSTROPHE = [
    sign for sign in map(chr, range(sys.maxunicode + 1)) if NAMES.fullmatch(unicodedata.name(sign, ""))
]
FORMS = ["NFC", "NFD"]


def test_the_signs_that_are_walked_are_those_that_people_and_phones_write():
    assert set("'’‘‛`´ʻʼʽʾʿ′‵＇ꞌ") <= set(LIKE_AN_APOSTROPHE)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sign", LIKE_AN_APOSTROPHE, ids=unicodedata.name)
def test_every_one_folds_to_nothing_for_pickers_and_search_alike(sign, form):
    written = unicodedata.normalize(form, f"Oh{sign}aem")

    assert fold_name(written) == "ohaem"
    assert fold(written) == "ohaem"
    assert [word.token for word in tokens_in(written)] == [word.token for word in tokens_in("Oh'aem")]
    assert service_number(f"{sign}91010001") == "91010001"


@pytest.mark.parametrize("text", ["Oh aem", "Oh-aem", "Oh,aem", "Oh″aem", 'Oh"aem', "Oh|aem"])
def test_other_signs_stand_between_words(text):
    assert fold_name(text) == "oh aem"


def test_the_phone_folds_the_same_signs():
    script = (Path(__file__).parents[2] / "static/js/device/offline-choices.js").read_text(encoding="utf-8")
    listed = re.search(r"APOSTROPHES =\s+/\[([^\]]+)\]/g", script)[1]
    signs = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), listed)

    assert set(signs) == set(APOSTROPHES)
