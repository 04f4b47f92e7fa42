"""The own drafts and returned visits as their forms would post them, for a phone to go on without signal.

A phone can be lost. So a visit goes whole or not at all: one that holds anything narrow is a line that opens
with signal (`may_stay`). A part of it would come back without the rest.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from visits.capture.from_saved import form_values
from visits.core.visit_content import Pairs
from visits.lists.waiting import returned_to
from visits.models import (
    Classification,
    CommunityFigure,
    DialogueNote,
    Officer,
    Presence,
    Region,
    Remark,
    Sensitivity,
    Visit,
)
from visits.pickers.figures import figure_option, with_roles
from visits.pickers.officers import officer_option
from visits.places.cards import may_travel

HOURS = 72
MOST = 20
# What may not lie on a phone that can be lost: the name of a field, without its row, and its value.
NARROW = {
    ("classification", Classification.CONFIDENTIAL),
    ("notes-sensitivity", Sensitivity.SUPERVISORS),
    ("people-presence", Presence.MENTIONED),
}
ROW_NUMBER = re.compile(r"-\d+(?=-)")
PICKED = {
    "stops-place": "place",
    "officers-officer": "officer",
    "follow_ups-owner": "officer",
    "people-figure": "figure",
}
Labels = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Resumed:
    """One visit to go on with; without pairs it opens with signal only."""

    key: str
    status: str
    revision: int
    saved_at: int
    pairs: Pairs = field(default_factory=list)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    day: str = ""
    words: str = ""
    reason: str = ""
    returned_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the device keeps it: what is empty is left out."""
        return {name: value for name, value in self.__dict__.items() if value not in ("", [], {})}


@dataclass(frozen=True)
class Resume:
    """All of them, and the figures whom they name."""

    visits: list[Resumed]
    figures: list[str]

    @property
    def tag(self) -> str:
        """Another one as soon as anything in it changes."""
        return hashlib.sha256(json.dumps([each.as_json() for each in self.visits]).encode()).hexdigest()[:32]


def resume_of(officer: Officer) -> Resume:
    """What came back first, then the newest drafts; at most twenty, each read as its form reads it."""
    visits = [*returned_to(officer)[:MOST], *Visit.objects.drafts_of(officer)[:MOST]][:MOST]
    said = {visit.pk: form_values(visit, officer) for visit in visits}
    labels = _labels(pair for pairs in said.values() for pair in pairs)
    reasons = _reasons(visits, officer)
    found = [_resumed(visit, said[visit.pk], labels, reasons.get(visit.pk)) for visit in visits]
    named = {value for each in found for name, value in each.pairs if _plain(name) == "people-figure" and value}
    return Resume(found, sorted(named))


def may_stay(pairs: Pairs, labels: Labels) -> bool:
    """Whether nothing of a visit's words is narrow, and nobody named in them may not travel."""
    for name, value in pairs:
        plain = _plain(name)
        if (plain, value) in NARROW or (plain == "notes-seal_source" and value):
            return False
        if plain == "people-figure" and value and ("figure", value) not in labels:
            return False
    return True


def _plain(name: str) -> str:
    """The name of a field without the number of its row: "notes-0-text" is "notes-text"."""
    return ROW_NUMBER.sub("", name, count=1)


def _resumed(visit: Visit, pairs: Pairs, labels: Labels, remark: Remark | None) -> Resumed:
    around = (str(visit.key), visit.status, visit.revision, int(visit.saved_at.timestamp() * 1000))
    if not may_stay(pairs, labels):
        return Resumed(*around)
    chosen = {name: labels[kind, value] for name, kind, value in _picked(pairs) if (kind, value) in labels}
    reason, who = (remark.reason, str(remark.written_by)) if remark else ("", "")
    day, words = dict(pairs).get("visited_on", ""), _title(dict(pairs), chosen)
    return Resumed(*around, pairs=pairs, labels=chosen, day=day, words=words, reason=reason, returned_by=who)


def _title(said: dict[str, str], chosen: dict[str, tuple[str, str]]) -> str:
    """What lists on a phone call the visit: its place and first person (`titleOf` in draft.js)."""
    place = chosen["stops-0-place"][0] if "stops-0-place" in chosen else said.get("stops-0-name", "")
    typed = said.get("people-0-name") or said.get("people-0-group", "")
    person = chosen["people-0-figure"][0] if "people-0-figure" in chosen else typed
    return " – ".join(part for part in (place, person) if part)


def _picked(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Each value that a picker shows by a label: the name of its field, what kind of value, the value."""
    for name, value in pairs:
        kind = PICKED.get(_plain(name))
        if kind and value:
            yield name, kind, value


def _labels(pairs: Iterable[tuple[str, str]]) -> Labels:
    """What pickers show for all values of all visits, in a query for each kind; of figures only who may travel."""
    values: dict[str, set[str]] = {"place": set(), "officer": set(), "figure": set()}
    for _name, kind, value in _picked(pairs):
        values[kind].add(value)
    found: Labels = {}
    for region in Region.objects.filter(pk__in=values["place"]).select_related("parent"):
        found["place", region.pk] = (region.label, region.parent.label if region.parent else "")
    for officer in Officer.objects.filter(nrp__in=values["officer"]).select_related("rank", "unit"):
        option = officer_option(officer)
        found["officer", officer.nrp] = (option.label, option.detail)
    keys = [value for value in values["figure"] if _is_key(value)]
    for figure in with_roles(may_travel(CommunityFigure.objects.filter(key__in=keys))):
        option = figure_option(figure)
        found["figure", option.value] = (option.label, option.detail)
    return found


def _is_key(value: str) -> bool:
    """A draft keeps what was posted, also where it is no key."""
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


def _reasons(visits: list[Visit], officer: Officer) -> dict[int, Remark]:
    """Why each came back last, unless that is about a note that is hidden from the officer."""
    rows = Remark.objects.filter(visit__in=visits, kind=Remark.Kind.RETURNED).select_related("written_by__rank")
    last = {remark.visit_id: remark for remark in rows.select_related("visit").order_by("pk")}
    tied = [remark.note_id for remark in last.values() if remark.note_id]
    readable = set(DialogueNote.objects.visible_to(officer).filter(pk__in=tied).values_list("pk", flat=True))
    return {visit: remark for visit, remark in last.items() if remark.is_open_to(officer, readable)}
