"""Snapshots of names as they are that day: officers move, villages split, units are renamed.

Each function fills the snapshot's columns of one unsaved or saved row and saves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from visits.models import (
    CommunityFigure,
    Encounter,
    Officer,
    Operation,
    Participation,
    Region,
    RegionLevel,
    Stage,
    Stop,
    Visit,
)

WITH_PARENTS = "parent__parent__parent"


def regions_with_parents(codes: Iterable[str]) -> dict[str, Region]:
    """The regions of these codes by code, each with everything above it, in one query."""
    return Region.objects.select_related(WITH_PARENTS).in_bulk(set(codes))


def snapshot_place(stop: Stop, region: Region) -> None:
    """Write the region's names, and those of the regions above it, on the stop.

    Works for a place of any level below the province. Load the region with its parents.
    """
    chain = lineage(region)
    by_level = {part.level: part for part in chain}
    village = by_level.get(RegionLevel.VILLAGE)
    district = by_level.get(RegionLevel.DISTRICT)
    regency = by_level.get(RegionLevel.REGENCY)
    province = by_level.get(RegionLevel.PROVINCE)
    stop.place = region
    stop.place_label = write_place(region)
    stop.village_name = village.label if village else ""
    stop.district_name = district.name if district else ""
    stop.regency_name = regency.name if regency else ""
    stop.province_name = province.name if province else ""


def lineage(region: Region) -> list[Region]:
    """The region and all above it, nearest first."""
    chain = [region]
    # A region loaded with WITH_PARENTS climbs without a query.
    while parent := chain[-1].parent:
        chain.append(parent)
    return chain


def write_place(region: Region) -> str:
    """The place in one line: "Desa Oesao, Kec. Kupang Timur, Kab. Kupang".

    The province is written only where nothing nearer is known.
    """
    below_province = [part.label for part in lineage(region) if part.level != RegionLevel.PROVINCE]
    return ", ".join(below_province) or region.label


def zone_of(stops: Iterable[Stop]) -> str:
    """The clock that a visit lives by: the one of its first stop."""
    first = next(iter(stops), None)
    # The clock of Kupang, where nothing is known of a place yet.
    return first.place.zone if first else "Asia/Makassar"


def officer_snapshot(officer: Officer) -> dict[str, str]:
    """NRP, name, degrees, rank, position and unit of a registered officer as they are now."""
    return {
        "nrp": officer.nrp,
        "name": officer.name,
        "degrees": officer.degrees,
        "rank": officer.rank.abbreviation,
        "position": officer.full_position,
        "unit_name": officer.unit.name,
    }


def snapshot_officer(participation: Participation, officer: Officer) -> None:
    """Write what the register says of an officer on the row."""
    participation.officer = officer
    for name, value in officer_snapshot(officer).items():
        setattr(participation, name, value)


def snapshot_figure(encounter: Encounter, figure: CommunityFigure, day: date | None) -> None:
    """Write a registered figure's name, and where the row is silent the roles of that day.

    What the officer typed about honorific, degrees, title, institution or categories stays.
    Without a day (a draft) nothing but the name is known.
    """
    encounter.figure = figure
    encounter.name = figure.name
    # What was typed is how the person was addressed that day; the register only fills gaps.
    encounter.honorific = encounter.honorific or figure.honorific
    encounter.degrees = encounter.degrees or figure.degrees
    snapshot_roles(encounter, figure, day)


def snapshot_roles(encounter: Encounter, figure: CommunityFigure, day: date | None) -> None:
    """Write the roles that the figure held that day where the row says none."""
    roles = figure.roles_on(day) if day else []
    if not encounter.categories:
        encounter.categories = list(dict.fromkeys(role.category for role in roles))
    if not encounter.title:
        encounter.title = next((role.title for role in roles if role.title), "")
    if not encounter.institution:
        encounter.institution = next((role.institution for role in roles if role.institution), "")


def snapshot_stages(visit: Visit, operations: Iterable[Operation] | None = None) -> None:
    """Write the names of the stages of the visit's day, the headline one first.

    The stages are those of the visit's operation, or without one of all operations that run
    that day. `operations`, with their stages prefetched, spares the query in a long import.
    """
    if visit.visited_on is None:
        visit.stage_names = []
        return
    if visit.operation:
        stages = visit.operation.stages_on(visit.visited_on)
    else:
        stages = _stages_of(_running(visit.visited_on, operations), visit.visited_on)
    visit.stage_names = [stage.name for stage in stages]


def _running(day: date, operations: Iterable[Operation] | None) -> Iterable[Operation]:
    if operations is None:
        return Operation.objects.filter(is_active=True).on(day).prefetch_related("stages")
    return [operation for operation in operations if operation.is_active and operation.covers(day)]


def _stages_of(operations: Iterable[Operation], day: date) -> list[Stage]:
    stages = [stage for operation in operations for stage in operation.stages_on(day)]
    # Within a group the stage that began last stands first: stages may overlap.
    return sorted(stages, key=lambda stage: (stage.group, -(stage.starts_on or date.min).toordinal(), stage.order))


def snapshot_unit(visit: Visit) -> None:
    """Write the name of the visit's unit of that day."""
    visit.unit_name = visit.unit.name
