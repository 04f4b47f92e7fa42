"""Icons inline, each drawn once."""

from __future__ import annotations

from functools import lru_cache

from django import template
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()


@register.simple_tag
def icon(name: str, *, size: int = 24) -> str:
    """An outlined icon of heroicons. Raises heroicons.IconDoesNotExist where there is none of that name."""
    return _drawn(str(name), size)


@lru_cache(maxsize=100)
def _drawn(name: str, size: int) -> str:
    # The library copies and writes the drawing anew at each call, some twenty times a page.
    return heroicon_outline(name, size=size)
