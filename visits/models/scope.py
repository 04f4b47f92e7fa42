"""Reach, laid out as rows: one row for each group of people who may read a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from .codes import PersonRole
from .index_keys import audit_scope, draft_scope, officer_scope, tree_scope, unit_scope

if TYPE_CHECKING:
    from .organisation import Officer


class VisitScope(models.Model):
    """One group of people (scope) who may read one visit.

    An OR over units and names does not stay fast at a million visits; a look-up by scope and
    date does. `services.derived` rewrites the rows whenever a visit is saved, reviewed or moves.

    `waits_since` is set while the visit is the turn of these people: for heads while it is
    submitted, for its officers while it is returned.
    """

    scope = models.CharField(max_length=30)
    visited_on = models.DateField(null=True)
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="scopes")
    waits_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-visited_on", "-visit"], name="scope_newest_first"),
            models.Index(
                fields=["scope", "waits_since", "visit"],
                name="scope_waits_longest",
                condition=models.Q(waits_since__isnull=False),
            ),
        ]
        constraints = [models.UniqueConstraint(name="scope_once_per_visit", fields=["visit", "scope"])]

    def __str__(self):
        return f"{self.scope} → {self.visit_id}"

    @staticmethod
    def holding(scopes: list[str], visit: str) -> models.Exists:
        """Whether the visit on the way `visit` of a row has any of some scopes.

        Asked of that one visit: SQLite makes a list of all visits in reach of an IN, and PostgreSQL of one beside OR.
        """
        return models.Exists(VisitScope.objects.filter(visit=models.OuterRef(visit), scope__in=scopes))

    @staticmethod
    def scopes_of(officer: Officer) -> list[str]:
        """The scopes that an officer's post gives them, the own drafts' too; empty for whoever reads no visit."""
        logged = VisitScope.logged_scopes_of(officer)
        return [*logged, draft_scope(officer.pk)] if logged and officer.may_log_visits else logged

    @staticmethod
    def logged_scopes_of(officer: Officer) -> list[str]:
        """The scopes of the logged visits in reach, the widest first."""
        if not officer.is_authenticated or not officer.is_active:
            return []
        if officer.role == PersonRole.AUDITOR:
            return [audit_scope(officer.audited_unit.pk)]
        if not officer.may_log_visits:
            return []
        as_member = [] if officer.is_supervisor else [unit_scope(pk) for pk in officer.member_unit_ids]
        return [*VisitScope.head_scopes_of(officer), *as_member, officer_scope(officer.pk)]

    @staticmethod
    def head_scopes_of(officer: Officer) -> list[str]:
        """The scopes of the visits that the officer reads as a head: of units headed, and all below."""
        return [tree_scope(pk) for pk in officer.headed_unit_ids]
