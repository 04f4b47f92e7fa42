"""Who and what is near an officer: last villages, people, groups and colleagues, for the form on a phone.

A phone can be lost. So it names nobody who may not travel (`visits/places/cards.py`), and nothing of confidential
visits.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Q, QuerySet

from visits.lists.places import last_open_visits
from visits.models import (
    Classification,
    CommunityFigure,
    Encounter,
    Officer,
    Participation,
    Presence,
    Region,
    Stop,
    Visit,
    VisitAccess,
)
from visits.models.index_keys import filter_key, officer_access_key
from visits.pickers.figures import figure_option, with_roles
from visits.pickers.officers import officer_option, unit_colleagues
from visits.pickers.options import Option
from visits.pickers.villages import own_districts
from visits.places.cards import may_travel

HOURS = 72
MOST_VILLAGES, MOST_PEOPLE, MOST_GROUPS, MOST_COLLEAGUES = 8, 40, 8, 8
# Of so many of the officer's own visits, the newest, people, groups and the team are taken.
MOST_OWN_VISITS = 200


@dataclass(frozen=True)
class Near:
    """As rows of choices: value, label, detail; of a person also the village and the day of the last visit."""

    villages: list[tuple[str, str, str]]
    people: list[tuple[str, str, str, str, str]]
    groups: list[str]
    colleagues: list[tuple[str, str, str]]
    team: list[str]

    @property
    def tag(self) -> str:
        """Another one as soon as anything in it changes."""
        return hashlib.sha256(DjangoJSONEncoder().encode(asdict(self)).encode()).hexdigest()[:32]


def near(officer: Officer, *, today: date) -> Near:
    """All of it as it is now, in a fixed number of queries."""
    visits = _own_visits(officer)
    colleagues = _colleagues(officer, visits)
    return Near(
        villages=_villages(officer, visits, today),
        people=_people(officer, visits, today),
        groups=_groups(officer, visits),
        colleagues=[(one.value, one.label, one.detail) for one in colleagues],
        team=_team(visits, [one.value for one in colleagues]),
    )


def _own_visits(officer: Officer) -> list[int]:
    """The newest logged visits that the officer wrote or was on, as far as they may travel."""
    own = VisitAccess.objects.filter(access_key=officer_access_key(officer.pk)).order_by("-visited_on", "-visit")
    newest = list(own.values_list("visit", flat=True)[:MOST_OWN_VISITS])
    rows = Visit.objects.visible_to(officer).logged().filter(pk__in=newest)
    rows = rows.exclude(classification=Classification.CONFIDENTIAL)
    return list(rows.order_by("-visited_on", "-pk").values_list("pk", flat=True))


def _met(officer: Officer, visits: list[int]) -> QuerySet[Encounter]:
    return Encounter.objects.readable_by(officer).filter(visit__in=visits, presence=Presence.MET).order_by()


def _villages(officer: Officer, visits: list[int], today: date) -> list[tuple[str, str, str]]:
    """The villages in care, then those where the officer was last."""
    current = officer.assignments.on(today).order_by("village")
    codes = list(current.values_list("village", flat=True)[:MOST_VILLAGES])
    seen = Stop.objects.filter(visit__in=visits).exclude(place__in=codes).order_by().values("place")
    last = seen.annotate(last=Max("visit__visited_on")).order_by("-last", "place")
    codes += [row["place"] for row in last[:MOST_VILLAGES]]
    found = Region.objects.open().villages().select_related("parent").in_bulk(codes)
    return [(code, found[code].label, found[code].parent.label) for code in codes if code in found][:MOST_VILLAGES]


def _people(officer: Officer, visits: list[int], today: date) -> list[tuple[str, str, str, str, str]]:
    """Figures of the own area: those whom the officer met last, then the others by name."""
    known = may_travel(CommunityFigure.objects.visible_to(officer))
    assigned = officer.assignments.on(today).values("village")
    here = known.filter(Q(village__parent__in=own_districts(officer)) | Q(village__in=assigned))
    met = _met(officer, visits).filter(figure__in=here.values("pk")).values("figure")
    last_met = met.annotate(last=Max("visit__visited_on")).order_by("-last", "figure")[:MOST_PEOPLE]
    keys = [row["figure"] for row in last_met]
    others = here.exclude(pk__in=keys).order_by("search_name", "pk").values_list("pk", flat=True)
    keys += others[: MOST_PEOPLE - len(keys)]
    figures = with_roles(CommunityFigure.objects.filter(pk__in=keys)).in_bulk()
    days = _last_days(officer, keys)
    found = [(figures[pk], figure_option(figures[pk])) for pk in keys]
    return [(one.value, one.label, one.detail, row.village_id or "", days.get(row.pk, "")) for row, one in found]


def _last_days(officer: Officer, figures: list[int]) -> dict[int, str]:
    """The day of the last visit that the officer may read and that may travel, by figure."""
    last = last_open_visits(officer, [filter_key("figure", pk) for pk in figures], 1)
    days = dict(
        Visit.objects.filter(pk__in=[pk for pks in last.values() for pk in pks]).values_list("pk", "visited_on")
    )
    found = {pk: last.get(filter_key("figure", pk)) for pk in figures}
    return {pk: day.isoformat() for pk, visits in found.items() if visits and (day := days[visits[0]])}


def _groups(officer: Officer, visits: list[int]) -> list[str]:
    """What the officer last called groups without names."""
    rows = _met(officer, visits).exclude(group="").values("group").annotate(last=Max("visit__visited_on"))
    return [row["group"] for row in rows.order_by("-last", "group")[:MOST_GROUPS]]


def _colleagues(officer: Officer, visits: list[int]) -> list[Option]:
    """Who went along last, then others of the own unit."""
    went = Participation.objects.filter(visit__in=visits, officer__is_active=True).exclude(officer=officer)
    last = went.order_by().values("officer").annotate(last=Max("visit__visited_on")).order_by("-last", "officer")
    keys = [row["officer"] for row in last[:MOST_COLLEAGUES]]
    found = Officer.objects.select_related("rank", "unit").in_bulk(keys)
    options = [officer_option(found[pk]) for pk in keys]
    known = {officer.nrp, *(one.value for one in options)}
    others = unit_colleagues(officer, MOST_COLLEAGUES + len(known))
    return [*options, *(one for one in others if one.value not in known)][:MOST_COLLEAGUES]


def _team(visits: list[int], colleagues: list[str]) -> list[str]:
    """Numbers of those who went along the last time that somebody did."""
    rows = Participation.objects.filter(visit__in=visits, officer__nrp__in=colleagues)
    last = rows.order_by("-visit__visited_on", "-visit", "order", "pk").values_list("visit", "officer__nrp")
    found = list(last[:MOST_COLLEAGUES])
    return [nrp for visit, nrp in found if visit == found[0][0]]
