"""What is known of a place: last visits, people, promises and concerns, each part bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from visits.models import FollowUp, NoteKind, Officer, Region, RegionLevel, Stop, Unit, UnitKind, Visit
from visits.queries.follow_ups import Listed, first_promises
from visits.queries.notes import readable_notes
from visits.queries.places import own_districts

A_YEAR = timedelta(days=365)
MOST_CHILDREN = 600
MOST_TOPICS = 12
CHILD_CODE_LENGTH = {RegionLevel.PROVINCE: 5, RegionLevel.REGENCY: 8, RegionLevel.DISTRICT: 13}


@dataclass(frozen=True)
class PlaceRow:
    """One place of a list: when it was last visited, and how often, as far as one may see."""

    code: str
    label: str
    last_visit: date | None = None
    visits: int = 0


@dataclass(frozen=True)
class DistrictRows:
    """A district of the own area with its villages."""

    code: str
    label: str
    villages: list[PlaceRow]

    @property
    def visited(self) -> int:
        return sum(1 for village in self.villages if village.visits)


def own_area(officer: Officer) -> list[DistrictRows]:
    """The districts of the officer's Polres, each with its villages and their last visits."""
    codes = polres_districts(officer)
    districts = Region.objects.open().filter(pk__in=codes).order_by("code")
    villages = Region.objects.open().villages().filter(parent__in=codes).order_by("name", "code")
    seen = _visits_per_place(_stops(officer).filter(place__in=villages.values("pk")), 13)
    below: dict[str, list[PlaceRow]] = {}
    for village in villages:
        below.setdefault(village.parent_id, []).append(_row(village, seen))
    return [DistrictRows(place.code, place.label, below.get(place.code, [])) for place in districts]


def own_villages(officer: Officer) -> list[tuple]:
    """The villages of the officer's Polres as (code, name, district, latitude, longitude), for a device."""
    rows = Region.objects.open().villages().filter(parent__in=polres_districts(officer)).select_related("parent")
    return [
        (row.code, row.label, row.parent.label, _middle(row.latitude), _middle(row.longitude))
        for row in rows.order_by("code")
    ]


def _middle(degrees: Decimal | None) -> float | None:
    """A hundred metres are near enough for the middle of a village."""
    return None if degrees is None else round(float(degrees), 3)


def levels_above(region: Region) -> list[Region]:
    """The regions above, the province first."""
    found = Region.objects.in_bulk(region.ancestor_codes)
    return [found[code] for code in reversed(region.ancestor_codes) if code in found]


def children_of(region: Region, *, officer: Officer) -> list[PlaceRow]:
    """The regions directly below, with their last visits."""
    length = CHILD_CODE_LENGTH.get(region.level)
    if length is None:
        return []
    seen = _visits_per_place(_stops(officer).filter(_within("place", region)), length)
    children = Region.objects.open().filter(parent=region).order_by("name", "code")[:MOST_CHILDREN]
    return [_row(child, seen) for child in children]


def open_promises_in(region: Region, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits in the region."""
    return first_promises(Listed((f"place:{region.pk}",)), officer, limit)


def concerns_in(region: Region, *, officer: Officer, today: date) -> list[tuple[str, int]]:
    """How many concerns were heard about what, in the last twelve months, the most first."""
    at_stop = Q(stop__isnull=False) & _within("stop__place", region)
    at_visit = Q(stop__isnull=True, visit__in=Stop.objects.filter(_within("place", region)).values("visit"))
    rows = (
        readable_notes(officer)
        .filter(at_stop | at_visit, kind=NoteKind.CONCERN, visit__visited_on__gt=today - A_YEAR)
        .exclude(visit__status="draft")
        .order_by()
        .values("topic__name", "topic_text")
        .annotate(number=Count("pk"))
        .order_by("-number", "topic__name", "topic_text")
    )
    counts: dict[str, int] = {}
    for row in rows[:200]:
        name = row["topic__name"] or row["topic_text"] or _("No topic given")
        counts[name] = counts.get(name, 0) + row["number"]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOPICS]


def polres_districts(officer: Officer) -> list[str]:
    """Every district of the officer's Polres; where none is set up, the unit's own ones."""
    above = Unit.objects.filter(pk__in=officer.unit.lineage_ids, kind=UnitKind.POLRES).order_by("-depth").first()
    if above:
        codes = Unit.below(above).filter(districts__isnull=False).values_list("districts", flat=True).distinct()
        return list(codes)
    return own_districts(officer)


def _stops(officer: Officer) -> QuerySet[Stop]:
    return Stop.objects.filter(visit__in=Visit.objects.visible_to(officer).logged().values("pk"))


def _within(field: str, region: Region) -> Q:
    return Q(**{field: region.pk}) | Q(**{f"{field}__code__startswith": f"{region.pk}."})


def _visits_per_place(stops: QuerySet[Stop], length: int) -> dict[str, tuple[date | None, int]]:
    """Last day and number of visits by the first characters of the place's code."""
    rows = (
        stops.order_by()
        .annotate(part=Substr("place_id", 1, length))
        .values("part")
        .annotate(last=Max("visit__visited_on"), number=Count("visit", distinct=True))
    )
    return {row["part"]: (row["last"], row["number"]) for row in rows}


def _row(region: Region, seen: dict[str, tuple[date | None, int]]) -> PlaceRow:
    last, number = seen.get(region.code, (None, 0))
    return PlaceRow(region.code, region.label, last, number)
