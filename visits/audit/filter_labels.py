"""A logged filter, said in words of the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.core.dates import short_date
from visits.lists.code_filters import CODE_FILTERS
from visits.models import AuditEntry, Operation, PersonCategory, Region, Topic, Unit

FILTERS: dict[str, Any] = {
    **{name: each.label for name, each in CODE_FILTERS.items()},
    "category": gettext_lazy("group of people"),
    "figure": gettext_lazy("figure"),
    "from": gettext_lazy("from"),
    "officer": gettext_lazy("officer"),
    "operation": gettext_lazy("operation"),
    "place": gettext_lazy("place"),
    "q": gettext_lazy("words"),
    "to": gettext_lazy("until"),
    "topic": gettext_lazy("topic"),
    "unit": gettext_lazy("unit"),
}
CODED: dict[str, tuple[type[models.Model], str]] = {
    "unit": (Unit, "short_name"),
    "topic": (Topic, "name"),
    "operation": (Operation, "name"),
    "place": (Region, "name"),
}
CHOICES: dict[str, Any] = {
    **{name: each.choices for name, each in CODE_FILTERS.items()},
    "category": PersonCategory.choices,
}
Names = dict[tuple[str, str], str]


def names_in(events: Iterable[AuditEntry]) -> Names:
    """What the codes in the filters of these entries are called today: a query for each kind of code."""
    filters = [found for event in events if isinstance(found := event.details.get("filters"), dict)]
    names: Names = {}
    for kind, (model, column) in CODED.items():
        codes = {said[kind] for said in filters if said.get(kind)}
        rows = model._default_manager.filter(code__in=codes).values_list("code", column) if codes else ()
        names |= {(kind, code): name for code, name in rows}
    return names


def describe_filter(filters: dict[str, str], named: Names) -> str:
    """A logged filter as a person says it: "23–29 November 2026, Satsamapta". Of words only that there were some."""
    said = [_period(filters.get("from", ""), filters.get("to", ""))]
    for name, value in filters.items():
        if name in ("from", "to"):
            continue
        words = named.get((name, value)) or dict(CHOICES.get(name, ())).get(value) or value
        said.append(str(words or FILTERS.get(name, name)))
    return ", ".join(part for part in said if part)


def _period(start: str, end: str) -> str:
    """From one day to another, the month once where both are in it."""
    try:
        first, last = (dt.date.fromisoformat(day) if day else None for day in (start, end))
    except ValueError:
        # Entries are never changed: one of an older version may hold what is no day now.
        return f"{start}–{end}"
    if first and last and (first.year, first.month) == (last.year, last.month):
        return short_date(first) if first == last else f"{first.day}–{short_date(last)}"
    if first and last:
        return f"{short_date(first)} – {short_date(last)}"
    if first:
        return _("from %(day)s") % {"day": short_date(first)}
    return _("until %(day)s") % {"day": short_date(last)} if last else ""
