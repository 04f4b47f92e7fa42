"""The visit: its facts of the day, its state, and what binds it to others."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .codes import (
    Activity,
    Classification,
    CodeListField,
    Initiative,
    Outcome,
    Partner,
    PartOfDay,
    PersonRole,
    Reception,
    Situation,
    VisitStatus,
)
from .visit_rows import VisitQuerySet

if TYPE_CHECKING:
    from .officers import Officer

EARLIEST_DAY = date(2000, 1, 1)
# What a supervisor looks at first: it is not calm, or it became another.
NOT_CALM_OR_CHANGED = (
    Q(situation_after=Situation.WATCH)
    | Q(situation_after=Situation.TENSE)
    | (~Q(situation_before="") & ~Q(situation_after="") & ~Q(situation_before=F("situation_after")))
)
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Visit(models.Model):
    """One engagement visit, logged by an officer and reviewed by a supervisor.

    `key` is chosen by the officer's device, so a visit queued while offline can be sent twice
    and is still saved once. `revision` counts the saved versions. Names of the unit, stages
    and zone are frozen as they were that day.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=VisitStatus, default=VisitStatus.DRAFT)

    author = models.ForeignKey("Officer", models.PROTECT, related_name="authored_visits", verbose_name=_("author"))
    unit = models.ForeignKey("Unit", models.PROTECT, related_name="visits", verbose_name=_("unit"))
    unit_name = models.CharField(_("unit’s name that day"), max_length=200)

    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.HELD)
    visited_on = models.DateField(_("date"), null=True, blank=True)
    part_of_day = models.CharField(_("part of the day"), max_length=10, choices=PartOfDay, blank=True)
    started_at = models.TimeField(_("from"), null=True, blank=True)
    ended_at = models.TimeField(_("until"), null=True, blank=True)
    ends_next_day = models.BooleanField(default=False, editable=False)
    zone = models.CharField(_("time zone"), max_length=20, default="Asia/Makassar")

    activity = models.CharField(_("form of activity"), max_length=20, choices=Activity, default=Activity.CALL)
    operation = models.ForeignKey(
        "Operation", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("operation")
    )
    stage_names = models.JSONField(_("stages that day"), default=list, blank=True)
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    order_number = models.CharField(_("order number"), max_length=200, blank=True)
    background = models.TextField(_("background"), max_length=10_000, blank=True)
    initiative = models.CharField(_("initiative"), max_length=20, choices=Initiative, blank=True)
    purpose = models.TextField(_("purpose"), max_length=10_000, blank=True)
    partners = CodeListField(_("partners"), codes=Partner)
    partners_other = models.CharField(_("other partners"), max_length=200, blank=True)
    attendance = models.PositiveIntegerField(_("number of people present"), null=True, blank=True)
    attendance_is_estimate = models.BooleanField(_("the number is an estimate"), default=False)
    support_given = models.TextField(_("support given"), max_length=10_000, blank=True)

    concern_heard = models.BooleanField(_("concern heard"), null=True, blank=True)
    situation_before = models.CharField(_("situation before"), max_length=10, choices=Situation, blank=True)
    situation_after = models.CharField(_("situation after"), max_length=10, choices=Situation, blank=True)
    situation_note = models.TextField(_("about the situation"), max_length=10_000, blank=True)
    reception = models.CharField(_("reception"), max_length=12, choices=Reception, blank=True)
    reception_note = models.TextField(_("about the reception"), max_length=10_000, blank=True)
    result = models.TextField(_("result"), max_length=10_000, blank=True)
    obstacles = models.TextField(_("obstacles"), max_length=10_000, blank=True)
    recommendation = models.TextField(_("recommendation"), max_length=10_000, blank=True)
    assessment = models.TextField(_("officer’s own assessment"), max_length=10_000, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    other_facts = models.TextField(_("other facts"), max_length=10_000, blank=True)
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        db_index=False,
        verbose_name=_("follows the visit"),
    )
    copy_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("words from a phone that this visit no longer took"),
    )
    brought_by = models.ForeignKey(
        "Officer",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("who brought the draft in from the author’s phone"),
    )
    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.RESTRICTED
    )

    imported_in = models.ForeignKey(
        "VisitImport", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("imported in")
    )
    recorded_at = models.DateTimeField(_("recorded on the device at"), null=True, blank=True)
    created_at = models.DateTimeField(_("arrived at"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "Officer", models.PROTECT, null=True, blank=True, related_name="reviewed_visits", verbose_name=_("reviewed by")
    )
    photos_checked_at = models.DateTimeField(_("photos found neutral at"), null=True, blank=True)
    photos_checked_by = models.ForeignKey(
        "Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photos found neutral by")
    )
    noted_at = models.DateTimeField(_("urgency noted at"), null=True, blank=True)
    noted_by = models.ForeignKey(
        "Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("urgency noted by")
    )
    correction_asked_at = models.DateTimeField(_("correction asked for at"), null=True, blank=True)

    # What a line of a list shows, so that fifty lines are fifty rows of one table. `lists.visit_index`
    # keeps them in step; `with_mentioned` is for those who may know who was only mentioned.
    listed_places = models.TextField(blank=True, editable=False)
    listed_leader = models.TextField(blank=True, editable=False)
    listed_people = models.TextField(blank=True, editable=False)
    listed_with_mentioned = models.TextField(blank=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["-visited_on", "-id"], name="visit_newest_first"),
            models.Index(fields=["unit", "-visited_on", "-id"], name="visit_unit_newest_first"),
            models.Index(fields=["author", "status"], name="visit_author_status"),
            models.Index(fields=["submitted_at", "id"], name="visit_waiting", condition=Q(status="submitted")),
            models.Index(fields=["unit"], name="visit_urgent_unnoted", condition=Q(urgent=True, noted_at__isnull=True)),
            # Most follow none: counted in, they would make SQLite read all visits instead.
            models.Index(fields=["follows"], name="visit_followed", condition=Q(follows__isnull=False)),
            models.Index(
                fields=["-visited_on", "-id"], name="visit_not_calm_newest_first", condition=NOT_CALM_OR_CHANGED
            ),
            models.Index(
                fields=["correction_asked_at"],
                name="visit_correction_asked",
                condition=Q(correction_asked_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_not_before_2000",
                condition=Q(visited_on__isnull=True) | Q(visited_on__gte=EARLIEST_DAY),
                violation_error_message=_("A visit cannot be before the year 2000."),
            ),
            models.CheckConstraint(
                name="visit_logged_has_its_essentials",
                condition=Q(status=VisitStatus.DRAFT)
                | (Q(visited_on__isnull=False, concern_heard__isnull=False) & ~Q(purpose="")),
                violation_error_message=_(
                    "A submitted visit has a date, a purpose and an answer to whether a concern was heard."
                ),
            ),
            models.CheckConstraint(
                name="visit_ends_after_it_starts",
                condition=Q(ended_at__isnull=True)
                | Q(ends_next_day=True)
                | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                violation_error_message=_("A visit cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="visit_reviewed_at_and_by_together",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                violation_error_message=_("A review has a time and a reviewer."),
            ),
            models.CheckConstraint(
                name="visit_photos_checked_at_and_by_together",
                condition=Q(photos_checked_at__isnull=True, photos_checked_by__isnull=True)
                | Q(photos_checked_at__isnull=False, photos_checked_by__isnull=False),
                violation_error_message=_("A check of the photos has a time and a reviewer."),
            ),
            models.CheckConstraint(
                name="visit_noted_at_and_by_together",
                condition=Q(noted_at__isnull=True, noted_by__isnull=True)
                | Q(noted_at__isnull=False, noted_by__isnull=False),
                violation_error_message=_("A note of the urgency has a time and a head."),
            ),
            models.CheckConstraint(
                name="visit_correction_only_of_approved",
                condition=Q(correction_asked_at__isnull=True) | Q(status=VisitStatus.APPROVED),
                violation_error_message=_("A correction is asked for an approved visit only."),
            ),
            models.CheckConstraint(
                name="visit_does_not_follow_itself",
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")),
                violation_error_message=_("A visit cannot follow itself."),
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}, {self.visited_on}"

    def get_absolute_url(self):
        return reverse("visit_detail", args=[self.key])

    @property
    def is_draft(self) -> bool:
        return self.status == VisitStatus.DRAFT

    @cached_property
    def was_reviewed(self) -> bool:
        """Whether a reviewer has ever returned or approved it; its remarks keep that for good.

        An approved visit is left only by reopening it or taking the approval back; both leave a remark that says so.
        """
        if self.reviewed_at is not None:
            return True
        return self.remarks.filter(kind__in=["returned", "reopened"]).exists()

    @property
    def is_built_upon(self) -> bool:
        """Whether other people's work would go with it: an answer to a promise, a request, a visit that follows."""
        return (
            self.noted_at is not None
            or self.follow_ups.filter(changed_by__isnull=False).exclude(changed_by=self.author_id).exists()
            or self.notes.filter(disclosure_requests__isnull=False).exists()
            or self.followed_by.exists()
        )

    @property
    def zone_name(self) -> str:
        """WIB, WITA or WIT, as it is written after a clock time."""
        return ZONE_NAMES.get(self.zone, self.zone)

    @property
    def starts(self) -> datetime | None:
        """The instant at which the visit began, where a clock time is known."""
        if self.visited_on is None or self.started_at is None:
            return None
        return datetime.combine(self.visited_on, self.started_at, ZoneInfo(self.zone))

    @property
    def ended_on(self) -> date | None:
        """The day on which the visit ended: the next one for a visit through the night."""
        if self.visited_on is None:
            return None
        return self.visited_on + timedelta(days=int(self.ends_next_day))

    def is_supervised_by(self, officer: Officer) -> bool:
        """Whether the officer, who has the visit in reach, reads it as a supervisor, or stands in for one."""
        if officer.role == PersonRole.SUPERVISOR:
            return True
        return officer.supervises(self.unit)
