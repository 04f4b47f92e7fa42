"""Several small questions in one statement: each one asked apart costs a page more than its answer does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from visits.core.db import NOTHING, Sql, exists, fetch, marks, written
from visits.models import Visit

# Written as SQL, since building it takes longer than running it. Reach is asked by what then reads the rows.
MOSTLY_NOT_THERE = """SELECT
    EXISTS (SELECT 1 FROM visits_visit WHERE follows_id = %s),
    EXISTS (SELECT 1 FROM visits_remark WHERE visit_id = %s),
    EXISTS (SELECT 1 FROM visits_samevisit WHERE visit_id = %s OR other_id = %s),
    EXISTS (SELECT 1 FROM visits_visitfilterkey
        WHERE filter_key IN ({filter_keys}) AND visited_on = %s AND visit_id <> %s)
"""


def has_rows(rows: QuerySet) -> Sql:
    """Whether a queryset finds anything, as a part of a statement."""
    try:
        return exists(*rows.order_by().values("pk").query.sql_with_params())
    except EmptyResultSet:
        return NOTHING


def which_have_rows(asked: Mapping[str, QuerySet]) -> set[str]:
    """The names of the querysets that find anything; the others need not be asked."""
    parts = [has_rows(rows) for rows in asked.values()]
    (found,) = fetch(f"SELECT {', '.join(part.text for part in parts)}", [v for part in parts for v in part.values])
    return {name for name, is_there in zip(asked, found, strict=True) if is_there}


def mostly_not_there(visit: Visit, filter_keys: Sequence[str]) -> set[str]:
    """What stands beside a visit, which most have none of: later visits, remarks, comparisons, visits alike."""
    text = MOSTLY_NOT_THERE.format(filter_keys=marks(filter_keys) or "NULL")
    (found,) = fetch(text, (*[visit.pk] * 4, *filter_keys, written(visit.visited_on), visit.pk))
    return {name for name, is_there in zip(("later", "remarks", "compared", "alike"), found, strict=True) if is_there}
