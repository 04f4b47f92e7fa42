"""Short prompts on what to ask and to note; the administrator edits them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .codes import NoteKind
from .operations import Topic


class NotePromptQuerySet(models.QuerySet):
    def in_use(self):
        """Those that the form shows: active ones, without those of a topic that is not."""
        return self.filter(is_active=True).exclude(topic__is_active=False)


class NotePrompt(models.Model):
    """One question to keep in mind: for notes of a kind, on a topic, or with neither for every note."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    text = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("kind of note"), max_length=12, choices=NoteKind, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="prompts", verbose_name=_("topic")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    objects = NotePromptQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "kind", "order", "pk"]
        verbose_name = _("prompt for a note")
        verbose_name_plural = _("prompts for notes")
        constraints = [
            models.CheckConstraint(
                name="prompt_of_a_kind_or_a_topic",
                condition=Q(kind="") | Q(topic__isnull=True),
                violation_error_message=_("A prompt is for a kind of note or for a topic, not for both."),
            ),
        ]

    def __str__(self):
        return self.text
