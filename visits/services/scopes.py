"""Keep the scope rows of a visit in step with the visit."""

from __future__ import annotations

from visits.models import Participation, Visit, VisitScope

BATCH = 1000


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


def write_scopes_of_new(visits: list[Visit]) -> None:
    """Make the scope rows of many visits that have none yet, in few statements."""
    named: dict[int, list[int]] = {}
    keys = [visit.pk for visit in visits]
    went = Participation.objects.filter(officer__isnull=False)
    for start in range(0, len(keys), BATCH):
        for visit, officer in went.filter(visit__in=keys[start : start + BATCH]).values_list("visit", "officer"):
            named.setdefault(visit, []).append(officer)
    lineages = {unit: unit.lineage_ids for unit in {visit.unit for visit in visits}}
    VisitScope.objects.bulk_create(
        (
            VisitScope(scope=scope, visited_on=visit.visited_on, visit=visit)
            for visit in visits
            for scope in VisitScope.scopes_for(
                visit, named_officers=named.get(visit.pk, []), lineage=lineages[visit.unit]
            )
        ),
        batch_size=BATCH,
    )
