"""Cells, columns and sheets of exports, and short ways to write them down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import F, QuerySet

from visits.exports.expressions import Codes, label, yes_no
from visits.models.visit_fields import VISIT_FIELDS, FieldKind, VisitField


class Kind(Enum):
    """What a cell is: words that people typed are disarmed, so that no spreadsheet computes them."""

    TYPED = "typed"
    CODE = "code"
    DAY = "day"
    TIME = "time"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    code: str
    value: Any
    kind: Kind = Kind.CODE


@dataclass(frozen=True)
class ExportSheet:
    """One table of an export: the rows below some visits, and the columns."""

    name: str
    rows: Callable[[list[int]], QuerySet]
    columns: list[Column]


def typed(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.TYPED)


def plain(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code))


def coded(code: str, codes, column: str = "") -> list[Column]:
    """A code, and beside it its Indonesian words."""
    # Codes for programs, and Indonesian beside them for people.
    return [plain(code, F(column or code)), plain(f"{code}_label", label(column or code, codes))]


def number(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.NUMBER)


def day(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.DAY)


def clock(code: str) -> Column:
    return Column(code, F(code), Kind.TIME)


def yes_or_no(code: str) -> Column:
    return plain(code, yes_no(code))


def code_list(code: str, codes) -> list[Column]:
    """Several codes in a cell, and beside it their Indonesian words."""
    return [plain(code, Codes(code)), plain(f"{code}_label", Codes(code, codes))]


COLUMNS_OF: dict[FieldKind, Callable[[VisitField], list[Column]]] = {
    FieldKind.LINE: lambda field: [typed(field.name)],
    FieldKind.TEXT: lambda field: [typed(field.name)],
    FieldKind.CODE: lambda field: coded(field.name, field.codes),
    FieldKind.CODES: lambda field: code_list(field.name, field.codes),
    FieldKind.DAY: lambda field: [day(field.name)],
    FieldKind.CLOCK: lambda field: [clock(field.name)],
    FieldKind.NUMBER: lambda field: [number(field.name)],
    FieldKind.TICK: lambda field: [yes_or_no(field.name)],
    FieldKind.ANSWER: lambda field: [yes_or_no(field.name)],
}


def columns_by_field() -> dict[str, list[Column]]:
    """The columns of the visit's own fields; what a link leads to is exported in ways of its own."""
    return {field.name: COLUMNS_OF[field.kind](field) for field in VISIT_FIELDS if field.kind is not FieldKind.LINK}
