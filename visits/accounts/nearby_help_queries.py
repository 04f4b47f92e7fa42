"""Whom a supervisor can help with a forgotten password, and who was helped."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from visits.models import Deputy, NearbyHelp, Officer, PersonRole
from visits.pickers.officers import begins_so
from visits.pickers.spoken_names import read_spoken_name

SHOWN = 50
RECENT = dt.timedelta(days=7)


def officers_to_help(supervisor: Officer, text: str = "") -> QuerySet[Officer]:
    """Active officers of the own unit and below; those who stand in for a supervisor today are not among them."""
    rows = Officer.objects.filter(
        is_active=True, role=PersonRole.OFFICER, unit__path__startswith=supervisor.unit.path
    ).exclude(pk__in=Deputy.objects.on(timezone.localdate()).values("officer"))
    return (
        rows.filter(begins_so(read_spoken_name(text)))
        .select_related("rank", "unit")
        .order_by("unit__path", "name", "pk")
    )


def officers_below(supervisor: Officer) -> QuerySet[Officer]:
    """Everybody of the own unit and below: who is not among them is out of reach."""
    return Officer.objects.filter(unit__path__startswith=supervisor.unit.path).select_related("rank", "unit")


def help_given(reader: Officer) -> QuerySet[NearbyHelp]:
    """Every help for an administrator, the own for a supervisor, the newest first."""
    rows = NearbyHelp.objects.select_related("officer__rank", "officer__unit", "given_by__rank")
    return rows if reader.is_administrator else rows.filter(given_by=reader)


def recent(given: QuerySet[NearbyHelp]) -> QuerySet[NearbyHelp]:
    """What of it was given in the last seven days."""
    return given.filter(given_at__gt=timezone.now() - RECENT)


def unseen_help(officer: Officer) -> list[NearbyHelp]:
    """What the officer has not read yet: somebody gave a code for the account."""
    return list(officer.helped.filter(seen_at__isnull=True).select_related("given_by__rank"))
