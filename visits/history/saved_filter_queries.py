"""Saved filters as the history offers them: the first of those in reach, by name and address."""

from __future__ import annotations

from django.urls import reverse

from visits.models import Officer, SavedFilter

MOST_OFFERED = 8


def saved_filters(officer: Officer) -> list[tuple[str, str]]:
    """Name and address of each, without reading its values."""
    rows = SavedFilter.objects.visible_to(officer).values_list("name", "key")[:MOST_OFFERED]
    return [(name, reverse("filter_open", args=[key])) for name, key in rows]
