"""The officers and community figures of sample visits; every name is invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from django.db.models import prefetch_related_objects

from visits.models import CommunityFigure, FigureRole, Officer, PersonRole, Rank, Region, Unit, VillageAssignment
from visits.models.places import fold_name
from visits.sample_data.known_officers import OFFICERS
from visits.sample_data.texts import VOCABULARY, read_table

# How many officers a unit has, beside the known ones.
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
    return f"{random.choice(VOCABULARY['given_names'])} {random.choice(VOCABULARY['family_names'])}"


def add_known_officers(password: str) -> list[Officer]:
    """The known officers, with villages in their care; an account that is already there keeps all it has.

    `password` is a hash, one for all: the password is public, and hashing takes longer than everything else.
    """
    ranks, units = Rank.objects.in_bulk(field_name="code"), Unit.objects.in_bulk(field_name="code")
    rows = [
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
    ]
    Officer.objects.bulk_create(rows, ignore_conflicts=True)
    officers = _officers().filter(nrp__in=[row.nrp for row in OFFICERS]).in_bulk(field_name="nrp")
    _assign((officers[row.nrp], code) for row in OFFICERS for code in row.villages)
    return [officers[row.nrp] for row in OFFICERS]


def add_many_officers(random: Random, villages: Iterable[Region], password: str) -> list[Officer]:
    """The known officers and many more, with villages in the care of some; all that are there then."""
    add_known_officers(password)
    ranks = Rank.objects.in_bulk(field_name="code")
    rows = [
        officer
        for number, unit in enumerate(Unit.objects.all())
        for officer in _members(random, unit, number * 20, ranks, password)
    ]
    Officer.objects.bulk_create(rows, ignore_conflicts=True)
    officers = list(_officers())
    _give_villages(officers, villages)
    return officers


def _officers():
    return Officer.objects.select_related("rank", "unit").order_by("pk")


def _members(random: Random, unit: Unit, serial: int, ranks: dict[str, Rank], password: str) -> list[Officer]:
    """The members of one unit, its head first where it has one of its own."""
    has_head = unit.kind in ("polsek", "function", "division", "section")
    officers = []
    for place in range(MEMBERS.get(unit.kind, 3)):
        leads = has_head and place == 0
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
    covering = _covering_units()
    pairs = []
    for number, village in enumerate(villages):
        carers = by_unit.get(covering.get(village.parent_id or "", 0))
        if carers:
            pairs.append((carers[number % len(carers)], village.code))
    _assign(pairs)


def _assign(pairs: Iterable[tuple[Officer, str]]) -> None:
    rows = [VillageAssignment(officer=officer, village_id=code, starts_on=date(2024, 1, 1)) for officer, code in pairs]
    VillageAssignment.objects.bulk_create(rows, ignore_conflicts=True)


def _covering_units() -> dict[str, int]:
    """The unit of each district that one covers."""
    return dict(Unit.districts.through.objects.values_list("region_id", "unit_id"))


def add_known_figures(*, by: Officer) -> list[CommunityFigure]:
    """The figures that stand in `data/figures.csv`: a line for each role, one name after the other."""
    rows = read_table("figures")
    villages = Region.objects.in_bulk({row["village"] for row in rows})
    roles: dict[str, list[FigureRole]] = {}
    figures: dict[str, CommunityFigure] = {}
    for row in rows:
        name = row["name"]
        figures[name] = CommunityFigure(
            name=name, honorific=row["honorific"], degrees=row["degrees"], village=villages[row["village"]]
        )
        role = FigureRole(category=row["category"], title=row["title"], institution=row["institution"])
        role.starts_on, role.ends_on = (_day(row[name]) for name in ("starts_on", "ends_on"))
        roles.setdefault(name, []).append(role)
    return _save_figures([(figure, roles[name]) for name, figure in figures.items()], by=by)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def add_many_figures(random: Random, villages: list[Region], *, number: int, by: Officer) -> list[CommunityFigure]:
    """So many figures, spread over the villages, each with one role of today."""
    new = []
    for place in range(number):
        village = villages[place % len(villages)]
        category, title, institution = POSTS[(place // len(villages)) % len(POSTS)]
        role = FigureRole(category=category, title=title, institution=institution, starts_on=date(2019, 1, 1))
        name = invented_name(random)
        new.append((CommunityFigure(name=name, honorific=random.choice(HONORIFICS), village=village), [role]))
    return _save_figures(new, by=by)


def _save_figures(new: list[tuple[CommunityFigure, list[FigureRole]]], *, by: Officer) -> list[CommunityFigure]:
    """Write figures with their roles, whose texts may name the village; the figures, with roles prefetched."""
    covering = _covering_units()
    for figure, roles in new:
        village = figure.village
        assert village is not None  # every invented figure has one
        figure.search_name = fold_name(figure.name)
        figure.unit_id = covering.get(village.parent_id or "", by.unit_id)
        figure.created_by = by
        label = village.label
        for role in roles:
            role.figure = figure
            role.title, role.institution = (text.format(village=label) for text in (role.title, role.institution))
    figures = CommunityFigure.objects.bulk_create([figure for figure, _roles in new], batch_size=2_000)
    FigureRole.objects.bulk_create([role for _figure, roles in new for role in roles], batch_size=2_000)
    prefetch_related_objects(figures, "roles")
    return figures
