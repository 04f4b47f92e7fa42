"""Past visits taken over from a unit's spreadsheet."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedJSONField, EncryptedTextField


class VisitImport(models.Model):
    """One file of past visits: uploaded, looked at, taken over whole, and undone whole if need be.

    `text` and `choices` hold names; they are emptied as soon as the visits stand as rows.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    text = EncryptedTextField(_("text of the file"), blank=True)
    choices = EncryptedJSONField(_("which name is whom"), default=dict, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey("Officer", models.PROTECT, related_name="visit_imports")
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("import of visits")
        verbose_name_plural = _("imports of visits")
        constraints = [
            models.CheckConstraint(
                name="import_undone_after_it_was_done",
                condition=Q(undone_at__isnull=True) | Q(imported_at__isnull=False),
                violation_error_message=_("Only a completed import can be undone."),
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("visit_import", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its rows to be taken over."""
        return self.imported_at is None
