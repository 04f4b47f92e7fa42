"""Keep the scope rows of a visit in step with the visit."""

from __future__ import annotations

from visits.models import Visit, VisitScope


def rewrite_scopes(visit: Visit) -> None:
    """Make the visit's scope rows what its status, unit, officers and class ask for.

    Call inside the transaction that changed any of them.
    """
    named = visit.participations.filter(officer__isnull=False).values_list("officer_id", flat=True)
    wanted = VisitScope.scopes_for(visit, named_officers=list(named))
    visit.scopes.all().delete()
    VisitScope.objects.bulk_create(
        VisitScope(scope=scope, visited_on=visit.visited_on, visit=visit) for scope in sorted(wanted)
    )
