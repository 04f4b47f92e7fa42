"""Texts as the fonts of a PDF can show them: every line end a line end, every sign drawn or named."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import typst

# What the fonts that typst brings (Libertinus Serif, DejaVu Sans Mono) surely draw: no need to look.
SURELY_DRAWN = re.compile(r"[\x09\x0a\x20-\x7e\xa0-\u017f\u2010-\u2027\u2030-\u203a]*")
JOINER = "\u200d"
SKIN_COLOURS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
MISSING = "\U0010fffd"  # a sign of private use, which no font draws
# The signs that officers do type, by the names that Indonesian keyboards give them.
NAMES = {
    "🙏": "tangan menyatu",
    "👍": "jempol",
    "👏": "tepuk tangan",
    "💪": "otot lengan",
    "🤝": "jabat tangan",
    "😊": "tersenyum",
    "😀": "tertawa",
    "😢": "menangis",
    "❤": "hati",
    "✅": "centang",
    "❌": "silang",
    "⚠": "peringatan",
    "🔥": "api",
    "🚨": "sirene",
    "📍": "lokasi",
    "📸": "kamera",
    "🇮🇩": "bendera Indonesia",
}


def printable(value: Any) -> Any:
    """The value with its texts as the PDF can show them; lists, tuples and dicts in depth."""
    if isinstance(value, str):
        return value if SURELY_DRAWN.fullmatch(value) else _named(value)
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def _named(text: str) -> str:
    """The text with each run of signs that no font draws as their names in one pair of brackets."""
    found: list[str] = []
    missing: list[str] = []
    for sign in _signs(text):
        if SURELY_DRAWN.fullmatch(sign) or _is_drawn(sign):
            found += [_in_brackets(missing), sign]
            missing = []
        else:
            missing.append(sign)
    return "".join([*found, _in_brackets(missing)])


def _signs(text: str) -> list[str]:
    """The text cut into signs, each with the marks and joiners that only shape it; a flag is two letters."""
    signs: list[str] = []
    for letter in text:
        if signs and (_shapes(letter) or signs[-1].endswith(JOINER) or _completes_flag(signs[-1], letter)):
            signs[-1] += letter
        else:
            signs.append(letter)
    return signs


def _shapes(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") or letter in SKIN_COLOURS


def _completes_flag(before: str, letter: str) -> bool:
    return len(before) == 1 and before in FLAG_LETTERS and letter in FLAG_LETTERS


def _in_brackets(signs: list[str]) -> str:
    return f"[{', '.join(map(_name, signs))}]" if signs else ""


def _name(sign: str) -> str:
    bare = "".join(letter for letter in sign if not _shapes(letter))
    return NAMES.get(bare) or ", ".join(unicodedata.name(each, f"U+{ord(each):04X}").lower() for each in bare or sign)


@cache
def _is_drawn(sign: str) -> bool:
    """Whether a font that typst brings has the sign: where none has, the same empty box is drawn."""
    # Asked of typst itself: which signs a font has is known to nobody else here.
    return not _outlines(MISSING) <= _outlines(sign)


@cache
def _outlines(sign: str) -> frozenset[str]:
    page = b'#set page(width: auto, height: auto)\n#set text(font: "Libertinus Serif")\n#sys.inputs.sign'
    drawn = typst.compile(page, sys_inputs={"sign": sign}, ignore_system_fonts=True, format="svg").decode()
    return frozenset(re.findall(r'<symbol[^>]*><path[^>]* d="([^"]*)"', drawn))
