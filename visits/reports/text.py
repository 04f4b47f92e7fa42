"""The report as plain text, ready to be pasted into a message."""

from __future__ import annotations

from textwrap import indent

from .parts import Item
from .visit_report import VisitReport

STEP = "   "


def report_text(report: VisitReport) -> str:
    """The whole report; lines are not wrapped, since every phone wraps them itself."""
    blocks = [
        _heads(report.heads),
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


def _heads(heads: list[tuple[str, str]]) -> str:
    width = max(len(label) for label, _ in heads)
    return "\n".join(f"{label:<{width}} : {value}" for label, value in heads)


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
