"""The names of all regions in memory, and the ways to read a typed one."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from visits.models import AuditEntry, Region, RegionLevel

CACHE_SECONDS = 300
VILLAGE_WORDS = {"desa": "desa", "ds": "desa", "kelurahan": "kelurahan", "kel": "kelurahan"}
DISTRICT_WORDS = {"kecamatan", "kec"}
REGENCY_WORDS = {"kabupaten", "kab"}
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

    def __post_init__(self):
        self.texts = [name for name, _code in self.entries]

    def starting(self, name: str) -> list[tuple[str, str]]:
        """Entries whose name begins so, in order."""
        # Sorted: all that begin so stand together. Both ends by halving, since a district alone begins every name.
        begin = bisect_left(self.texts, name)
        return self.entries[begin : bisect_left(self.texts, name + LAST_SIGN, begin)]

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
