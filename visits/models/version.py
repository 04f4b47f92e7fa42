"""What was posted for a visit, kept beside its rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Posting(models.Model):
    """The posted values of one saved revision of a visit, as a list of [name, value] pairs.

    A draft keeps one, however incomplete or wrong, and turns it into rows when it is valid.
    Each change after submission adds one: together they are the visit's versions.
    """

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="postings")
    revision = models.PositiveIntegerField()
    values = models.JSONField()
    is_valid = models.BooleanField(_("the rows hold these values"), default=False)
    posted_at = models.DateTimeField(auto_now_add=True)
    posted_by = models.ForeignKey("Officer", models.PROTECT, related_name="postings")

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(name="posting_once_per_revision", fields=["visit", "revision"])]

    def __str__(self):
        return f"{self.visit_id} r{self.revision}"


class Remark(models.Model):
    """One turn of the thread between reviewer and author: a return, a reopening, an answer."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Returned")
        REOPENED = "reopened", _("Reopened")
        ANSWERED = "answered", _("Answered")

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(_("reason"), max_length=10_000)
    section = models.CharField(_("section"), max_length=20, blank=True)
    note = models.ForeignKey("DialogueNote", models.SET_NULL, null=True, blank=True, related_name="remarks")
    note_written_by = models.ForeignKey(
        "Officer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who wrote that note"),
        help_text=_("They and the supervisors still read the remark when the note is gone."),
    )
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey("Officer", models.PROTECT, related_name="remarks")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_has_a_reason",
                condition=~models.Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return self.reason[:80]


class SameVisit(models.Model):
    """The answer to "is this the visit that a colleague logged as well?" for two visits."""

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="compared")
    other = models.ForeignKey("Visit", models.CASCADE, related_name="compared_with")
    is_same = models.BooleanField()
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("Officer", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="same_visit_decided_once", fields=["visit", "other"]),
            models.CheckConstraint(
                name="visit_is_not_compared_with_itself",
                condition=~models.Q(visit=models.F("other")),
                violation_error_message=_("A visit cannot be compared with itself."),
            ),
        ]

    def __str__(self):
        return f"{self.visit_id} = {self.other_id}: {self.is_same}"
