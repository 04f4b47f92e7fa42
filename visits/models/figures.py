"""Community figures: people whom officers visit again, as far as they need to be named."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .codes import PersonCategory, UnitKind
from .dated import Dated
from .encrypted import EncryptedTextField
from .officers import write_name
from .people import REMOVED_NAME
from .places import fold_name
from .units import Unit

if TYPE_CHECKING:
    from datetime import date

    from .officers import Officer


class FigureQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer):
        """The figures that the officer may see, without those that were merged into another one."""
        return self.known_to(officer).filter(merged_into__isnull=True)

    def known_to(self, officer: Officer):
        """Figures known to the officer's Polres; for an auditor at a Polda, all below it; none for set-up.

        Before somebody is visited the whole Polres may know how to address them; what they
        said stays within the reach of each visit.
        """
        # Set-up needs no names of residents.
        if not officer.is_authenticated or not officer.is_active or officer.is_administrator:
            return self.none()
        if officer.is_auditor:
            return self.filter(unit__path__startswith=officer.audited_unit.path)
        return self.filter(unit__path__startswith=polres_path(officer.unit))

    def unrestricted(self):
        """Those who may be chosen for a new visit (UU 27/2022 art. 11)."""
        return self.filter(restricted_at__isnull=True)


def polres_path(unit: Unit) -> str:
    """Tree path of the Polres that a unit belongs to, or of the unit itself above a Polres."""
    above = (
        Unit.objects.get_ancestors(unit).filter(kind=UnitKind.POLRES).order_by("-depth").values_list("path", flat=True)
    )
    return unit.path if unit.kind == UnitKind.POLRES else (above.first() or unit.path)


class CommunityFigure(models.Model):
    """A person visited in a public role: a village head, a pastor, a customary leader.

    There is no field for political preference, religion or ethnicity, and no score (UU 27/2022).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    search_name = models.CharField(max_length=200, editable=False, db_index=True)
    honorific = models.CharField(_("honorific"), max_length=80, blank=True, help_text=_("Bapak, Ibu, Pdt., Romo, H."))
    degrees = models.CharField(_("degrees"), max_length=80, blank=True)
    addressed_as = models.CharField(
        _("wants to be addressed as"), max_length=200, blank=True, help_text=_("How the person likes to be greeted.")
    )
    village = models.ForeignKey(
        "Region", models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("village")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figures", verbose_name=_("unit"))
    phone = EncryptedTextField(_("telephone"), blank=True, help_text=_("Only with the person’s consent."))
    restricted_at = models.DateTimeField(_("restricted at"), null=True, blank=True)
    restricted_by = models.ForeignKey(
        "Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("restricted by")
    )
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True)
    # Kept and not deleted: saved visits, and an undo, still point to it.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_figures", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("Officer", models.PROTECT, related_name="figures_added")
    # Shown on the page: whoever greets somebody by it sees how old it is.
    updated_at = models.DateTimeField(auto_now=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["search_name", "pk"]
        verbose_name = _("community figure")
        verbose_name_plural = _("community figures")
        indexes = [
            models.Index(
                name="figure_of_unit_by_name",
                fields=["unit", "search_name", "id"],
                condition=Q(merged_into__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="figure_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A community figure has a name."),
            ),
            models.CheckConstraint(
                name="figure_is_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                violation_error_message=_("A record cannot be merged with itself."),
            ),
            models.CheckConstraint(
                name="figure_restricted_at_and_by_together",
                condition=Q(restricted_at__isnull=True, restricted_by__isnull=True)
                | Q(restricted_at__isnull=False, restricted_by__isnull=False),
                violation_error_message=_("A restriction has a time and a supervisor."),
            ),
            models.CheckConstraint(
                name="figure_anonymised_stays_nameless",
                condition=Q(anonymised_at__isnull=True)
                | Q(
                    name=REMOVED_NAME,
                    honorific="",
                    degrees="",
                    addressed_as="",
                    phone="",
                    restricted_at__isnull=False,
                ),
                violation_error_message=_("The name of this record was removed, and it cannot be given another one."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_name = fold_name(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("figure_detail", args=[self.key])

    @property
    def full_name(self) -> str:
        return write_name(rank=self.honorific, name=self.name, degrees=self.degrees)

    @property
    def why_closed(self) -> str:
        """The sentence for a record that nothing is changed on or linked to; empty where it is open."""
        if self.anonymised_at:
            return str(_("The name of this person was removed, and nothing can be added to the record any more."))
        if self.restricted_at:
            return str(
                _("This person asked for restriction. A supervisor must lift it before anything can be changed.")
            )
        return ""

    @property
    def kept(self) -> CommunityFigure:
        """The figure that stands for this person now: itself, or the last one that it was merged into."""
        figure = self
        while figure.merged_into is not None:
            figure = figure.merged_into
        return figure

    @cached_property
    def person_ids(self) -> list[int]:
        """Primary keys of all rows of this person: the figure and whatever was merged into it."""
        found, level = [self.pk], [self.pk]
        # Merged records may have taken others in before: a tree, read level by level.
        while level:
            level = list(
                CommunityFigure.objects.filter(merged_into__in=level).order_by("pk").values_list("pk", flat=True)
            )
            found += level
        return found

    def roles_on(self, day: date) -> list[FigureRole]:
        """The roles held that day, the newest first; `roles` may be prefetched."""
        return [role for role in self.roles.all() if role.covers(day)]


class FigureRole(Dated, models.Model):
    """A public role of a figure with its dates; several at a time give several categories."""

    figure = models.ForeignKey(CommunityFigure, models.CASCADE, related_name="roles", verbose_name=_("figure"))
    category = models.CharField(_("category"), max_length=20, choices=PersonCategory)
    title = models.CharField(_("title"), max_length=200, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "pk"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                name="figure_role_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A role cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return self.title or self.get_category_display()
