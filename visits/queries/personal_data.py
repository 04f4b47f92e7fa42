"""Everything held on one figure, as far as its reader may see it, and everyone who looked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from visits.models import (
    AuditEvent,
    CommunityFigure,
    Consent,
    DataRequest,
    DialogueNote,
    Encounter,
    FigureMerge,
    Officer,
    Participation,
    Photo,
)
from visits.queries.figures import open_promises_to, visits_with
from visits.queries.notes import readable_notes
from visits.queries.people import readable_people
from visits.queries.trail import keys_of, names_of

NEWEST_LOOKS = 200
NEWEST_PACKS = 2000
Kind = AuditEvent.Kind


@dataclass(frozen=True)
class Look:
    """One entry of the trail about the figure: when, who, from which unit, what."""

    at: object
    name: str
    nrp: str
    unit: str
    kind: str


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
    def encounters(self) -> list[Encounter]:
        """How the visits in reach name the person, the newest first."""
        visits = visits_with(self.figure, officer=self.reader)
        rows = readable_people(self.reader).filter(figure__in=self.figure.person_ids, visit__in=visits.values("pk"))
        return list(rows.select_related("visit", "stop").order_by("-visit__visited_on", "-pk"))

    @cached_property
    def visits_elsewhere(self) -> int:
        """How many visits name the person beyond the reader's reach: held, and not shown."""
        logged = Encounter.objects.filter(figure=self.figure).exclude(visit__status="draft")
        return logged.values("visit").distinct().count() - len({row.visit_id for row in self.encounters})

    @cached_property
    def said(self) -> list[DialogueNote]:
        """Notes that the person raised, unless their source is sealed."""
        return self._notes(raised_by_people__figure__in=self.figure.person_ids)

    @cached_property
    def told_about(self) -> list[DialogueNote]:
        """Notes about the person."""
        return self._notes(about__figure__in=self.figure.person_ids)

    def _notes(self, **where) -> list[DialogueNote]:
        notes = readable_notes(self.reader).filter(**where).exclude(visit__status="draft").distinct()
        return list(notes.select_related("visit", "topic").order_by("-visit__visited_on", "pk"))

    @cached_property
    def promises(self) -> list:
        return open_promises_to(self.figure, officer=self.reader)

    @property
    def photos(self) -> int:
        """Photos of the visits at which the person was met; nobody says who is on which."""
        return Photo.objects.filter(visit__in=visits_with(self.figure, officer=self.reader).values("pk")).count()

    @property
    def merges(self) -> QuerySet[FigureMerge]:
        """Records of the same person that were merged into this one, each of which can be parted again."""
        standing = self.figure.merges.filter(undone_at__isnull=True)
        return standing.select_related("merged__village", "merged_by__rank")

    @property
    def looks(self) -> list[Look]:
        """Everyone who looked or changed anything, the newest first (art. 31–32)."""
        keys = set(keys_of(self.figure))
        rows = list(AuditEvent.objects.filter(target__in=keys).order_by("-number")[:NEWEST_LOOKS])
        # Cards of villages and packs name everybody on them in one row.
        cards = AuditEvent.objects.filter(kind=Kind.CARDS_READ).exclude(target__in=keys).order_by("-number")
        rows += [row for row in cards[:NEWEST_PACKS] if keys & set(row.details.get("figures", []))]
        rows = sorted(rows, key=lambda row: -row.number)[:NEWEST_LOOKS]
        names = names_of({row.nrp for row in rows})
        return [Look(row.at, names.get(row.nrp, ""), row.nrp, row.unit_code, row.get_kind_display()) for row in rows]


def consents_of(figure: CommunityFigure) -> QuerySet[Consent]:
    """What the person agreed to, on whichever of their records it stands."""
    return Consent.objects.filter(figure__in=figure.person_ids).select_related("asked_by__rank")


def requests_open_for(head: Officer) -> QuerySet[DataRequest]:
    """Unanswered requests of figures known to the head's Polres, the most urgent first."""
    figures = CommunityFigure.objects.visible_to(head).values("pk")
    return DataRequest.objects.filter(answered_at__isnull=True, figure__in=figures).select_related("figure")


def names_of_others(data: FigureData) -> dict[int, set[str]]:
    """The names of everybody else on each of the person's visits, to be taken out of a copy for them."""
    own = data.figure.name
    visits = {note.visit_id for note in data.said}
    others: dict[int, set[str]] = {pk: set() for pk in visits}
    people = Encounter.objects.filter(visit__in=visits).exclude(figure__in=data.figure.person_ids).exclude(name=own)
    for pk, name in people.exclude(name="").values_list("visit", "name"):
        others[pk].add(name)
    for pk, name in Participation.objects.filter(visit__in=visits).exclude(name="").values_list("visit", "name"):
        others[pk].add(name)
    return others
