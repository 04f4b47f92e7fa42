"""The rows below a visit about places and people: stops, officers, people met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import visibility
from .codes import CodeListField, OfficerRole, PersonCategory, Presence, Venue
from .officers import write_name

# What stands in place of a name that was removed for good.
REMOVED_NAME = "[nama dihapus]"

if TYPE_CHECKING:
    from .officers import Officer
    from .visit import Visit


class Stop(models.Model):
    """One place where the visit halted; names of the regions are frozen as of that day."""

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField(default=0)
    place = models.ForeignKey("Region", models.PROTECT, related_name="stops", verbose_name=_("village"))
    place_label = models.CharField(max_length=200)
    village_name = models.CharField(max_length=200, blank=True)
    district_name = models.CharField(max_length=200, blank=True)
    regency_name = models.CharField(max_length=200, blank=True)
    province_name = models.CharField(max_length=200, blank=True)
    venue = models.CharField(_("kind of place"), max_length=20, choices=Venue, blank=True)
    name = models.CharField(_("name of the place"), max_length=200, blank=True)
    address = models.CharField(_("hamlet, RT/RW or street"), max_length=200, blank=True)
    host_name = models.CharField(_("host"), max_length=200, blank=True)
    # A host who is met stands once, as a person; a typed one only here.
    host_person = models.ForeignKey("Encounter", models.SET_NULL, null=True, blank=True, related_name="hosted_stops")
    date = models.DateField(_("date, when it is another day"), null=True, blank=True)
    time = models.TimeField(_("time"), null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("accuracy in metres"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints = [
            models.CheckConstraint(
                name="stop_position_is_whole",
                # Said of both: a comparison with nothing is neither true nor false, and would pass.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_("A position needs a latitude and a longitude on the earth."),
            ),
        ]

    def __str__(self):
        return self.name or self.place_label

    @property
    def host(self) -> str:
        """The host's name, typed or taken from a person of the visit."""
        return self.host_person.full_name if self.host_person else self.host_name


class Participation(models.Model):
    """An officer on a visit, with name, rank, position and unit as of that day.

    Unregistered officers are held by name; unnamed ones by rank, position, unit or number.
    """

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="participations")
    order = models.PositiveSmallIntegerField(default=0)
    officer = models.ForeignKey("Officer", models.PROTECT, null=True, blank=True, related_name="participations")
    nrp = models.CharField(_("NRP"), max_length=18, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    degrees = models.CharField(_("degrees"), max_length=80, blank=True)
    rank = models.CharField(_("rank"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    unit_name = models.CharField(_("unit"), max_length=200, blank=True)
    count = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=OfficerRole, default=OfficerRole.COMPANION)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("officer on the visit")
        verbose_name_plural = _("officers on the visit")
        constraints = [
            models.UniqueConstraint(
                name="officer_once_per_visit",
                fields=["visit", "officer"],
                condition=Q(officer__isnull=False),
                violation_error_message=_("This officer is already on the visit."),
            ),
            models.CheckConstraint(
                name="participation_says_who",
                condition=~Q(name="") | ~Q(rank="") | ~Q(position="") | ~Q(unit_name="") | Q(count__isnull=False),
                violation_error_message=_("Say who: a name, a rank, a position, a unit or a number."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def full_name(self) -> str:
        return write_name(rank=self.rank, name=self.name, degrees=self.degrees) if self.name else ""

    @property
    def label(self) -> str:
        """Who it was in one line: "Iptu Yohanes Tefu", "6 officers, Dalmas", "Polsek Pantai Baru"."""
        if self.name:
            return self.full_name
        parts = [self.number_label, self.rank, self.position]
        return ", ".join(part for part in parts if part) or self.unit_name

    @property
    def number_label(self) -> str:
        if self.count is None:
            return ""
        return ngettext("%(count)d officer", "%(count)d officers", self.count) % {"count": self.count}


class EncounterQuerySet(models.QuerySet):
    def readable_by(self, officer: Officer, visit: Visit | None = None):
        """Of people on visits in reach those whom the officer may see named; `visit` where all are of this one."""
        return self.filter(visibility.read_people(officer, visit))

    def typed(self):
        """People typed by name and saved as no figure, whose name still stands."""
        return self.filter(figure__isnull=True).exclude(name__in=["", REMOVED_NAME])


class Encounter(models.Model):
    """A person or group met on a visit, or only mentioned there, as of that day."""

    visit = models.ForeignKey("Visit", models.CASCADE, related_name="encounters")
    order = models.PositiveSmallIntegerField(default=0)
    figure = models.ForeignKey(
        "CommunityFigure", models.PROTECT, null=True, blank=True, related_name="encounters", verbose_name=_("figure")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    honorific = models.CharField(_("honorific"), max_length=80, blank=True)
    degrees = models.CharField(_("degrees"), max_length=80, blank=True)
    group = models.CharField(_("group"), max_length=200, blank=True)
    # Not said is another thing than none.
    count = models.PositiveIntegerField(_("number of people"), null=True, blank=True)
    categories = CodeListField(_("categories"), codes=PersonCategory)
    title = models.CharField(_("title"), max_length=200, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    presence = models.CharField(_("presence"), max_length=10, choices=Presence, default=Presence.MET)
    stop = models.ForeignKey(Stop, models.SET_NULL, null=True, blank=True, related_name="encounters")

    objects = EncounterQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("person met")
        verbose_name_plural = _("people met")
        constraints = [
            # Somebody mentioned is hidden from a named officer, who may have met them: then both rows stand.
            models.UniqueConstraint(
                name="figure_once_per_visit_and_stop",
                fields=["visit", "figure", "stop", "presence"],
                condition=Q(figure__isnull=False),
                violation_error_message=_("This figure is already on the visit."),
            ),
            models.CheckConstraint(
                name="encounter_is_a_person_or_a_group",
                condition=(~Q(name="") & Q(group="")) | (Q(name="") & ~Q(group="")),
                violation_error_message=_("Enter either a person’s name or a group."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def full_name(self) -> str:
        return write_name(rank=self.honorific, name=self.name, degrees=self.degrees) if self.name else self.group

    label = full_name

    @property
    def is_group(self) -> bool:
        return bool(self.group)

    @property
    def category_labels(self) -> list[str]:
        return Encounter._meta.get_field("categories").labels(self.categories)
