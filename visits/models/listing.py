"""Where follow-ups are listed: whose lists they stand in, laid out as rows in the order of the list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from .codes import FollowUpStatus
from .index_keys import hidden_for, hidden_for_supervisors, is_of_heads, owner_listing
from .scope import VisitScope

if TYPE_CHECKING:
    from .organisation import Officer

# A follow-up without a due date comes after those that have one.
NO_DAY = dt.date(9999, 12, 31)


class FollowUpListing(models.Model):
    """One list that one follow-up stands in: of some who may read its words, of a place, or of a figure met.

    `tree:5`, `unit:5`, `audit:5` and `officer:7` are the scopes of its visit, `owner:7` is who answers
    for it. Where all notes that it repeats are hidden, the other scopes become those of whoever
    reads one of the notes (`index_keys`). `place:` and `figure:`
    are the facets of its visit. Follow-ups of drafts stand in no list.

    The key is its own index, in the order that lists are walked (queries.follow_ups).
    `services.derived` writes the rows beside the scopes and facets.
    """

    pk = models.CompositePrimaryKey("listing", "status", "due_on", "follow_up_id")
    listing = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=FollowUpStatus)
    due_on = models.DateField()
    follow_up = models.ForeignKey("FollowUp", models.CASCADE, related_name="listings")
    unit = models.ForeignKey("Unit", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["listing", "unit", "status", "due_on", "follow_up"], name="listing_of_a_unit")]

    def __str__(self):
        return f"{self.listing} → {self.follow_up_id}"

    @staticmethod
    def read_by(officer: Officer) -> list[str]:
        """The lists that the officer reads; empty for whoever reads no visit."""
        scopes = VisitScope.logged_scopes_of(officer)
        if not scopes:
            return []
        owned = [owner_listing(officer.pk)] if officer.may_log_visits else []
        return [*owned, *scopes, *(_hidden(scope, officer) for scope in scopes if not is_of_heads(scope))]


def _hidden(scope: str, officer: Officer) -> str:
    return hidden_for_supervisors(scope) if officer.is_supervisor else hidden_for(officer.pk, scope)
