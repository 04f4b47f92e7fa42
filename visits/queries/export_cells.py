"""Cells, columns and sheets of exports, and short ways to write them down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import F, QuerySet

from visits.queries.sql_parts import label


class Kind(Enum):
    """What a cell is: words that people typed are disarmed, so that no spreadsheet computes them."""

    WORDS = "words"
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
class Sheet:
    """One table of an export: the rows below some visits, and the columns."""

    name: str
    rows: Callable[[list[int]], QuerySet]
    columns: list[Column]


def words(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.WORDS)


def plain(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code))


def coded(code: str, codes, column: str = "") -> list[Column]:
    """A code, and beside it its Indonesian words."""
    return [plain(code, F(column or code)), plain(f"{code}_label", label(column or code, codes))]


def number(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.NUMBER)


def day(code: str, value: Any = None) -> Column:
    return Column(code, value if value is not None else F(code), Kind.DAY)


def clock(code: str) -> Column:
    return Column(code, F(code), Kind.TIME)
