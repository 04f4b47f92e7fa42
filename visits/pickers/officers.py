"""Find colleagues: by NRP or name while somebody types, and the last ones they went with."""

from __future__ import annotations

from django.db.models import F, Max, Q
from rapidfuzz import fuzz, process

from visits.models import Officer, Participation
from visits.models.figures import polres_path
from visits.models.places import fold_name
from visits.pickers.options import Option, Options
from visits.pickers.spoken_names import ALIKE, SpokenName, read_spoken_name

SHORTEST_FUZZY = 3
SIMILAR_ENOUGH = 75
LONGEST_TEXT = 200
MOST_ELSEWHERE = 100


def search_officers(text: str, *, officer: Officer, limit: int = 12) -> Options:
    """The officers that somebody may mean: of the own unit, of the own Polres, then elsewhere.

    Those of the own Polres are found despite a slip of the finger; elsewhere by beginnings.
    """
    spoken = read_spoken_name(text[:LONGEST_TEXT])
    if not spoken.words:
        return Options([])
    path = polres_path(officer.unit)
    ranks = {pk: (near, *rest) for pk, near, *rest in _near(spoken, officer, path)}
    for pk, name in _elsewhere(spoken, path):
        ranks.setdefault(pk, (2, 0, name))
    best = sorted(ranks, key=lambda pk: (*ranks[pk], pk))
    found = Officer.objects.select_related("rank", "unit").in_bulk(best[:limit])
    options = [officer_option(found[pk], own=ranks[pk][0] == 0) for pk in best[:limit]]
    return Options(options, more=max(0, len(best) - limit))


def recent_colleagues(officer: Officer, limit: int = 8) -> list[Option]:
    """The colleagues whom the officer last went with, the latest first."""
    own = Participation.objects.filter(officer=officer).values("visit")
    last = (
        Participation.objects.filter(visit__in=own, officer__is_active=True)
        .exclude(officer=officer)
        .order_by()
        .values("officer")
        .annotate(last=Max("visit__visited_on"))
        # PostgreSQL puts an empty day first otherwise.
        .order_by(F("last").desc(nulls_last=True), "officer")
    )
    keys = [row["officer"] for row in last[:limit]]
    found = Officer.objects.select_related("rank", "unit").in_bulk(keys)
    return [officer_option(found[pk], own=found[pk].unit_id == officer.unit_id) for pk in keys]


def unit_colleagues(officer: Officer, limit: int = 200) -> list[Option]:
    """The colleagues of the own unit, for a picker without signal."""
    rows = Officer.objects.filter(is_active=True, unit__in=officer.member_unit_ids).select_related("rank", "unit")
    return [officer_option(row, own=True) for row in rows.order_by("name", "pk")[:limit]]


def officer_option(officer: Officer, *, own: bool = False) -> Option:
    """An officer as a picker shows them: rank and name, then position, unit and NRP."""
    detail = [officer.full_position, officer.unit.name, officer.nrp]
    return Option(officer.nrp, officer.full_name, " · ".join(part for part in detail if part), own)


def begins_so(spoken: SpokenName) -> Q:
    """Officers whose number begins as typed, or in whose name each typed word begins a word."""
    if spoken.number:
        return Q(nrp__startswith=spoken.number)
    begins = Q()
    for word in spoken.words:
        begins &= Q(name__istartswith=word) | Q(name__icontains=f" {word}")
    return begins


def _near(spoken: SpokenName, officer: Officer, path: str) -> list[tuple]:
    """Officers of the own Polres that fit, as (pk, near, kind, name)."""
    rows = Officer.objects.filter(is_active=True, unit__path__startswith=path).order_by()
    known = {pk: (nrp, fold_name(name), unit) for pk, nrp, name, unit in rows.values_list("pk", "nrp", "name", "unit")}
    kinds = {}
    for pk, (nrp, name, _unit) in known.items():
        kind = spoken.closeness(nrp if spoken.number else name)
        if kind is not None:
            kinds[pk] = kind
    # A number with a slip in it is somebody else's number.
    if len(spoken.text) >= SHORTEST_FUZZY and not spoken.number:
        rest = {pk: name for pk, (_nrp, name, _unit) in known.items() if pk not in kinds}
        alike = process.extract(spoken.text, rest, scorer=fuzz.WRatio, score_cutoff=SIMILAR_ENOUGH, limit=50)
        kinds.update({pk: ALIKE for name, _score, pk in alike if spoken.is_similar(name, SIMILAR_ENOUGH)})
    return [(pk, int(known[pk][2] != officer.unit_id), kind, known[pk][1]) for pk, kind in kinds.items()]


def _elsewhere(spoken: SpokenName, path: str) -> list[tuple[int, str]]:
    rows = Officer.objects.filter(begins_so(spoken), is_active=True).exclude(unit__path__startswith=path)
    # Of all Indonesia; more than these nobody reads through.
    return list(rows.order_by("name").values_list("pk", "name")[:MOST_ELSEWHERE])
