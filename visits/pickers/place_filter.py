"""The place that a filter names: of any level, the own area first, and never a guess.

A level word binds ("Kec. Takari"), a whole name beats likeness, and where several places may be
meant they are offered: "Oesao" is a desa and a kelurahan of one district.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Q

from visits.models import Officer, Region, RegionLevel
from visits.models.places import CODE_LENGTHS, fold_name
from visits.pickers.place_names import LEVEL_WORDS, SHORT_NAMES
from visits.pickers.villages import is_within, polres_districts, search_places
from visits.typed.places import without_brackets

# A regency's name begins with its kind.
REGENCY_KINDS = ("kabupaten ", "kota ")
MOST_OFFERED = 8
LEVELS = list(CODE_LENGTHS.values())


@dataclass(frozen=True)
class PlaceRead:
    """The one region that was meant, or those that may have been: the own area's first."""

    region: Region | None = None
    candidates: list[Region] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A name, folded, with the level and the kind that a word before it says."""

    name: str
    level: str = ""
    kind: str = ""

    def names(self, region: Region) -> bool:
        """Whether the region has this name, and the level and kind that were said."""
        is_called_so = self.name in _names(region) or SHORT_NAMES.get(self.name) == region.pk
        return is_called_so and self.level in ("", region.level) and self.kind in ("", region.kind)


def read_place(text: str, officer: Officer) -> PlaceRead:
    """What a typed code or name means to this officer."""
    code = read_code(text)
    if code:
        return PlaceRead(_of_today(Region.objects.filter(pk=code).first()))
    parts = _parts(text)
    if not parts:
        return PlaceRead()
    own_area = tuple(polres_districts(officer))
    exact = _first_found(_readings(parts, text), own_area)
    # More than one is offered: a filter that guesses shows another village's visits.
    if len(exact) == 1:
        return PlaceRead(_of_today(exact[0]))
    return PlaceRead(candidates=exact or _alike(parts, officer, own_area))


def _of_today(region: Region | None) -> Region | None:
    """The one place that follows an ended one, which is found by it as well; an ended one that was split stays."""
    if region is None or region.closed_on is None:
        return region
    today = list(region.followers.open()[:2])
    return today[0] if len(today) == 1 else region


def read_code(text: str) -> str:
    """A Kemendagri code with or without its dots; empty where the text is none.

    >>> read_code("5301062006"), read_code("53.01.06"), read_code("Oesao")
    ('53.01.06.2006', '53.01.06', '')
    """
    if not re.fullmatch(r"[\d. ]+", text, re.ASCII):
        return ""
    digits = re.sub(r"\D", "", text)
    code = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
    return code if len(code) in CODE_LENGTHS else ""


def own_places(officer: Officer) -> list[str]:
    """Names of the districts and villages of the officer's Polres, as the filter reads them back."""
    codes = polres_districts(officer)
    districts = Region.objects.open().filter(pk__in=codes).order_by("name", "code")
    villages = Region.objects.open().villages().filter(parent__in=codes).select_related("parent")
    named = [f"{village.label}, {village.parent.label}" for village in villages.order_by("name", "code")]
    return [district.label for district in districts] + named


def _parts(text: str) -> list[Part]:
    """The place and what it lies in, as commas and level words divide them."""
    found: list[Part] = []
    for piece in without_brackets(text, frozenset(LEVEL_WORDS)).split(","):
        level, kind = "", ""
        words: list[str] = []
        for word in fold_name(piece).split():
            # "Kota" behind another word is part of a name: "Kec. Kota Raja".
            if word in LEVEL_WORDS and not ((words or level) and word == "kota"):
                if words:
                    found.append(Part(" ".join(words), level, kind))
                (level, kind), words = LEVEL_WORDS[word], []
            else:
                words.append(word)
        if words or level:
            # A level word alone may be the beginning of a name: "Kota".
            found.append(Part(" ".join(words), level, kind) if words else Part(fold_name(piece)))
    return found


def _readings(parts: list[Part], text: str) -> Iterator[list[Part]]:
    """The ways to read the parts: as they are, all of it a name ("Kota Raja"), or a name and what it lies in."""
    yield parts
    yield [Part(fold_name(text))]
    yield from _cut(*parts)
    head, _blank, last = parts[0].name.rpartition(" ")
    if head and last in SHORT_NAMES:
        yield from _cut(replace(parts[0], name=head), Part(last), *parts[1:])


def _cut(first: Part, *above: Part) -> Iterator[list[Part]]:
    """A name and what it lies in, wherever the first part may be cut."""
    words = first.name.split()
    for cut in range(len(words) - 1, 0, -1):
        yield [replace(first, name=" ".join(words[:cut])), Part(" ".join(words[cut:])), *above]


def _first_found(readings: Iterator[list[Part]], own_area: tuple[str, ...]) -> list[Region]:
    """The regions of the first reading that names any: those of the own area, else all."""
    for first, *above in readings:
        found = [region for region in _named(first) if all(_lies_in(region, part) for part in above)]
        own = [region for region in found if is_within(region.pk, own_area)]
        # A place that has ended is meant only where no place of today has the name.
        today = [region for region in own or found if region.closed_on is None]
        if found:
            return sorted(today or own or found, key=_from_wide_to_narrow)[:MOST_OFFERED]
    return []


def _named(part: Part) -> list[Region]:
    names = [part.name, *(kind + part.name for kind in REGENCY_KINDS)]
    called = Q(search_name__in=names) | Q(pk=SHORT_NAMES.get(part.name, ""))
    rows = Region.objects.filter(called).select_related("parent__parent__parent")
    return [region for region in rows if part.names(region)]


def _lies_in(region: Region, part: Part) -> bool:
    above = region.parent
    while above is not None:
        if part.names(above):
            return True
        above = above.parent
    return False


def _alike(parts: list[Part], officer: Officer, own_area: tuple[str, ...]) -> list[Region]:
    """Places with a name like the first part, at its level or at any: offered, never taken."""
    first = parts[0]
    levels = [first.level] if first.level else [RegionLevel.DISTRICT, RegionLevel.VILLAGE, RegionLevel.REGENCY]
    hits = [hit for level in levels for hit in search_places(first.name, officer=officer, level=level, limit=4)]
    codes = [hit.code for hit in sorted(hits, key=lambda hit: not is_within(hit.code, own_area))]
    found = Region.objects.select_related("parent__parent__parent").in_bulk(codes)
    return [found[code] for code in codes][:MOST_OFFERED]


def _names(region: Region) -> list[str]:
    bare = [region.search_name.removeprefix(kind) for kind in REGENCY_KINDS]
    return [region.search_name, *bare] if region.level == RegionLevel.REGENCY else [region.search_name]


def _from_wide_to_narrow(region: Region) -> tuple[int, str]:
    return LEVELS.index(RegionLevel(region.level)), region.pk
