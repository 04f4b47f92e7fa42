"""The names of all regions in memory, and the ways to read a typed one."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from visits.models import AuditEntry, Region, RegionLevel
from visits.pickers.place_names import LEVEL_WORDS

CACHE_SECONDS = 300
VILLAGE_WORDS = {word: kind for word, (level, kind) in LEVEL_WORDS.items() if level == RegionLevel.VILLAGE}
DISTRICT_WORDS = {word for word, (level, _kind) in LEVEL_WORDS.items() if level == RegionLevel.DISTRICT}
# Not "kota": names of villages and districts have that word too.
REGENCY_WORDS = {word for word, (_level, kind) in LEVEL_WORDS.items() if kind == "kabupaten"}
# How many signs of a code say the regency, "53.01", and the district, "53.01.06".
REGENCY_SIGNS, DISTRICT_SIGNS = 5, 8
# Behind every sign of a folded name.
LAST_SIGN = "\U0010ffff"


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
    later: list[tuple[str, str, str]] = field(init=False)
    later_texts: list[str] = field(init=False)
    by_district: dict[str, list[tuple[str, str]]] = field(init=False)

    def __post_init__(self):
        self.texts = [name for name, _code in self.entries]
        self.later = sorted(
            (name[space.end() :], name, code) for name, code in self.entries for space in re.finditer(" ", name)
        )
        self.later_texts = [words for words, _name, _code in self.later]
        self.by_district = defaultdict(list)
        for entry in self.entries:
            self.by_district[entry[1][:DISTRICT_SIGNS]].append(entry)

    def starting(self, name: str) -> list[tuple[str, str]]:
        """Entries whose name begins so, in order."""
        return self.entries[_beginning_so(self.texts, name)]

    def inside(self, name: str) -> list[tuple[str, str]]:
        """Entries with a later word that begins so: "baru" in "pantai baru"."""
        return [(whole, code) for _words, whole, code in self.later[_beginning_so(self.later_texts, name)]]

    def lying_in(self, wanted: Wanted) -> list[tuple[str, str]]:
        """Entries of the districts and regencies that were typed; all where none was."""
        if not (wanted.district or wanted.regency):
            return self.entries
        lies_there = self._lies_there(wanted)
        return [entry for code, entries in self.by_district.items() if lies_there(code) for entry in entries]

    def allowed(self, wanted: Wanted) -> Callable[[str], bool]:
        """Whether a region has the kind, and lies in the district and regency, that were typed."""
        lies_there = self._lies_there(wanted)
        return lambda code: (not wanted.kind or self.kinds[code] == wanted.kind) and lies_there(code)

    def _lies_there(self, wanted: Wanted) -> Callable[[str], bool]:
        if not (wanted.district or wanted.regency):
            return lambda code: True
        above = self.above.items()
        districts = {code for code, name in above if len(code) == DISTRICT_SIGNS and name.startswith(wanted.district)}
        regencies = {code for code, name in above if len(code) == REGENCY_SIGNS and f" {wanted.regency}" in f" {name}"}
        return lambda code: (
            (not wanted.district or code[:DISTRICT_SIGNS] in districts)
            and (not wanted.regency or code[:REGENCY_SIGNS] in regencies)
        )


def _beginning_so(texts: list[str], name: str) -> slice:
    # Sorted: all that begin so stand together.
    begin = bisect_left(texts, name)
    return slice(begin, bisect_left(texts, name + LAST_SIGN, begin))


_names: dict[str, Names] = {}


def readings(folded: str, level: str) -> Iterator[Wanted]:
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
        # The longest name first: "Pantai Baru" before "Pantai" in a district "Baru".
        for cut in range(len(parts["name"]) - 1, 0, -1):
            head, tail = " ".join(parts["name"][:cut]), " ".join(parts["name"][cut:])
            yield Wanted(head, kind, regency=tail)
            if level == RegionLevel.VILLAGE:
                yield Wanted(head, kind, district=tail)


def names_of(level: str) -> Names:
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
    # The count as well: tests and the admin change regions without an import.
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
