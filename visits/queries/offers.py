"""What the filters of lists offer: units, topics and operations, kept by each process for a minute."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.utils.translation import get_language

from visits.models import Officer, Operation, Topic, Unit

Choices = list[tuple[str, str]]
KEPT_SECONDS = 60
_kept: dict[tuple, tuple[float, Choices]] = {}


def units_offered(officer: Officer) -> Choices:
    """The units that the officer may narrow a list to: the own one and all below; all of them for an auditor."""
    return _keep(("units", officer.unit_id if officer.may_log_visits else 0), lambda: _units(officer))


def _units(officer: Officer) -> Choices:
    units, depth = Unit.objects.filter(is_active=True), 1
    if officer.may_log_visits:
        units, depth = Unit.below(officer.unit), officer.unit.depth
    rows = units.values_list("code", "short_name", "depth")
    return [(code, "  " * max(at - depth, 0) + name) for code, name, at in rows]


def topics_offered() -> Choices:
    return _keep(("topics", get_language()), lambda: [(topic.code, str(topic)) for topic in Topic.objects.all()])


def operations_offered() -> Choices:
    return _keep(("operations",), lambda: list(Operation.objects.values_list("code", "name")))


def forget() -> None:
    """Read everything anew."""
    _kept.clear()


def _keep(key: tuple, read: Callable[[], Choices]) -> Choices:
    now = time.monotonic()
    if key not in _kept or now - _kept[key][0] > KEPT_SECONDS:
        _kept[key] = (now, read())
    return _kept[key][1]
