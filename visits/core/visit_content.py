"""What a visit form says, as domain values: the language between forms and the save service."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

Pairs = list[tuple[str, str]]

ROW_KINDS = ("stops", "officers", "people", "notes", "follow_ups", "photos")
# What a page or a device posts around the content: not part of what was said.
AROUND = frozenset({"csrfmiddlewaretoken", "action", "revision", "recorded_at", "key", "add", "find", "kept"})
AROUND_ENDINGS = ("_FORMS", "-id", "-q")


@dataclass(frozen=True)
class Row:
    """One filled row: its posted number, the saved row it stands for, its values.

    References to other rows are held by their posted numbers.
    """

    number: int
    pk: int | None
    values: dict[str, Any]


@dataclass
class VisitContent:
    """A whole visit: column values, and rows by kind."""

    values: dict[str, Any]
    rows: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in ROW_KINDS})

    @property
    def classification(self) -> str | None:
        return self.values.get("classification")


def form_data(pairs: Iterable[tuple[str, str]]) -> QueryDict:
    """Names and values as a form would have sent them; a name may come several times."""
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def content_digest(pairs: Pairs) -> str:
    """SHA-256 of what was posted, however the page ordered it; the same words give the same digest."""
    said = sorted(
        (name, value)
        for name, value in pairs
        # An empty field and a field that an older page does not have say the same.
        if value != "" and name not in AROUND and not name.endswith(AROUND_ENDINGS)
    )
    # Half of an emoji, cut by a phone's keyboard, must not break the save.
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
