"""What a phone takes along: cards of the own area, and the choices of its pickers without signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from visits.lists.follow_up_list import OPEN_STATES
from visits.models import CommunityFigure, FollowUp, FollowUpIndex, Officer, Region
from visits.models.index_keys import officer_access_key, owner_list_key
from visits.pickers.figures import figure_options
from visits.pickers.officers import unit_colleagues
from visits.pickers.villages import own_districts
from visits.places.cards import Card, may_travel, travelling_promises, village_cards

HOURS = 72
MOST_VILLAGES, MOST_FIGURES, MOST_PROMISES = 200, 1000, 20
LONGEST_TEXT = 120
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Pack:
    cards: list[Card]
    figures: list[tuple[str, str, str, str]]
    officers: list[tuple[str, str, str]]
    promises: list[FollowUp]

    @property
    def choices(self) -> dict[str, Any]:
        """What pickers and the start page offer without signal, and for how many hours it may be kept."""
        due = [(row.get_absolute_url(), row.text[:LONGEST_TEXT], row.due_on) for row in self.promises]
        return {"hours": HOURS, "figures": self.figures, "officers": self.officers, "promises": due}

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
        promises=_promises_due(officer, today),
    )


def _promises_due(officer: Officer, today: date) -> list[FollowUp]:
    """What the officer has promised and is overdue or due soon, as far as it may travel."""
    own = (owner_list_key(officer.pk), officer_access_key(officer.pk))
    due = FollowUpIndex.objects.filter(list_key__in=own, status__in=OPEN_STATES, due_on__lte=today + SOON)
    mine = Q(owner=officer) | Q(owner__isnull=True, visit__author=officer)
    rows = travelling_promises(officer).filter(mine, pk__in=due.values("follow_up"))
    return list(rows.select_related("owner__rank", "visit").order_by("due_on", "pk")[:MOST_PROMISES])
