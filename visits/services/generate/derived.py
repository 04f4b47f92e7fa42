"""Fill the tables that are derived from visits, set by set: what the services do for one visit at a time."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.db.models import Model

from visits.models import Participation, Unit, Visit, VisitScope
from visits.models.scope import AUDIT
from visits.services.generate.loading import Progress, indexes_put_back

# The rule is VisitScope.scopes_for; a test compares.
SCOPES = """
    INSERT INTO {scopes} (scope, visited_on, visit_id)
    SELECT 'officer:' || author_id, visited_on, id FROM {visits} WHERE id >= %(first)s
    UNION ALL
    SELECT DISTINCT 'officer:' || went.officer_id, visit.visited_on, visit.id
    FROM {participations} went JOIN {visits} visit ON visit.id = went.visit_id
    WHERE visit.id >= %(first)s AND visit.status <> 'draft' AND went.officer_id <> visit.author_id
    UNION ALL
    SELECT 'tree:' || above.id, visit.visited_on, visit.id
    FROM {visits} visit JOIN {units} unit ON unit.id = visit.unit_id
    JOIN {units} above ON unit.path LIKE above.path || '%%'
    WHERE visit.id >= %(first)s AND visit.status <> 'draft'
    UNION ALL
    SELECT 'unit:' || unit_id, visited_on, id FROM {visits}
    WHERE id >= %(first)s AND status <> 'draft' AND classification <> 'confidential'
    UNION ALL
    SELECT %(audit)s, visited_on, id FROM {visits}
    WHERE id >= %(first)s AND status <> 'draft' AND classification <> 'confidential'
"""


def fill_scopes(first: int) -> None:
    tables = {"scopes": VisitScope, "visits": Visit, "participations": Participation, "units": Unit}
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()}
    with connection.cursor() as cursor:
        cursor.execute(SCOPES.format(**names), {"first": first, "audit": AUDIT})


# What to fill, and with what; each is given the first primary key of the new visits.
FILLS: list[tuple[str, type[Model], Callable[[int], None]]] = [("Reach", VisitScope, fill_scopes)]


def fill_derived(first: int, progress: Progress) -> None:
    """Fill every derived table for the visits from this primary key on, inside a transaction."""
    for what, model, fill in FILLS:
        with indexes_put_back([model]):
            fill(first)
        progress(what, 1)
