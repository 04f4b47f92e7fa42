"""Bring planned demo visits into their states: drafts, waiting, returned with a reason, approved."""

from __future__ import annotations

from visits.models import Officer, Remark, VisitStatus
from visits.sample_data.demo.book import Planned, World, at_hour, days_later
from visits.sample_data.texts import phrases
from visits.sample_data.texts.teams import FIRST_AUTHOR, KAPOLRES, TEAMS, WAKAPOLRES

DRAFT, SUBMITTED, RETURNED, APPROVED = VisitStatus.values
LEADERS = {team.unit: team.leader for team in TEAMS}
RECENT_DAYS = 14
# What the first demo account finds among its latest visits, whatever chance brings the others.
LATEST_OF_FIRST_AUTHOR = [DRAFT, RETURNED, SUBMITTED, DRAFT, SUBMITTED, RETURNED, APPROVED, SUBMITTED, APPROVED, DRAFT]


def set_states(world: World, planned: list[Planned]) -> None:
    """Bring the demo's visits into the states that its story tells."""
    for plan in planned:
        age = (world.today - plan.visit.visited_on).days
        weights = [0, 2, 1, 97] if age > 200 else [1, 12, 5, 82] if age > RECENT_DAYS else [10, 50, 10, 30]
        _move(world, plan, world.random.choices(VisitStatus.values, weights=weights)[0])
    latest = [plan for plan in reversed(planned) if plan.visit.author.nrp == FIRST_AUTHOR]
    for plan, status in zip(latest, LATEST_OF_FIRST_AUTHOR, strict=False):
        _move(world, plan, status)
    for plan in planned:
        if plan.visit.is_draft:
            # A draft is unfinished: what submitting asks for is still missing.
            plan.visit.concern_heard, plan.visit.result = None, ""


def _move(world: World, plan: Planned, status: str) -> None:
    visit = plan.visit
    visit.status, visit.submitted_at = status, None
    visit.reviewed_at, visit.reviewed_by = None, None
    plan.remarks.clear()
    if status == DRAFT:
        return
    visit.submitted_at = min(at_hour(visit.visited_on, 19), world.now)
    if status == SUBMITTED:
        return
    reviewed_on = days_later(visit.visited_on, world.random.randint(1, 3))
    visit.reviewed_at = min(at_hour(reviewed_on, 7), world.now)
    visit.reviewed_by = _reviewer(world, plan)
    if status == RETURNED:
        section, reason = world.random.choice(phrases.RETURN_REASONS)
        plan.remarks.append(
            Remark(visit=visit, kind=Remark.Kind.RETURNED, reason=reason, section=section, written_by=visit.reviewed_by)
        )


def _reviewer(world: World, plan: Planned) -> Officer:
    """The unit's own supervisor, or one above, who neither wrote the visit nor was on it."""
    for nrp in (LEADERS[plan.visit.unit.code], KAPOLRES, WAKAPOLRES):
        officer = world.officers[nrp]
        if officer != plan.visit.author and not plan.is_named(officer):
            return officer
    raise LookupError(f"Nobody can review {plan.visit}.")
