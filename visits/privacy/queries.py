"""Everything held on one figure, as far as its reader may see it, and everyone who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localdate

from visits.audit.entries_about import entries_about
from visits.audit.queries import names_of
from visits.core.figure_visits import visits_with
from visits.follow_ups.queries import open_promises_to
from visits.models import (
    AuditEntry,
    CommunityFigure,
    Consent,
    DataRequest,
    DialogueNote,
    Encounter,
    FigureMerge,
    Officer,
    Photo,
    Visit,
)
from visits.models.retention import held_until

NEWEST_LOOKS = 200
Kind = AuditEntry.Kind


@dataclass(frozen=True)
class Look:
    """One entry of the audit log about the figure: when, who, from which unit, what."""

    at: object
    name: str
    nrp: str
    unit: str
    kind: str


@dataclass(frozen=True)
class Looker:
    """Somebody who looked at the figure or changed it: how often, and when last."""

    name: str
    nrp: str
    number: int
    last: datetime


class FigureData:
    """What is held on a figure: rows of their own, and where visits in reach speak of them."""

    def __init__(self, figure: CommunityFigure, reader: Officer):
        self.figure, self.reader = figure, reader

    @property
    def consents(self) -> QuerySet[Consent]:
        return consents_of(self.figure)

    @property
    def requests(self) -> QuerySet[DataRequest]:
        return self.figure.data_requests.select_related("taken_by__rank", "answered_by__rank")

    @cached_property
    def held_until(self) -> date | None:
        """From which day on the name is proposed for removal; none while an operation of a visit has no end."""
        rows = Visit.objects.filter(encounters__figure__in=self.figure.person_ids).select_related("operation")
        days = [held_until(visit.visited_on or localdate(visit.saved_at), visit.operation) for visit in rows.distinct()]
        # One visit of an operation without an end holds the name without an end.
        if None in days:
            return None
        kept = self.figure.retention_proposals.filter(keep_until__isnull=False).values_list("keep_until", flat=True)
        found = [day for day in (*days, *kept) if day is not None]
        return max(found) if found else held_until(localdate(self.figure.created_at), None)

    @cached_property
    def encounters(self) -> list[Encounter]:
        """How the visits in reach name the person, the newest first."""
        visits = visits_with(self.figure, officer=self.reader)
        named = Encounter.objects.readable_by(self.reader)
        rows = named.filter(figure__in=self.figure.person_ids, visit__in=visits.values("pk"))
        return list(rows.select_related("visit", "stop").order_by("-visit__visited_on", "-pk"))

    @cached_property
    def visits_elsewhere(self) -> int:
        """How many visits name the person beyond the reader's reach: held, and not shown."""
        logged = Encounter.objects.filter(figure=self.figure).exclude(visit__status="draft")
        return logged.values("visit").distinct().count() - len({row.visit_id for row in self.encounters})

    @cached_property
    def said(self) -> list[DialogueNote]:
        """Notes that the person raised, unless their source is confidential."""
        return self._notes(raised_by_people__figure__in=self.figure.person_ids)

    @cached_property
    def reported_to(self) -> list[DialogueNote]:
        """Notes about the person."""
        return self._notes(about__figure__in=self.figure.person_ids)

    def _notes(self, **where) -> list[DialogueNote]:
        notes = DialogueNote.objects.visible_to(self.reader).filter(**where).exclude(visit__status="draft").distinct()
        return list(notes.select_related("visit", "topic").order_by("-visit__visited_on", "pk"))

    @cached_property
    def promises(self) -> list:
        return open_promises_to(self.figure, officer=self.reader)

    @property
    def texts(self) -> list[str]:
        """Everything in the copy that somebody typed, in which others may be named."""
        roles = [text for role in self.figure.roles.all() for text in (role.title, role.institution)]
        named = [text for row in self.encounters for text in (row.title, row.institution)]
        asked = [text for row in self.requests for text in (row.words, row.answer)]
        return [self.figure.addressed_as, *roles, *named, *asked, *(note.text for note in self.said)]

    @property
    def photos(self) -> int:
        """Photos of the visits at which the person was met; nobody says who is on which."""
        return Photo.objects.filter(visit__in=visits_with(self.figure, officer=self.reader).values("pk")).count()

    @property
    def merges(self) -> QuerySet[FigureMerge]:
        """Records of the same person that were merged into this one, each of which can be parted again."""
        standing = self.figure.merges.filter(undone_at__isnull=True)
        return standing.select_related("merged__village", "merged_by__rank")

    @cached_property
    def looks(self) -> list[Look]:
        """What was looked at or changed, the newest first (art. 31–32)."""
        # The newest of each kind first: one query over all three would use no index.
        found = [row for rows in self._entries for row in rows.order_by("-number")[:NEWEST_LOOKS]]
        found = sorted(found, key=lambda row: -row.number)[:NEWEST_LOOKS]
        names = names_of({row.nrp for row in found})
        return [Look(row.at, names.get(row.nrp, ""), row.nrp, row.unit_code, row.get_kind_display()) for row in found]

    @cached_property
    def lookers(self) -> list[Looker]:
        """Everyone who ever looked or changed anything, how often, and when last."""
        times: dict[str, int] = {}
        last: dict[str, datetime] = {}
        for rows in self._entries:
            for nrp, number, at in rows.order_by().values_list("nrp").annotate(number=Count("pk"), last=Max("at")):
                times[nrp] = times.get(nrp, 0) + number
                last[nrp] = max(at, last.get(nrp, at))
        names = names_of(times)
        return [
            Looker(names.get(nrp, ""), nrp, times[nrp], last[nrp])
            for nrp in sorted(last, key=last.__getitem__, reverse=True)
        ]

    @property
    def earlier_looks(self) -> int:
        """How many entries there are beyond the newest that are shown one by one."""
        return sum(looker.number for looker in self.lookers) - len(self.looks)

    @property
    def _entries(self) -> list[QuerySet[AuditEntry]]:
        return entries_about(self.figure)


def consents_of(figure: CommunityFigure) -> QuerySet[Consent]:
    """What the person agreed to, on whichever of their records it stands."""
    return Consent.objects.filter(figure__in=figure.person_ids).select_related("asked_by__rank")


def requests_open_for(supervisor: Officer) -> QuerySet[DataRequest]:
    """Unanswered requests of figures known to the supervisor's Polres, the most urgent first."""
    figures = CommunityFigure.objects.visible_to(supervisor).values("pk")
    return DataRequest.objects.filter(answered_at__isnull=True, figure__in=figures).select_related("figure")
