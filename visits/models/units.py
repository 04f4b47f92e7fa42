"""Units of the police, as a tree."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from .codes import UnitKind


def units_or_below(paths: Iterable[str], through: str = "") -> Q:
    """The units of these tree paths, or those below; `through` leads from the row to its unit ("unit__")."""
    # Nothing, where no path is given: an empty Q would be every unit.
    found = Q(pk__in=[])
    for top in paths:
        found |= Q(**{f"{through}path__startswith": top})
    return found


class Unit(MP_Node):
    """A unit of the police in the tree Polda › Polres › satuan, bagian, seksi, Polsek › unit.

    The tree and the structure follow Perpol 2/2021; it is data, edited by the administrator.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    districts = models.ManyToManyField(
        "Region", blank=True, related_name="covering_units", verbose_name=_("districts covered")
    )
    report_to = models.CharField(
        _("report is addressed to"), max_length=200, blank=True, help_text=_("“Kepada Yth.” of the report.")
    )
    report_from = models.CharField(
        _("report comes from"), max_length=200, blank=True, help_text=_("“Dari” of the report.")
    )
    report_copies = models.CharField(
        _("copies of the report go to"), max_length=500, blank=True, help_text=_("“Tembusan” of the report.")
    )
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, help_text=_("Shown on an urgent visit, next to 110.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self):
        return self.name

    @property
    def lineage_ids(self) -> list[int]:
        """Primary keys of the unit itself and every unit above it; asked once, until the unit moves."""
        # Kept with the path it was read for: a moved unit has another one.
        path, known = getattr(self, "_lineage", ("", []))
        if path != self.path:
            known = [*Unit.objects.get_ancestors(self).values_list("pk", flat=True), self.pk]
            self._lineage = self.path, known
        return list(known)

    @property
    def polres(self) -> Unit:
        """The Polres that the unit belongs to; the unit itself where it stands above one."""
        above = Unit.objects.filter(pk__in=self.lineage_ids, kind=UnitKind.POLRES).order_by("-depth").first()
        return above or self

    @classmethod
    def below(cls, unit: Unit) -> models.QuerySet[Unit]:
        """The unit itself and all below it."""
        return cls.objects.filter(path__startswith=unit.path)
