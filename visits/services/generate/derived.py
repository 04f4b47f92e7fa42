"""Fill the tables that are derived from visits, set by set: what the services do for one visit at a time."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Model

from visits.models import FollowUpListing, Visit, VisitFacet, VisitScope
from visits.services.derived_sql import FACETS, INSERT_FACETS, INSERT_LISTINGS, INSERT_SCOPES, LISTINGS, SCOPES
from visits.services.generate.loading import Progress, indexes_put_back

# So many visits at once: what is sorted to find doubles stays in memory.
CHUNK = 25_000
TABLES: list[tuple[str, type[Model], str]] = [
    ("Reach", VisitScope, INSERT_SCOPES.format(rows=SCOPES)),
    # In the order of the key, so that rows of one facet go in together.
    ("Facets", VisitFacet, INSERT_FACETS.format(rows=FACETS) + " ORDER BY 1, 2, 3"),
    ("Lists of follow-ups", FollowUpListing, INSERT_LISTINGS.format(rows=LISTINGS)),
]


def fill_derived(first: int, progress: Progress) -> None:
    """Fill scopes, facets and lists of the visits from this primary key on, inside a transaction."""
    last = Visit.objects.aggregate(last=Max("pk"))["last"] or 0
    for what, model, statement in TABLES:
        with indexes_put_back([model], primary=True), connection.cursor() as cursor:
            for start in range(first, last + 1, CHUNK):
                cursor.execute(statement.format(which=f"v.id >= {start} AND v.id < {start + CHUNK}"))
                progress(what, min((start + CHUNK - first) / (last + 1 - first), 1))
        with connection.cursor() as cursor:
            # The next table is filled out of this one.
            cursor.execute(f"ANALYZE {model._meta.db_table}")
