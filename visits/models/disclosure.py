"""Opening a confidential source: one supervisor asks, another grants, and it is shown once."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OPEN_FOR = timedelta(hours=24)


class DisclosureRequest(models.Model):
    """A supervisor's wish to know who said a note in confidence, and what became of it."""

    note = models.ForeignKey("DialogueNote", models.CASCADE, related_name="disclosure_requests")
    reason = models.TextField(_("reason"), max_length=10_000)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey("Officer", models.PROTECT, related_name="+")
    granted = models.BooleanField(_("granted"), null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("Officer", models.PROTECT, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["asked_at"], name="disclosure_undecided", condition=Q(granted__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="disclosure_decided_at_and_by_together",
                condition=Q(granted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_takes_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                violation_error_message=_("Nobody can grant their own request."),
            ),
            models.CheckConstraint(
                name="disclosure_shown_only_when_granted",
                # Undecided is neither granted nor refused, and would pass.
                condition=Q(shown_at__isnull=True) | Q(granted__isnull=False, granted=True),
            ),
            models.UniqueConstraint(
                name="disclosure_asked_once_at_a_time", fields=["note", "asked_by"], condition=Q(granted__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.note_id}: {self.asked_by_id}"

    @property
    def can_be_shown(self) -> bool:
        """Granted, not shown yet, and not too long ago."""
        if not self.granted or self.shown_at is not None or self.decided_at is None:
            return False
        # A grant that is forgotten must not lie ready for whoever has the account next year.
        return timezone.now() - self.decided_at < OPEN_FOR
