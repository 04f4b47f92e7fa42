"""A file with the filtered history that somebody takes out, while it is made and until it is fetched."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedJSONField


class ExportForm(models.TextChoices):
    VISITS_CSV = "csv", _("CSV, one row per visit")
    VISITS_SEMICOLON = "csv-semi", _("CSV for Excel (semicolons), one row per visit")
    NOTES_CSV = "notes", _("CSV, one row per note")
    NOTES_SEMICOLON = "notes-semi", _("CSV for Excel (semicolons), one row per note")
    XLSX = "xlsx", _("Excel workbook with several sheets")
    GEOJSON = "geojson", _("GeoJSON of the places visited")

    @property
    def suffix(self) -> str:
        """What the file's name ends in."""
        return self.value if self in (ExportForm.XLSX, ExportForm.GEOJSON) else "csv"

    @property
    def separator(self) -> str:
        """What stands between the cells of a CSV; Excel in Indonesian expects a semicolon."""
        return ";" if self in (ExportForm.VISITS_SEMICOLON, ExportForm.NOTES_SEMICOLON) else ","

    @property
    def is_of_notes(self) -> bool:
        return self in (ExportForm.NOTES_CSV, ExportForm.NOTES_SEMICOLON)


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being prepared")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")
    CUT = "cut", _("Cut short")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)


class Export(models.Model):
    """One export: who asked for which form of which filter, and how far it is.

    The audit log keeps what was taken out; this row is the state of the work and goes after a week.
    `asked` are the filter's values as they were sent, encrypted since they hold words, and emptied
    when the work ends.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The audit log keeps who took out what; this row may go with the account.
    officer = models.ForeignKey("Officer", models.CASCADE, related_name="exports")
    form = models.CharField(_("form"), max_length=10, choices=ExportForm)
    filtered_by = EncryptedJSONField(_("values of the filter"), default=list, blank=True)
    filters = models.JSONField(_("names of the filters"), default=list, blank=True)
    # Sent to the asker while it is made; else kept as a file until it is fetched.
    is_streamed = models.BooleanField(_("sent while it is being made"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    total = models.PositiveIntegerField(_("visits in total"), null=True, blank=True)
    done = models.PositiveIntegerField(_("visits written"), default=0)
    rows = models.PositiveIntegerField(_("rows written"), default=0)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["id"], name="export_unfinished", condition=Q(state__in=["waiting", "running"]))]
        constraints = [
            models.CheckConstraint(
                name="export_ended_when_no_longer_made",
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["finished", "cancelled", "cut"], ended_at__isnull=False),
                violation_error_message=_("An export has ended or is still being made."),
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.state}"

    def get_absolute_url(self):
        return reverse("export_detail", args=[self.key])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def fetched_until(self):
        """Until when a finished file is kept."""
        return self.ended_at + settings.KEEP_EXPORTS if self.ended_at else None

    @property
    def can_be_fetched(self) -> bool:
        finished = self.state == ExportState.FINISHED and not self.is_streamed
        return finished and self.fetched_at is None and timezone.now() < self.fetched_until

    @property
    def percent(self) -> int | None:
        """How much of the visits is written; None while their number is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None
