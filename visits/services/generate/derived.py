"""Fill the tables that are derived from visits, set by set: by the statements that serve one visit at a time."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.models import Model

from visits.models import Visit, VisitFacet, VisitScope
from visits.services.derived import rewrite_lines
from visits.services.derived_sql import FACETS, INSERT_FACETS, INSERT_SCOPES, SCOPES
from visits.services.generate.loading import Progress, indexes_put_back


def fill_scopes(first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT_SCOPES.format(rows=SCOPES.format(which=f"v.id >= {first}")))


def fill_facets(first: int) -> None:
    """In the order of their key, so that each row goes behind the last."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT_FACETS.format(rows=FACETS.format(which=f"v.id >= {first}")) + " ORDER BY 1, 2, 3")


def fill_lines(first: int) -> None:
    rewrite_lines(Visit.objects.filter(pk__gte=first).values_list("pk", flat=True))


# What to fill, and with what; each is given the first primary key of the new visits.
FILLS: list[tuple[str, type[Model], Callable[[int], None]]] = [
    ("Lines of lists", Visit, fill_lines),
    ("Reach", VisitScope, fill_scopes),
    ("Facets", VisitFacet, fill_facets),
]


def fill_derived(first: int, progress: Progress) -> None:
    """Fill every derived table for the visits from this primary key on, inside a transaction."""
    for what, model, fill in FILLS:
        with indexes_put_back([model]):
            fill(first)
        progress(what, 1)
