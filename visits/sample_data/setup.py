"""Hold what visits are planned from as plain values: officers, figures, villages, operations, days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Max, Model

from visits.core.snapshots import (
    regions_with_parents,
    snapshot_figure,
    snapshot_officer,
    snapshot_place,
    snapshot_stages,
)
from visits.models import (
    CommunityFigure,
    DialogueNote,
    Encounter,
    Officer,
    Operation,
    Participation,
    Region,
    Stop,
    Unit,
    UnitKind,
    Visit,
)
from visits.sample_data import columns
from visits.sample_data.loading import MODELS
from visits.sample_data.world import Figure, Recipe, Team, Values, Village, World

YEARS = 8
AFTERWARDS = 60
# How busy a unit is; a unit that stands nowhere here is seldom out.
WEIGHTS = {"satsamapta": 9.0, "satbinmas": 9.0, "satintelkam": 2.0, "polsek-kupang-timur": 7.0}
WEIGHT_OF_KIND = {"polsek": 4.0, "function": 1.0, "unit": 0.8, "polda": 0.0, "polres": 0.1}
ELECTIONS = [(date(2019, 1, 1), date(2019, 4, 30)), (date(2020, 9, 1), date(2020, 12, 20))]
ELECTIONS += [(date(2023, 11, 20), date(2024, 2, 25)), (date(2024, 8, 20), date(2024, 12, 15))]


def is_in_elections(day: date) -> bool:
    return any(start <= day <= end for start, end in ELECTIONS)


def make_world(
    recipe: Recipe,
    *,
    seed: str,
    visits: int,
    until: date,
    busy: Callable[[date], float],
    officers: list[Officer],
    figures: list[CommunityFigure],
    villages: list[Region],
    now: str = "",
) -> World:
    """What so many visits are planned from. `busy` says how many a day has beside the others."""
    operations = list(Operation.objects.filter(is_active=True).prefetch_related("stages").order_by("pk"))
    first = until - timedelta(days=365 * YEARS)
    days = [first + timedelta(days=number) for number in range(365 * YEARS + 1 + AFTERWARDS)]
    today = 365 * YEARS
    running = {number: _running(operations, day) for number, day in enumerate(days[: today + 1])}
    return World(
        seed=seed,
        visits=visits,
        recipe=recipe,
        days=[day.isoformat() for day in days],
        today=today,
        # The end of the day in Kupang, in UTC.
        now=now or f"{until} 15:59:59",
        busy=list(accumulate(busy(day) for day in days[: today + 1])),
        election_days={number for number, day in enumerate(days) if is_in_elections(day)},
        teams=_teams(officers, villages),
        chiefs=_chiefs(officers),
        officers={officer.pk: _officer_snapshot(officer) for officer in officers},
        villages=_village_snapshots(villages, figures, until),
        operations={number: [row.pk for row in rows] for number, rows in running.items() if rows},
        stages=_stages(days, running, operations),
        first={name: _next_key(model) for name, model in MODELS.items()},
    )


def _next_key(model: type[Model]) -> int:
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def open_villages(**which: object) -> list[Region]:
    """Villages that have not ended, each with everything above it, in the order of their codes."""
    codes = Region.objects.villages().open().filter(**which).values_list("code", flat=True)
    found = regions_with_parents(codes)
    return [found[code] for code in sorted(found)]


def _running(operations: list[Operation], day: date) -> list[Operation]:
    return [row for row in operations if row.covers(day)]


def _stages(days: list[date], running: dict[int, list[Operation]], operations: list[Operation]) -> dict:
    """The names of the stages by operation and day, by the rule of real visits."""
    stages = {}
    for number, rows in running.items():
        for operation in [None, *rows]:
            visit = Visit(visited_on=days[number], operation=operation)
            snapshot_stages(visit, operations)
            stages[operation.pk if operation else None, number] = json.dumps(visit.stage_names)
    return stages


def _values(row: object, columns: str) -> Values:
    return tuple(getattr(row, name) for name in columns.split())


def _officer_snapshot(officer: Officer) -> Values:
    row = Participation()
    snapshot_officer(row, officer)
    return _values(row, columns.OFFICER_COLUMNS)


def _village_snapshots(regions: list[Region], figures: list[CommunityFigure], until: date) -> list[Village]:
    by_village: dict[str, list[Figure]] = {}
    for figure in figures:
        by_village.setdefault(figure.village_id or "", []).append(_figure_snapshot(figure, until))
    villages = []
    for region in regions:
        stop = Stop()
        snapshot_place(stop, region)
        position = float(region.latitude or -10.1), float(region.longitude or 123.8)
        known = by_village.get(region.code, [])
        villages.append(Village(region.label, _values(stop, columns.PLACE_COLUMNS), *position, known))
    return villages


def _figure_snapshot(figure: CommunityFigure, until: date) -> Figure:
    row = Encounter()
    snapshot_figure(row, figure, until)
    row.categories = json.dumps(row.categories)
    confidential = DialogueNote._meta.get_field("confidential_source").get_prep_value([figure.full_name]) or ""
    return Figure(figure.pk, figure.full_name, _values(row, columns.FIGURE_COLUMNS), confidential)


def _chiefs(officers: list[Officer]) -> list[int]:
    return [row.pk for row in officers if row.is_supervisor and row.unit.kind == UnitKind.POLRES]


def _teams(officers: list[Officer], regions: list[Region]) -> list[Team]:
    """Every unit with members, its villages those that it or a unit above it covers, or all."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("path").prefetch_related("districts")}
    chiefs = _chiefs(officers)
    teams = []
    for unit in units.values():
        own = [row for row in officers if row.unit_id == unit.pk and row.may_log_visits]
        members = [row.pk for row in own if not row.is_supervisor]
        weight = WEIGHTS.get(unit.code, WEIGHT_OF_KIND.get(unit.kind, 0.2))
        if not members or not weight:
            continue
        above = [row for row in units.values() if unit.path.startswith(row.path)]
        supervisors = [
            row.pk for up in reversed(above) for row in officers if row.unit_id == up.pk and row.is_supervisor
        ]
        covered = {row.code for up in above for row in up.districts.all()}
        villages = [number for number, row in enumerate(regions) if not covered or row.parent_id in covered]
        supervisor = next((row.pk for row in own if row.is_supervisor), members[0])
        reviewers = list(dict.fromkeys([*supervisors, *chiefs]))
        teams.append(
            Team(unit.pk, unit.name, weight, supervisor, members, reviewers, villages, "intelkam" in unit.code)
        )
    return teams
