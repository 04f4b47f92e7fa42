"""Whom and what the names in a unit's spreadsheet mean: villages, officers, figures, each with a confidence.

A name that fits exactly is taken; one that is only alike is offered, and the person decides. Two
people are never made one by likeness alone: an officer named by mistake would read the visit, a
figure would be said to have been met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from visits.core.snapshots import write_place
from visits.models import CommunityFigure, Officer, Rank, Region, RegionLevel
from visits.models.figures import polres_path
from visits.models.places import fold_name
from visits.pickers.villages import own_districts
from visits.typed.places import region_code, without_brackets

AS_TEXT = "text"
SURE = 100
SIMILAR_ENOUGH = 78
MOST_CANDIDATES = 4
# From this likeness on the best candidate is proposed, where nobody else is nearly as like.
PROPOSED = {"place": 85, "officer": 96, "figure": SURE}
LEAD = 5
KIND_OF_VILLAGE = {"desa": "desa", "ds": "desa", "kelurahan": "kelurahan", "kel": "kelurahan"}
CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")
NUMBER = re.compile(r"\b(\d{18}|\d{8})\b")


@dataclass(frozen=True)
class Candidate:
    """Somebody or some place that a name may mean; confidence from 0 to 100."""

    value: str
    label: str
    confidence: int


@dataclass
class Match:
    """A name as it was typed, what it may mean, and what was chosen: a value, AS_TEXT, or nothing yet."""

    kind: str
    key: str
    typed: str
    candidates: list[Candidate]
    chosen: str = ""
    rows: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether one row alone fits exactly, so that nobody needs to look."""
        return len(self.candidates) == 1 and self.candidates[0].confidence == SURE

    @property
    def may_stay_text(self) -> bool:
        return self.kind != "place"

    @property
    def chosen_label(self) -> str:
        return next((each.label for each in self.candidates if each.value == self.chosen), "")


@dataclass
class Names:
    """The names of one file, each looked up once; `choices` are the person's own, by the match's key."""

    officer: Officer
    choices: dict[str, str] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)

    def place(self, village: str, district: str) -> Match:
        """The village of a name or code, in the district where one is named."""
        key = f"place:{fold_name(village)}|{fold_name(district)}"
        return self._match(
            "place", key, ", ".join(filter(None, [village, district])), self._villages, village, district
        )

    def officer_named(self, typed: str) -> Match:
        """The officer of an NRP, or of a rank and name."""
        return self._match("officer", f"officer:{fold_name(typed)}", typed, self._officers, typed)

    def figure(self, name: str, typed: str) -> Match:
        """The community figure of a name without honorific and degrees."""
        return self._match("figure", f"figure:{fold_name(name)}", typed, self._figures, name)

    def _match(self, kind: str, key: str, typed: str, look, *words: str) -> Match:
        found = self.matches.get(key)
        if found is None:
            found = Match(kind, key, typed, look(*words)[:MOST_CANDIDATES])
            found.chosen = self._chosen(found)
            self.matches[key] = found
        found.rows += 1
        return found

    def _chosen(self, match: Match) -> str:
        told = self.choices.get(match.key)
        if told in {each.value for each in match.candidates} or (told == AS_TEXT and match.may_stay_text):
            return told
        best = match.candidates[0] if match.candidates else None
        rival = match.candidates[1].confidence if len(match.candidates) > 1 else 0
        if best and best.confidence >= PROPOSED[match.kind] and best.confidence - rival >= LEAD:
            return best.value
        return AS_TEXT if match.may_stay_text else ""

    # Villages

    @cached_property
    def villages(self) -> dict[str, Region]:
        """The villages of the regencies that the officer's Polres covers, by code."""
        regencies = sorted({code[:5] for code in own_districts(self.officer)})
        rows = Region.objects.villages().open().select_related("parent__parent__parent")
        return {each.code: each for code in regencies for each in rows.within(code)}

    def _villages(self, village: str, district: str) -> list[Candidate]:
        # As a code alone it may lack its dots; in a sentence those tell it from another number.
        if code := CODE.search(region_code(village) or village):
            return self._village_of(code.group())
        words = fold_name(without_brackets(village, frozenset(KIND_OF_VILLAGE))).split()
        kind = KIND_OF_VILLAGE.get(words[0], "") if len(words) > 1 else ""
        name, above = " ".join(words[1:] if kind else words), fold_name(district)
        above = re.sub(r"^(kecamatan|kec) ", "", above)
        wanted = [
            each
            for each in self.villages.values()
            if not above or (each.parent and fuzz.ratio(above, each.parent.search_name) >= 85)
        ]
        wanted = [each for each in wanted if not kind or each.kind == kind] or wanted
        exact = [each for each in wanted if each.search_name == name]
        if exact:
            return [Candidate(each.code, write_place(each), SURE) for each in exact]
        return _alike(
            name, {each.code: (each.search_name, write_place(each)) for each in wanted or self.villages.values()}
        )

    def _village_of(self, code: str) -> list[Candidate]:
        region = Region.objects.filter(code=code, level=RegionLevel.VILLAGE).first()
        if region is not None:
            self.villages.setdefault(code, region)
        return [Candidate(code, write_place(region), SURE)] if region else []

    # Officers

    @cached_property
    def officers(self) -> dict[str, Officer]:
        """Everybody of the officer's Polres, by NRP."""
        rows = Officer.objects.filter(unit__path__startswith=polres_path(self.officer.unit))
        return {each.nrp: each for each in rows.select_related("rank", "unit")}

    @cached_property
    def ranks(self) -> dict[str, Rank]:
        return {fold_name(each.abbreviation): each for each in Rank.objects.all()}

    def split_rank(self, typed: str) -> tuple[str, str]:
        """Rank and name of "Iptu. Yohanes Tefu": the rank as the list writes it, or empty."""
        words = typed.split()
        for size in (2, 1):
            rank = self.ranks.get(fold_name(" ".join(words[:size])))
            if rank and len(words) > size:
                return rank.abbreviation, " ".join(words[size:])
        return "", typed

    def _officers(self, typed: str) -> list[Candidate]:
        if number := NUMBER.search(typed):
            found = self.officers.get(number.group())
            return [self._officer(found, SURE)] if found else []
        name = fold_name(self.split_rank(typed)[1].partition(",")[0])
        exact = [each for each in self.officers.values() if fold_name(each.name) == name]
        if exact:
            return [self._officer(each, SURE) for each in exact]
        known = {each.nrp: (fold_name(each.name), self._officer(each, 0).label) for each in self.officers.values()}
        return _alike(name, known)

    @staticmethod
    def _officer(officer: Officer, confidence: int) -> Candidate:
        return Candidate(officer.nrp, f"{officer.full_name} · {officer.unit.short_name} · {officer.nrp}", confidence)

    # Figures

    @cached_property
    def figures(self) -> dict[str, CommunityFigure]:
        """The figures that may stand on a new visit, by key."""
        rows = CommunityFigure.objects.visible_to(self.officer).unrestricted()
        return {str(each.key): each for each in rows.select_related("village").prefetch_related("roles")}

    def _figures(self, name: str) -> list[Candidate]:
        folded = fold_name(name)
        labels = {key: (each.search_name, _label(each)) for key, each in self.figures.items()}
        exact = [Candidate(key, label, SURE) for key, (known, label) in labels.items() if known == folded]
        return exact or _alike(folded, labels)


def _label(figure: CommunityFigure) -> str:
    return f"{figure.full_name} · {figure.village.label}" if figure.village else figure.full_name


def _alike(name: str, known: dict[str, tuple[str, str]]) -> list[Candidate]:
    """Those whose names are like it, the likest first; never as sure as the same name."""
    names: dict[str, str] = {value: folded for value, (folded, _label) in known.items()}
    found: Iterable = process.extract(
        name, names, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH, limit=MOST_CANDIDATES
    )
    return [Candidate(value, known[value][1], min(int(score), SURE - 1)) for _name, score, value in found]
