"""Find a village while somebody types: own area first, then by beginning, then by likeness.

83,762 names do not change between two imports, so each process keeps the folded names of the
open regions in memory, sorted: a beginning is found by bisection and a likeness by rapidfuzz,
alike on both databases. What is shown comes from the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from rapidfuzz import fuzz, process

from visits.models import Officer, Region, RegionLevel, Unit, UnitKind
from visits.models.places import fold_name
from visits.pickers.options import Option, Options
from visits.pickers.village_names import Names, Wanted, names_of, readings

LONGEST_TEXT = 100
SHORTEST_FUZZY = 3
SIMILAR_ENOUGH = 72


@dataclass(frozen=True)
class PlaceHit:
    """One place as a picker shows it."""

    code: str
    label: str
    above: str
    is_own_area: bool


def search_places(text: str, *, officer: Officer, level: str = RegionLevel.VILLAGE, limit: int = 12) -> list[PlaceHit]:
    """The places that somebody may mean, best first.

    Order: villages assigned to the officer, other places of the own area, places elsewhere;
    within each, exact names before beginnings before words inside the name before likeness,
    but a mere likeness in the own area comes after an exact name elsewhere.
    """
    text = text[:LONGEST_TEXT].strip()
    folded = fold_name(text)
    if not folded:
        return []
    assigned, own_area = _own_area(officer)
    names = names_of(level)
    ranks: dict[str, tuple[object, ...]] = {}
    # A code was typed: there is one such place.
    if text in names.kinds:
        return _hits([text], assigned, own_area)
    first, *others = readings(folded, level)
    _rank(ranks, names, first, assigned=assigned, own_area=own_area)
    _rank_inside(ranks, names, first, assigned=assigned, own_area=own_area)
    for wanted in others:
        _rank(ranks, names, wanted, assigned=assigned, own_area=own_area)
    # Likeness reads every name; it is asked only where beginnings are too few.
    if len(ranks) < limit:
        _rank_alike(ranks, names, first, assigned=assigned, own_area=own_area)
    best = sorted(ranks, key=lambda code: ranks[code])[:limit]
    return _hits(best, assigned, own_area)


def village_named(text: str, officer: Officer) -> str:
    """The code of the one open village of the own area that has this name; empty where none or several have it.

    A typed code says by itself which village is meant, and is taken wherever that lies.
    """
    folded = fold_name(text[:LONGEST_TEXT])
    if not folded:
        return ""
    _assigned, own_area = _own_area(officer)
    names = names_of(RegionLevel.VILLAGE)
    if text in names.kinds:
        return text
    for wanted in readings(folded, RegionLevel.VILLAGE):
        allowed = names.allowed(wanted)
        found = [
            code
            for name, code in names.starting(wanted.name)
            if name == wanted.name and allowed(code) and is_within(code, own_area)
        ]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def own_districts(officer: Officer) -> list[str]:
    """Codes of the districts that the officer's unit covers.

    A unit without districts of its own has those of the nearest unit above it, up to the
    Polres; the Polres has those of all its Polseks.
    """
    lineage = [*Unit.objects.get_ancestors(officer.unit).order_by("depth"), officer.unit]
    # Above the Polres nothing is one's own area.
    start = next((n for n, unit in enumerate(lineage) if unit.kind == UnitKind.POLRES), len(lineage) - 1)
    within = lineage[start:]
    covered: dict[int, tuple[str, ...]] = dict.fromkeys((unit.pk for unit in within), ())
    for unit_id, code in Unit.districts.through.objects.filter(unit__in=within).values_list("unit_id", "region_id"):
        covered[unit_id] = (*covered[unit_id], code)
    nearest = next((covered[unit.pk] for unit in reversed(within) if covered[unit.pk]), ())
    if nearest:
        return list(nearest)
    return list(Unit.below(within[0]).filter(districts__isnull=False).values_list("districts", flat=True).distinct())


def _own_area(officer: Officer) -> tuple[set[str], tuple[str, ...]]:
    today = timezone.localdate()
    assignments = officer.assignments.on(today)
    return set(assignments.values_list("village_id", flat=True)), tuple(own_districts(officer))


def _rank(
    ranks: dict[str, tuple[object, ...]],
    names: Names,
    wanted: Wanted,
    *,
    assigned: set[str],
    own_area: tuple[str, ...],
) -> None:
    """Give a rank to every place whose name is the wanted one or begins with it."""
    allowed = names.allowed(wanted)
    # A district alone is the beginning of no name: all that lies in it is wanted.
    beginning = names.starting(wanted.name) if wanted.name else names.lying_in(wanted)
    for name, code in beginning:
        if allowed(code):
            closeness = 0 if name == wanted.name else 1
            ranks.setdefault(code, (1, _nearness(code, assigned, own_area), closeness, name, code))


def _rank_inside(
    ranks: dict[str, tuple[object, ...]],
    names: Names,
    wanted: Wanted,
    *,
    assigned: set[str],
    own_area: tuple[str, ...],
) -> None:
    """Add the places with a later word of the name that begins so: "baru" in "Pantai Baru"."""
    if len(wanted.name) < SHORTEST_FUZZY:
        return
    allowed = names.allowed(wanted)
    for name, code in names.inside(wanted.name):
        if allowed(code):
            ranks.setdefault(code, (1, _nearness(code, assigned, own_area), 2, name, code))


def _rank_alike(
    ranks: dict[str, tuple[object, ...]],
    names: Names,
    wanted: Wanted,
    *,
    assigned: set[str],
    own_area: tuple[str, ...],
) -> None:
    """Add the places whose names are like the wanted one, for slips of the finger."""
    if len(wanted.name) < SHORTEST_FUZZY:
        return
    allowed, entries = names.allowed(wanted), names.lying_in(wanted)
    texts = names.texts if entries is names.entries else [name for name, _code in entries]
    alike = process.extract(wanted.name, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH, limit=200)
    for name, score, position in alike:
        code = entries[position][1]
        if allowed(code):
            ranks.setdefault(code, (2, _nearness(code, assigned, own_area), -score, name, code))


def _nearness(code: str, assigned: set[str], own_area: tuple[str, ...]) -> int:
    if code in assigned:
        return 0
    return 1 if is_within(code, own_area) else 2


def is_within(code: str, districts: Iterable[str]) -> bool:
    """Whether the region is, holds or lies in one of the districts."""
    return any(code.startswith(district) or district.startswith(f"{code}.") for district in districts)


def _hits(codes: list[str], assigned: set[str], own_area: tuple[str, ...]) -> list[PlaceHit]:
    found = Region.objects.open().select_related("parent__parent").in_bulk(codes)
    return [
        PlaceHit(
            code=code,
            label=found[code].label,
            above=found[code].above_label,
            is_own_area=code in assigned or is_within(code, own_area),
        )
        for code in codes
        if code in found
    ]


def polres_districts(officer: Officer) -> list[str]:
    """Every district of the officer's Polres; where none is set up, the unit's own ones."""
    top = officer.unit.polres
    if top.kind == UnitKind.POLRES:
        codes = Unit.below(top).filter(districts__isnull=False).values_list("districts", flat=True).distinct()
        return list(codes)
    return own_districts(officer)


def place_options(text: str, officer: Officer, *, limit: int = 12) -> Options:
    """Places as choices; one more than shown is asked for, to know whether there are more."""
    hits = search_places(text, officer=officer, limit=limit + 1)
    found = [Option(hit.code, hit.label, hit.above, hit.is_own_area) for hit in hits[:limit]]
    return Options(found, more=len(hits) - len(found))
