"""Follow-ups as somebody may read them: mine, my unit's, or all in reach, the overdue first.

Pages are scanned along `FollowUpIndex`, whose key is the order of the list; nothing is asked about the whole reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from visits.core.db import ALWAYS, Sql, exists, fetch, marks, read_day, written
from visits.lists.intersection import MOST_COUNTED, Count
from visits.lists.pages import PER_PAGE, cut_page
from visits.models import CommunityFigure, FollowUp, FollowUpIndex, FollowUpStatus, Officer
from visits.models.follow_up_index import NO_DAY
from visits.models.index_keys import filter_key, owner_list_key

OPEN_STATES = (FollowUpStatus.OPEN, FollowUpStatus.IN_PROGRESS)
FINISHED_STATES = (FollowUpStatus.DONE, FollowUpStatus.NOT_POSSIBLE)
MINE, UNIT, ALL = "mine", "unit", "all"
LIST_KEYS = "visits_followupindex"
# So many rows are counted to tell which of two lists is the shorter one.
LONG = 2_000

Position = tuple[date, int]


@dataclass(frozen=True)
class FollowUpPage:
    """One page of a list, and the keys that its neighbours start from."""

    rows: list[FollowUp] = field(default_factory=list)
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Listed:
    """Follow-ups that stand in any of some lists: of one unit, or due before a day, or also in any `within`."""

    list_keys: tuple[str, ...]
    unit: int | None = None
    before: date | None = None
    within: tuple[str, ...] = ()

    def scan(self, statuses: Sequence[str], limit: int, start: Position | None = None, *, back=False) -> list[Position]:
        """The next positions (due date, follow-up) of some states, by due date: of each list, merged."""
        way = "DESC" if back else "ASC"
        beyond, values = ALWAYS, []
        if start:
            beyond = Sql(f" AND (due_on, follow_up_id) {'<' if back else '>'} (%s, %s)", (written(start[0]), start[1]))
        parts: list[str] = []
        for list_key in self.list_keys:
            for status in statuses:
                rows = self._rows([list_key], [status])
                parts.append(
                    f"SELECT * FROM (SELECT due_on, follow_up_id {rows.text}{beyond.text}"
                    f" ORDER BY due_on {way}, follow_up_id {way} LIMIT %s) AS p{len(parts)}"
                )
                values += [*rows.values, *beyond.values, limit]
        if not parts:
            return []
        found = fetch(
            f"SELECT DISTINCT due_on, follow_up_id FROM ({' UNION ALL '.join(parts)}) AS merged"
            f" ORDER BY due_on {way}, follow_up_id {way} LIMIT %s",
            [*values, limit],
        )
        return [(read_day(day), pk) for day, pk in found]

    def counted(self, statuses: Sequence[str], most: int) -> Sql:
        """Up to `most` of them; one that stands in several of the lists counts once."""
        rows = self._rows(self.list_keys, statuses)
        enough = (most + 1) * len(self.list_keys)
        return Sql(
            f"SELECT COUNT(DISTINCT follow_up_id) FROM (SELECT follow_up_id {rows.text} LIMIT %s) AS counted",
            (*rows.values, enough),
        )

    def _rows(self, list_keys: Sequence[str], statuses: Sequence[str]) -> Sql:
        text = ""
        values: list[object] = []
        for column, wanted in (("list_key", list_keys), ("status", statuses)):
            text += f" AND l.{column} IN ({marks(wanted)})"
            values += map(str, wanted)
        if self.unit is not None:
            text, values = f"{text} AND l.unit_id = %s", [*values, self.unit]
        if self.before is not None:
            text, values = f"{text} AND l.due_on < %s", [*values, written(self.before)]
        also = self._also()
        return Sql(f"FROM {LIST_KEYS} l WHERE{text.removeprefix(' AND')}{also.text}", (*values, *also.values))

    def _also(self) -> Sql:
        if not self.within:
            return ALWAYS
        asked = exists(
            f"SELECT 1 FROM {LIST_KEYS} k WHERE k.list_key IN ({marks(self.within)})"
            " AND k.status = l.status AND k.due_on = l.due_on AND k.follow_up_id = l.follow_up_id",
            self.within,
        )
        return Sql(f" AND {asked.text}", asked.values)


def readable_follow_ups(officer: Officer) -> QuerySet[FollowUp]:
    """Follow-ups in reach whose words the officer may read, for a question about one or a few of them.

    A follow-up repeats what its notes say: where every note it comes from is narrowed away
    from the officer, so is the follow-up. Who is responsible for it always reads it.
    """
    read = FollowUpIndex.objects.filter(follow_up=OuterRef("pk"), list_key__in=FollowUpIndex.read_by(officer))
    return FollowUp.objects.filter(Exists(read))


def listed_for(officer: Officer, whose: str = ALL) -> Listed:
    """The officer's own, those of the officer's unit, or all that the officer reads."""
    read = tuple(FollowUpIndex.read_by(officer))
    if whose == MINE:
        own = owner_list_key(officer.pk)
        return Listed((own,) if own in read else ())
    return Listed(read, unit=officer.unit_id if whose == UNIT else None)


def follow_up_page(
    officer: Officer,
    *,
    today: date,
    whose: str,
    status: str = "",
    overdue: bool = False,
    unfinished: bool = False,
    after: str = "",
    before: str = "",
) -> FollowUpPage:
    """One page: the unfinished by due date, so that the overdue lead; then the finished.

    Raises FollowUp.DoesNotExist where a cursor names none in reach.
    """
    listed = listed_for(officer, whose)
    groups: list[tuple[str, ...]] = [OPEN_STATES, FINISHED_STATES]
    if unfinished:
        groups = [OPEN_STATES, ()]
    if overdue:
        listed, groups = replace(listed, before=today), [OPEN_STATES, ()]
    if status:
        groups = [tuple(each for each in group if each == status) for group in groups]
    edge = readable_follow_ups(officer).get(key=before or after) if before or after else None
    found = _walk_groups(listed, groups, edge, PER_PAGE + 1, back=bool(before))
    shown = cut_page(found, PER_PAGE, is_first=not after, back=bool(before))
    rows = in_order(shown.rows)
    return FollowUpPage(
        rows=rows,
        after=str(rows[-1].key) if rows and shown.has_next else "",
        before=str(rows[0].key) if rows and shown.has_previous else "",
    )


def _walk_groups(
    listed: Listed, groups: list[tuple[str, ...]], edge: FollowUp | None, limit: int, *, back: bool
) -> list[int]:
    """On from the edge: the rest of the group that it stands in, then the groups behind it."""
    turns = list(enumerate(groups))
    if back:
        turns.reverse()
    found: list[int] = []
    if edge:
        turns = [turn for turn in turns if (turn[0] <= edge.is_finished if back else turn[0] >= edge.is_finished)]
    for place, statuses in turns:
        start = (edge.due_on or NO_DAY, edge.pk) if edge and place == edge.is_finished else None
        if len(found) < limit:
            found += [pk for _day, pk in listed.scan(statuses, limit - len(found), start, back=back)]
    return found


def in_order(keys: list[int]) -> list[FollowUp]:
    """The rows of a list with what its lines show, in its order."""
    rows = FollowUp.objects.select_related("owner__rank", "unit").in_bulk(keys)
    return [rows[pk] for pk in keys if pk in rows]


def first_promises(listed: Listed, officer: Officer, limit: int) -> list[FollowUp]:
    """What is still to be done of some lists, as far as the officer may read it; the shorter of the two is scanned."""
    read = tuple(FollowUpIndex.read_by(officer))
    if not read:
        return []
    lengths = [each.counted(OPEN_STATES, LONG) for each in (listed, Listed(read))]
    ((here, mine),) = fetch(
        f"SELECT ({lengths[0].text}), ({lengths[1].text})", [v for each in lengths for v in each.values]
    )
    scanned = replace(listed, within=read) if here <= mine else replace(listed, list_keys=read, within=listed.list_keys)
    return in_order([pk for _day, pk in scanned.scan(OPEN_STATES, limit)])


def count_follow_ups(officer: Officer, *, today: date) -> dict[str, Count]:
    """How many are unfinished and overdue: mine, my unit's and all in reach, in one statement."""
    asked = {}
    for whose in (MINE, UNIT, ALL):
        listed = listed_for(officer, whose)
        asked[f"of_{whose}"] = listed
        asked[f"of_{whose}_overdue"] = replace(listed, before=today)
    return dict(zip(asked, count_listed(asked.values()), strict=True))


def count_listed(asked: Iterable[Listed]) -> list[Count]:
    """How many are unfinished in each, exact up to 10,000."""
    known = [each.counted(OPEN_STATES, MOST_COUNTED) if each.list_keys else Sql("SELECT 0") for each in asked]
    (numbers,) = fetch(
        f"SELECT {', '.join(f'({each.text})' for each in known)}", [v for each in known for v in each.values]
    )
    return [Count(min(number, MOST_COUNTED), number <= MOST_COUNTED, number > MOST_COUNTED) for number in numbers]


def open_promises_to(figure: CommunityFigure, *, officer: Officer, limit: int = 20) -> list[FollowUp]:
    """What is still to be done from visits where the figure was met."""
    return first_promises(Listed((filter_key("figure", figure.pk),)), officer, limit)
