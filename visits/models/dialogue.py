"""What was said on a visit, and what was promised."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import visibility
from .access import VisitAccess
from .codes import Disturbance, FollowUpStatus, NoteKind, Presence, Sensitivity
from .encrypted import EncryptedJSONField
from .units import Unit
from .visit import Visit

if TYPE_CHECKING:
    from .officers import Officer


class NoteQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer):
        """The notes that the officer may read, of all visits in reach."""
        return self.filter(VisitAccess.holding(VisitAccess.access_keys_of(officer), "visit")).readable_by(officer)

    def readable_by(self, officer: Officer, visit: Visit | None = None):
        """Of notes on visits in reach those that the officer may read; `visit` where all are of this one."""
        return self.filter(visibility.read_notes(officer, visit))


class DialogueNote(models.Model):
    """One point of the conversation: what was said, by whom, about whom, answering what.

    A confidential source is named in `confidential_source` alone, encrypted, and no row links to it.
    """

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="notes")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind)
    topic = models.ForeignKey(
        "Topic", models.PROTECT, null=True, blank=True, related_name="notes", verbose_name=_("topic")
    )
    topic_text = models.CharField(_("topic in words"), max_length=200, blank=True)
    text = models.TextField(_("what was said"), max_length=10_000)
    raised_by_people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Encounter", blank=True, related_name="raised_notes"
    )
    raised_by_officers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Participation", blank=True, related_name="raised_notes"
    )
    about: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Encounter", blank=True, related_name="notes_about", verbose_name=_("about")
    )
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answered_by", verbose_name=_("answers")
    )
    stop = models.ForeignKey("Stop", models.SET_NULL, null=True, blank=True, related_name="notes")
    disturbance = models.CharField(_("disturbance"), max_length=10, choices=Disturbance, blank=True)
    sensitivity = models.CharField(_("sensitivity"), max_length=12, choices=Sensitivity, default=Sensitivity.INTERNAL)
    source_is_confidential = models.BooleanField(_("hide who said it"), default=False)
    confidential_source = EncryptedJSONField(_("who said it, where that is hidden"), default=list, blank=True)
    # Not the visit's author: a named officer adds notes of their own to a returned visit.
    written_by = models.ForeignKey("Officer", models.PROTECT, related_name="notes_written")

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("dialogue note")
        verbose_name_plural = _("dialogue notes")
        constraints = [
            models.CheckConstraint(
                name="note_has_words",
                condition=~Q(text=""),
                violation_error_message=_("A note says something."),
            ),
            models.CheckConstraint(
                name="note_does_not_answer_itself",
                condition=Q(answers__isnull=True) | ~Q(answers=F("pk")),
                violation_error_message=_("A note cannot answer itself."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def topic_label(self) -> str:
        """Topic of the list, the officer's own words for it, or both."""
        return " – ".join(part for part in (str(self.topic) if self.topic_id else "", self.topic_text) if part)

    @property
    def readers(self) -> visibility.Readers:
        """Who reads it of those who have the visit in reach, beside its supervisors."""
        return visibility.readers_of_note(
            sensitivity=self.sensitivity,
            written_by=self.written_by_id,
            author=self.visit.author_id,
            about_mentioned=self.about.filter(presence=Presence.MENTIONED).exists(),
        )

    @property
    def raised_by(self) -> list[str]:
        """Who said it, by name as of that day; empty where nobody is noted or it is confidential."""
        if self.source_is_confidential:
            return []
        people = [person.full_name for person in self.raised_by_people.all()]
        return people + [officer.label for officer in self.raised_by_officers.all()]


class FollowUpQuerySet(models.QuerySet):
    def readable_by(self, officer: Officer, visit: Visit | None = None):
        """Of follow-ups on visits in reach those whose words the officer may read; `visit` where all are of it."""
        # A supervisor reads the words of every follow-up in reach; so no question about notes.
        if officer.is_supervisor or (visit is not None and visit.is_supervised_by(officer)):
            return self
        tied = FollowUp.notes.through.objects.filter(followup=OuterRef("pk"))
        notes = DialogueNote.objects.filter(follow_ups=OuterRef("pk")).readable_by(officer, visit)
        return self.filter(Q(owner=officer) | ~Exists(tied) | Exists(notes))

    def unfinished(self):
        return self.filter(status__in=[FollowUpStatus.OPEN, FollowUpStatus.IN_PROGRESS])

    def overdue(self, today: date):
        return self.unfinished().filter(due_on__lt=today)


class FollowUp(models.Model):
    """Something promised or asked for on a visit, until the person has been told what came of it."""

    # In addresses in the place of the number, which would tell how many there are.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="follow_ups")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("what is to be done"), max_length=10_000)
    notes = models.ManyToManyField(
        DialogueNote, blank=True, related_name="follow_ups", verbose_name=_("from the notes")
    )
    owner = models.ForeignKey(
        "Officer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("person responsible"),
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="follow_ups")
    sent_to = models.CharField(_("passed on to another body"), max_length=200, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=FollowUpStatus, default=FollowUpStatus.OPEN)
    result = models.TextField(_("result"), max_length=10_000, blank=True)
    told_on = models.DateField(_("person told on"), null=True, blank=True)
    confirmed_by_person = models.BooleanField(_("the person confirmed it"), default=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey("Officer", models.PROTECT, null=True, blank=True, related_name="follow_ups_changed")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [models.Index(fields=["status", "due_on"], name="follow_up_status_due")]
        constraints = [
            models.CheckConstraint(
                name="follow_up_has_words",
                condition=~Q(text=""),
                violation_error_message=_("A follow-up says what is to be done."),
            ),
            models.CheckConstraint(
                name="follow_up_finished_with_a_result",
                condition=Q(status__in=["open", "in_progress"]) | ~Q(result=""),
                violation_error_message=_("Say what came of it."),
            ),
            models.CheckConstraint(
                name="follow_up_changed_at_and_by_together",
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                violation_error_message=_("A change has a time and a person."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("followup_detail", args=[self.key])

    @property
    def is_finished(self) -> bool:
        return self.status in (FollowUpStatus.DONE, FollowUpStatus.NOT_POSSIBLE)

    @property
    def is_answered(self) -> bool:
        """Whether somebody has written what became of it."""
        return self.changed_at is not None

    def is_overdue(self, today: date) -> bool:
        return not self.is_finished and self.due_on is not None and self.due_on < today
