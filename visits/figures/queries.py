"""Lists of community figures, page by page, and who may be the same person."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery
from rapidfuzz import fuzz

from visits.lists.pages import PER_PAGE, cut_page
from visits.models import (
    CommunityFigure,
    FigureRole,
    Officer,
    Unit,
)
from visits.pickers.figures import LONGEST_TEXT, closeness_of, with_roles
from visits.pickers.place_history import within
from visits.pickers.spoken_names import read_spoken_name


@dataclass(frozen=True)
class FigurePage:
    """One page of the list, with the keys that its neighbours start from."""

    rows: list[CommunityFigure] = field(default_factory=list)
    after: str = ""
    before: str = ""


def similar_figures(name: str, *, officer: Officer, limit: int = 8) -> list[CommunityFigure]:
    """Figures whose names are like a typed one, the likest first: to be linked, not doubled."""
    spoken = read_spoken_name(name)
    closeness = closeness_of(CommunityFigure.objects.visible_to(officer).unrestricted(), spoken, cutoff=65)
    best = sorted(closeness, key=lambda pk: (-fuzz.ratio(spoken.text, closeness[pk][1]), pk))[:limit]
    found = with_roles(CommunityFigure.objects.filter(pk__in=best)).in_bulk()
    return [found[pk] for pk in best]


def merge_candidates(figure: CommunityFigure, text: str, *, officer: Officer, limit: int = 12) -> list[CommunityFigure]:
    """Other figures of the Polres that may be the same person, the likest names first; restricted ones as well."""
    others = CommunityFigure.objects.visible_to(officer).filter(anonymised_at__isnull=True).exclude(pk=figure.pk)
    spoken = read_spoken_name((text or figure.name)[:LONGEST_TEXT])
    closeness = closeness_of(others, spoken, cutoff=65)
    best = sorted(closeness, key=lambda pk: (-fuzz.ratio(spoken.text, closeness[pk][1]), pk))[:limit]
    found = with_roles(CommunityFigure.objects.filter(pk__in=best)).in_bulk()
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
        # Found in Python, despite slips of the finger; a Polres knows some thousand figures.
        rows = rows.filter(pk__in=list(closeness_of(rows, read_spoken_name(text))))
    if category:
        rows = rows.filter(pk__in=FigureRole.objects.filter(category=category).values("figure"))
    if place:
        rows = rows.filter(within("village", place))
    if unit:
        rows = rows.filter(unit__path__startswith=unit.path)
    rows, cursor = with_roles(rows).order_by("search_name", "pk"), before or after
    if cursor:
        edge = CommunityFigure.objects.visible_to(officer).get(key=cursor)
        way = "lt" if before else "gt"
        # Several people have one name: the key decides among them.
        beside = Q(search_name=edge.search_name, **{f"pk__{way}": edge.pk})
        rows = rows.filter(Q(**{f"search_name__{way}": edge.search_name}) | beside)
    # Backwards from the cursor, so that the page is the one next to it; turned round when it is cut.
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
