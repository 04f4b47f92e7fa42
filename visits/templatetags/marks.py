"""Small marks of lists, written once for each language instead of once for each row."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.html import format_html
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
def snippet(found: Any) -> SafeString:
    """Where the words of a search stand: what kind of text it is, and a line with a mark around them."""
    # Python's own function: Django's looks first whether a text is a promise of one, fifty times two hundred a page.
    written = (f"<mark>{escape(text)}</mark>" if is_found else escape(text) for text, is_found in found.pieces)
    return SafeString(f"<span>{escape(found.label)}:</span> {''.join(written)}")


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
