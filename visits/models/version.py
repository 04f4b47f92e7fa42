"""What stands beside a visit's rows: words not readable yet, older versions, the remarks of its review."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import visibility
from .codes import VisitSection
from .encrypted import EncryptedJSONField

if TYPE_CHECKING:
    from .officers import Officer


class DraftPayload(models.Model):
    """What an officer typed last for a visit, while it cannot be read as a whole yet.

    A list of [name, value] pairs: a draft keeps its words however incomplete or wrong they are.
    A save that can be read turns into rows and leaves no draft payload. Encrypted, since it may say
    who said something in confidence.
    """

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="draft_payloads")
    revision = models.PositiveIntegerField()
    values = EncryptedJSONField(default=list)
    posted_at = models.DateTimeField(auto_now=True)
    posted_by = models.ForeignKey("Officer", models.PROTECT, related_name="draft_payloads")

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(name="draft_payload_once_per_officer", fields=["visit", "posted_by"])]

    def __str__(self):
        return f"{self.visit_id} r{self.revision}"


class Version(models.Model):
    """A visit as it was from one save after its submission until the next.

    `facts` holds the columns and rows in words of that day, as `core.versions` writes them;
    two neighbours make a difference. A confidential source is in none of them.
    """

    class Event(models.TextChoices):
        NAME_REMOVED = "name_removed", _("A name was removed")
        NAME_RESTORED = "name_restored", _("A removed name was put back")

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    facts = models.JSONField()
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey("Officer", models.PROTECT, related_name="versions")
    event = models.CharField(_("not made by a save"), max_length=20, choices=Event, blank=True)

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(name="version_once_per_revision", fields=["visit", "revision"])]

    def __str__(self):
        return f"{self.visit_id} r{self.revision}"


class RemarkQuerySet(models.QuerySet):
    def readable_by(self, officer: Officer):
        """Of remarks on visits in reach those that the officer may read: what is tied to a note follows it."""
        return self.filter(visibility.read_remarks(officer))


class Remark(models.Model):
    """What a reviewer or an officer said on the review: a return, an answer, a wish for correction."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Returned")
        REOPENED = "reopened", _("Reopened")
        ANSWERED = "answered", _("Answered")
        CORRECTION = "correction", _("Correction asked for")
        DECLINED = "declined", _("Correction declined")

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(_("reason"), max_length=10_000)
    section = models.CharField(_("section"), max_length=20, choices=VisitSection, blank=True)
    note = models.ForeignKey("DialogueNote", models.SET_NULL, null=True, blank=True, related_name="remarks")
    note_written_by = models.ForeignKey(
        "Officer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who wrote that note"),
        help_text=_("They and the supervisors can still read the remark after the note is gone."),
    )
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey("Officer", models.PROTECT, related_name="remarks")

    objects = RemarkQuerySet.as_manager()

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

    def is_open_to(self, reader: Officer, notes: Container[int]) -> bool:
        """Whether the reader of its visit may read it; `notes` are the primary keys of those open to them."""
        if self.note_id is not None:
            return self.note_id in notes
        # The note is gone, and with it what told who may read it.
        writer = self.note_written_by_id
        return writer is None or writer == reader.pk or self.visit.is_supervised_by(reader)


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
