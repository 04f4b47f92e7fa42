"""The report as plain text, ready to be pasted into a message."""

from __future__ import annotations

from textwrap import indent

from .parts import Item
from .visit_report import VisitReport

STEP = "   "
# WhatsApp cuts a message off behind this many characters, without a word.
LONGEST_MESSAGE = 65_536
LONGEST_PART = 60_000


def report_text(report: VisitReport) -> str:
    """The whole report; lines are not wrapped, since every phone wraps them itself."""
    blocks = [
        _header_lines(report.header),
        "\n".join([report.greeting, report.opening, *_numbered(report.stops)]),
        *(f"{part.letter}. {part.title}\n{_items(part.items)}" for part in report.sections),
        report.closing,
        "\n".join(["Pelapor:", *report.reporter]),
    ]
    if report.attachments:
        captions = [photo.caption or "(tanpa keterangan)" for photo in report.attachments]
        blocks.append("\n".join([f"Dokumentasi ({len(captions)} foto):", *_numbered(captions)]))
    blocks.append("\n".join(report.record))
    return "\n\n".join(blocks) + "\n"


def report_parts(text: str, *, longest: int = LONGEST_MESSAGE, part: int = LONGEST_PART) -> list[str]:
    """The report as messages: one where it fits, else parts cut at line ends, each with its number.

    >>> report_parts("satu\\ndua\\ntiga\\n", longest=10, part=10)
    ['(1/2)\\nsatu\\ndua\\n', '(2/2)\\ntiga\\n']
    """
    if _length(text) <= longest:
        return [text]
    parts, filled = [""], 0
    for piece in _pieces(text, part):
        if filled and filled + _length(piece) > part:
            parts.append("")
            filled = 0
        parts[-1] += piece
        filled += _length(piece)
    return [f"({number}/{len(parts)})\n{each}" for number, each in enumerate(parts, start=1)]


def _pieces(text: str, most: int) -> list[str]:
    """The lines with their ends; a line that is longer than a part in several pieces."""
    lines = text.splitlines(keepends=True)
    # Half, since a sign above U+FFFF counts as two.
    return [line[at : at + most // 2] for line in lines for at in range(0, len(line), most // 2)]


def _length(text: str) -> int:
    """Characters as messengers count them: those above U+FFFF are two."""
    return len(text.encode("utf-16-le")) // 2


def _header_lines(header: list[tuple[str, str]]) -> str:
    width = max(len(label) for label, _ in header)
    return "\n".join(f"{label:<{width}} : {value}" for label, value in header)


def _numbered(lines: list[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]


def _items(items: list[Item]) -> str:
    """Marked and unmarked items with what is below them, one step further in."""
    lines = []
    for item in items:
        mark = f"{item.mark} " if item.mark else ""
        first, *rest = item.text.split("\n")
        lines.append(mark + first)
        lines += [" " * len(mark) + line for line in rest]
        if item.below:
            lines.append(indent(_items(item.below), STEP))
    return "\n".join(lines)
