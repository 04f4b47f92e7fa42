"""What a community figure agreed to, and what they asked for about their own data (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# "Paling lambat 3 x 24 jam": correction (art. 30), access (art. 32), restriction (art. 41).
ANSWERED_WITHIN = timedelta(hours=72)


class Consent(models.Model):
    """A dated agreement, for what the police's task alone does not cover (art. 20–24)."""

    class Purpose(models.TextChoices):
        PHONE = "phone", _("telephone number")
        PHOTOS = "photos", _("photos")

    figure = models.ForeignKey("CommunityFigure", models.CASCADE, related_name="consents")
    purpose = models.CharField(_("agreed to"), max_length=10, choices=Purpose)
    given_on = models.DateField(_("agreed on"))
    asked_by = models.ForeignKey("Officer", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
            models.UniqueConstraint(
                name="consent_once_at_a_time", fields=["figure", "purpose"], condition=Q(withdrawn_on__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.figure_id}: {self.purpose}"


class DataRequest(models.Model):
    """A figure's wish about their own data, with the clock of the law."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("see or get a copy (art. 7)")
        CORRECTION = "correction", _("correct (art. 6)")
        RESTRICTION = "restriction", _("restrict (art. 11)")
        ERASURE = "erasure", _("erase (art. 8)")

    figure = models.ForeignKey("CommunityFigure", models.CASCADE, related_name="data_requests")
    kind = models.CharField(_("wish"), max_length=12, choices=Kind)
    words = models.TextField(_("what the person asks"), max_length=10_000)
    asked_at = models.DateTimeField(_("asked at"))
    taken_by = models.ForeignKey("Officer", models.PROTECT, related_name="+", verbose_name=_("taken by"))
    answer = models.TextField(_("answer"), max_length=10_000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("Officer", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["asked_at"], name="data_request_open", condition=Q(answered_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="data_request_answered_in_words",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answer has words, a time and a person."),
            ),
        ]

    def __str__(self):
        return f"{self.figure_id}: {self.kind}"

    @property
    def due_at(self) -> datetime:
        return self.asked_at + ANSWERED_WITHIN

    @property
    def hours_left(self) -> int:
        """Whole hours until the answer is due; negative when it is late."""
        return int((self.due_at - timezone.now()).total_seconds() // 3600)
