"""Queries composed once: for a few rows, building a statement takes Django longer than reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


class Slot(Expression):
    """A value that is put into a composed query each time it is asked, by its name."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Statement(NamedTuple):
    """What Django made of a query: the text, its values, and how rows become objects."""

    text: str
    values: tuple
    converters: list[tuple[int, list, Any]]
    first: int
    names: list[str]
    related: list


class Composed(Generic[Row]):
    """Rows of a query with slots, with what it selects of related ones; no prefetching.

    The same query set as ever says what is read; only its statement is kept.
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]]):
        self._rows = rows

    @cached_property
    def _query(self) -> QuerySet[Row]:
        return self._rows()

    @cached_property
    def _statement(self) -> Statement:
        # Django has no public way to keep a statement; a test compares the rows with those of the query set.
        compiler = self._query.query.get_compiler(connection=connection)
        text, values = compiler.as_sql()
        chosen, known = compiler.select, compiler.klass_info
        columns = known["select_fields"]
        converters = compiler.get_converters([expression for expression, _sql, _alias in chosen])
        return Statement(
            text,
            tuple(values),
            [(place, list(found), expression) for place, (found, expression) in converters.items()],
            columns[0],
            [chosen[place][0].target.attname for place in columns],
            get_related_populators(known, chosen, connection.alias),  # type: ignore[call-arg]  # stubs of Django 6
        )

    def __call__(self, **asked: Any) -> list[Row]:
        """The rows for these values of the slots."""
        statement, model = self._statement, self._query.model
        rows = [list(row) for row in _run(statement.text, statement.values, asked)]
        first, end = statement.first, statement.first + len(statement.names)
        found = []
        for row in rows:
            for place, converters, expression in statement.converters:
                for converter in converters:
                    row[place] = converter(row[place], expression, connection)
            # As the query set does, so that fields and states are the same.
            one = model.from_db(connection.alias, statement.names, row[first:end])
            for related in statement.related:
                related.populate(row, one)
            found.append(one)
        return found


class ComposedValues:
    """Plain values of a query with slots, as the database answers them: numbers and short codes."""

    def __init__(self, rows: Callable[[], QuerySet]):
        self._rows = rows

    @cached_property
    def _statement(self) -> tuple[str, tuple]:
        return self._rows().query.get_compiler(connection=connection).as_sql()

    def __call__(self, **asked: Any) -> list[tuple]:
        """The rows for these values of the slots."""
        return _run(*self._statement, asked)


def _run(text: str, values: Sequence, asked: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, [_written(value, asked) for value in values])
        return cursor.fetchall()


def _written(value: Any, asked: dict[str, Any]) -> Any:
    if isinstance(value, Slot):
        return value.output_field.get_db_prep_value(asked[value.name], connection)
    return value


def set_prefetched(owner: Model, name: str, rows: Iterable[Model]) -> None:
    """Put rows where prefetching puts them, so that `owner.name.all()` asks no more.

    Through names that are Django's own affair: a new visit with a row of each kind takes 33 statements, not 45.
    """
    found = getattr(owner, name).get_queryset()
    found._result_cache, found._prefetch_done = list(rows), True
    # A new dictionary: the old one may be shared with copies of the row.
    cached = {**getattr(owner, "_prefetched_objects_cache", {}), name: found}
    owner._prefetched_objects_cache = cached  # type: ignore[attr-defined]  # Django's own
