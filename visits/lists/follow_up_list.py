"""Lists of follow-ups: along `FollowUpIndex`, whose key is the order of the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from visits.core.db import Sql, fetch
from visits.lists.criteria import BY_DUE, LIST_KEYS, Keys, ScanRange
from visits.lists.intersection import MOST_COUNTED, SIZES, Count, Sizes
from visits.lists.keyset import KeysetList, in_order
from visits.models import FollowUp, FollowUpIndex, FollowUpStatus, Officer

OPEN_STATES = (FollowUpStatus.OPEN, FollowUpStatus.IN_PROGRESS)
FINISHED_STATES = (FollowUpStatus.DONE, FollowUpStatus.NOT_POSSIBLE)


@dataclass(frozen=True)
class Listed:
    """Follow-ups that stand in any of some lists: of one unit, or due before a day."""

    list_keys: tuple[str, ...]
    unit: int | None = None
    before: dt.date | None = None

    def keys(self, statuses: Sequence[str]) -> Keys:
        held: list[tuple[str, tuple]] = [("status", tuple(map(str, statuses)))]
        if self.unit is not None:
            held.append(("unit_id", (self.unit,)))
        return Keys(LIST_KEYS, self.list_keys, where=tuple(held))

    def of(self, statuses: Sequence[str]) -> KeysetList:
        """Those in some states, by due date."""
        if not (self.list_keys and statuses):
            return KeysetList((), self._range)
        return KeysetList((self.keys(statuses),), self._range)

    def counted(self, statuses: Sequence[str], most: int) -> Sql:
        return self.keys(statuses).counted(self._range, most) if self.list_keys else Sql("SELECT 0")

    @property
    def _range(self) -> ScanRange:
        return ScanRange(last=self.before - dt.timedelta(days=1) if self.before else None, order=BY_DUE)


def count_listed(asked: Iterable[Listed], most: int = MOST_COUNTED) -> list[Count]:
    """How many are unfinished in each, exact up to a bound, in one statement."""
    known = [each.counted(OPEN_STATES, most) for each in asked]
    (numbers,) = fetch(
        f"SELECT {', '.join(f'({each.text})' for each in known)}", [v for each in known for v in each.values]
    )
    return [Count(min(number, most), number <= most, number > most) for number in numbers]


def first_promises(list_key: str, officer: Officer, limit: int, sizes: Sizes = SIZES) -> list[FollowUp]:
    """What is still to be done of one list, as far as the officer may read it."""
    read = tuple(FollowUpIndex.read_by(officer))
    if not read:
        return []
    both = tuple(Listed(list_keys).keys(OPEN_STATES) for list_keys in ((list_key,), read))
    return with_owners(in_order(KeysetList(both, ScanRange(order=BY_DUE), sizes).scan(None, limit)))


def with_owners(keys: list[int]) -> list[FollowUp]:
    """The rows of a list with what its lines show, in its order."""
    rows = FollowUp.objects.select_related("owner__rank", "unit").in_bulk(keys)
    return [rows[pk] for pk in keys if pk in rows]
