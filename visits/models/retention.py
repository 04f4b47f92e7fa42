"""How long a name is held, and the proposals to remove it: UU 27/2022 art. 42–44.

A name is held until some months after the operation of the last visit ended; a visit without an
operation, and a person without a visit, count from their own day.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import VisitAccess
from .figures import CommunityFigure
from .officers import Officer
from .operations import RETENTION_MONTHS, Operation
from .visit import Visit


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_over(today: dt.date, months: int) -> dt.date:
    """The last day from which so many months have passed by today."""
    day = months_later(today, -months)
    while months_later(day + dt.timedelta(days=1), months) <= today:
        day += dt.timedelta(days=1)
    return day


def held_until(visited_on: dt.date, operation: Operation | None) -> dt.date | None:
    """The day from which a visit no longer holds a name; None while its operation has no end."""
    if operation is None:
        return months_later(visited_on, RETENTION_MONTHS)
    if operation.ends_on is None:
        return None
    return months_later(max(operation.ends_on, visited_on), operation.retention_months)


def holding(today: dt.date) -> Q:
    """The visits that hold the names on them: of a running operation, or not long enough ago."""
    found = Q(operation__isnull=True, visited_on__gt=last_day_over(today, RETENTION_MONTHS))
    found |= Q(visited_on__isnull=True, saved_at__gt=_end_of(last_day_over(today, RETENTION_MONTHS)))
    for operation in Operation.objects.all():
        over = last_day_over(today, operation.retention_months)
        of_it = Q(operation=operation)
        found |= of_it if operation.ends_on is None or operation.ends_on > over else of_it & Q(visited_on__gt=over)
    return found


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


class RetentionQuerySet(models.QuerySet):
    def waiting(self):
        """Not decided on yet."""
        return self.filter(decided_at__isnull=True)

    def readable_by(self, officer: Officer):
        """A reason why names typed on a visit are kept is its supervisors' to read."""
        return self.within(officer)

    def within(self, supervisor: Officer):
        """About figures known to the supervisor's Polres, and visits that the supervisor reads as one."""
        # Asked of each row: a list of all figures would be read for the first page, and for a count that ends soon.
        known = Exists(CommunityFigure.objects.visible_to(supervisor).filter(pk=OuterRef("figure")))
        supervised = VisitAccess.holding(VisitAccess.supervisor_access_keys_of(supervisor), "visit")
        return self.filter(supervised | known)


class RetentionProposal(models.Model):
    """That a name need not be held any longer: of a figure, or of those typed on one visit.

    `manage.py retention` proposes; a supervisor confirms, and the name is removed, or keeps it with a reason
    until another day.
    """

    class Decision(models.TextChoices):
        REMOVED = "removed", _("name removed")
        KEPT = "kept", _("kept")

    figure = models.ForeignKey(
        CommunityFigure, models.CASCADE, null=True, blank=True, related_name="retention_proposals"
    )
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="retention_proposals")
    last_visited_on = models.DateField(_("last visit"), null=True, blank=True)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(_("ended on"))
    due_on = models.DateField(_("due since"))
    proposed_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), max_length=10_000, blank=True)
    keep_until = models.DateField(_("kept until"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RetentionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                name="retention_longest_due_first", fields=["due_on", "id"], condition=Q(decided_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="retention_of_a_figure_or_a_visit",
                condition=Q(figure__isnull=True, visit__isnull=False) | Q(figure__isnull=False, visit__isnull=True),
                violation_error_message=_("A proposal is about a figure or a visit."),
            ),
            models.UniqueConstraint(
                name="retention_figure_waits_once", fields=["figure"], condition=Q(decided_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="retention_visit_waits_once", fields=["visit"], condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="retention_decided_at_by_and_how_together",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                violation_error_message=_("A decision has a time and a person."),
            ),
            models.CheckConstraint(
                name="retention_kept_with_reason_and_day",
                condition=(Q(decision="kept", keep_until__isnull=False) & ~Q(reason=""))
                | (~Q(decision="kept") & Q(keep_until__isnull=True, reason="")),
                violation_error_message=_("Say why the name is kept, and until when."),
            ),
        ]

    def __str__(self):
        return f"{self.figure_id or ''}/{self.visit_id or ''} {self.due_on}"
