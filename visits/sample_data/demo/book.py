"""What the demo's visits are planned from, and how they are written once all are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from visits.capture.new_visits import NewVisit, write_new_visits
from visits.models import (
    CommunityFigure,
    Officer,
    Operation,
    Region,
    Remark,
    Unit,
    Visit,
)

WITA = ZoneInfo("Asia/Makassar")


@dataclass
class World:
    """What the planning of visits looks things up in."""

    random: Random
    today: date
    now: datetime
    officers: dict[str, Officer]
    units: dict[str, Unit]
    places: dict[str, Region]
    figures: list[CommunityFigure]
    operations: list[Operation]
    topics: dict[str, int]

    def chance(self, share: float) -> bool:
        return self.random.random() < share


@dataclass
class Planned(NewVisit):
    """One visit of the demo with its rows, and the earlier one that it follows."""

    follows: Planned | None = None

    def is_named(self, officer: Officer) -> bool:
        return any(row.officer_id == officer.pk for row in self.participations)


def at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WITA)


def write(planned: list[Planned]) -> None:
    """Save all planned visits, with the times of their own days."""
    write_new_visits(list(planned))
    _set_back_the_clock(planned)


def _set_back_the_clock(planned: list[Planned]) -> None:
    """Give rows the times of their own days: a new row is otherwise stamped with now."""
    for plan in planned:
        visit = plan.visit
        visit.created_at = visit.submitted_at or visit.recorded_at or visit.created_at
        visit.saved_at = visit.reviewed_at or visit.created_at
        for remark in plan.remarks:
            remark.written_at = visit.reviewed_at
    Visit.objects.bulk_update([plan.visit for plan in planned], ["created_at", "saved_at"], batch_size=200)
    Remark.objects.bulk_update([row for plan in planned for row in plan.remarks], ["written_at"])


def days_later(day: date, days: int) -> date:
    return day + timedelta(days=days)
