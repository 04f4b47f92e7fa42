"""Two records of one person made one, with all that an exact undo needs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedTextField


class FigureMerge(models.Model):
    """One figure merged into another: which rows moved, and what the kept one got of it.

    `moved` holds primary keys by kind, and what changed on the kept figure's own row. `phone` is the
    merged one's number, which stands on no figure unless the kept one had none.
    """

    kept = models.ForeignKey("CommunityFigure", models.PROTECT, related_name="merges")
    merged = models.ForeignKey("CommunityFigure", models.PROTECT, related_name="merged_by")
    # Primary keys and not relations: a row that is deleted later must not hinder the undo of the others.
    moved = models.JSONField(default=dict)
    phone = EncryptedTextField(_("telephone"), blank=True)
    merged_at = models.DateTimeField(auto_now_add=True)
    merged_by = models.ForeignKey("Officer", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("Officer", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="figure_merged_once_at_a_time", fields=["merged"], condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                name="merge_is_of_two_figures",
                condition=~Q(kept=F("merged")),
                violation_error_message=_("A record cannot be merged with itself."),
            ),
            models.CheckConstraint(
                name="merge_undone_at_and_by_together",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("An undo has a time and a person."),
            ),
        ]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id}"
