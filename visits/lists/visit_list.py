"""Lists of visits: what is asked for as criteria, and pages of fifty with the cursors around them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any

from visits.core.db import Sql, fetch, marks
from visits.lists.criteria import Criterion, Either, Keys, Position, ScanRange, by_access, by_filter
from visits.lists.intersection import MOST_COUNTED, Count, count, scan, scan_and_count
from visits.lists.pages import PER_PAGE, Shown, cut_page
from visits.models import CommunityFigure, Officer, Unit, UnitKind, VisitAccess
from visits.models.index_keys import (
    filter_key,
    filter_key_for,
    filter_key_for_supervisors,
    officer_access_key,
    tree_access_key,
)

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MOMENT = re.compile(r"([0-9]{1,16})_([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """The positions on one page, and those that its neighbours start from."""

    found: list[Position]
    previous: Position | None
    next: Position | None


@dataclass(frozen=True)
class VisitList:
    """Visits that fit all of some criteria. Without a criterion nothing is in reach."""

    criteria: tuple[Criterion, ...]
    scan_range: ScanRange = field(default_factory=ScanRange)

    def page(self, *, after: Position | None = None, before: Position | None = None, size: int = PER_PAGE) -> Page:
        """One page, from the beginning or from a cursor forward or back."""
        if not self.criteria:
            return Page([], None, None)
        scan_range = ScanRange(after, None, self.scan_range.first, self.scan_range.last, order=self.scan_range.order)
        if before:
            scan_range = ScanRange(
                before, None, self.scan_range.first, self.scan_range.last, backward=True, order=self.scan_range.order
            )
        found = scan(self.criteria, scan_range, size + 1)
        return _page(cut_page(found, size, is_first=not after, back=bool(before)))

    def counted_page(
        self,
        *,
        after: Position | None = None,
        before: Position | None = None,
        size: int = PER_PAGE,
        most: int = MOST_COUNTED,
    ) -> tuple[Page, Count]:
        """One page, and how many visits there are: from the beginning on both are mostly found together."""
        if after or before or not self.criteria:
            return self.page(after=after, before=before, size=size), self.count(most)
        found, number = scan_and_count(self.criteria, self.scan_range, size + 1, most)
        return _page(cut_page(found, size, is_first=True)), number

    def after(self, position: Position | None, limit: int) -> list[Position]:
        """The next positions, for whoever takes out a whole list chunk by chunk."""
        scan_range = ScanRange(position, None, self.scan_range.first, self.scan_range.last, order=self.scan_range.order)
        return scan(self.criteria, scan_range, limit) if self.criteria else []

    def count(self, most: int = MOST_COUNTED) -> Count:
        return count(self.criteria, self.scan_range, most) if self.criteria else Count(0, True)

    def with_criterion(self, criterion: Criterion) -> VisitList:
        return VisitList((*self.criteria, criterion), self.scan_range)


def _page(shown: Shown[Position]) -> Page:
    rows = shown.rows
    return Page(
        rows,
        previous=rows[0] if rows and shown.has_previous else None,
        next=rows[-1] if rows and shown.has_next else None,
    )


def filtered_visits(officer: Officer, asked: dict[str, Any]) -> VisitList:
    """The logged visits in reach that fit every filter; `asked` is what the history's form cleaned."""
    reach = VisitAccess.logged_access_keys_of(officer)
    if not reach:
        return VisitList(())
    scan_range = ScanRange(first=asked.get("from"), last=asked.get("to"))
    criteria = filters(officer, asked)
    first = next((each for each in criteria if isinstance(each, Keys)), None)
    if first is not None and reads_every_visit(officer):
        # Asking about reach is half of the work, and at the head of all units it says yes to every visit.
        # One criterion is enough to hold the condition: every visit shown was scanned or asked by it.
        criteria[criteria.index(first)] = replace(first, only_if=_none_outside(officer))
        return VisitList(tuple(criteria), scan_range)
    return VisitList((by_access(reach), *criteria), scan_range)


def known_in_the_polres(officer: Officer, row: str) -> Sql:
    """A condition, beginning with AND, on a row that has visited_on and visit_id: a visit of the officer's Polres.

    That there was one, and when, is known to all of it (design of the coverage); what was said is not.
    """
    if reads_every_visit(officer):
        return _none_outside(officer)
    asked = by_access([tree_access_key(top_of_the_polres(officer).pk)]).probe(row)
    return Sql(f" AND {asked.text}", asked.values)


def top_of_the_polres(officer: Officer) -> Unit:
    """The Polres of the officer's unit; the unit itself where it stands above."""
    above = Unit.objects.filter(pk__in=officer.unit.lineage_ids, kind=UnitKind.POLRES).order_by("-depth").first()
    return above or officer.unit


def reads_every_visit(officer: Officer) -> bool:
    """Whether every logged visit there is stands below the units that the officer heads."""
    if not officer.supervised_unit_ids:
        return False
    condition = _none_outside(officer)
    return bool(fetch(f"SELECT 1 WHERE true{condition.text}", condition.values))


def _none_outside(head: Officer) -> Sql:
    """No unit outside has a logged visit. It stands in each statement too: one logged meanwhile is not shown."""
    return Sql(
        " AND NOT EXISTS (SELECT 1 FROM visits_unit u WHERE NOT EXISTS ("
        "SELECT 1 FROM visits_unit h"
        f" WHERE h.id IN ({marks(head.supervised_unit_ids)}) AND h.path = SUBSTR(u.path, 1, LENGTH(h.path)))"
        " AND EXISTS (SELECT 1 FROM visits_visit o WHERE o.unit_id = u.id AND o.status <> 'draft'))",
        tuple(head.supervised_unit_ids),
    )


def filters(officer: Officer, asked: dict[str, Any]) -> list[Criterion]:
    """A criterion, or two, for each filter but the days."""
    criteria: list[Criterion] = [
        by_filter(filter_key(name, asked[name]))
        for name in ("status", "activity", "situation", "concern", "place")
        if asked.get(name)
    ]
    if asked.get("operation"):
        criteria.append(by_filter(filter_key("operation", asked["operation"].pk)))
    if asked.get("unit"):
        criteria.append(_unit(asked["unit"]))
    if asked.get("officer"):
        known = Officer.objects.filter(nrp=asked["officer"]).values_list("pk", flat=True).first()
        criteria.append(by_access([officer_access_key(known or 0)]))
    if asked.get("figure"):
        figure = CommunityFigure.objects.filter(key=asked["figure"]).values_list("pk", flat=True).first()
        criteria += _narrowed("figure", figure or 0, officer)
    if asked.get("topic"):
        criteria += _narrowed("topic", asked["topic"].pk, officer)
    return criteria


def _unit(unit: Unit) -> Criterion:
    return by_access([tree_access_key(unit.pk)])


def _narrowed(name: str, pk: int, officer: Officer) -> list[Criterion]:
    """What all in reach may know of, what only heads may, and what the officer wrote (core.readable_notes, .people)."""
    if officer.is_supervisor:
        return [by_filter(filter_key(name, pk), filter_key_for_supervisors(name, pk))]
    own = by_filter(filter_key(name, pk), filter_key_for(officer.pk, name, pk))
    if not officer.is_supervising:
        return [own]
    # Who stands in for a head reads all of the visits of that unit, and of others what everybody reads.
    supervised = by_access(VisitAccess.supervisor_access_keys_of(officer))
    return [by_filter(*own.keys, filter_key_for_supervisors(name, pk)), Either((own, supervised))]


def position(text: str) -> Position:
    """A cursor of an address: "2024-09-01_17". Raises ValueError where it is no day."""
    day, _line, pk = text.partition("_")
    return dt.date.fromisoformat(day), int(pk)


def cursor_at(found: Position | None) -> str:
    return f"{found[0].isoformat()}_{found[1]}" if found else ""


def moment(text: str | None) -> Position | None:
    """A cursor of a list sorted by an instant: "1725148800000000_17"; anything else is the beginning."""
    found = MOMENT.fullmatch(text or "")
    if not found:
        return None
    return EPOCH + dt.timedelta(microseconds=int(found[1])), int(found[2])


def moment_at(found: Position | None) -> str:
    return f"{(found[0] - EPOCH) // dt.timedelta(microseconds=1)}_{found[1]}" if found else ""


def in_order(found: list[Position]) -> list[int]:
    return [pk for _day, pk in found]
