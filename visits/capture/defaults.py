"""What can be known before anything is typed: the values that a new visit's form starts from."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core.visit_content import Pairs
from visits.models import Officer, OfficerRole, Operation, PartOfDay


def default_values(officer: Officer, *, today: date) -> Pairs:
    """A fresh key, today, me as leader, the operation that runs, my village where I have only one."""
    operation = Operation.objects.filter(is_active=True).on(today).first()
    purpose = usual_purpose(operation)
    return [
        ("key", str(uuid.uuid4())),
        ("revision", "0"),
        ("visited_on", today.isoformat()),
        ("part_of_day", part_of_day(timezone.localtime().hour)),
        ("operation", operation.code if operation else ""),
        ("purpose", purpose),
        ("officers-0-officer", officer.nrp),
        ("officers-0-role", OfficerRole.LEADER),
        ("stops-0-place", _only_village(officer, today)),
        # One row each stands open: nearly every visit has somebody met and something said.
        ("people-TOTAL_FORMS", "1"),
        ("notes-TOTAL_FORMS", "1"),
    ]


def part_of_day(hour: int) -> str:
    """The part of the day by the clock, as people here name it."""
    parts = ((5, PartOfDay.NIGHT), (11, PartOfDay.MORNING), (15, PartOfDay.MIDDAY), (18, PartOfDay.AFTERNOON))
    return next((part for until, part in parts if hour < until), PartOfDay.NIGHT)


def usual_purpose(operation: Operation | None) -> str:
    """The purpose that a visit of this operation has where nobody says another one."""
    if operation and operation.default_purpose:
        return operation.default_purpose
    return _("To listen to the residents and to keep the situation safe and calm.")


def _only_village(officer: Officer, today: date) -> str:
    current = officer.assignments.on(today)
    # Two are enough to know that there is not only one.
    villages = list(current.values_list("village", flat=True)[:2])
    return villages[0] if len(villages) == 1 else ""
