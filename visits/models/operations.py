"""Topics of dialogue, and police operations with the stages of the election they accompany."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .codes import TopicGroup
from .dated import Dated, DatedQuerySet

# How long the names of people are held after the operation ended, where nothing else is set (UU 27/2022 art. 42–44).
RETENTION_MONTHS = 12


class Topic(models.Model):
    """What a dialogue note is about; the administrator edits the list."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    group = models.CharField(_("group"), max_length=10, choices=TopicGroup)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["group", "order", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Operation(Dated, models.Model):
    """A police operation or an election that visits belong to, between two dates."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    default_purpose = models.CharField(_("purpose offered on the form"), max_length=500, blank=True)
    retention_months = models.PositiveSmallIntegerField(
        _("months until names are proposed for removal"),
        default=RETENTION_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Counted from the end of the operation. A supervisor confirms each removal."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        constraints = [
            models.CheckConstraint(
                name="operation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An operation cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return self.name

    def stages_on(self, day: date) -> list[Stage]:
        """The stages of that day, the headline one first.

        Stages overlap (PKPU 2/2024). The headline is one of the conduct (group B) before one
        of the preparation (A), and of several the one that started last.
        """
        running = [stage for stage in self.stages.all() if stage.covers(day)]
        return sorted(running, key=lambda stage: (stage.group, -(stage.starts_on or date.min).toordinal(), stage.order))


class Stage(Dated, models.Model):
    """One stage of an election; open at the start or undated where the decree says so."""

    class Group(models.TextChoices):
        PREPARATION = "b_preparation", _("Preparation")
        # The letters sort the headline first, and are not those of the decree.
        CONDUCT = "a_conduct", _("Conduct")

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="stages", verbose_name=_("operation"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    group = models.CharField(_("group"), max_length=20, choices=Group)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["operation", "order"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(
                name="stage_code_once_per_operation",
                fields=["operation", "code"],
                violation_error_message=_("This operation already has a stage with this code."),
            ),
            models.CheckConstraint(
                name="stage_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A stage cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return self.name

    def covers(self, day: date) -> bool:
        """Whether the stage runs on that day. A stage with no date at all has none yet."""
        # Open at both ends would be every day.
        return bool(self.starts_on or self.ends_on) and super().covers(day)
