"""Write planned rows: by COPY on PostgreSQL, with indexes and keys put back afterwards; in bulk on SQLite."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from visits.models import DialogueNote, Encounter, FollowUp, Participation, Photo, Remark, Stop, Visit
from visits.sample_data.columns import COLUMNS
from visits.sample_data.files import NULL, planned_files
from visits.sample_data.plan import CHUNK, Rows, plan
from visits.sample_data.world import World

MODELS: dict[str, type[Model]] = {
    "visits": Visit,
    "stops": Stop,
    "participations": Participation,
    "encounters": Encounter,
    "notes": DialogueNote,
    "follow_ups": FollowUp,
    "photos": Photo,
    "remarks": Remark,
    "raised_by_people": DialogueNote.raised_by_people.through,
    "raised_by_officers": DialogueNote.raised_by_officers.through,
    "about": DialogueNote.about.through,
    "asked": FollowUp.notes.through,
}
Progress = Callable[[str, float], None]


def silent(what: str, part: float) -> None:
    """Show no progress."""


def load(world: World, progress: Progress = silent) -> None:
    """Plan and write all chunks, inside a transaction."""
    number = -(-world.visits // CHUNK)
    if connection.vendor == "postgresql":
        with defaults_by_the_database(), indexes_put_back(MODELS.values(), progress):
            for done, files in enumerate(planned_files(world, number), 1):
                _copy(files)
                progress("Visits", done / number)
        _end_loading()
        return
    for done in range(number):
        _insert(plan(world, done))
        progress("Visits", (done + 1) / number)


def _defaults(model: type[Model], given: list[str]) -> tuple[list[str], list]:
    """The columns that no plan fills, with what a new row holds in them."""
    fields = [field for field in model._meta.concrete_fields if field.column not in given]
    values = [field.get_db_prep_save(field.get_default(), connection) for field in fields]
    return [str(field.column) for field in fields], values


def _insert(rows: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, found in rows.items():
            if not found:
                continue
            model, given = MODELS[name], COLUMNS[name].split()
            rest, values = _defaults(model, given)
            columns = ", ".join(quote(column) for column in [*given, *rest])
            marks = ", ".join(["%s"] * (len(given) + len(rest)))
            statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
            cursor.executemany(statement, [(*row, *values) for row in found])


def _copy(files: dict[str, str]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, text in files.items():
            if text:
                columns = ", ".join(map(quote, COLUMNS[name].split()))
                table = quote(MODELS[name]._meta.db_table)
                cursor.copy_expert(
                    f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')", io.StringIO(text)
                )


@contextmanager
def indexes_put_back(
    models: Iterable[type[Model]], progress: Progress = silent, *, primary: bool = False
) -> Iterator[None]:
    """On PostgreSQL without indexes and keys of the tables while rows are written; they are there again afterwards.

    Part of the transaction: where it fails, nothing has changed. `primary`: also without primary keys.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # Rows written before by the same transaction are checked first: a table with open checks cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        put_back = [
            statement for model in models for statement in take_away(cursor, model._meta.db_table, primary=primary)
        ]
        yield
        for done, statement in enumerate(put_back, 1):
            cursor.execute(statement)
            progress("Indexes", done / len(put_back))


@contextmanager
def defaults_by_the_database() -> Iterator[None]:
    """Let the database fill the columns that no plan fills, while rows are written."""
    with connection.cursor() as cursor:
        filled = [
            (f'ALTER TABLE "{model._meta.db_table}" ALTER "{column}"', value)
            for name, model in MODELS.items()
            for column, value in zip(*_defaults(model, COLUMNS[name].split()), strict=True)
            if value is not None
        ]
        for statement, value in filled:
            cursor.execute(f"{statement} SET DEFAULT %s", [value])
        yield
        for statement, _value in filled:
            cursor.execute(f"{statement} DROP DEFAULT")


INDEXES = """
    SELECT 0, format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT CASE contype WHEN 'f' THEN 2 ELSE 1 END,
        format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype::text = ANY(%s)
    ORDER BY 1 DESC
"""


def take_away(cursor, table: str, *, primary: bool = False) -> list[str]:
    """Drop indexes, unique and foreign keys of a table; the statements that make them again.

    Its primary key goes only where told, since other tables may point at it. A unique key may be
    pointed at too, which PostgreSQL would refuse to drop: none is.
    """
    cursor.execute(INDEXES, [table, table, ["u", "f", *("p" * primary)]])
    found = cursor.fetchall()
    for _order, drop, _make in found:
        cursor.execute(drop)
    return [make for _order, _drop, make in reversed(found)]


def _end_loading() -> None:
    """Let numbers go on behind the rows, and tell the planner of them: else what follows would read whole tables."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(MODELS.values())):
            cursor.execute(statement)
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in MODELS.values())}")
