"""Ranks and officers, who are the users."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .codes import PersonRole, RankGroup, UnitKind
from .units import Unit

# Digits of ASCII alone: the same number in other digits would be a second account.
check_service_number = RegexValidator(
    r"^([0-9]{8}|[0-9]{18})\Z", _("Enter an NRP of 8 digits, or for civil staff an NIP of 18 digits.")
)


class Rank(models.Model):
    """One of the 22 ranks of Polri (Perkap 3/2016), or a grade of civil staff."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    abbreviation = models.CharField(_("abbreviation"), max_length=30)
    group = models.CharField(_("group"), max_length=10, choices=RankGroup)
    order = models.PositiveSmallIntegerField(_("order"), unique=True, help_text=_("1 is the highest."))

    class Meta:
        ordering = ["order"]
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")

    def __str__(self):
        return self.abbreviation


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, nrp: str, password: str | None = None, **fields) -> Officer:
        """An officer with a hashed password, or without one that can be used."""
        officer = self.model(nrp=nrp, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def get_by_natural_key(self, nrp: str | None) -> Officer:
        return self.get(nrp=nrp)


class Officer(AbstractBaseUser):
    """A member of the police or civil staff, and the account they sign in with.

    `nrp` is permanent for life (Perkap 3/2018); it is text, since a number may begin with 0.
    """

    # The eighteen digits of civil staff.
    nrp = models.CharField(_("NRP or NIP"), max_length=18, unique=True, validators=[check_service_number])
    name = models.CharField(_("name"), max_length=200, help_text=_("Without rank and degrees."))
    degrees = models.CharField(_("degrees"), max_length=80, blank=True, help_text=_("For example S.H., S.I.K."))
    rank = models.ForeignKey(Rank, models.PROTECT, related_name="officers", verbose_name=_("rank"))
    position = models.CharField(_("position"), max_length=200, blank=True)
    is_acting = models.BooleanField(_("acting (Ps.)"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=PersonRole, default=PersonRole.OFFICER)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("added at"), auto_now_add=True)
    language = models.CharField(_("language"), max_length=5, blank=True)

    objects = OfficerManager()

    USERNAME_FIELD = "nrp"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["rank__order", "name"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        """Rank, name and degrees, as it is written: "Iptu Yohanes Tefu, S.H."."""
        return write_name(rank=self.rank.abbreviation, name=self.name, degrees=self.degrees)

    @property
    def full_position(self) -> str:
        """The position with the mark of an acting holder: "Ps. Kasat Samapta"."""
        return f"Ps. {self.position}" if self.is_acting and self.position else self.position

    @cached_property
    def _dated_posts(self) -> list[tuple[str, int, int]]:
        """Units lent to and deputised for today, and who named the deputy: one query for every read of visits."""
        today = timezone.localdate()
        lent = self.secondments.on(today).values_list(models.Value("lent"), "unit_id", "officer_id")
        stands_in = self.deputyships.order_by().on(today)
        # UNION: two small questions that every page would ask one after the other.
        return list(lent.union(stands_in.values_list(models.Value("deputy"), "unit_id", "named_by_id")))

    @property
    def member_unit_ids(self) -> list[int]:
        """Units whose member the officer is today: the own one and those lent to."""
        return list(dict.fromkeys([self.unit_id, *(unit for kind, unit, _by in self._dated_posts if kind == "lent")]))

    @property
    def deputised_unit_ids(self) -> list[int]:
        """Units for whose supervisor the officer stands in today."""
        return list(dict.fromkeys(unit for kind, unit, _by in self._dated_posts if kind == "deputy"))

    @property
    def supervised_unit_ids(self) -> list[int]:
        """Units that the officer reads and reviews as their supervisor does; everything below goes with them."""
        own = self.member_unit_ids if self.is_supervisor else []
        # An administrator or auditor who is named deputy gets no visits to review.
        stands_in = self.deputised_unit_ids if self.may_log_visits else []
        return list(dict.fromkeys([*own, *stands_in]))

    @cached_property
    def supervisors_deputised(self) -> list[int]:
        """Primary keys of the supervisors for whom the officer stands in today, and whose visits are closed to them.

        What they wrote or were on goes to the unit above. Where nobody supervises one, as for the Kapolres, it
        goes to a deputy whom somebody else named, in set-up.
        """
        if not self.deputised_unit_ids:
            return []
        supervisors = Officer.objects.filter(role=PersonRole.SUPERVISOR, is_active=True).exclude(pk=self.pk)
        found: list[int] = []
        for unit in Unit.objects.filter(pk__in=self.deputised_unit_ids):
            above = set(unit.lineage_ids) - {unit.pk}
            # Their superior stands in: whom one supervises anyway one may review.
            if self.is_supervisor and bool(above & set(self.member_unit_ids)):
                continue
            own = supervisors.filter(unit=unit)
            if not supervisors.filter(unit__in=above).exists():
                own = own.filter(
                    pk__in=[by for kind, pk, by in self._dated_posts if kind == "deputy" and pk == unit.pk]
                )
            found += own.values_list("pk", flat=True)
        return found

    @cached_property
    def audited_unit(self) -> Unit:
        """Where an auditor's reach begins: the nearest Polres or Polda above, else the own unit.

        Siwas is a section of its Polres and reads all of it; Itwasda all of the Polda.
        """
        stations = (UnitKind.POLRES, UnitKind.POLDA)
        above = Unit.objects.filter(pk__in=self.unit.lineage_ids, kind__in=stations).order_by("-depth").first()
        return above or self.unit

    def has_no_dated_posts(self) -> None:
        """Told by who loaded the officer and saw that there are none today: then they are not asked for."""
        self._dated_posts = []

    def supervises(self, unit: Unit) -> bool:
        """Whether the officer supervises the unit or one above it; below the own unit its path tells, without query."""
        supervised = self.supervised_unit_ids
        # Nearly always so, and without a query.
        if self.unit_id in supervised and unit.path.startswith(self.unit.path):
            return True
        return any(pk != self.unit_id for pk in supervised) and bool(set(supervised) & set(unit.lineage_ids))

    @property
    def is_supervising(self) -> bool:
        """Whether visits wait for this person's review: a supervisor, or who stands in for one today."""
        return bool(self.supervised_unit_ids)

    @property
    def is_supervisor(self) -> bool:
        return self.role == PersonRole.SUPERVISOR

    @property
    def is_administrator(self) -> bool:
        return self.role == PersonRole.ADMINISTRATOR

    @property
    def is_auditor(self) -> bool:
        return self.role == PersonRole.AUDITOR

    @property
    def may_log_visits(self) -> bool:
        return self.role in (PersonRole.OFFICER, PersonRole.SUPERVISOR)

    # What Django's admin asks of a user: only an administrator enters it, and only
    # the set-up models are registered there.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.is_administrator

    def has_perm(self, permission, obj=None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label) -> bool:
        return self.is_staff


def write_name(*, rank: str = "", name: str, degrees: str = "") -> str:
    """Rank (or honorific), name and degrees in the order that letters use."""
    before = f"{rank} {name}".strip()
    return f"{before}, {degrees}" if degrees else before
