"""Regions of Indonesia by their Kemendagri code, from province down to village."""

from __future__ import annotations

import re
import unicodedata

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from visits.typed.apostrophes import WITHOUT_APOSTROPHES

from .codes import RegionLevel

CODE_LENGTHS = {2: RegionLevel.PROVINCE, 5: RegionLevel.REGENCY, 8: RegionLevel.DISTRICT, 13: RegionLevel.VILLAGE}

# Time zones by province code (Keppres 41/1987 and the later splits of provinces).
CENTRAL_PROVINCES = frozenset("51 52 53 63 64 65 71 72 73 74 75 76".split())
EASTERN_PROVINCES = frozenset("81 82 91 92 93 94 95 96 97".split())


def fold_name(text: str) -> str:
    """A name as it is searched: lower case, no accents, apostrophes or repeated spaces.

    >>> fold_name("Oh'aem  II")
    'ohaem ii'
    """
    # First the apostrophes: taken apart, an acute accent would leave a blank.
    plain = unicodedata.normalize("NFKD", text.translate(WITHOUT_APOSTROPHES).casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split())


def region_or_below(code: str, through: str = "") -> Q:
    """The region of a code, or one below it; `through` leads from the row to its region ("village__")."""
    # With the dot: 53.1 is not above 53.10.
    return Q(**{f"{through}code": code}) | Q(**{f"{through}code__startswith": f"{code}."})


def is_region_or_below(code: str, region: str) -> bool:
    """Whether a code is that of the region or of one below it."""
    return code == region or code.startswith(f"{region}.")


class RegionQuerySet(models.QuerySet):
    def villages(self):
        return self.filter(level=RegionLevel.VILLAGE)

    def open(self):
        """Regions that exist today: not closed by a later decree."""
        return self.filter(closed_on__isnull=True)

    def within(self, code: str):
        """The region itself and all below it."""
        return self.filter(region_or_below(code))


class Region(models.Model):
    """A province, regency, district or village; its code is its own path (53.01.06.2006)."""

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    search_name = models.CharField(max_length=200, editable=False, db_index=True)
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    kind = models.CharField(_("kind"), max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="named_after", verbose_name=_("successors")
    )
    # Those, and whatever follows them that ended themselves: written by setup.regions.
    followers = models.ManyToManyField(
        "self", symmetrical=False, blank=True, editable=False, related_name="predecessors", verbose_name=_("followers")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(
                name="region_below_a_province_has_a_parent",
                condition=Q(level=RegionLevel.PROVINCE, parent__isnull=True)
                | (~Q(level=RegionLevel.PROVINCE) & Q(parent__isnull=False)),
                violation_error_message=_("Every region below a province is part of another one."),
            ),
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        self.search_name = fold_name(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("place_detail", args=[self.code])

    @property
    def label(self) -> str:
        """Kind and name as they are written: "Desa Oesao", "Kec. Kupang Timur"."""
        if self.level == RegionLevel.VILLAGE:
            return f"{self.kind.capitalize()} {self.name}"
        if self.level == RegionLevel.DISTRICT:
            return f"Kec. {self.name}"
        if self.level == RegionLevel.REGENCY:
            return self.name.replace("Kabupaten ", "Kab. ", 1)
        return self.name

    @property
    def above_label(self) -> str:
        """What the region lies in: "Kec. Kupang Timur, Kab. Kupang"."""
        above = [self.parent, self.parent.parent] if self.parent else []
        return ", ".join(region.label for region in above if region)

    @property
    def zone(self) -> str:
        """IANA name of the clock that the region lives by."""
        province = self.code[:2]
        if province in CENTRAL_PROVINCES:
            return "Asia/Makassar"
        return "Asia/Jayapura" if province in EASTERN_PROVINCES else "Asia/Jakarta"

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes of the regions above, nearest first: the code is its own path."""
        parts = self.code.split(".")
        return [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
