"""Before you arrive: what fits one phone screen about a village or a figure, and may travel on a phone.

A phone can be lost. So a card holds nothing of confidential visits, no note that is restricted, has a
confidential source or is about somebody only mentioned, no promise that comes from one, nobody whom visits
only mention or whose data is restricted or anonymised, whoever asks for it: a supervisor's phone is lost as
easily as another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from visits.follow_ups.queries import readable_follow_ups
from visits.lists.follow_up_list import OPEN_STATES
from visits.lists.places import last_open_visits
from visits.models import (
    Classification,
    CommunityFigure,
    DialogueNote,
    Encounter,
    FigureRole,
    FollowUp,
    FollowUpIndex,
    NoteKind,
    Officer,
    OfficerRole,
    Presence,
    Reception,
    Region,
    Situation,
    Stop,
    Visit,
)
from visits.models.index_keys import filter_key
from visits.models.visibility import narrow_notes
from visits.pickers.place_history import codes_with_earlier

LAST, MOST_PEOPLE, MOST_PROMISES, MOST_MIND = 3, 5, 2, 2
SHORT = 64
MOST_OPEN = 2000


@dataclass(frozen=True)
class Person:
    """Somebody whom one may meet: the right name and title, and how they want to be greeted."""

    key: str
    name: str
    title: str
    addressed_as: str


@dataclass(frozen=True)
class Line:
    """One thing in one line: what happened on a day, or what is to be done until one."""

    day: str
    text: str
    detail: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Card:
    """A village or a figure on one phone screen. `code` is the region's or the figure's."""

    code: str
    name: str
    above: str
    people: list[Person] = field(default_factory=list)
    visits: list[Line] = field(default_factory=list)
    promises: list[Line] = field(default_factory=list)
    open_promises: int = 0
    mind: list[str] = field(default_factory=list)
    last_visit: str = ""


def village_cards(villages: list[Region], *, officer: Officer, today: date) -> list[Card]:
    """A card for each village, in as many queries for twenty as for one."""
    codes = [village.pk for village in villages]
    people = _people_of(codes, officer)
    visits = _last_visits(officer, {code: [filter_key("place", code)] for code in codes})
    reports = _Reports(officer, {visit.pk: visit for found in visits.values() for visit in found})
    promises = _promises_by_village(codes, officer)
    return [
        _card(village.pk, village.label, village.parent, people, visits, reports, promises, today)
        for village in villages
    ]


def figure_card(figure: CommunityFigure, *, officer: Officer, today: date) -> Card:
    """The card of one figure: the visits at which they were met, and what is open from those."""
    keys = [filter_key("figure", pk) for pk in figure.person_ids]
    visits = {str(figure.key): _last_visits(officer, {str(figure.key): keys}).get(str(figure.key), [])}
    reports = _Reports(officer, {visit.pk: visit for visit in visits[str(figure.key)]})
    promises = {str(figure.key): list(travelling_promises(officer).filter(pk__in=_listed_open(keys))[:MOST_OPEN])}
    people = {str(figure.key): [_person(figure)]}
    return _card(str(figure.key), figure.full_name, figure.village, people, visits, reports, promises, today)


def may_travel(figures: QuerySet[CommunityFigure]) -> QuerySet[CommunityFigure]:
    """Figures who may be named on a phone that can be lost: nobody of whom others only spoke."""
    named = Encounter.objects.filter(figure=OuterRef("pk"))
    # Whoever stands on no visit at all was entered as a known figure, not as hearsay.
    only_spoken_of = Exists(named) & ~Exists(named.filter(presence=Presence.MET))
    return figures.filter(restricted_at__isnull=True, anonymised_at__isnull=True).exclude(only_spoken_of)


def _card(code, name, above, people, visits, reports, promises, today) -> Card:
    found, open_ones = visits.get(code, []), promises.get(code, [])
    return Card(
        code=code,
        name=name,
        above=above.label if above else "",
        people=[_without_village(person, name) for person in people.get(code, [])[:MOST_PEOPLE]],
        visits=[reports.line(visit) for visit in found],
        promises=[_promise(row, today) for row in open_ones[:MOST_PROMISES]],
        open_promises=len(open_ones),
        mind=reports.mind(found),
        last_visit=found[0].visited_on.isoformat() if found else "",
    )


def _travelling_visits(officer: Officer) -> QuerySet[Visit]:
    return Visit.objects.visible_to(officer).logged().exclude(classification=Classification.CONFIDENTIAL)


def _stays() -> Q:
    """Notes that must stay on the server."""
    return narrow_notes() | Q(source_is_confidential=True)


def _travelling_notes(officer: Officer) -> QuerySet[DialogueNote]:
    return DialogueNote.objects.visible_to(officer).exclude(_stays())


def travelling_promises(officer: Officer) -> QuerySet[FollowUp]:
    """What is open from visits that may travel, unless a note that it comes from may not."""
    linked = FollowUp.notes.through.objects.filter(followup=OuterRef("pk"))
    narrow = linked.filter(dialoguenote__in=DialogueNote.objects.filter(_stays()).values("pk"))
    rows = readable_follow_ups(officer).unfinished().filter(~Exists(narrow))
    return rows.filter(visit__in=_travelling_visits(officer).values("pk"))


def _with_officers(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.prefetch_related("participations")


def _last_visits(officer: Officer, keys_of: dict[str, list[str]]) -> dict[str, list[Visit]]:
    """The last three visits that any of some filter keys has, the newest first, by what the keys are of."""
    last = last_open_visits(officer, [key for keys in keys_of.values() for key in keys], LAST)
    found = _with_officers(Visit.objects.all()).in_bulk({pk for pks in last.values() for pk in pks})
    visits: dict[str, list[Visit]] = {}
    for name, keys in keys_of.items():
        each = {found[pk] for key in keys for pk in last.get(key, []) if pk in found}
        visits[name] = sorted(each, key=lambda visit: (visit.visited_on, visit.pk), reverse=True)[:LAST]
    return visits


def _listed_open(keys: list[str]) -> QuerySet:
    """Follow-ups still to be done that stand in any of some lists."""
    return FollowUpIndex.objects.filter(list_key__in=keys, status__in=OPEN_STATES).values("follow_up")


class _Reports:
    """What was said and found on some visits, as far as it may travel."""

    def __init__(self, officer: Officer, visits: dict[int, Visit]):
        self.notes: dict[int, list[DialogueNote]] = {}
        for note in _travelling_notes(officer).filter(visit__in=list(visits)).order_by("order", "pk"):
            self.notes.setdefault(note.visit_id, []).append(note)

    def line(self, visit: Visit) -> Line:
        """The day, what was most worth knowing, and who led it."""
        # A concern first, whatever was said before it.
        notes = sorted(self.notes.get(visit.pk, []), key=lambda note: note.kind != NoteKind.CONCERN)
        text = notes[0].text if notes else visit.result
        leaders = [row.label for row in visit.participations.all() if row.role == OfficerRole.LEADER]
        text = _short(text) if text else visit.get_activity_display()
        return Line(_day(visit.visited_on), text, ", ".join(leaders))

    def mind(self, visits: list[Visit]) -> list[str]:
        """What to mind: how it ended last, who objected, what hindered, what might become a disturbance."""
        said = []
        for visit in visits:
            day = _day(visit.visited_on)
            if visit.situation_after in (Situation.WATCH, Situation.TENSE):
                said.append(f"{day}: {visit.get_situation_after_display()}")
            if visit.reception == Reception.OBJECTING:
                said.append(f"{day}: {visit.get_reception_display()}")
            if visit.obstacles:
                said.append(f"{day}: {_short(visit.obstacles)}")
            troubled = [note for note in self.notes.get(visit.pk, []) if note.disturbance]
            said += [f"{note.get_disturbance_display()}: {_short(note.text)}" for note in troubled]
        return said[:MOST_MIND]


def _people_of(codes: list[str], officer: Officer) -> dict[str, list[Person]]:
    roles = Prefetch("roles", FigureRole.objects.all())
    counts_for = codes_with_earlier(codes)
    figures = may_travel(CommunityFigure.objects.visible_to(officer)).filter(village__in=counts_for)
    found: dict[str, list[Person]] = {}
    for figure in figures.prefetch_related(roles).order_by("search_name", "pk"):
        for code in counts_for.get(figure.village_id or "", ()):
            found.setdefault(code, []).append(_person(figure))
    return found


def _without_village(person: Person, village: str) -> Person:
    """On the card of Desa Tuapukan, "Kepala Desa" says as much as "Kepala Desa Tuapukan"."""
    name = village.partition(" ")[2]
    return replace(person, title=person.title.removesuffix(f" {name}") if name else person.title)


def _person(figure: CommunityFigure) -> Person:
    roles = figure.roles_on(timezone.localdate())
    return Person(str(figure.key), figure.full_name, str(roles[0]) if roles else "", figure.addressed_as)


def _promises_by_village(codes: list[str], officer: Officer) -> dict[str, list[FollowUp]]:
    here = _listed_open([filter_key("place", code) for code in codes])
    rows = travelling_promises(officer).filter(pk__in=here)[:MOST_OPEN]
    counts_for = codes_with_earlier(codes)
    halted = Stop.objects.filter(place__in=counts_for)
    by_visit: dict[int, list[FollowUp]] = {}
    for row in rows:
        by_visit.setdefault(row.visit_id, []).append(row)
    found: dict[str, list[FollowUp]] = {}
    for place, visit in set(halted.filter(visit__in=list(by_visit)).values_list("place_id", "visit_id")):
        for code in counts_for[place]:
            found.setdefault(code, []).extend(by_visit[visit])
    return {place: sorted(rows, key=lambda row: (row.due_on or date.max, row.pk)) for place, rows in found.items()}


def _promise(row: FollowUp, today: date) -> Line:
    return Line(_day(row.due_on), _short(row.text), row.sent_to, row.is_overdue(today))


def _day(day: date | None) -> str:
    """The year is said only where it is another one: a line on a phone holds some fifty letters."""
    if day is None:
        return ""
    return date_format(day, "j M" if day.year == timezone.localdate().year else "j M Y")


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(SHORT)
