"""What a picker offers: one thing to choose, however it was found."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Option:
    """One choice: the value that is posted, a label, a second line, and whether it is near.

    `place` is the code of the village in which somebody lives: the form takes it for that of the visit.
    """

    value: str
    label: str
    detail: str = ""
    own: bool = False
    place: str = ""

    def as_dict(self) -> dict[str, str | bool]:
        return {name: value for name, value in asdict(self).items() if name != "place"}


@dataclass(frozen=True)
class Options:
    """The best choices, and how many more there are."""

    found: list[Option]
    more: int = 0

    def __iter__(self):
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
