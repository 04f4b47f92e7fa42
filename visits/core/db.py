"""Statements written by hand: a text with its parameters, and what both databases answer to it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence, Sized
from typing import Any, NamedTuple, overload

from django.db import connection


class Sql(NamedTuple):
    """A text with its parameters."""

    text: str
    values: tuple = ()


ALWAYS = Sql("")
NOTHING = Sql("1 = 0")


def fetch(text: str, values: Sequence = ()) -> list[tuple]:
    """All rows that a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def check_answer() -> None:
    """Raises DatabaseError where the database does not answer."""
    fetch("SELECT 1")


def exists(text: str, values: Sequence) -> Sql:
    """Whether a statement finds a row, as a part of another one."""
    # OFFSET 0 keeps PostgreSQL from turning the question into a join that reads the whole table.
    apart = " OFFSET 0" if connection.vendor == "postgresql" else ""
    return Sql(f"EXISTS ({text}{apart})", tuple(values))


def marks(values: Sized) -> str:
    """A mark for each value of an IN."""
    # One for each: SQLite takes no list as one value.
    return ", ".join(["%s"] * len(values))


def written(value: Any) -> Any:
    """A day or an instant as the database compares it: SQLite holds instants as text, in UTC."""
    if isinstance(value, dt.datetime) and connection.vendor == "sqlite":
        return connection.ops.adapt_datetimefield_value(value)
    # An instant is a day as well to Python.
    return value.isoformat() if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else value


def read_key(value: str | uuid.UUID) -> str:
    """A key with its hyphens as the database answers it: SQLite holds it without."""
    return value if isinstance(value, str) and "-" in value else str(uuid.UUID(str(value)))


@overload
def read_day(value: None) -> None: ...


@overload
def read_day(value: str | dt.date) -> dt.date: ...


def read_day(value: Any) -> dt.date | None:
    """A day as the database answers it: SQLite gives text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


@overload
def read_instant(value: None) -> None: ...


@overload
def read_instant(value: str | dt.datetime) -> dt.datetime: ...


def read_instant(value: Any) -> dt.datetime | None:
    """An instant as the database answers it: SQLite gives text, or leaves the zone out, which is UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value
