"""What generated visits are made of, as plain values: processes of their own plan from it without a database."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import Any

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Figure:
    """A community figure. `snapshot` fills the columns of `plan.FIGURE_COLUMNS`; `token` is the name, encrypted."""

    pk: int
    name: str
    snapshot: Values
    token: str


@dataclass(frozen=True)
class Village:
    """`snapshot` fills the columns of `plan.PLACE_COLUMNS`."""

    label: str
    snapshot: Values
    latitude: float
    longitude: float
    figures: list[Figure]


@dataclass(frozen=True)
class Team:
    """Who goes out for one unit, and who reviews: officers by primary key, villages by number."""

    unit: int
    name: str
    weight: float
    supervisor: int
    members: list[int]
    reviewers: list[int]
    villages: list[int]
    is_secret: bool


@dataclass(frozen=True)
class World:
    """`days` are ISO dates, `today` the number of the last one on which visits happen; the rest is later ones."""

    seed: str
    visits: int
    days: list[str]
    today: int
    shares: list[float]
    teams: list[Team]
    officers: dict[int, Values]
    villages: list[Village]
    operations: dict[int, list[int]]
    stages: dict[tuple[int | None, int], str]
    topics: list[int]
    first: dict[str, int]

    def day_of(self, number: float) -> int:
        """The day of the visit of this number: visits are numbered in the order of their days."""
        return min(bisect.bisect(self.shares, number / self.visits * self.shares[-1]), self.today)
