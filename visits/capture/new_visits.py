"""Write the many new visits of an import, with all their rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from visits.lists import visit_index
from visits.models import DialogueNote, Encounter, FollowUp, Participation, Stop, Visit
from visits.search.index import index_new_visits

BATCH = 1000


@dataclass
class NewVisit:
    """One visit with its rows, none of them saved yet."""

    visit: Visit
    stops: list[Stop] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    notes: list[DialogueNote] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)


def write_new_visits(new: list[NewVisit]) -> None:
    """Save visits that nobody knows of yet, and what lists and searches find them by.

    Call inside the transaction that says in the audit log where they come from. One visit from a
    page or a device is saved by `capture.save` instead, which also knows the saved one.
    """
    Visit.objects.bulk_create([each.visit for each in new], batch_size=BATCH)
    _create(row for each in new for row in each.stops)
    _create(row for each in new for row in each.participations)
    _create(row for each in new for row in each.encounters)
    _create(row for each in new for row in each.notes)
    _create(row for each in new for row in each.follow_ups)
    keys = [each.visit.pk for each in new]
    visit_index.rewrite_many(keys)
    visit_index.rewrite_lines(keys)
    # Words last: the tokenizer reads rows and links as they now stand.
    index_new_visits(keys)


def _create(rows: Iterable[models.Model]) -> None:
    made = list(rows)
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)
