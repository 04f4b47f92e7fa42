"""Where follow-ups are listed: whose lists they stand in, laid out as rows in the order of the list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from .access import VisitAccess
from .codes import FollowUpStatus
from .index_keys import hidden_for, hidden_for_supervisors, is_for_supervisors, owner_list_key

if TYPE_CHECKING:
    from .officers import Officer

# A follow-up without a due date comes after those that have one.
NO_DAY = dt.date(9999, 12, 31)


class FollowUpIndex(models.Model):
    """One list that one follow-up stands in: of some who may read its words, of a place, or of a figure met.

    `tree:5`, `unit:5`, `audit:5` and `officer:7` are the access keys of its visit, `owner:7` is who answers
    for it. Where all notes that it repeats are hidden, the other access keys become those of whoever
    reads one of the notes (`index_keys`). `place:` and `figure:`
    are the filter keys of its visit. Follow-ups of drafts stand in no list.

    The key is its own index, in the order that lists are scanned (lists.follow_up_list).
    `lists.visit_index` writes the rows beside the access keys and filter keys.
    """

    pk = models.CompositePrimaryKey("list_key", "status", "due_on", "follow_up_id")
    list_key = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=FollowUpStatus)
    due_on = models.DateField()
    follow_up = models.ForeignKey("FollowUp", models.CASCADE, related_name="list_keys")
    # No index of its own: it is only ever asked behind a list key.
    unit = models.ForeignKey("Unit", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["list_key", "unit", "status", "due_on", "follow_up"], name="follow_up_index_of_a_unit")
        ]

    def __str__(self):
        return f"{self.list_key} → {self.follow_up_id}"

    @staticmethod
    def read_by(officer: Officer) -> list[str]:
        """The lists that the officer reads; empty for whoever reads no visit."""
        access_keys = VisitAccess.logged_access_keys_of(officer)
        if not access_keys:
            return []
        owned = [owner_list_key(officer.pk)] if officer.may_log_visits else []
        return [
            *owned,
            *access_keys,
            *(_hidden(access_key, officer) for access_key in access_keys if not is_for_supervisors(access_key)),
        ]


def _hidden(access_key: str, officer: Officer) -> str:
    return hidden_for_supervisors(access_key) if officer.is_supervisor else hidden_for(officer.pk, access_key)
