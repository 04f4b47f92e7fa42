"""Posts beside the own one, each from one date to another: secondments and deputies."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .dated import DatedQuerySet
from .officers import Officer
from .units import Unit


class Secondment(models.Model):
    """An officer lent to another unit or a task force (BKO): reach as a member of that unit, while it runs."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="secondments", verbose_name=_("officer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="secondments", verbose_name=_("unit"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("secondment")
        verbose_name_plural = _("secondments")
        constraints = [
            models.CheckConstraint(
                name="secondment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A secondment cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.officer} → {self.unit}"


class DeputyQuerySet(DatedQuerySet):
    def on(self, day: date):
        """Those that run on that day and were not ended before their time."""
        return super().on(day).filter(ended_at__isnull=True)


class Deputy(models.Model):
    """Who stands in for the supervisor of a unit from one date to another: reads and reviews as the supervisor does.

    Named by a supervisor who goes on leave, or in set-up, as the Wakapolres for the Kapolres' own
    visits (decision 14). One that has begun is kept after its end: `visits.core.independence`
    asks who stood in for whom while a decision was asked for.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="deputies", verbose_name=_("unit"))
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="deputyships", verbose_name=_("deputy"))
    starts_on = models.DateField(_("from"))
    # Never open: a deputy without an end would be a second supervisor.
    ends_on = models.DateField(_("until"))
    named_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("named by"))
    ended_at = models.DateTimeField(_("ended early at"), null=True, blank=True, editable=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "pk"]
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            models.CheckConstraint(
                name="deputy_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.officer} a.n. {self.unit}"


class VillageAssignment(models.Model):
    """A village in an officer's care (Bhabinkamtibmas, Perkap 7/2021), from one date to another.

    One officer can have several villages, one village several officers.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="assignments", verbose_name=_("officer"))
    village = models.ForeignKey("Region", models.PROTECT, related_name="assignments", verbose_name=_("village"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("village assignment")
        verbose_name_plural = _("village assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An assignment cannot end before it starts."),
            ),
            models.UniqueConstraint(
                name="assignment_once_per_start",
                fields=["officer", "village", "starts_on"],
                violation_error_message=_("This officer already has this village from that date."),
            ),
        ]

    def __str__(self):
        return f"{self.officer} – {self.village}"
