"""What visits are planned from, as plain values: another process plans from it without a database."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Figure:
    """A community figure. `snapshot` fills `FIGURE_COLUMNS`; `token` is the name, encrypted."""

    pk: int
    name: str
    snapshot: Values
    token: str


@dataclass(frozen=True)
class Village:
    """`snapshot` fills `PLACE_COLUMNS`."""

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


class Picture(NamedTuple):
    """A photo's file that is there already."""

    digest: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, eq=False)
class Subject:
    """What people talk about: a topic, and what is said of it by the kind of note."""

    topic: int
    texts: dict[str, list[str]]


@dataclass(frozen=True)
class Shares:
    """How often something happens, as a share of one; as it stands here, on visits by the thousand."""

    concern: float = 0.6
    message: float = 0.6
    answer: float = 0.5
    request: float = 0.35
    promise: float = 0.7
    commitment: float = 0.2
    confidential_source: float = 0.01
    photos: float = 0.25
    directing_chief: float = 0.0
    following: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """What tells one kind of sample visits from another: what is said, how often, and where photos come from.

    `texts` are by kind of text, `purposes` by activity. Without `pictures` a photo names no file.
    """

    texts: dict[str, list[str]]
    purposes: dict[str, str]
    subjects: list[Subject]
    subjects_in_elections: list[Subject]
    shares: Shares = field(default_factory=Shares)
    pictures: list[Picture] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """`days` are ISO dates, `today` the number of the last one on which visits happen; the rest is later ones.

    No instant is later than `now`. `chosen` are authors and states that are not left to chance, by the
    number of the visit.
    """

    seed: str
    visits: int
    recipe: Recipe
    days: list[str]
    today: int
    now: str
    busy: list[float]
    election_days: set[int]
    teams: list[Team]
    chiefs: list[int]
    officers: dict[int, Values]
    villages: list[Village]
    operations: dict[int, list[int]]
    stages: dict[tuple[int | None, int], str]
    first: dict[str, int]
    chosen: dict[int, tuple[Team, int, str]] = field(default_factory=dict)

    def day_of(self, number: float) -> int:
        """The day of the visit of this number: visits are numbered in the order of their days."""
        return min(bisect.bisect(self.busy, number / self.visits * self.busy[-1]), self.today)
