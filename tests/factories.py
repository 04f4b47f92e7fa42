"""Plain functions that make one valid row each; every name is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import count
from typing import TypeVar

from visits.core.snapshots import snapshot_officer, snapshot_place
from visits.lists import visit_index
from visits.models import (
    CommunityFigure,
    DialogueNote,
    Encounter,
    FigureRole,
    FollowUp,
    NotePrompt,
    Officer,
    Operation,
    Participation,
    Rank,
    Region,
    Stage,
    Stop,
    Topic,
    Unit,
    Visit,
    VisitStatus,
)
from visits.search.index import index_visits

Row = TypeVar("Row", Stop, Participation)
numbers = count(1)
VISIT_DAY = dt.date(2024, 9, 1)
PLACES = [
    ("53", "Nusa Tenggara Timur", "province", "provinsi"),
    ("53.01", "Kabupaten Kupang", "regency", "kabupaten"),
    ("53.01.06", "Kupang Timur", "district", "kecamatan"),
    ("53.01.06.1004", "Oesao", "village", "kelurahan"),
    ("53.01.06.2006", "Tuapukan", "village", "desa"),
    ("53.01.06.2015", "Oesao", "village", "desa"),
    ("53.01.09", "Amarasi", "district", "kecamatan"),
    ("53.01.09.2011", "Oh'aem", "village", "desa"),
]


def make_regions() -> dict[str, Region]:
    """Kupang Timur and a village with an apostrophe, with everything above them, by code."""
    for code, name, level, kind in PLACES:
        parent = code.rpartition(".")[0] or None
        Region.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "kind": kind, "parent_id": parent}
        )
    found = Region.objects.in_bulk()
    for region in found.values():
        # At hand for whoever climbs from a village to its province.
        region.parent = found.get(region.parent_id)
    return found


def make_village(code: str = "53.01.06.2006") -> Region:
    return make_regions()[code]


def make_unit(code: str = "", *, parent: Unit | None = None, name: str = "", kind: str = "function", **fields) -> Unit:
    code = code or f"unit-{next(numbers)}"
    fields = {"code": code, "name": name or code, "short_name": name or code, "kind": kind, **fields}
    return Unit.objects.add_child(parent, fields) if parent else Unit.objects.add_root(fields)


def make_polres() -> Unit:
    """Polres Kupang below its Polda; the same rows at every call."""
    polda = Unit.objects.filter(code="polda-ntt").first() or make_unit("polda-ntt", name="Polda NTT", kind="polda")
    found = Unit.objects.filter(code="polres-kupang").first()
    return found or make_unit("polres-kupang", parent=polda, name="Polres Kupang", kind="polres")


def make_rank(abbreviation: str = "Ipda", order: int = 10, **fields) -> Rank:
    fields = {"name": abbreviation, "abbreviation": abbreviation, "group": "pama", "order": order, **fields}
    return Rank.objects.get_or_create(code=abbreviation.lower(), defaults=fields)[0]


def make_officer(nrp: str = "", *, unit: Unit | None = None, **fields) -> Officer:
    fields = {
        "name": f"Petrus Contoh {next(numbers)}",
        "rank": fields.pop("rank", None) or make_rank(),
        "unit": unit or make_unit(parent=make_polres()),
        "position": "Anggota",
        **fields,
    }
    officer = Officer(nrp=nrp or f"6{next(numbers):07d}", **fields)
    officer.set_password("cooling-demo")
    officer.save()
    return officer


def make_topic(code: str = "hoaks", **fields) -> Topic:
    fields = {"name": code.capitalize(), "group": "election", **fields}
    return Topic.objects.get_or_create(code=code, defaults=fields)[0]


def make_prompt(text: str = "Sejak kapan?", **fields) -> NotePrompt:
    return NotePrompt.objects.create(code=f"prompt-{next(numbers)}", text=text, **fields)


def make_operation(code: str = "pilkada-2024", **fields) -> Operation:
    fields = {
        "name": "Pilkada Serentak 2024",
        "starts_on": dt.date(2024, 1, 26),
        "ends_on": dt.date(2025, 2, 28),
        **fields,
    }
    return Operation.objects.get_or_create(code=code, defaults=fields)[0]


def make_stage(operation: Operation, code: str, **fields) -> Stage:
    fields = {"name": code, "group": Stage.Group.CONDUCT, **fields}
    return Stage.objects.create(operation=operation, code=code, **fields)


def make_figure(*, by: Officer, name: str = "Marselina Contoh", **fields) -> CommunityFigure:
    fields = {"unit": by.unit, "village": make_village(), **fields}
    return CommunityFigure.objects.create(name=name, created_by=by, **fields)


def make_figure_role(figure: CommunityFigure, **fields) -> FigureRole:
    fields = {"category": "community", "title": "Tokoh masyarakat Kupang Timur", **fields}
    return FigureRole.objects.create(figure=figure, **fields)


def make_visit(*, author: Officer, status: str = VisitStatus.SUBMITTED, with_rows: bool = True, **fields) -> Visit:
    """A visit as the save service would leave it: frozen names, one stop, one officer, access key rows.

    Not by that service: it would add audit entries and versions, and knows no approved visit. What freezes
    names and derives rows is its own; tests/test_factories.py compares the two.
    """
    fields = {
        "unit": author.unit,
        "unit_name": fields.get("unit", author.unit).name,
        "visited_on": VISIT_DAY,
        "purpose": "Menjaga suasana damai.",
        "concern_heard": False,
        "revision": 1,
        **fields,
    }
    visit = Visit.objects.create(author=author, status=status, **fields)
    if with_rows:
        _make_stop(visit)
        _make_participation(visit, author)
    rebuild_visit(visit)
    return visit


def rebuild_visit(visit: Visit) -> None:
    """Make all that is derived from the visit what its status, unit, class and rows ask for."""
    visit_index.rewrite_rows(visit)
    visit_index.write_line(visit)
    visit.save(update_fields=visit_index.LISTED)


def index_words(*visits: Visit) -> None:
    """What the save service does last: the words of these visits, or of all, are found from here on."""
    index_visits([visit.pk for visit in visits] or list(Visit.objects.values_list("pk", flat=True)))


_made_at_once: set[int] = set()


@contextmanager
def at_once(visit: Visit) -> Iterator[None]:
    """Many rows of one visit: what is derived from it is written once, after all of them."""
    _made_at_once.add(visit.pk)
    try:
        yield
    finally:
        _made_at_once.discard(visit.pk)
    rebuild_visit(visit)


def in_step(make):
    """What is derived from the visit follows each row made, as the save service would have it.

    A link made afterwards (`note.about.add`) asks for `rebuild_visit(visit)`.
    """

    @wraps(make)
    def made(visit: Visit, *args, **fields):
        row = make(visit, *args, **fields)
        if visit.pk not in _made_at_once:
            rebuild_visit(visit)
        return row

    return made


def _make_stop(visit: Visit, village: Region | None = None, **fields) -> Stop:
    stop = Stop(visit=visit)
    snapshot_place(stop, village or make_village())
    return _saved(stop, fields)


def _make_participation(visit: Visit, officer: Officer | None = None, **fields) -> Participation:
    """An officer on the visit."""
    participation = Participation(visit=visit)
    if officer:
        snapshot_officer(participation, officer)
        fields = {"role": "leader", **fields}
    return _saved(participation, fields)


def _saved(row: Row, fields: dict) -> Row:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


make_stop, make_participation = in_step(_make_stop), in_step(_make_participation)


@in_step
def make_encounter(visit: Visit, **fields) -> Encounter:
    if not fields.get("group"):
        fields = {"name": "Marselina Contoh", "categories": ["community"], **fields}
    return Encounter.objects.create(visit=visit, **fields)


@in_step
def make_note(visit: Visit, text: str = "Warga ingin keadaan tetap tenang.", **fields) -> DialogueNote:
    fields = {"kind": "aspiration", "written_by": visit.author, **fields}
    return DialogueNote.objects.create(visit=visit, text=text, **fields)


@in_step
def make_follow_up(visit: Visit, text: str = "Patroli rutin malam hari.", *, notes=(), **fields) -> FollowUp:
    fields = {"unit": visit.unit, **fields}
    follow_up = FollowUp.objects.create(visit=visit, text=text, **fields)
    follow_up.notes.set(notes)
    return follow_up
