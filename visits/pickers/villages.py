"""Find a village while somebody types: own area first, then by beginning, then by likeness.

83,762 names do not change between two imports, so each process keeps the folded names of the
open regions in memory, sorted: a beginning is found by bisection and a likeness by rapidfuzz,
alike on both databases. What is shown comes from the database.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from rapidfuzz import fuzz, process

from visits.lists.visit_list import top_of_the_polres
from visits.models import AuditEntry, Officer, Region, RegionLevel, Unit, UnitKind
from visits.models.places import fold_name
from visits.pickers.options import Option, Options

LONGEST_TEXT = 100
SHORTEST_FUZZY = 3
SIMILAR_ENOUGH = 72
CACHE_SECONDS = 300
VILLAGE_WORDS = {"desa": "desa", "ds": "desa", "kelurahan": "kelurahan", "kel": "kelurahan"}
DISTRICT_WORDS = {"kecamatan", "kec"}
REGENCY_WORDS = {"kabupaten", "kab"}


@dataclass(frozen=True)
class PlaceHit:
    """One place as a picker shows it."""

    code: str
    label: str
    above: str
    is_own_area: bool


@dataclass(frozen=True)
class Wanted:
    """What somebody typed, taken apart: name, kind, and the names of what it lies in."""

    name: str
    kind: str = ""
    district: str = ""
    regency: str = ""


@dataclass
class Names:
    """The folded names of all open regions of one level, sorted, and of what they lie in."""

    version: tuple[object, ...]
    loaded_at: float
    entries: list[tuple[str, str]]
    kinds: dict[str, str]
    above: dict[str, str]
    texts: list[str] = field(init=False)

    def __post_init__(self):
        self.texts = [name for name, _code in self.entries]

    def starting(self, name: str) -> Iterator[tuple[str, str]]:
        """Entries whose name begins so, in order."""
        for position in range(bisect_left(self.texts, name), len(self.entries)):
            entry = self.entries[position]
            if not entry[0].startswith(name):
                return
            yield entry

    def allowed(self, wanted: Wanted) -> Callable[[str], bool]:
        """Whether a region has the kind, and lies in the district and regency, that were typed."""
        if not (wanted.kind or wanted.district or wanted.regency):
            return lambda code: True
        districts = {code for code, name in self.above.items() if len(code) == 8 and name.startswith(wanted.district)}
        regencies = {code for code, name in self.above.items() if len(code) == 5 and f" {wanted.regency}" in f" {name}"}
        return lambda code: (
            (not wanted.district or code[:8] in districts)
            and (not wanted.regency or code[:5] in regencies)
            and (not wanted.kind or self.kinds[code] == wanted.kind)
        )


_names: dict[str, Names] = {}


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
    names = _names_of(level)
    ranks: dict[str, tuple[object, ...]] = {}
    if text in names.kinds:
        return _hits([text], assigned, own_area)
    first, *others = _readings(folded, level)
    _rank(ranks, names, first, assigned=assigned, own_area=own_area)
    _rank_inside(ranks, names, first, assigned=assigned, own_area=own_area)
    for wanted in others:
        _rank(ranks, names, wanted, assigned=assigned, own_area=own_area)
    if len(ranks) < limit:
        _rank_alike(ranks, names, first, assigned=assigned, own_area=own_area)
    best = sorted(ranks, key=lambda code: ranks[code])[:limit]
    return _hits(best, assigned, own_area)


def own_districts(officer: Officer) -> list[str]:
    """Codes of the districts that the officer's unit covers.

    A unit without districts of its own has those of the nearest unit above it, up to the
    Polres; the Polres has those of all its Polseks.
    """
    lineage = [*Unit.objects.get_ancestors(officer.unit).order_by("depth"), officer.unit]
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


def _readings(folded: str, level: str) -> Iterator[Wanted]:
    """The ways to read what was typed: all of it a name, or its last words a district or regency."""
    words = folded.split()
    kind = ""
    if level == RegionLevel.VILLAGE and words[0] in VILLAGE_WORDS and words[1:]:
        kind, words = VILLAGE_WORDS[words[0]], words[1:]
    parts: dict[str, list[str]] = {"name": [], "district": [], "regency": []}
    part = "name"
    for number, word in enumerate(words):
        is_own_kind = level == RegionLevel.DISTRICT and number == 0
        if word in DISTRICT_WORDS:
            part = part if is_own_kind else "district"
        elif word in REGENCY_WORDS:
            part = "regency" if level != RegionLevel.REGENCY else part
        else:
            parts[part].append(word)
    if not any(parts.values()):
        # Nothing but a word like "kec": perhaps the beginning of a name.
        parts["name"] = words
    name, district, regency = (" ".join(parts[key]) for key in ("name", "district", "regency"))
    yield Wanted(name, kind, district, regency)
    if not district and not regency:
        for cut in range(len(parts["name"]) - 1, 0, -1):
            head, tail = " ".join(parts["name"][:cut]), " ".join(parts["name"][cut:])
            yield Wanted(head, kind, regency=tail)
            if level == RegionLevel.VILLAGE:
                yield Wanted(head, kind, district=tail)


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
    for name, code in names.starting(wanted.name):
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
    allowed, inside = names.allowed(wanted), f" {wanted.name}"
    for name, code in names.entries:
        if inside in name and allowed(code):
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
    allowed = names.allowed(wanted)
    alike = process.extract(wanted.name, names.texts, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH, limit=200)
    for name, score, position in alike:
        code = names.entries[position][1]
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


def _names_of(level: str) -> Names:
    """The names of a level, read again after an import, a change in number, or a while."""
    version = _version()
    names = _names.get(level)
    if names is None or names.version != version or time.monotonic() - names.loaded_at > CACHE_SECONDS:
        names = _names[level] = _load_names(level, version)
    return names


def _version() -> tuple[object, ...]:
    last_import = (
        AuditEntry.objects.filter(target="regions", kind=AuditEntry.Kind.REGIONS_IMPORTED)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return last_import, Region.objects.count()


def _load_names(level: str, version: tuple[object, ...]) -> Names:
    rows = Region.objects.open().filter(level=level).order_by().values_list("search_name", "code", "kind")
    above = Region.objects.exclude(level=RegionLevel.VILLAGE).order_by().values_list("code", "search_name")
    listed = list(rows)
    return Names(
        version=version,
        loaded_at=time.monotonic(),
        entries=sorted((name, code) for name, code, _kind in listed),
        kinds={code: kind for _name, code, kind in listed},
        above=dict(above),
    )


def polres_districts(officer: Officer) -> list[str]:
    """Every district of the officer's Polres; where none is set up, the unit's own ones."""
    top = top_of_the_polres(officer)
    if top.kind == UnitKind.POLRES:
        codes = Unit.below(top).filter(districts__isnull=False).values_list("districts", flat=True).distinct()
        return list(codes)
    return own_districts(officer)


def place_options(text: str, officer: Officer, *, limit: int = 12) -> Options:
    """Places as choices; one more than shown is asked for, to know whether there are more."""
    hits = search_places(text, officer=officer, limit=limit + 1)
    found = [Option(hit.code, hit.label, hit.above, hit.is_own_area) for hit in hits[:limit]]
    return Options(found, more=len(hits) - len(found))
