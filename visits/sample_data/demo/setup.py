"""The people and the running operation of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from visits.models import (
    CommunityFigure,
    FigureRole,
    Officer,
    Operation,
    Rank,
    Region,
    Stage,
    Unit,
    VillageAssignment,
)
from visits.models.places import fold_name
from visits.sample_data.texts.figures import EARLIER_ROLES, FIGURES, SECOND_ROLES
from visits.sample_data.texts.officers import ASSIGNMENTS, OFFICERS, PASSWORD

DAMAI_BERANDA = "damai-beranda"
STAGES = [
    ("pemetaan", "Pemetaan tokoh dan desa", Stage.Group.PREPARATION, -75, -20),
    ("sambang", "Sambang dan dialog desa", Stage.Group.CONDUCT, -60, 30),
    ("penyuluhan", "Penyuluhan sekolah dan pemuda", Stage.Group.CONDUCT, -30, 10),
    ("deklarasi", "Deklarasi damai tingkat kecamatan", Stage.Group.CONDUCT, -7, 14),
    ("evaluasi", "Evaluasi bersama tokoh", Stage.Group.CONDUCT, 25, 45),
]


def add_officers(password: str = "") -> dict[str, Officer]:
    """The demo's officers by NRP; an account that is already there keeps all it has.

    `password` is a hash, by default that of the demo.
    """
    ranks, units = Rank.objects.in_bulk(field_name="code"), Unit.objects.in_bulk(field_name="code")
    # One hash for all: the password is public, and hashing takes longer than everything else.
    password = password or make_password(PASSWORD)
    Officer.objects.bulk_create(
        [
            Officer(
                nrp=row.nrp,
                name=row.name,
                degrees=row.degrees,
                rank=ranks[row.rank],
                position=row.position,
                is_acting=row.is_acting,
                unit=units[row.unit],
                role=row.role,
                password=password,
            )
            for row in OFFICERS
        ],
        ignore_conflicts=True,
    )
    nrps = [row.nrp for row in OFFICERS]
    return {row.nrp: row for row in Officer.objects.filter(nrp__in=nrps).select_related("rank", "unit")}


def assign_villages(officers: dict[str, Officer]) -> None:
    VillageAssignment.objects.bulk_create(
        [
            VillageAssignment(officer=officers[nrp], village_id=code, starts_on=date(2024, 1, 1))
            for nrp, codes in ASSIGNMENTS.items()
            for code in codes
        ],
        ignore_conflicts=True,
    )


def add_figures(officers: dict[str, Officer], places: dict[str, Region]) -> list[CommunityFigure]:
    """The demo's community figures, each with its roles prefetched."""
    by = officers["92010001"]
    units = dict(Unit.districts.through.objects.values_list("region_id", "unit_id"))
    figures = CommunityFigure.objects.bulk_create(
        CommunityFigure(
            name=row.name,
            search_name=fold_name(row.name),
            honorific=row.honorific,
            degrees=row.degrees,
            village=places[row.village],
            unit_id=units[row.village[:8]],
            created_by=by,
        )
        for row in FIGURES
    )
    roles = []
    for number, (row, figure) in enumerate(zip(FIGURES, figures, strict=True)):
        village = places[row.village].label
        title, institution = row.title.format(village=village), row.institution.format(village=village)
        roles.append(
            FigureRole(
                figure=figure,
                category=row.category,
                title=title,
                institution=institution,
                starts_on=date(2020, 1, 1) if number % 3 else None,
            )
        )
        if number in EARLIER_ROLES:
            category, title, year = EARLIER_ROLES[number]
            ended = date(year, 12, 31)
            roles.append(
                FigureRole(figure=figure, category=category, title=title.format(village=village), ends_on=ended)
            )
        if number in SECOND_ROLES:
            category, title = SECOND_ROLES[number]
            roles.append(FigureRole(figure=figure, category=category, title=title.format(village=village)))
    FigureRole.objects.bulk_create(roles)
    keys = [figure.pk for figure in figures]
    return list(CommunityFigure.objects.filter(pk__in=keys).prefetch_related("roles").order_by("pk"))


def add_operation(today: date) -> Operation:
    """The invented operation that runs today, with stages that overlap."""
    operation, _created = Operation.objects.get_or_create(
        code=f"{DAMAI_BERANDA}-{today.year}",
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
    Stage.objects.bulk_create(
        [
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
        ],
        ignore_conflicts=True,
    )
    return operation
