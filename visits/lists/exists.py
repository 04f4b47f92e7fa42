"""Several small questions in one statement: each one asked apart costs a page more than its answer does."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from visits.core.db import NOTHING, Sql, exists, fetch


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
