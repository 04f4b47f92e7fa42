"""The officers and community figures of generated visits; every name is invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from visits.models import CommunityFigure, FigureRole, Officer, PersonRole, Rank, Region, Unit, VillageAssignment
from visits.models.places import fold_name
from visits.sample_data.demo.setup import add_officers, assign_villages
from visits.sample_data.texts import vocabulary as words
from visits.sample_data.texts.officers import PASSWORD

# How many officers a unit has, beside those of the demo.
MEMBERS = {"polda": 0, "polres": 2, "polsek": 9, "function": 8, "unit": 4}
FIRST_SERIAL = 1001
RANKS = "bripda briptu brigpol bripka aipda aiptu".split()
POSTS = [
    ("village_head", "Kepala {village}", ""),
    ("religious", "Pendeta jemaat", "GMIT Jemaat Contoh"),
    ("customary", "Tokoh adat {village}", ""),
    ("village_official", "Ketua RT", ""),
    ("women", "Ketua PKK {village}", "PKK"),
    ("youth", "Ketua Karang Taruna", "Karang Taruna {village}"),
    ("community", "Tokoh masyarakat {village}", ""),
    ("worker", "Ketua kelompok tani", "Kelompok Tani Contoh"),
    ("educator", "Kepala sekolah", "SD Inpres Contoh"),
    ("election_organiser", "Ketua PPS {village}", "PPS"),
]
HONORIFICS = ["Bapak", "Ibu", "", "Pdt."]


def invented_name(random: Random) -> str:
    return f"{random.choice(words.GIVEN_NAMES)} {random.choice(words.FAMILY_NAMES)}"


def add_people(random: Random, villages: Iterable[Region]) -> list[Officer]:
    """The demo's officers and many more, with villages in the care of some; all of them, with rank and unit.

    The password of the demo is public: outside of DEBUG nobody can sign in with it.
    """
    password = make_password(PASSWORD) if settings.DEBUG else make_password(None)
    assign_villages(add_officers(password))
    units = Unit.objects.all()
    rows = [row for number, unit in enumerate(units) for row in _members(random, unit, number * 20, password)]
    Officer.objects.bulk_create(rows, ignore_conflicts=True)
    officers = list(Officer.objects.select_related("rank", "unit").order_by("pk"))
    _give_villages(officers, villages)
    return officers


def _members(random: Random, unit: Unit, serial: int, password: str) -> list[Officer]:
    """The members of one unit, its head first where it has one of its own."""
    ranks = Rank.objects.in_bulk(field_name="code")
    number = MEMBERS.get(unit.kind, 3)
    supervisors = unit.kind in ("polsek", "function", "division", "section")
    officers = []
    for place in range(number):
        leads = supervisors and place == 0
        serial += 1
        officers.append(
            Officer(
                nrp=f"{79 + serial % 20:02d}{1 + serial % 12:02d}{FIRST_SERIAL + serial:04d}",
                name=invented_name(random),
                rank=ranks["iptu" if leads else random.choice(RANKS)],
                position=f"Kepala {unit.short_name}" if leads else "Bhabinkamtibmas" if place > 3 else "Anggota",
                unit=unit,
                role=PersonRole.SUPERVISOR if leads else PersonRole.OFFICER,
                password=password,
            )
        )
    return officers


def _give_villages(officers: list[Officer], villages: Iterable[Region]) -> None:
    """Each village in the care of one officer of the Polsek that covers its district, where one is there."""
    by_unit: dict[int, list[Officer]] = {}
    for officer in officers:
        if officer.position == "Bhabinkamtibmas":
            by_unit.setdefault(officer.unit_id, []).append(officer)
    covering = dict(Unit.districts.through.objects.values_list("region_id", "unit_id"))
    rows = []
    for number, village in enumerate(villages):
        carers = by_unit.get(covering.get(village.parent_id, 0))
        if carers:
            carer = carers[number % len(carers)]
            rows.append(VillageAssignment(officer=carer, village=village, starts_on=date(2024, 1, 1)))
    VillageAssignment.objects.bulk_create(rows, ignore_conflicts=True)


def add_figures(random: Random, villages: list[Region], *, number: int, by: Officer) -> list[CommunityFigure]:
    """So many figures, spread over the villages, each with one role of today."""
    covering = dict(Unit.districts.through.objects.values_list("region_id", "unit_id"))
    figures = []
    for place in range(number):
        village, name = villages[place % len(villages)], invented_name(random)
        figures.append(
            CommunityFigure(
                name=name,
                search_name=fold_name(name),
                honorific=random.choice(HONORIFICS),
                village=village,
                unit_id=covering.get(village.parent_id, by.unit_id),
                created_by=by,
            )
        )
    figures = CommunityFigure.objects.bulk_create(figures, batch_size=2_000)
    roles = []
    for place, figure in enumerate(figures):
        category, title, institution = POSTS[(place // len(villages)) % len(POSTS)]
        label = figure.village.label
        titles = {"title": title.format(village=label), "institution": institution.format(village=label)}
        roles.append(FigureRole(figure=figure, category=category, starts_on=date(2019, 1, 1), **titles))
    FigureRole.objects.bulk_create(roles, batch_size=2_000)
    for figure, role in zip(figures, roles, strict=True):
        figure._prefetched_objects_cache = {"roles": [role]}
    return figures
