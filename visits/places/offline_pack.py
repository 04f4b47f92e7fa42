"""What a phone takes along: cards of the own area, and the choices of its pickers without signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from visits.models import CommunityFigure, Officer, Region
from visits.pickers.figures import figure_options
from visits.pickers.officers import unit_colleagues
from visits.pickers.villages import own_districts
from visits.places.cards import Card, may_travel, village_cards
from visits.places.page import own_villages

HOURS = 72
MOST_VILLAGES, MOST_FIGURES = 200, 1000


@dataclass(frozen=True)
class Pack:
    cards: list[Card]
    figures: list[tuple[str, str, str, str]]
    officers: list[tuple[str, str, str]]
    villages: list[tuple]

    @property
    def choices(self) -> dict[str, Any]:
        """What pickers offer without signal, and for how many hours it may be kept."""
        return {"hours": HOURS, "figures": self.figures, "officers": self.officers, "villages": self.villages}

    @property
    def named(self) -> list[str]:
        """Keys of every figure in it."""
        people = [person.key for card in self.cards for person in card.people]
        return sorted({*people, *(row[0] for row in self.figures)})


def own_area_villages(officer: Officer, *, today: date) -> list[Region]:
    """The villages in the officer's care today; without any, those of the own area."""
    current = officer.assignments.on(today)
    villages = Region.objects.open().villages().select_related("parent").order_by("parent__name", "name", "code")
    assigned = list(villages.filter(pk__in=current.values("village"))[:MOST_VILLAGES])
    # Whoever has no villages in care, as a Kasat, takes the area of the unit.
    return assigned or list(villages.filter(parent__in=own_districts(officer))[:MOST_VILLAGES])


def pack_for(officer: Officer, *, today: date) -> Pack:
    """Everything at once, in a fixed number of queries."""
    villages = own_area_villages(officer, today=today)
    known = may_travel(CommunityFigure.objects.visible_to(officer)).filter(village__in=villages)
    return Pack(
        cards=village_cards(villages, officer=officer, today=today),
        figures=figure_options(known, limit=MOST_FIGURES),
        officers=[(option.value, option.label, option.detail) for option in unit_colleagues(officer)],
        villages=own_villages(officer),
    )
