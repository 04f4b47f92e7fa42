"""Fill the tables that are derived from visits, set by set: what the services do for one visit at a time."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Model

from visits.lists.visit_index_sql import (
    INSERT_ACCESS,
    INSERT_FILTER_KEYS,
    INSERT_LIST_KEYS,
    SELECT_ACCESS_KEYS,
    SELECT_FILTER_KEYS,
    SELECT_LIST_KEYS,
)
from visits.models import FollowUpIndex, Visit, VisitAccess, VisitFilterKey
from visits.sample_data.loading import Progress, indexes_put_back, silent

# So many visits at once: what is sorted to find doubles stays in memory.
CHUNK = 25_000
TABLES: list[tuple[str, type[Model], str]] = [
    ("Access keys", VisitAccess, INSERT_ACCESS.format(rows=SELECT_ACCESS_KEYS)),
    # In the order of the key, so that rows of one filter key go in together.
    ("Filter keys", VisitFilterKey, INSERT_FILTER_KEYS.format(rows=SELECT_FILTER_KEYS) + " ORDER BY 1, 2, 3"),
    ("Lists of follow-ups", FollowUpIndex, INSERT_LIST_KEYS.format(rows=SELECT_LIST_KEYS)),
]


def fill_indexes(first: int, progress: Progress = silent) -> None:
    """Fill access keys, filter keys and lists of the visits from this primary key on, inside a transaction."""
    last = Visit.objects.aggregate(last=Max("pk"))["last"] or 0
    for what, model, statement in TABLES:
        with indexes_put_back([model], primary=True), connection.cursor() as cursor:
            for start in range(first, last + 1, CHUNK):
                cursor.execute(statement.format(which=f"v.id >= {start} AND v.id < {start + CHUNK}"))
                progress(what, min((start + CHUNK - first) / (last + 1 - first), 1))
        with connection.cursor() as cursor:
            # The next table is filled out of this one.
            cursor.execute(f"ANALYZE {model._meta.db_table}")
