"""When housekeeping was last done: one row, so that two processes never do it at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HousekeepingRun(models.Model):
    """The last run, or the one that is at work; whoever moves `began_at` has the next."""

    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("housekeeping run")
        verbose_name_plural = _("housekeeping runs")
        constraints = [
            models.CheckConstraint(
                name="housekeeping_has_one_row",
                condition=models.Q(pk=1),
                violation_error_message=_("Housekeeping is written down in one row."),
            ),
        ]

    def __str__(self):
        return f"{self.began_at} {self.ended_at}"
