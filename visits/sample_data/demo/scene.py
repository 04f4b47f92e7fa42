"""Plan where a demo visit went, who went and who was met, by the freezing rules of real visits."""

from __future__ import annotations

from datetime import date, time

from visits.core.snapshots import (
    snapshot_figure,
    snapshot_officer,
    snapshot_place,
    snapshot_stages,
    snapshot_unit,
    zone_of,
)
from visits.models import (
    Activity,
    Classification,
    CommunityFigure,
    Encounter,
    Officer,
    OfficerRole,
    Outcome,
    Participation,
    Presence,
    Region,
    Stop,
    Visit,
)
from visits.sample_data.demo.book import Planned, World, at_hour
from visits.sample_data.texts import phrases
from visits.sample_data.texts.teams import KAPOLRES, SATINTELKAM, Team

ACTIVITIES = {
    Activity.CALL: 10,
    Activity.DOOR_TO_DOOR: 6,
    Activity.DIALOGUE: 5,
    Activity.TALK_PATROL: 5,
    Activity.COMPLAINT_FORUM: 2,
    Activity.COUNSELLING: 2,
    Activity.COORDINATION: 2,
    Activity.MEDIATION: 1,
}
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def plan_visit(world: World, team: Team, day: date) -> Planned:
    """One visit of a team on a day, without its dialogue and its state."""
    random = world.random
    author = world.officers[team.leader if world.chance(0.12) else random.choice(team.members)]
    figures = [row for row in world.figures if row.village_id[:8] in team.districts]
    figure = random.choice(figures) if figures and world.chance(0.78) else None
    village = world.places[figure.village_id] if figure else _any_village(world, team)
    visit = _visit(world, team, author, day, village)
    plan = Planned(visit)
    _add_stops(world, plan, figure, village)
    visit.zone = zone_of(plan.stops)
    _add_officers(world, plan, team, author)
    if visit.outcome == Outcome.HELD:
        _add_people(world, plan, figure, figures)
    return plan


def _any_village(world: World, team: Team) -> Region:
    codes = [code for code in world.places if len(code) == 13 and code[:8] in team.districts]
    return world.places[world.random.choice(codes)]


def _visit(world: World, team: Team, author: Officer, day: date, village: Region) -> Visit:
    random = world.random
    activity = random.choices(list(ACTIVITIES), weights=list(ACTIVITIES.values()))[0]
    running = [row for row in world.operations if row.covers(day)]
    visit = Visit(
        author=author,
        unit=world.units[team.unit],
        revision=1,
        visited_on=day,
        outcome=random.choices([Outcome.HELD, Outcome.NOBODY_HOME, Outcome.POSTPONED], weights=[94, 4, 2])[0],
        activity=activity,
        operation=random.choice(running) if running and world.chance(0.85) else None,
        purpose=phrases.PURPOSES[activity].format(village=village.label),
        background=random.choice(phrases.BACKGROUNDS) if world.chance(0.3) else "",
        initiative=random.choices(["police", "invitation", "resident_report"], weights=[8, 1, 1])[0],
        recorded_at=min(at_hour(day, 17), world.now),
        concern_heard=False,
    )
    if world.chance(0.35):
        visit.order_number = f"Sprin/{random.randint(100, 999)}/{ROMAN[day.month - 1]}/OPS.1.3./{day.year}"
    if team.unit == SATINTELKAM or world.chance(0.02):
        visit.classification = Classification.CONFIDENTIAL
    _set_time(world, visit)
    snapshot_unit(visit)
    snapshot_stages(visit, world.operations)
    return visit


def _set_time(world: World, visit: Visit) -> None:
    """Clock times for most, a part of the day for some; none for today, which may just have begun."""
    random = world.random
    if visit.visited_on == world.today:
        return
    if visit.activity == Activity.TALK_PATROL and world.chance(0.5):
        visit.started_at, visit.ended_at, visit.ends_next_day = time(22, 0), time(0, 30), True
    elif world.chance(0.65):
        visit.started_at = time(random.randint(8, 18), random.choice([0, 15, 30, 45]))
        if world.chance(0.6):
            visit.ended_at = time(visit.started_at.hour + random.randint(1, 2), visit.started_at.minute)
    else:
        visit.part_of_day = random.choice(["morning", "midday", "afternoon", "night"])


def _add_stops(world: World, plan: Planned, figure: CommunityFigure | None, village: Region) -> None:
    places = [village]
    if world.chance(0.15):
        near = [row for code, row in world.places.items() if code.startswith(f"{village.code[:8]}.")]
        places += world.random.sample(near, k=min(world.random.randint(1, 2), len(near)))
    for number, place in enumerate(places):
        venue, name = world.random.choice(phrases.VENUES[1:])
        host = figure.full_name if figure and number == 0 and world.chance(0.5) else ""
        if host:
            venue, name = phrases.VENUES[0]
        random = world.random
        address = f"RT {random.randint(1, 20):03d}/RW {random.randint(1, 8):03d}, Dusun {random.choice(ROMAN[:4])}"
        stop = Stop(
            visit=plan.visit,
            order=number,
            venue=venue,
            name=name.format(host=host, village=place.label),
            address=address if world.chance(0.8) else "",
            host_name=host,
        )
        snapshot_place(stop, place)
        plan.stops.append(stop)


def _add_officers(world: World, plan: Planned, team: Team, author: Officer) -> None:
    visit, leader = plan.visit, world.officers[team.leader]
    roles = {author.nrp: OfficerRole.LEADER}
    if author != leader and world.chance(0.3):
        roles = {leader.nrp: OfficerRole.LEADER, author.nrp: OfficerRole.DIALOGUE}
    for nrp in team.members:
        if nrp not in roles and world.chance(0.4):
            roles[nrp] = OfficerRole.COMPANION
    if world.chance(0.12):
        roles[KAPOLRES] = OfficerRole.DIRECTING
    for nrp, role in roles.items():
        row = Participation(visit=visit, order=len(plan.participations), role=role)
        snapshot_officer(row, world.officers[nrp])
        plan.participations.append(row)
    if world.chance(0.25):
        unnamed = {"count": world.random.randint(2, 8), "unit_name": visit.unit.name}
        if world.chance(0.3):
            unnamed = {"rank": "Brigpol", "position": "Bhabinkamtibmas"}
        plan.participations.append(Participation(visit=visit, order=len(plan.participations), **unnamed))


def _add_people(world: World, plan: Planned, figure: CommunityFigure | None, figures: list[CommunityFigure]) -> None:
    random, visit = world.random, plan.visit
    met = [figure] if figure else []
    if figure and world.chance(0.3):
        met += [row for row in random.sample(figures, k=min(2, len(figures))) if row != figure][:1]
    for row in met:
        _add_figure(plan, row, Presence.MET)
    if not met or world.chance(0.65):
        group, categories = random.choice(phrases.GROUPS)
        count = random.randint(4, 60)
        plan.encounters.append(
            Encounter(
                visit=visit,
                order=len(plan.encounters),
                group=group,
                count=count,
                categories=categories,
                stop=plan.stops[-1],
            )
        )
        visit.attendance, visit.attendance_is_estimate = count + len(met), world.chance(0.4)
    others = [row for row in figures if row not in met]
    if others and world.chance(0.06):
        _add_figure(plan, random.choice(others), Presence.MENTIONED)


def _add_figure(plan: Planned, figure: CommunityFigure, presence: str) -> None:
    row = Encounter(visit=plan.visit, order=len(plan.encounters), presence=presence, stop=plan.stops[0])
    snapshot_figure(row, figure, plan.visit.visited_on)
    plan.encounters.append(row)
