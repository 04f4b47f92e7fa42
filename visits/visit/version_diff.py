"""What changed from one version of a visit to the next, in words, as far as its reader may know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.core.dates import long_date
from visits.core.version_access import Closed, hidden_in_versions
from visits.models import (
    DialogueNote,
    Encounter,
    FollowUp,
    Officer,
    Participation,
    Photo,
    Stop,
    Version,
    Visit,
)
from visits.visit.word_changes import Marked, TooLong, WordComparison

Facts = dict[str, Any]
KINDS = {
    "stops": (Stop, gettext_lazy("Place")),
    "officers": (Participation, gettext_lazy("Officer")),
    "people": (Encounter, gettext_lazy("Person or group")),
    "notes": (DialogueNote, gettext_lazy("Note")),
    "follow_ups": (FollowUp, gettext_lazy("Follow-up")),
    "photos": (Photo, gettext_lazy("Photo")),
}
LABELS = {
    "place_label": gettext_lazy("Village"),
    "host": gettext_lazy("Host"),
    "raised_by": gettext_lazy("Said by"),
    "note": gettext_lazy("From the note"),
    "stop": gettext_lazy("At"),
}
UNSAID = {"written_by"}
NAMES_OF_ROWS = ("name", "text", "place_label", "caption")
LONGEST_NAME = 50


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise now. `words` is the text as (mark, part): "", "ins" or "del".

    Texts that would take too long to compare are shown whole, and `is_too_long` says so.
    """

    label: str
    old: str
    new: str
    words: Marked = field(default_factory=list)
    is_too_long: bool = False


@dataclass(frozen=True)
class Difference:
    """A version with what it changed; nothing known of the first, and of those older than this record."""

    version: Version
    changes: list[Change]
    is_first: bool


def differences(visit: Visit, reader: Officer, *, newest_only: bool = False) -> list[Difference]:
    """The versions of a visit in reach, the newest first, each against the one before it."""
    rows = visit.versions.select_related("saved_by__rank")
    versions = list(rows[:2] if newest_only else rows)
    closed = hidden_in_versions(reader, visit, [version.facts for version in versions])
    found, by_words = [], WordComparison()
    for number, version in enumerate(versions[:1] if newest_only else versions):
        before = versions[number + 1] if number + 1 < len(versions) else None
        known = before is not None and before.facts and version.facts
        changes = Comparison(before.facts, version.facts, closed, by_words).changes if known and before else []
        found.append(Difference(version, changes, before is None))
    return found


class Comparison:
    """Two versions of one visit beside each other, narrowed to their reader (decision 42)."""

    def __init__(self, old: Facts, new: Facts, closed: Closed, by_words: WordComparison):
        self.old, self.new, self.closed = old, new, closed.with_those_of(old, new)
        self.by_words = by_words

    @property
    def changes(self) -> list[Change]:
        found = self._fields(Visit, "", self.old["values"], self.new["values"])
        for kind in KINDS:
            found += self._rows(kind)
        return found

    def _rows(self, kind: str) -> list[Change]:
        old, new = self.old.get(kind, {}), self.new.get(kind, {})
        model, title = KINDS[kind]
        found = []
        for pk in [*new, *(pk for pk in old if pk not in new)]:
            if f"{kind}:{pk}" in self.closed.rows:
                continue
            before, after = (self._without_source(f"{kind}:{pk}", row) for row in (old.get(pk), new.get(pk)))
            name = f"{title}{self._quoted(after or before or {})}"
            if before is None:
                found.append(Change(f"{name}: {_('added')}", "", self._summary(model, after or {})))
            elif after is None:
                found.append(Change(f"{name}: {_('removed')}", self._summary(model, before), ""))
            else:
                found += self._fields(model, name, before, after)
        return found

    def _without_source(self, name: str, row: Facts | None) -> Facts | None:
        """A row without who said it, where that is confidential."""
        if row is None or name not in self.closed.confidential:
            return row
        return {key: value for key, value in row.items() if key != "raised_by"}

    def _quoted(self, row: Facts) -> str:
        name = next((row[each] for each in NAMES_OF_ROWS if row.get(each)), "")
        short = f"{name[:LONGEST_NAME]}…" if len(name) > LONGEST_NAME else name
        return f" “{short}”" if short else ""

    def _fields(self, model, prefix: str, old: Facts, new: Facts) -> list[Change]:
        found = []
        for name in dict.fromkeys([*new, *old]):
            if name in UNSAID or old.get(name) == new.get(name):
                continue
            before, after = self._text(model, name, old.get(name)), self._text(model, name, new.get(name))
            if before != after:
                label = f"{prefix}: {_label(model, name)}" if prefix else _label(model, name)
                found.append(self._change(label, before, after))
        return found

    def _change(self, label: str, old: str, new: str) -> Change:
        try:
            return Change(label, old, new, self.by_words.marked(old, new))
        except TooLong:
            return Change(label, old, new, is_too_long=True)

    def _summary(self, model, row: Facts) -> str:
        said = [self._text(model, name, value) for name, value in row.items() if name not in UNSAID]
        return " · ".join(part for part in said if part)

    def _text(self, model, name: str, value: Any) -> str:
        """One value as a person reads it."""
        if value is None or value == "":
            return ""
        if isinstance(value, list):
            return ", ".join(part for part in (self._text(model, name, each) for each in value) if part)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        text = str(value)
        if name == "host_name" and text in self.closed.names:
            return ""
        kind, _colon, pk = text.partition(":")
        if name in ("host", "raised_by", "about", "answers", "note", "stop") and kind in KINDS and pk.isdigit():
            return self._name_of(kind, pk)
        if name in ("visited_on", "date", "due_on"):
            return long_date(date.fromisoformat(text))
        return _choices(model, name).get(text, text)

    def _name_of(self, kind: str, pk: str) -> str:
        if f"{kind}:{pk}" in self.closed.rows:
            return ""
        row = self.new.get(kind, {}).get(pk) or self.old.get(kind, {}).get(pk) or {}
        return self._quoted(row).strip(" “”")


def _label(model, name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    try:
        text = str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
    return text[:1].upper() + text[1:]


def _choices(model, name: str) -> dict[str, str]:
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    codes = getattr(column, "codes", None)
    return {str(code): str(label) for code, label in (codes.choices if codes else column.choices or [])}
