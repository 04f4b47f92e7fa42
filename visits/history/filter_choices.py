"""What the filters of lists offer: units, topics and operations, kept by each process for a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from visits.models import Officer, Operation, Topic, Unit
from visits.pickers.place_filter import own_places

Choices = list[tuple[str, str]]
CACHED_SECONDS = 60
_cache: dict[tuple, tuple[float, Any]] = {}
Value = TypeVar("Value")


def units_offered(officer: Officer) -> Choices:
    """The units that the officer may narrow a list to: the own one and all below; all of them for an auditor."""
    return _keep(("units", officer.unit_id if officer.may_log_visits else 0), lambda: _units(officer))


def _units(officer: Officer) -> Choices:
    units, depth = Unit.objects.filter(is_active=True), 1
    if officer.may_log_visits:
        # Indented from the own unit on, not from the Polda.
        units, depth = Unit.below(officer.unit), officer.unit.depth
    rows = units.values_list("code", "short_name", "depth")
    return [(code, "  " * max(at - depth, 0) + name) for code, name, at in rows]


def topics_offered() -> Choices:
    # Topics have a name in each language, so there is a list for each.
    return _keep(("topics", get_language()), lambda: [(topic.code, str(topic)) for topic in Topic.objects.all()])


def operations_offered() -> Choices:
    return _keep(("operations",), lambda: list(Operation.objects.values_list("code", "name")))


def own_places_offered(officer: Officer) -> SafeString:
    """The districts and villages of the own Polres as a list of the browser: written once, two hundred lines."""
    return _keep(("places", officer.unit_id), lambda: _datalist("own-places", own_places(officer)))


def _datalist(name: str, values: list[str]) -> SafeString:
    options = format_html_join("", '<option value="{}">', ((value,) for value in values))
    return format_html('<datalist id="{}">{}</datalist>', name, options)


def forget() -> None:
    """Empty the cache of this process, so that changed units, topics and operations are offered at once."""
    _cache.clear()


def _keep(key: tuple, read: Callable[[], Value]) -> Value:
    now = time.monotonic()
    if key not in _cache or now - _cache[key][0] > CACHED_SECONDS:
        _cache[key] = (now, read())
    return _cache[key][1]
