"""What waits for whom: visits for review, corrections asked for, urgent visits nobody has noted, returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from visits.models import Officer, Unit, Visit, VisitStatus
from visits.queries.history import filtered

# A number in the menu says no more than "more than this".
MOST_COUNTED = 99


def _headed(head: Officer) -> QuerySet[Visit]:
    """Visits of the units headed and all below, without those that the head wrote or was on."""
    return (
        Visit.objects.headed_by(head)
        .exclude(author=head)
        .exclude(participations__officer=head)
        .select_related("author__rank", "unit")
    )


def waiting_for(head: Officer, asked: dict[str, Any] | None = None) -> QuerySet[Visit]:
    """Submitted visits that this head reviews, the oldest first; `asked` narrows them like the history."""
    visits = _headed(head).waiting()
    return visits.filter(pk__in=filtered(head, asked).values("pk")) if asked else visits


def corrections_for(head: Officer) -> QuerySet[Visit]:
    """Approved visits whose author asks this head for a correction, the oldest wish first."""
    return _headed(head).filter(correction_asked_at__isnull=False).order_by("correction_asked_at", "pk")


def urgent_for(officer: Officer) -> QuerySet[Visit]:
    """Urgent visits below a head that no head has taken note of, the newest first."""
    urgent = Visit.objects.headed_by(officer).filter(urgent=True, noted_at__isnull=True)
    return urgent.logged().exclude(author=officer).select_related("unit").order_by("-submitted_at", "-pk")


def returned_to(officer: Officer) -> QuerySet[Visit]:
    """Visits that came back to their author or the officers named on them."""
    named = Q(author=officer) | Q(participations__officer=officer)
    return Visit.objects.visible_to(officer).filter(named, status=VisitStatus.RETURNED).distinct()


@dataclass(frozen=True)
class Waiting:
    """How much waits for one person, each number at most one more than `MOST_COUNTED`."""

    review: int = 0
    returned: int = 0

    @staticmethod
    def shown(number: int) -> str:
        return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number) if number else ""


def count_waiting(officer: Officer) -> Waiting:
    """The numbers of the menu."""
    if not officer.may_log_visits:
        return Waiting()
    return Waiting(
        review=waiting_for(officer).order_by()[: MOST_COUNTED + 1].count() if officer.is_head else 0,
        returned=returned_to(officer).order_by()[: MOST_COUNTED + 1].count(),
    )


def review_units(head: Officer) -> QuerySet[Unit]:
    """Units whose visits the head reviews, as a filter offers them."""
    below = Q()
    for unit in Unit.objects.filter(pk__in=head.headed_unit_ids):
        below |= Q(path__startswith=unit.path)
    return Unit.objects.filter(below, is_active=True) if below else Unit.objects.none()
