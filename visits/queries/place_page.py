"""What is known of a place: last visits, people, promises and concerns, each part bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from visits.models import DialogueNote, FollowUp, NoteKind, Officer, Region, Unit, UnitKind, VisitScope
from visits.models.scope import officer_scope
from visits.queries.follow_ups import Listed, first_promises
from visits.queries.places import own_districts
from visits.queries.terms import BY_DAY
from visits.queries.visit_list import asked_in_reach, in_order, reads_every_visit, visits_asked
from visits.queries.walk import as_read

A_YEAR = timedelta(days=365)
MOST_CHILDREN = 600
MOST_TOPICS = 12
MOST_SHOWN = 50
# Whoever reads the visits of no more units than this has the places of each unit looked up.
FEW_UNITS = 12
# Concerns are told of so many visits of a place, the newest.
MOST_LISTENED = 500


class Seen(NamedTuple):
    """When a place was last visited and how often; `has_more`: the number is only where counting stopped."""

    last: date | None = None
    number: int = 0
    has_more: bool = False


@dataclass(frozen=True)
class PlaceRow:
    """One place of a list: when it was last visited, and how often, as far as one may see."""

    code: str
    label: str
    last_visit: date | None = None
    visits: int = 0
    has_more: bool = False


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
    seen = _seen(officer, [village.code for village in villages])
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
    children = list(Region.objects.open().filter(parent=region).order_by("name", "code")[:MOST_CHILDREN])
    seen = _seen(officer, [child.code for child in children])
    return [_row(child, seen) for child in children]


def open_promises_in(region: Region, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits in the region."""
    return first_promises(Listed((f"place:{region.pk}",)), officer, limit)


@dataclass(frozen=True)
class Concerns:
    """How many concerns were heard about what, the most first; of the newest visits, where there are too many."""

    topics: list[tuple[str, int]] = field(default_factory=list)
    newest_only: int = 0


def concerns_in(region: Region, *, officer: Officer, today: date) -> Concerns:
    """What was feared there in the last twelve months, as far as the officer may read it."""
    visits = visits_asked(officer, {"place": region.code, "from": today - A_YEAR + timedelta(days=1)})
    found = in_order(visits.after(None, MOST_LISTENED + 1))
    here = Q(stop__isnull=True) | _within("stop__place", region)
    notes = DialogueNote.objects.filter(here, kind=NoteKind.CONCERN, visit__in=found[:MOST_LISTENED])
    counts: dict[str, int] = {}
    for topic, text in notes.readable_by(officer).order_by().values_list("topic__name", "topic_text"):
        name = topic or text or _("No topic given")
        counts[name] = counts.get(name, 0) + 1
    topics = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOPICS]
    return Concerns(topics, MOST_LISTENED if len(found) > MOST_LISTENED else 0)


def polres_districts(officer: Officer) -> list[str]:
    """Every district of the officer's Polres; where none is set up, the unit's own ones."""
    above = Unit.objects.filter(pk__in=officer.unit.lineage_ids, kind=UnitKind.POLRES).order_by("-depth").first()
    if above:
        codes = Unit.below(above).filter(districts__isnull=False).values_list("districts", flat=True).distinct()
        return list(codes)
    return own_districts(officer)


def _within(field: str, region: Region) -> Q:
    return Q(**{field: region.pk}) | Q(**{f"{field}__code__startswith": f"{region.pk}."})


def _seen(officer: Officer, codes: list[str]) -> dict[str, Seen]:
    """The last day and the number of visits in reach of each place; a number stops at 50."""
    if not codes:
        return {}
    units = None if reads_every_visit(officer) else _units_read(officer)
    if units is None:
        return _looked_up(officer, codes, ["place:"])
    seen = _looked_up(officer, codes, [f"at:{unit}:" for unit in units])
    for code, other in _own_elsewhere(officer, codes, units).items():
        known = seen.get(code, Seen())
        last = max(day for day in (known.last, other.last) if day)
        both = known.number + other.number
        seen[code] = Seen(last, min(both, MOST_SHOWN), known.has_more or both > MOST_SHOWN)
    return seen


def _units_read(officer: Officer) -> list[int] | None:
    """The units whose visits the officer reads, all or most of them; None where they are many."""
    units: set[int] = set()
    for scope in VisitScope.logged_scopes_of(officer):
        kind, _colon, pk = scope.partition(":")
        if kind == "unit":
            units.add(int(pk))
        elif kind in ("tree", "audit"):
            units.update(Unit.below(Unit.objects.get(pk=pk)).values_list("pk", flat=True)[: FEW_UNITS + 1])
    return sorted(units) if len(units) <= FEW_UNITS else None


def _own_elsewhere(officer: Officer, codes: list[str], units: list[int]) -> dict[str, Seen]:
    """Visits that the officer was on for other units than these: few, so that all of them are read."""
    own = officer_scope(officer.pk)
    if own not in VisitScope.logged_scopes_of(officer):
        return {}
    others = f" AND v.unit_id NOT IN ({', '.join(['%s'] * len(units))})" if units else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUBSTR(s.place_id, 1, %s) AS code, MAX(v.visited_on), COUNT(DISTINCT v.id) FROM visits_visitscope k"
            " JOIN visits_visit v ON v.id = k.visit_id JOIN visits_stop s ON s.visit_id = v.id"
            f" WHERE k.scope = %s{others} GROUP BY 1",
            [len(codes[0]), own, *units],
        )
        found = {code: Seen(as_read(day, BY_DAY), number) for code, day, number in cursor.fetchall()}
    return {code: found[code] for code in codes if code in found}


def _looked_up(officer: Officer, codes: list[str], kinds: list[str]) -> dict[str, Seen]:
    """A walk along the facets of each place, from its last visit on, which ends at the number that is shown."""
    if not kinds:
        return {}
    reach = asked_in_reach(officer, "f")
    walk = (
        "SELECT * FROM (SELECT f.visited_on, f.visit_id FROM visits_visitfacet f"
        f" WHERE f.facet = %s || r.code{reach.text} ORDER BY f.visited_on DESC, f.visit_id DESC LIMIT %s) AS w{{place}}"
    )
    walks = " UNION ALL ".join(walk.format(place=place) for place in range(len(kinds)))

    def values(limit: int) -> list:
        return [value for kind in kinds for value in (kind, *reach.values, limit)]

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.code, (SELECT MAX(last.visited_on) FROM ({walks}) AS last),"
            f" (SELECT COUNT(*) FROM ({walks}) AS counted)"
            f" FROM visits_region r WHERE r.code IN ({', '.join(['%s'] * len(codes))})",
            [*values(1), *values(MOST_SHOWN + 1), *codes],
        )
        rows = cursor.fetchall()
    return {
        code: Seen(as_read(day, BY_DAY), min(number, MOST_SHOWN), number > MOST_SHOWN)
        for code, day, number in rows
        if number
    }


def _row(region: Region, seen: dict[str, Seen]) -> PlaceRow:
    return PlaceRow(region.code, region.label, *seen.get(region.code, Seen()))
