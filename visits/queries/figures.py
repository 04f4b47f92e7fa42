"""Find community figures: for a picker while somebody types, and page by page in the list."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from rapidfuzz import fuzz, process

from visits.models import (
    CommunityFigure,
    Encounter,
    FigureRole,
    FollowUp,
    Officer,
    Presence,
    Region,
    Unit,
    Visit,
    is_region_or_below,
)
from visits.models.index_keys import facet
from visits.queries.follow_ups import Listed, first_promises
from visits.queries.options import Option, Options
from visits.queries.pages import PER_PAGE, cut_page
from visits.queries.place_history import within
from visits.queries.places import own_districts
from visits.queries.spoken_names import ALIKE, SpokenName, read_spoken_name

SHORTEST_FUZZY = 3
LIKE_ENOUGH = 75
LONGEST_TEXT = 200


@dataclass(frozen=True)
class FigurePage:
    """One page of the list, with the keys that its neighbours start from."""

    rows: list[CommunityFigure] = field(default_factory=list)
    after: str = ""
    before: str = ""


def search_figures(text: str, *, officer: Officer, place: str | None = None, limit: int = 12) -> Options:
    """The figures that somebody may mean: of the visit's village first, then of the own area.

    Within each, names that begin so come before later words, and both before mere likeness.
    """
    spoken = read_spoken_name(text[:LONGEST_TEXT])
    if not spoken.words:
        return Options([])
    areas = _areas(officer, place)
    closeness = _closeness(CommunityFigure.objects.visible_to(officer).unrestricted(), spoken)
    villages = dict(CommunityFigure.objects.filter(pk__in=closeness).values_list("pk", "village_id"))

    def rank(pk: int) -> tuple[object, ...]:
        kind, name = closeness[pk]
        return kind == ALIKE, _nearness(villages[pk], areas), kind, name, pk

    best = sorted(closeness, key=rank)
    found = _with_roles(CommunityFigure.objects.filter(pk__in=best[:limit])).in_bulk()
    options = [figure_option(found[pk], own=_nearness(villages[pk], areas) < len(areas)) for pk in best[:limit]]
    return Options(options, more=max(0, len(best) - limit))


def similar_figures(name: str, *, officer: Officer, limit: int = 8) -> list[CommunityFigure]:
    """Figures whose names are like a typed one, the likest first: to be linked, not doubled."""
    spoken = read_spoken_name(name)
    closeness = _closeness(CommunityFigure.objects.visible_to(officer).unrestricted(), spoken, cutoff=65)
    best = sorted(closeness, key=lambda pk: (-fuzz.ratio(spoken.text, closeness[pk][1]), pk))[:limit]
    found = _with_roles(CommunityFigure.objects.filter(pk__in=best)).in_bulk()
    return [found[pk] for pk in best]


def merge_candidates(figure: CommunityFigure, text: str, *, officer: Officer, limit: int = 12) -> list[CommunityFigure]:
    """Other figures of the Polres that may be the same person, the likest names first; restricted ones as well."""
    others = CommunityFigure.objects.visible_to(officer).filter(anonymised_at__isnull=True).exclude(pk=figure.pk)
    spoken = read_spoken_name((text or figure.name)[:LONGEST_TEXT])
    closeness = _closeness(others, spoken, cutoff=65)
    best = sorted(closeness, key=lambda pk: (-fuzz.ratio(spoken.text, closeness[pk][1]), pk))[:limit]
    found = _with_roles(CommunityFigure.objects.filter(pk__in=best)).in_bulk()
    return [found[pk] for pk in best]


def figure_page(
    officer: Officer,
    *,
    text: str = "",
    category: str = "",
    place: str = "",
    unit: Unit | None = None,
    after: str = "",
    before: str = "",
) -> FigurePage:
    """One page by name. Raises CommunityFigure.DoesNotExist where a cursor names none in reach."""
    rows = CommunityFigure.objects.visible_to(officer)
    if text:
        rows = rows.filter(pk__in=list(_closeness(rows, read_spoken_name(text))))
    if category:
        rows = rows.filter(pk__in=FigureRole.objects.filter(category=category).values("figure"))
    if place:
        rows = rows.filter(within("village", place))
    if unit:
        rows = rows.filter(unit__path__startswith=unit.path)
    rows, cursor = _with_roles(rows).order_by("search_name", "pk"), before or after
    if cursor:
        edge = CommunityFigure.objects.visible_to(officer).get(key=cursor)
        way = "lt" if before else "gt"
        beside = Q(search_name=edge.search_name, **{f"pk__{way}": edge.pk})
        rows = rows.filter(Q(**{f"search_name__{way}": edge.search_name}) | beside)
    if before:
        rows = rows.order_by("-search_name", "-pk")
    shown = cut_page(list(rows[: PER_PAGE + 1]), PER_PAGE, is_first=not cursor, back=bool(before))
    return FigurePage(
        rows=shown.rows,
        after=str(shown.rows[-1].key) if shown.rows and shown.has_next else "",
        before=str(shown.rows[0].key) if shown.rows and shown.has_previous else "",
    )


def units_with_figures(officer: Officer) -> QuerySet[Unit]:
    """The units that the list of figures can be narrowed to: those that have one which the officer sees."""
    known = CommunityFigure.objects.visible_to(officer).filter(unit=OuterRef("pk"))
    # The first of each unit by its index; asked whether there is any, PostgreSQL reads all figures for each unit.
    first = known.order_by("search_name", "pk").values("pk")[:1]
    return Unit.objects.alias(first_figure=Subquery(first)).filter(first_figure__isnull=False)


def figure_option(figure: CommunityFigure, *, own: bool = False) -> Option:
    """A figure as a picker shows it: the name, then title and village. Roles are prefetched."""
    roles = figure.roles_on(timezone.localdate())
    detail = [str(roles[0]) if roles else "", figure.village.label if figure.village else ""]
    return Option(str(figure.key), figure.full_name, " · ".join(part for part in detail if part), own)


def figure_options(figures: QuerySet[CommunityFigure], *, limit: int) -> list[tuple[str, str, str, str]]:
    """Figures as a picker without signal keeps them: key, name, title and village, code of the village."""
    rows = _with_roles(figures).order_by("search_name", "pk")[:limit]
    options = [(figure_option(figure), figure.village_id or "") for figure in rows]
    return [(option.value, option.label, option.detail, village) for option, village in options]


def familiar_figures(officer: Officer, *, place: str = "", limit: int = 6) -> list[Option]:
    """Who is offered before anything is typed: the known ones of the village, else those met last by the officer."""
    known = CommunityFigure.objects.visible_to(officer).unrestricted().filter(anonymised_at__isnull=True)
    if place:
        found = list(_with_roles(known.filter(within("village", place))).order_by("search_name", "pk")[:limit])
        return [figure_option(figure, own=False) for figure in found]
    own = Visit.objects.visible_to(officer).logged().filter(participations__officer=officer)
    met = Encounter.objects.filter(visit__in=own.values("pk"), presence=Presence.MET, figure__in=known.values("pk"))
    last = met.order_by().values("figure").annotate(last=Max("visit__visited_on")).order_by("-last", "figure")
    keys = [row["figure"] for row in last[:limit]]
    figures = _with_roles(CommunityFigure.objects.filter(pk__in=keys)).in_bulk()
    return [figure_option(figures[pk]) for pk in keys]


def visits_with(figure: CommunityFigure, *, officer: Officer) -> QuerySet[Visit]:
    """Visits in reach at which the figure was met, or for those who may know it, mentioned."""
    rows = Encounter.objects.readable_by(officer).filter(figure=figure)
    return Visit.objects.visible_to(officer).logged().filter(pk__in=rows.values("visit"))


def open_promises_to(figure: CommunityFigure, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits where the figure was met."""
    return first_promises(Listed((facet("figure", figure.pk),)), officer, limit)


def _closeness(
    figures: QuerySet[CommunityFigure], spoken: SpokenName, cutoff: int = LIKE_ENOUGH
) -> dict[int, tuple[int, str]]:
    """Each figure that fits: 0 begins so, 1 has words that do, 2 is only like it; and its name."""
    if not spoken.words:
        return {}
    known = dict(figures.order_by().values_list("pk", "search_name"))
    found = {pk: (kind, name) for pk, name in known.items() if (kind := spoken.closeness(name)) is not None}
    if len(spoken.text) >= SHORTEST_FUZZY:
        rest = {pk: name for pk, name in known.items() if pk not in found}
        alike = process.extract(spoken.text, rest, scorer=fuzz.WRatio, score_cutoff=cutoff, limit=50)
        found.update({pk: (ALIKE, name) for name, _score, pk in alike if spoken.is_like(name, cutoff)})
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


def _with_roles(rows: QuerySet[CommunityFigure]) -> QuerySet[CommunityFigure]:
    roles = Prefetch("roles", FigureRole.objects.all())
    return rows.select_related("village__parent", "unit").prefetch_related(roles)


def figures_known_in(region: Region, *, officer: Officer, limit: int = 20) -> Options:
    """Who is known in a region and below it, as choices with title and village; `more` is 1 where there are others."""
    known = CommunityFigure.objects.visible_to(officer).unrestricted()
    rows = known.filter(within("village", region.pk))
    found = list(_with_roles(rows).order_by("search_name", "pk")[: limit + 1])
    return Options([figure_option(figure) for figure in found[:limit]], more=max(0, len(found) - limit))
