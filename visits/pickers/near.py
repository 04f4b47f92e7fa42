"""Who and what is near an officer, to be offered before anything is typed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from visits.models import Officer
from visits.pickers.figures import familiar_figures
from visits.pickers.groups import USUAL, familiar_groups
from visits.pickers.officers import recent_colleagues
from visits.pickers.options import Option
from visits.pickers.suggested_villages import familiar_places

MOST_PLACES, MOST_FIGURES = 6, 8


class NearChoices:
    """Villages, figures, groups and colleagues, each list asked for once."""

    def __init__(self, officer: Officer, *, place: str = ""):
        self.officer, self.place = officer, place

    @cached_property
    def villages(self) -> list[Option]:
        return familiar_places(self.officer, limit=MOST_PLACES)

    @cached_property
    def people(self) -> list[Option]:
        """Those of the village that was chosen, else those met last."""
        here = familiar_figures(self.officer, place=self.place, limit=MOST_FIGURES)
        return here or (familiar_figures(self.officer, limit=MOST_FIGURES) if self.place else [])

    @cached_property
    def colleagues(self) -> list[Option]:
        return recent_colleagues(self.officer)

    @cached_property
    def groups(self) -> list[str]:
        return familiar_groups(self.officer)

    def as_rows(self) -> dict[str, Any]:
        """As a script reads them, and as a phone keeps them (`static/js/device/near.js`)."""
        return {
            "villages": [[one.value, one.label, one.detail] for one in self.villages],
            "people": [[one.value, one.label, one.detail, one.place] for one in self.people],
            "groups": self.groups,
            "colleagues": [[one.value, one.label, one.detail] for one in self.colleagues],
            "team": [],
        }


class NobodyNear(NearChoices):
    """For a page that names nobody: the phone that keeps it has its own choices."""

    def __init__(self) -> None:
        self.villages = self.people = self.colleagues = []
        self.groups = list(USUAL)
