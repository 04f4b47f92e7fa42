"""What waits for a supervisor."""

from __future__ import annotations

from django.db.models import QuerySet

from visits.models import Officer, Unit, Visit


def waiting_for(supervisor: Officer) -> QuerySet[Visit]:
    """Submitted visits of the own unit and below, without those the supervisor wrote or was on."""
    return (
        Visit.objects.visible_to(supervisor)
        .waiting()
        .filter(unit__in=Unit.below(supervisor.unit))
        .exclude(author=supervisor)
        .exclude(participations__officer=supervisor)
        .select_related("author__rank", "unit")
        .prefetch_related("stops")
    )
