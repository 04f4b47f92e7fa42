"""Load the demo: invented people and two seasons of visits, the same at every start of a day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from visits.core.snapshots import regions_with_parents
from visits.models import CommunityFigure, Officer, Operation, Region, Topic, Unit, Visit
from visits.sample_data.demo.book import Planned, World, write
from visits.sample_data.demo.dialogue import add_dialogue
from visits.sample_data.demo.photos import add_photos
from visits.sample_data.demo.scene import plan_visit
from visits.sample_data.demo.setup import add_figures, add_officers, add_operation, assign_villages
from visits.sample_data.demo.states import set_states
from visits.sample_data.texts.teams import TEAMS

SEED = "cooling"
PILKADA_DAYS = (date(2024, 8, 25), date(2024, 12, 14))
PILKADA_VISITS = 230
RUNNING_DAYS = 70
RUNNING_VISITS = 230
THIS_WEEK_VISITS = 30


@transaction.atomic
def load_demo(*, today: date | None = None) -> int:
    """Load the demo's accounts, figures, operation and visits; the answer is the number of visits.

    Loads nothing where anybody is already there: somebody may be working with them.
    """
    if any(model.objects.exists() for model in (Officer, Visit, CommunityFigure)):
        return 0
    today = today or timezone.localdate()
    operation = add_operation(today)
    officers = add_officers()
    assign_villages(officers)
    places = _places()
    world = World(
        random=Random(SEED),
        today=today,
        now=timezone.now(),
        officers=officers,
        units={unit.code: unit for unit in Unit.objects.all()},
        places=places,
        figures=add_figures(officers, places),
        operations=list(Operation.objects.filter(is_active=True).prefetch_related("stages")),
        topics=dict(Topic.objects.values_list("code", "pk")),
    )
    planned = [_plan(world, day, season) for day, season in _days(world, operation)]
    set_states(world, planned)
    _tie_to_earlier(world, planned)
    write(planned)
    _tie_saved(planned)
    add_photos(planned)
    return len(planned)


def _places() -> dict[str, Region]:
    """The teams' villages with everything above them."""
    districts = {code for team in TEAMS for code in team.districts}
    codes = Region.objects.open().filter(parent_id__in=districts).values_list("code", flat=True)
    found = regions_with_parents(codes)
    return {code: found[code] for code in sorted(found)}


def _days(world: World, operation: Operation) -> list[tuple[date, str]]:
    """The day and season of each visit, in order."""
    random, today = world.random, world.today
    first, last = PILKADA_DAYS
    days = [(first + timedelta(days=random.randint(0, (last - first).days)), "pilkada") for _ in range(PILKADA_VISITS)]
    days += [(today - timedelta(days=random.randint(0, RUNNING_DAYS)), "running") for _ in range(RUNNING_VISITS)]
    # "This week" is never empty, whichever day of the week it is.
    monday = today - timedelta(days=today.weekday())
    days += [(random.choice([today, monday, today - timedelta(days=1)]), "running") for _ in range(THIS_WEEK_VISITS)]
    return sorted(days)


def _plan(world: World, day: date, season: str) -> Planned:
    team = world.random.choices(TEAMS, weights=[team.weight for team in TEAMS])[0]
    plan = plan_visit(world, team, day)
    add_dialogue(world, plan, election_share=0.7 if season == "pilkada" else 0.2)
    return plan


def _tie_to_earlier(world: World, planned: list[Planned]) -> None:
    """Let some visits follow the last one to the same figure."""
    last: dict[int, Planned] = {}
    for plan in planned:
        figure = next((row.figure_id for row in plan.encounters if row.figure_id), None)
        earlier = last.get(figure) if figure else None
        if earlier and earlier.visit.status != "draft" and world.chance(0.3):
            plan.follows = earlier
        if figure:
            last[figure] = plan


def _tie_saved(planned: list[Planned]) -> None:
    tied = [plan for plan in planned if plan.follows]
    for plan in tied:
        plan.visit.follows = plan.follows.visit
    Visit.objects.bulk_update([plan.visit for plan in tied], ["follows"])
