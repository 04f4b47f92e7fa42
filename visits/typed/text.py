"""Texts without what nobody sees: invisible marks, marks that turn the line, odd line ends."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
LINE_ENDS_AND_TABS = re.compile(r"[\n\t]+")
JOINERS = "\u200c\u200d"
ZERO_WIDTH_SPACE = "\u200b"
# Without an override these turn no line; a text from right to left may need them.
DIRECTION_MARKS = "\u200e\u200f\u061c"
KEYCAP = "\u20e3"
BLACK_FLAG = "\U0001f3f4"
BRAILLE_BLANK = "\u2800"
# Invisible, though Unicode calls them letters, marks or symbols: fillers of Hangul and Khmer, the grapheme joiner.
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
# Of the format characters these are drawn: number signs of Arabic and Kaithi, the joining of hieroglyphs.
DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]")
VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
TAG = re.compile("[\U000e0020-\U000e007f]")
# Arabic to Myanmar, the scripts of South-East Asia and the Indic ones: their letters join, or must not.
JOINING_SCRIPT = re.compile("[\u0600-\u109f\u1700-\u1cff\ua800-\uaaff\U00010a00-\U00011fff\U0001e900-\U0001e95f]")
# Thai, Lao, Tibetan, Myanmar and Khmer write no blank between words.
UNSPACED_SCRIPT = re.compile("[\u0e00-\u109f\u1780-\u17ff]")
MONGOLIAN = re.compile("[\u1800-\u18af]")


def clean_text(text: str, *, strip: bool = True) -> str:
    """A text of several lines in one spelling (NFC), without anything invisible.

    >>> clean_text("jem\\u00adbatan\\r\\nrusak\\u200b ")
    'jembatan\\nrusak'
    """
    if not text.isascii():
        text = _composed(text)
    text = LINE_END.sub("\n", text)
    return text.strip() if strip else text


def clean_line(text: str, *, strip: bool = True) -> str:
    """A text of one line: line ends and tabs become blanks.

    >>> clean_line("Yohanes\\x0bTefu\\u202e")
    'Yohanes Tefu'
    """
    line = clean_text(text, strip=False)
    first, *rest = LINE_ENDS_AND_TABS.split(line)
    if rest:
        *between, last = rest
        line = " ".join([first.rstrip(), *filter(None, map(str.strip, between)), last.lstrip()])
    return line.strip() if strip else line


def refuse_control_characters(text: str) -> None:
    """Raise where a text holds characters that no keyboard types, NUL among them."""
    if any(unicodedata.category(mark) == "Cc" and mark not in "\n\t" for mark in text):
        raise ValidationError(_("The text contains control characters. Delete them and type the words again."))


def ascii_digits(text: str) -> str:
    """The digits of every script as 0 to 9.

    >>> ascii_digits("٩٠٠١ ９０")
    '9001 90'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(mark, mark)) for mark in text)


def _composed(text: str) -> str:
    """The text in NFC; lone halves of a pair, which no database takes, become the replacement sign."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # Its letters tell, not a mark: two of the marks count as right to left themselves.
    letters = (mark for mark in text if mark not in DIRECTION_MARKS)
    right_to_left = any(unicodedata.bidirectional(mark) in ("R", "AL") for mark in letters)
    kept: list[str] = []
    for place, mark in enumerate(text):
        if unicodedata.category(mark) == "Zs" or mark == BRAILLE_BLANK:
            kept.append(" ")
        elif not _is_invisible(mark) or _is_needed(mark, kept, text[place + 1 : place + 2], right_to_left):
            kept.append(mark)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_invisible(mark: str) -> bool:
    if unicodedata.category(mark) == "Cf":
        return not DRAWN.match(mark)
    return mark in FILLERS or bool(VARIATION.match(mark))


def _is_needed(mark: str, before: list[str], after: str, right_to_left: bool) -> bool:
    """Whether what stands around an invisible mark would look or read otherwise without it."""
    last = before[-1] if before else ""
    if mark in DIRECTION_MARKS:
        return right_to_left
    if mark in JOINERS:
        return bool(JOINING_SCRIPT.match(last)) or (mark == "\u200d" and _is_picture(before) and _is_symbol(after))
    if mark == ZERO_WIDTH_SPACE:
        return bool(UNSPACED_SCRIPT.match(last) and UNSPACED_SCRIPT.match(after))
    if VARIATION.match(mark):
        return _is_symbol(last) or after == KEYCAP or _is_ideograph(last) or bool(JOINING_SCRIPT.match(last))
    if TAG.match(mark):
        return last == BLACK_FLAG or bool(TAG.match(last))
    return mark in FILLERS and bool(MONGOLIAN.match(last) and MONGOLIAN.match(mark))


def _is_picture(before: list[str]) -> bool:
    """Whether an emoji stands last, with or without its variation or colour of skin."""
    return next((_is_symbol(mark) for mark in reversed(before) if not VARIATION.match(mark)), False)


def _is_symbol(mark: str) -> bool:
    return bool(mark) and not mark.isascii() and unicodedata.category(mark) in ("So", "Sm", "Sk", "Po")


def _is_ideograph(mark: str) -> bool:
    return bool(mark) and unicodedata.category(mark) == "Lo" and unicodedata.east_asian_width(mark) == "W"
