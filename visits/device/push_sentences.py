"""What a phone shows when it is told: a kind and a number, in the language of its pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ONE, MANY = 1, 2


def sentences() -> dict[str, list[str]]:
    """For each kind what is said of one, and of {part}."""
    said: dict[str, list[str]] = {}
    for number in (ONE, MANY):
        for kind, sentence in _of(number):
            said.setdefault(kind, []).append(sentence)
    return said


def _of(number: int) -> Iterator[tuple[str, str]]:
    yield "returned", ngettext("{part} visit was returned", "{part} visits were returned", number)
    # Two at least: one on each day.
    yield "due", _("{part} promises are due today and tomorrow")
    yield "due_today", ngettext("{part} promise is due today", "{part} promises are due today", number)
    yield "due_tomorrow", ngettext("{part} promise is due tomorrow", "{part} promises are due tomorrow", number)
    yield "urgent", ngettext("{part} urgent visit", "{part} urgent visits", number)


def plain() -> str:
    """What is said where the message cannot be read, or nobody is signed in."""
    return _("Something is waiting in Cooling.")
