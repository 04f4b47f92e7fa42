"""Small marks of lists, written once for each language instead of once for each row."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def situation_mark(code: str) -> SafeString:
    """The situation as a sign and a word, never a colour alone."""
    return _situation(code, get_language()) if code else SafeString("")


@register.filter
def status_mark(code: str) -> SafeString:
    """The status of a visit as a sign and a word."""
    return _status(code, get_language())


@lru_cache(maxsize=20)
def _situation(code: str, _language: str) -> SafeString:
    sign, words = {
        "calm": ("✓", _("Calm")),
        "watch": ("!", _("Needs attention")),
        "tense": ("‼", _("Tense")),
    }[code]
    return format_html('<span class="situation {}">{} {}</span>', code, sign, words)


@lru_cache(maxsize=20)
def _status(code: str, _language: str) -> SafeString:
    sign, words = {
        "approved": ("✓", _("Approved")),
        "returned": ("↩", _("Returned")),
        "draft": ("✎", _("Draft")),
    }.get(code, ("…", _("Submitted")))
    return format_html('<span class="badge-status {}">{} {}</span>', code, sign, words)


@register.filter
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A line in pieces, with a mark around those that were looked for."""
    written = (f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces)
    return SafeString("".join(written))


@register.simple_tag
def options(field) -> SafeString:
    """The options of a select, the chosen one marked."""
    chosen = str(field.value() or "")
    choices = tuple((str(value), str(label)) for value, label in field.field.widget.choices)
    plain = _options(choices)
    at = next((place for place, (value, _label) in enumerate(choices) if value == chosen), None)
    if not chosen or at is None:
        return SafeString("".join(plain))
    marked = plain[at].replace("<option", "<option selected", 1)
    return SafeString("".join([*plain[:at], marked, *plain[at + 1 :]]))


@lru_cache(maxsize=200)
def _options(choices: tuple[tuple[str, str], ...]) -> list[str]:
    return [format_html('<option value="{}">{}</option>', value, label) for value, label in choices]
