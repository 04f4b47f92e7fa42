"""A filter of the history that somebody gave a name, to open it again or to share it in the unit."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .codes import PersonRole
from .encrypted import EncryptedJSONField
from .units import Unit, units_or_below

if TYPE_CHECKING:
    from .officers import Officer


def _supervised_paths(officer: Officer) -> list[str]:
    """Tree paths of the units supervised; most supervisors have their own alone, which is loaded already."""
    if set(officer.supervised_unit_ids) <= {officer.unit_id}:
        return [officer.unit.path for _pk in officer.supervised_unit_ids]
    return list(Unit.objects.filter(pk__in=officer.supervised_unit_ids).values_list("path", flat=True))


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer):
        """The own ones, those shared in the own unit, and for supervisors those shared in the units below."""
        if not officer.is_authenticated or not officer.is_active or officer.role == PersonRole.ADMINISTRATOR:
            return self.none()
        below = units_or_below(_supervised_paths(officer), "unit__")
        return self.filter(Q(owner=officer) | Q(is_shared=True) & (Q(unit__in=officer.member_unit_ids) | below))


class SavedFilter(models.Model):
    """Filters under a name. Whoever opens one sees what is in their own reach.

    The values hold words, so they are encrypted; `unit` is the owner's when it was saved.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey("Officer", models.CASCADE, related_name="saved_filters")
    unit = models.ForeignKey("Unit", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    filtered_by = EncryptedJSONField(_("values of the filter"), default=list)
    is_shared = models.BooleanField(_("shared in the unit"), default=False)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.CheckConstraint(
                name="saved_filter_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A saved filter has a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("filter_open", args=[self.key])
