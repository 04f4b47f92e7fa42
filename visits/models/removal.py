"""That a person's name goes from one place, with the words as they were until nobody can take it back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .encrypted import EncryptedJSONField
from .figures import CommunityFigure
from .officers import Officer
from .units import Unit, units_or_below
from .visit import Visit


class RemovalState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a supervisor")
    HIDDEN = "hidden", _("removed, can be taken back")
    FINAL = "final", _("removed for good")
    DECLINED = "declined", _("declined")
    UNDONE = "undone", _("taken back")


class NameRemovalQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(state=RemovalState.PROPOSED)

    def hidden(self):
        """Those that can still be taken back."""
        return self.filter(state=RemovalState.HIDDEN)

    def at_visits_of(self, supervisor: Officer):
        """Those at visits of the units that the officer supervises; drafts go by their unit too."""
        paths = Unit.objects.filter(pk__in=supervisor.supervised_unit_ids).values_list("path", flat=True)
        return self.filter(units_or_below(paths, "visit__unit__"))


class NameRemoval(models.Model):
    """One place from which a name goes: a figure's own record (no visit), or one visit.

    Without a figure it is about the people typed on that visit. `names` holds the spellings that are looked
    for, `kept` each column as it was; both are emptied once the removal is final, declined or undone.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    figure = models.ForeignKey(
        CommunityFigure, models.CASCADE, null=True, blank=True, related_name="removals", verbose_name=_("figure")
    )
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="removals", verbose_name=_("visit")
    )
    is_typed = models.BooleanField(_("typed there, not linked to anybody"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RemovalState)
    names = EncryptedJSONField(_("spellings of the name"), default=list, blank=True)
    kept = EncryptedJSONField(_("the words as they were"), default=list, blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), max_length=10_000, blank=True)
    final_at = models.DateTimeField(_("final from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = NameRemovalQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("removal of a name")
        verbose_name_plural = _("removals of names")
        indexes = [models.Index(fields=["final_at"], name="removal_to_be_final", condition=Q(state="hidden"))]
        constraints = [
            models.CheckConstraint(
                name="removal_of_a_figure_or_at_a_visit",
                condition=Q(figure__isnull=False) | Q(visit__isnull=False),
                violation_error_message=_("A removal is of a figure or at a visit."),
            ),
            models.UniqueConstraint(
                name="removal_open_once_at_a_visit",
                fields=["visit", "figure", "is_typed"],
                condition=Q(state__in=["proposed", "hidden"], visit__isnull=False),
            ),
            models.UniqueConstraint(
                name="removal_open_once_of_a_record",
                fields=["figure"],
                condition=Q(state__in=["proposed", "hidden"], visit__isnull=True),
            ),
            models.CheckConstraint(
                name="removal_keeps_words_only_while_open",
                condition=Q(state="hidden") | Q(kept=""),
                violation_error_message=_("Words are kept only as long as a removal can be taken back."),
            ),
            models.CheckConstraint(
                name="removal_knows_names_only_while_open",
                condition=Q(state__in=["proposed", "hidden"]) | Q(names=""),
                violation_error_message=_("A removal that is over holds no name."),
            ),
            models.CheckConstraint(
                name="removal_decided_at_and_by_together",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, state="proposed")
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                | Q(state="undone", decided_at__isnull=True, decided_by__isnull=True),
                violation_error_message=_("A decision has a time and a person."),
            ),
            models.CheckConstraint(
                name="removal_declined_with_a_reason",
                condition=~Q(state="declined") | ~Q(reason=""),
                violation_error_message=_("Say why the name stays."),
            ),
        ]

    def __str__(self):
        return f"{self.figure_id or ''}/{self.visit_id or ''} {self.state}"
