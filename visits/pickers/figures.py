"""Community figures as choices: by name while somebody types, and known ones before."""

from __future__ import annotations

from django.db.models import Max, Prefetch, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from visits.models import CommunityFigure, Encounter, FigureRole, Officer, Presence, Region, Visit
from visits.models.places import is_region_or_below
from visits.pickers.options import Option, Options
from visits.pickers.place_history import within
from visits.pickers.spoken_names import ALIKE, SpokenName, read_spoken_name
from visits.pickers.villages import own_districts

SHORTEST_FUZZY = 3

SIMILAR_ENOUGH = 75

LONGEST_TEXT = 200


def search_figures(text: str, *, officer: Officer, place: str | None = None, limit: int = 12) -> Options:
    """The figures that somebody may mean: of the visit's village first, then of the own area.

    Within each, names that begin so come before later words, and both before mere likeness.
    """
    spoken = read_spoken_name(text[:LONGEST_TEXT])
    if not spoken.words:
        return Options([])
    areas = _areas(officer, place)
    closeness = closeness_of(CommunityFigure.objects.visible_to(officer).unrestricted(), spoken)
    villages = dict(CommunityFigure.objects.filter(pk__in=closeness).values_list("pk", "village_id"))

    def rank(pk: int) -> tuple[object, ...]:
        kind, name = closeness[pk]
        # A mere likeness stands last, however near it is.
        return kind == ALIKE, _nearness(villages[pk], areas), kind, name, pk

    best = sorted(closeness, key=rank)
    found = with_roles(CommunityFigure.objects.filter(pk__in=best[:limit])).in_bulk()
    options = [figure_option(found[pk], own=_nearness(villages[pk], areas) < len(areas)) for pk in best[:limit]]
    return Options(options, more=max(0, len(best) - limit))


def figure_option(figure: CommunityFigure, *, own: bool = False) -> Option:
    """A figure as a picker shows it: the name, then title and village. Roles are prefetched."""
    roles = figure.roles_on(timezone.localdate())
    detail = [str(roles[0]) if roles else "", figure.village.label if figure.village else ""]
    return Option(
        str(figure.key), figure.full_name, " · ".join(part for part in detail if part), own, figure.village_id or ""
    )


def figure_options(figures: QuerySet[CommunityFigure], *, limit: int) -> list[tuple[str, str, str, str]]:
    """Figures as a picker without signal keeps them: key, name, title and village, code of the village."""
    rows = with_roles(figures).order_by("search_name", "pk")[:limit]
    options = [(figure_option(figure), figure.village_id or "") for figure in rows]
    return [(option.value, option.label, option.detail, village) for option, village in options]


def familiar_figures(officer: Officer, *, place: str = "", limit: int = 6) -> list[Option]:
    """Who is offered before anything is typed: the known ones of the village, else those met last by the officer."""
    known = CommunityFigure.objects.visible_to(officer).unrestricted().filter(anonymised_at__isnull=True)
    if place:
        found = list(with_roles(known.filter(within("village", place))).order_by("search_name", "pk")[:limit])
        return [figure_option(figure, own=False) for figure in found]
    own = Visit.objects.visible_to(officer).logged().filter(participations__officer=officer)
    met = Encounter.objects.filter(visit__in=own.values("pk"), presence=Presence.MET, figure__in=known.values("pk"))
    last = met.order_by().values("figure").annotate(last=Max("visit__visited_on")).order_by("-last", "figure")
    keys = [row["figure"] for row in last[:limit]]
    figures = with_roles(CommunityFigure.objects.filter(pk__in=keys)).in_bulk()
    return [figure_option(figures[pk]) for pk in keys]


def closeness_of(
    figures: QuerySet[CommunityFigure], spoken: SpokenName, cutoff: int = SIMILAR_ENOUGH
) -> dict[int, tuple[int, str]]:
    """Each figure that fits: 0 begins so, 1 has words that do, 2 is only like it; and its name."""
    if not spoken.words:
        return {}
    # Names alone: rows with their villages would be read for all to show twelve.
    known = dict(figures.order_by().values_list("pk", "search_name"))
    found = {pk: (kind, name) for pk, name in known.items() if (kind := spoken.closeness(name)) is not None}
    if len(spoken.text) >= SHORTEST_FUZZY:
        rest = {pk: name for pk, name in known.items() if pk not in found}
        alike = process.extract(spoken.text, rest, scorer=fuzz.WRatio, score_cutoff=cutoff, limit=50)
        found.update({pk: (ALIKE, name) for name, _score, pk in alike if spoken.is_similar(name, cutoff)})
    return found


def _areas(officer: Officer, place: str | None) -> list[list[str]]:
    """Regions from near to far: the village of the visit, its district, the own districts."""
    areas = [[place], [place[:8]]] if place else []
    return [*areas, own_districts(officer)]


def _nearness(village: str | None, areas: list[list[str]]) -> int:
    for step, codes in enumerate(areas):
        if village and any(is_region_or_below(village, code) for code in codes):
            return step
    return len(areas)


def with_roles(rows: QuerySet[CommunityFigure]) -> QuerySet[CommunityFigure]:
    roles = Prefetch("roles", FigureRole.objects.all())
    return rows.select_related("village__parent", "unit").prefetch_related(roles)


def figures_known_in(region: Region, *, officer: Officer, limit: int = 20) -> Options:
    """Who is known in a region and below it, as choices with title and village; `more` is 1 where there are others."""
    known = CommunityFigure.objects.visible_to(officer).unrestricted()
    rows = known.filter(within("village", region.pk))
    found = list(with_roles(rows).order_by("search_name", "pk")[: limit + 1])
    return Options([figure_option(figure) for figure in found[:limit]], more=max(0, len(found) - limit))
