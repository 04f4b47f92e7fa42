"""One normaliser for every text: nothing invisible stays, and nothing visible goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.typed import ascii_digits, clean_line, clean_text

INVISIBLE = (
    "\u200b\u2060\ufeff\u00ad\u3164\u115f\u1160\uffa0\u034f\u180e\u2063\u202a\u202b\u202d\u202e\u2066\u2069"
    # Marks of direction: without a letter that is read from right to left they turn nothing.
    "\u200e\u200f\u061c"
)


@pytest.mark.fault("B14")
@pytest.mark.parametrize("mark", INVISIBLE)
def test_an_invisible_mark_goes_and_counts_as_nothing(mark):
    assert clean_line(f"jem{mark}batan") == clean_text(f"{mark}jembatan{mark}") == "jembatan"
    assert clean_line(mark * 3) == clean_text(f" {mark} \n{mark}") == ""


@pytest.mark.fault("B14")
@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\r\n"])
def test_an_odd_line_end_is_a_line_end_in_a_text_and_a_blank_in_a_line(end):
    assert clean_text(f"satu{end}dua") == "satu\ndua"
    assert clean_line(f"satu{end}dua") == clean_line(f"satu {end} dua{end}") == "satu dua"


@pytest.mark.fault("B14")
@pytest.mark.parametrize(
    "text",
    [
        *(
            "👩🏽\u200d❤\ufe0f\u200d💋\u200d👨",
            "🏳\ufe0f\u200d🌈",
            "🙂\u200d↔\ufe0f",
            "1\ufe0f\u20e3",
            "❗\ufe0f",
            "‼\ufe0f",
        ),
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        *("می\u200cخواهم", "क्\u200dष", "ශ්\u200dරී", "ക്\u200d", "ဘာသာ\u200bစကား", "葛\U000e0100"),
        *("עברית\u200f", "Oʼahu", "tab\tdi sini", "ꦱꦸꦫꦧꦪ"),
    ],
)
def test_what_emoji_and_scripts_need_stays(text):
    assert clean_text(text) == text


@pytest.mark.fault("B14")
def test_one_spelling_and_plain_blanks():
    assert clean_line("Jose\u0301\u00a0da\u2003Silva") == "José da Silva"
    assert clean_line("e\u200b\u0301") == "é"
    assert clean_line("a\u200db \u200cc d\ufe0f") == "ab c d"
    assert clean_text("dua  blanks\tstay") == "dua  blanks\tstay"
    assert clean_text("\ud83d\ude00 x\ud83d") == "😀 x\ufffd"


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text)

    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F)))
def test_no_letter_of_latin_is_lost(text):
    assert clean_text(text) == unicodedata.normalize("NFC", text)


def test_digits_of_every_script():
    assert ascii_digits("٩٠٠١٠٠٠١") == ascii_digits("９００１０００１") == ascii_digits("९००१०००१") == "90010001"
    assert ascii_digits("H₂O ½") == "H₂O ½"
