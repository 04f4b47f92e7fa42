"""Tell the database what was written."""

from __future__ import annotations

from django.db import connection


def analyze(*, skip_locked: bool = False) -> None:
    """Tell the planner how many rows there are now, and which pages all may see.

    `skip_locked`: but for tables that somebody is changing, which are left for later.
    """
    statement = "ANALYZE"
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        statement = "VACUUM (ANALYZE, SKIP_LOCKED)" if skip_locked else "VACUUM ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(statement)
