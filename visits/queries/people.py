"""People of many visits whom one person may see named: the rule of one visit, for all at once."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from visits.models import Encounter, Officer, Presence
from visits.queries.notes import headed


def readable_people(officer: Officer) -> QuerySet[Encounter]:
    """Without those only mentioned, except for the author and supervisors; reach is the visits' matter.

    The same rule as `EncounterQuerySet.readable_by` has for one visit.
    """
    people = Encounter.objects.all()
    if officer.is_supervisor:
        return people
    return people.filter(Q(presence=Presence.MET) | Q(visit__author=officer) | headed(officer))
