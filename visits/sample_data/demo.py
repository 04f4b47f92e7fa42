"""The demo: known people and two seasons of visits, the same at every start of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from visits.models import CommunityFigure, Officer, Operation, Stage, Topic, Visit
from visits.sample_data.indexes import fill_indexes
from visits.sample_data.known_officers import PASSWORD
from visits.sample_data.loading import load
from visits.sample_data.people import add_known_figures, add_known_officers
from visits.sample_data.pictures import store_landscape
from visits.sample_data.search_index import fill_tokens
from visits.sample_data.setup import make_world, open_villages
from visits.sample_data.texts import PHRASES, read
from visits.sample_data.world import Recipe, Shares, Subject, Team, World

VISITS = 490
PILKADA = date(2024, 8, 25), date(2024, 12, 14)
RUNNING_DAYS = 70
SHARES = Shares(
    concern=0.72,
    message=1,
    answer=0.6,
    request=0.5,
    promise=0.95,
    commitment=0.35,
    confidential_source=0.05,
    photos=0.05,
    directing_chief=0.12,
    following=0.3,
)
# What these accounts find among the latest visits, the newest first, and how many of others lie between.
BETWEEN = 6
LATEST = [
    ("90010001", "draft returned submitted draft submitted returned approved submitted approved draft".split()),
    ("92010001", "submitted approved submitted".split()),
]
STAGES = [
    ("pemetaan", "Pemetaan tokoh dan desa", Stage.Group.PREPARATION, -75, -20),
    ("sambang", "Sambang dan dialog desa", Stage.Group.CONDUCT, -60, 30),
    ("penyuluhan", "Penyuluhan sekolah dan pemuda", Stage.Group.CONDUCT, -30, 10),
    ("deklarasi", "Deklarasi damai tingkat kecamatan", Stage.Group.CONDUCT, -7, 14),
    ("evaluasi", "Evaluasi bersama tokoh", Stage.Group.CONDUCT, 25, 45),
]


@transaction.atomic
def load_demo(*, today: date | None = None) -> int:
    """Load the demo's accounts, figures, operation and visits; the answer is the number of visits.

    Loads nothing where anybody is already there: somebody may be working with them.
    """
    if any(model.objects.exists() for model in (Officer, Visit, CommunityFigure)):
        return 0
    world = _world(today or timezone.localdate())
    load(world)
    fill_indexes(world.first["visits"])
    fill_tokens(world.first["visits"])
    return VISITS


def _world(today: date) -> World:
    _add_operation(today)
    officers = {row.nrp: row for row in add_known_officers(make_password(PASSWORD))}
    figures = add_known_figures(by=officers["92010001"])
    world = make_world(
        _recipe(),
        seed="cooling",
        visits=VISITS,
        until=today,
        busy=lambda day: _busy(day, today),
        officers=list(officers.values()),
        figures=figures,
        villages=open_villages(code__in={row.village_id for row in figures}),
        now=f"{timezone.now().astimezone(UTC):%Y-%m-%d %H:%M:%S}",
    )
    return replace(world, chosen=_chosen(world.teams, officers))


def _recipe() -> Recipe:
    """Conversations about topics: rather on elections while there are some, rather on order otherwise."""
    topics = dict(Topic.objects.values_list("code", "pk"))
    talks = read("talks")
    elections, order = (
        [Subject(topics[talk["topic"]], {kind: [text] for kind, text in talk.items()}) for talk in talks[group]]
        for group in ("election", "order")
    )
    return Recipe(
        {**PHRASES["both"], **PHRASES["demo"]},
        PHRASES["demo"]["purpose"],
        subjects=order + elections,
        subjects_in_elections=elections + order,
        shares=SHARES,
        pictures=[store_landscape(f"demo {number}") for number in range(4)],
    )


def _busy(day: date, today: date) -> float:
    """How many visits a day has: many during the Pilkada of 2024, more in the last weeks."""
    first, last = PILKADA
    number = 2.0 if first <= day <= last else 3.2 if today - day <= timedelta(days=RUNNING_DAYS) else 0.0
    # "This week" is never empty, whichever day of the week it is.
    monday = today - timedelta(days=today.weekday())
    return number + 10 * (day in {today, today - timedelta(days=1), monday})


def _chosen(teams: list[Team], officers: dict[str, Officer]) -> dict[int, tuple[Team, int, str]]:
    chosen = {}
    number = VISITS - 1
    for nrp, states in LATEST:
        officer = officers[nrp]
        team = next(team for team in teams if team.unit == officer.unit_id)
        for status in states:
            chosen[number] = (team, officer.pk, status)
            number -= BETWEEN
    return chosen


def _add_operation(today: date) -> None:
    """The invented operation that runs today, with stages that overlap."""
    operation, _created = Operation.objects.get_or_create(
        code=f"damai-beranda-{today.year}",
        defaults={
            "name": f"Operasi Damai Beranda {today.year}",
            "starts_on": today - timedelta(days=75),
            "ends_on": today + timedelta(days=45),
            "basis": f"Sprin/1201/OPS.1.3./{today.year}",
            "default_purpose": (
                "Menjaga suasana damai di desa-desa Kabupaten Kupang, mendengar aspirasi dan kekhawatiran warga, "
                "serta menindaklanjuti janji kunjungan sebelumnya."
            ),
        },
    )
    stages = [
        Stage(
            operation=operation,
            code=code,
            name=name,
            group=group,
            order=number,
            starts_on=today + timedelta(days=start),
            ends_on=today + timedelta(days=end),
        )
        for number, (code, name, group, start, end) in enumerate(STAGES, 1)
    ]
    Stage.objects.bulk_create(stages, ignore_conflicts=True)
