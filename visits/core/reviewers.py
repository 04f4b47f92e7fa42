"""Who supervises a unit today, and who of them reviews one visit."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from visits.core.permissions import may_review
from visits.models import Deputy, Officer, PersonRole, Secondment, Unit, Visit


def supervisors_of(unit: Unit) -> QuerySet[Officer]:
    """As `Officer.supervised_unit_ids` the other way round: by post, lent there, or standing in today."""
    today, units = timezone.localdate(), unit.lineage_ids
    lent = Secondment.objects.on(today).filter(unit__in=units)
    stands_in = Deputy.objects.on(today).filter(unit__in=units)
    as_supervisor = Q(role=PersonRole.SUPERVISOR) & (Q(unit__in=units) | Q(pk__in=lent.values("officer")))
    as_deputy = Q(role__in=(PersonRole.OFFICER, PersonRole.SUPERVISOR), pk__in=stands_in.order_by().values("officer"))
    return Officer.objects.filter(as_supervisor | as_deputy, is_active=True)


def reviewers_of(visit: Visit) -> list[Officer]:
    """The nearest who may review the visit: those of its unit, else of the next one above that has any."""
    lineage, nearest = visit.unit.lineage_ids, 0
    found: list[Officer] = []
    # Who is lent, or stands in, may supervise deeper than their own unit.
    today = timezone.localdate()
    dated = [rows.objects.on(today).filter(unit__in=lineage) for rows in (Secondment, Deputy)]
    deeper = {pk for rows in dated for pk in rows.order_by().values_list("officer", flat=True)}
    for officer in supervisors_of(visit.unit).select_related("unit", "rank").order_by("-unit__depth", "name", "pk"):
        # Those further up are many in a large force, and asked about one by one.
        if officer.unit.depth < nearest and officer.pk not in deeper:
            continue
        if not may_review(officer, visit):
            continue
        depth = max(lineage.index(pk) for pk in officer.supervised_unit_ids if pk in lineage) + 1
        if depth > nearest:
            nearest, found = depth, []
        if depth == nearest:
            found.append(officer)
    return found
