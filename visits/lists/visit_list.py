"""Lists of visits: what is asked for, as criteria."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from visits.core.db import Sql, fetch, marks
from visits.lists.code_filters import CODE_FILTERS
from visits.lists.criteria import Criterion, Either, Keys, ScanRange, by_access, by_filter
from visits.lists.intersection import SIZES, Sizes
from visits.lists.keyset import KeysetList
from visits.lists.short_cache import cached_for_a_minute
from visits.models import CommunityFigure, Officer, Unit, Visit, VisitAccess
from visits.models.index_keys import (
    filter_key,
    filter_key_for,
    filter_key_for_supervisors,
    officer_access_key,
    tree_access_key,
)


def filtered_visits(officer: Officer, filtered_by: dict[str, Any], sizes: Sizes = SIZES) -> KeysetList:
    """The logged visits in reach that fit every filter; `filtered_by` is what the history's form cleaned."""
    reach = VisitAccess.logged_access_keys_of(officer)
    if not reach:
        return KeysetList(())
    scan_range = ScanRange(first=filtered_by.get("from"), last=filtered_by.get("to"))
    criteria = filters(officer, filtered_by)
    first = next((each for each in criteria if isinstance(each, Keys)), None)
    in_reach = KeysetList((by_access(reach), *criteria), scan_range, sizes)
    if first is None or not reads_every_visit(officer):
        return in_reach
    # Asking about reach is half of the work, and for the supervisor of all units it says yes to every visit.
    # One criterion is enough to hold the condition: every visit shown was scanned or asked by it.
    criteria[criteria.index(first)] = replace(first, only_if=NoneOutside(officer))
    return KeysetList(tuple(criteria), scan_range, sizes, otherwise=in_reach)


def known_in_the_polres(officer: Officer, row: str) -> Sql:
    """A condition, beginning with AND, on a row that has visited_on and visit_id: a visit of the officer's Polres.

    That there was one, and when, is known to all of it; what was said is not.
    """
    inside: Criterion = by_access([tree_access_key(officer.unit.polres.pk)])
    if reads_every_visit(officer):
        inside = Either((NoneOutside(officer), inside))
    asked = inside.probe(row)
    return Sql(f" AND {asked.text}", asked.values)


def newest_readable(rows: QuerySet[Visit], officer: Officer, limit: int) -> list[Visit]:
    """The newest of some visits that the officer reads; each is asked for reach as it is met."""
    reach = VisitAccess.logged_access_keys_of(officer)
    if not reach:
        return []
    wanted = rows.order_by().annotate(visit_id=F("pk")).values("visit_id", "visited_on")
    text, values = wanted.query.sql_with_params()
    readable = by_access(reach).probe("w")
    newest = f"SELECT visit_id FROM ({text}) w WHERE {readable.text} ORDER BY visited_on DESC, visit_id DESC LIMIT %s"
    return list(Visit.objects.filter(pk__in=RawSQL(newest, (*values, *readable.values, limit))))


def reads_every_visit(officer: Officer) -> bool:
    """Whether every logged visit there was, within the last minute, stands below the units that one supervises.

    It says which way of asking is quick. Whether it is still so is asked by each statement itself (`NoneOutside`).
    """
    if not officer.supervised_unit_ids:
        return False
    asked = NoneOutside(officer).probe("")
    return cached_for_a_minute(
        "outside", officer, None, lambda: bool(fetch(f"SELECT 1 WHERE {asked.text}", asked.values))
    )


@dataclass(frozen=True)
class NoneOutside(Criterion):
    """No unit but those that the officer supervises has a logged visit: the same for all rows."""

    officer: Officer

    def probe(self, row: str) -> Sql:
        supervised = self.officer.supervised_unit_ids
        outside = Sql(
            "NOT EXISTS (SELECT 1 FROM visits_unit h"
            f" WHERE h.id IN ({marks(supervised)}) AND h.path = SUBSTR(u.path, 1, LENGTH(h.path)))",
            tuple(supervised),
        )
        if list(supervised) == [self.officer.unit_id]:
            # Mostly the own unit alone, whose path is at hand: quicker to plan, and it stands in every list.
            path = self.officer.unit.path
            outside = Sql("SUBSTR(u.path, 1, %s) <> %s", (len(path), path))
        return Sql(
            f"NOT EXISTS (SELECT 1 FROM visits_unit u WHERE {outside.text}"
            " AND EXISTS (SELECT 1 FROM visits_visit o WHERE o.unit_id = u.id AND o.status <> 'draft'))",
            outside.values,
        )


def filters(officer: Officer, filtered_by: dict[str, Any]) -> list[Criterion]:
    """A criterion, or two, for each filter but the days."""
    criteria: list[Criterion] = [
        by_filter(filter_key(name, filtered_by[name])) for name in (*CODE_FILTERS, "place") if filtered_by.get(name)
    ]
    if filtered_by.get("operation"):
        criteria.append(by_filter(filter_key("operation", filtered_by["operation"].pk)))
    if filtered_by.get("unit"):
        criteria.append(_unit(filtered_by["unit"]))
    if filtered_by.get("officer"):
        known = Officer.objects.filter(nrp=filtered_by["officer"]).values_list("pk", flat=True).first()
        criteria.append(by_access([officer_access_key(known or 0)]))
    if filtered_by.get("figure"):
        figure = CommunityFigure.objects.filter(key=filtered_by["figure"]).values_list("pk", flat=True).first()
        criteria += _narrowed("figure", figure or 0, officer)
    if filtered_by.get("topic"):
        criteria += _narrowed("topic", filtered_by["topic"].pk, officer)
    return criteria


def _unit(unit: Unit) -> Criterion:
    return by_access([tree_access_key(unit.pk)])


def _narrowed(name: str, pk: int, officer: Officer) -> list[Criterion]:
    """What all in reach may know of, what only supervisors may, and what the officer wrote (`models.visibility`)."""
    if officer.is_supervisor:
        return [by_filter(filter_key(name, pk), filter_key_for_supervisors(name, pk))]
    own = by_filter(filter_key(name, pk), filter_key_for(officer.pk, name, pk))
    if not officer.is_supervising:
        return [own]
    # Who stands in for a supervisor reads all of the visits of that unit, and of others what everybody reads.
    supervised = by_access(VisitAccess.supervisor_access_keys_of(officer))
    return [by_filter(*own.keys, filter_key_for_supervisors(name, pk)), Either((own, supervised))]
