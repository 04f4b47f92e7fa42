"""The words for many visits: who may read them, whose they are, in which state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from .access import VisitAccess
from .codes import VisitStatus

if TYPE_CHECKING:
    from .officers import Officer


class VisitQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer):
        """The visits that an officer's post lets them read; lists ask the same keys as a criterion.

        Officer: the own unit's, those of a unit lent to, and those that name them. Supervisor, and
        who stands in for one: the unit's and all below. Auditor: those of the own Polres or Polda
        but confidential ones and drafts. Administrator: none. A draft is its author's alone.
        Which keys open a visit, and to whom: `SELECT_ACCESS_KEYS` in `lists.visit_index_sql`.
        """
        return self.filter(VisitAccess.holding(VisitAccess.access_keys_of(officer), "pk"))

    def supervised_by(self, officer: Officer):
        """The visits that the officer reads as a supervisor of their unit, or of one above it."""
        return self.filter(VisitAccess.holding(VisitAccess.supervisor_access_keys_of(officer), "pk"))

    def drafts_of(self, officer: Officer):
        """The officer's drafts, each with who brought it in where that was somebody else."""
        drafts = self.filter(author=officer, status=VisitStatus.DRAFT)
        return drafts.select_related("brought_by__rank").order_by("-saved_at")

    def logged(self):
        """Visits that count: submitted at least once and not taken back to a draft."""
        return self.exclude(status=VisitStatus.DRAFT)

    def waiting(self):
        """Submitted and not yet reviewed, the oldest first."""
        return self.filter(status=VisitStatus.SUBMITTED).order_by("submitted_at", "pk")

    def between(self, start: date, end: date):
        """Visits on the days from start to end, both included."""
        return self.filter(visited_on__gte=start, visited_on__lte=end)
