"""Reach, laid out as rows: one row for each group of people who may read a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from .codes import PersonRole
from .index_keys import auditor_access_key, draft_access_key, officer_access_key, tree_access_key, unit_access_key

if TYPE_CHECKING:
    from .officers import Officer


class VisitAccess(models.Model):
    """One group of people (access key) who may read one visit.

    An OR over units and names does not stay fast at a million visits; a look-up by access key and
    date does. `lists.visit_index` rewrites the rows whenever a visit is saved, reviewed or moves.

    `waits_since` is set while the visit is the turn of these people: for supervisors while it is
    submitted, for its officers while it is returned.
    """

    access_key = models.CharField(max_length=30)
    # Copied from the visit, since lists are read in its order; a draft may have none.
    visited_on = models.DateField(null=True)
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="access_keys")
    # Beside the key, so that "oldest first" of whoever waits is one stretch of an index.
    waits_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["access_key", "-visited_on", "-visit"], name="access_newest_first"),
            models.Index(
                fields=["access_key", "waits_since", "visit"],
                name="access_waits_longest",
                condition=models.Q(waits_since__isnull=False),
            ),
        ]
        constraints = [models.UniqueConstraint(name="access_once_per_visit", fields=["visit", "access_key"])]

    def __str__(self):
        return f"{self.access_key} → {self.visit_id}"

    @staticmethod
    def holding(access_keys: list[str], visit: str) -> models.Exists:
        """Whether the visit on the way `visit` of a row has any of some access keys.

        Asked of that one visit: SQLite makes a list of all visits in reach of an IN, and PostgreSQL of one beside OR.
        """
        return models.Exists(VisitAccess.objects.filter(visit=models.OuterRef(visit), access_key__in=access_keys))

    @staticmethod
    def access_keys_of(officer: Officer) -> list[str]:
        """The access keys that an officer's post gives them, the own drafts' too; empty for whoever reads no visit."""
        logged = VisitAccess.logged_access_keys_of(officer)
        return [*logged, draft_access_key(officer.pk)] if logged and officer.may_log_visits else logged

    @staticmethod
    def logged_access_keys_of(officer: Officer) -> list[str]:
        """The access keys of the logged visits in reach, the widest first."""
        if not officer.is_authenticated or not officer.is_active:
            return []
        if officer.role == PersonRole.AUDITOR:
            return [auditor_access_key(officer.audited_unit.pk)]
        if not officer.may_log_visits:
            return []
        as_member = [] if officer.is_supervisor else [unit_access_key(pk) for pk in officer.member_unit_ids]
        return [*VisitAccess.supervisor_access_keys_of(officer), *as_member, officer_access_key(officer.pk)]

    @staticmethod
    def supervisor_access_keys_of(officer: Officer) -> list[str]:
        """The access keys of the visits that the officer reads as a supervisor: of units supervised, and all below."""
        return [tree_access_key(pk) for pk in officer.supervised_unit_ids]
