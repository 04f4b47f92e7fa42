"""Small expressions that both databases compute alike, for rows that leave as text."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Func, IntegerField, Subquery, TextField, Value, When
from django.db.models.functions import Concat, Trim
from django.utils import translation

BETWEEN = "; "


class Instant(Func):
    """An instant in UTC as ISO 8601 writes it: 2024-09-01T05:00:00Z."""

    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler, connection, **context):
        template = "strftime('%%%%Y-%%%%m-%%%%dT%%%%H:%%%%M:%%%%SZ', %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)


class Codes(Func):
    """A list of codes in one text, or with `labels` the label for them."""

    output_field = TextField()

    def __init__(self, column: str, labels=None):
        super().__init__(F(column))
        self.labels = labels

    def _each(self) -> str:
        if self.labels is None:
            return "value"
        label = " ".join(f"WHEN '{code}' THEN '{quoted(label)}'" for code, label in labels_of(self.labels))
        return f"CASE value {label} ELSE value END"

    def as_postgresql(self, compiler, connection, **context):
        rows = f"SELECT {self._each()} FROM jsonb_array_elements_text(%(expressions)s) AS value"
        return self.as_sql(compiler, connection, template=f"array_to_string(ARRAY({rows}), '{BETWEEN}')", **context)

    def as_sqlite(self, compiler, connection, **context):
        rows = f"SELECT group_concat({self._each()}, '{BETWEEN}') FROM json_each(%(expressions)s)"
        return self.as_sql(compiler, connection, template=f"({rows})", **context)


class Lines(Subquery):
    """The only column of a subquery, called `line`, in one text: "Desa Oesao; Desa Tuapukan"."""

    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, f"array_to_string(ARRAY(%(subquery)s), '{BETWEEN}')", **context)

    def as_sqlite(self, compiler, connection, **context):
        template = f"(SELECT group_concat(line, '{BETWEEN}') FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template, **context)


class Counted(Subquery):
    """How many rows a subquery has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def labels_of(codes) -> list[tuple[str, str]]:
    """Codes with their Indonesian labels: a file is the same whatever language its maker reads."""
    # The request's own language is active here.
    with translation.override("id"):
        return [(code, str(label)) for code, label in codes.choices]


def quoted(text: str) -> str:
    """A label as a constant of SQL that is made by `%`, twice where the database's adapter does it again."""
    return text.replace("'", "''").replace("%", "%%%%")


def joined(*parts: Any) -> Concat:
    """Texts one after another."""
    return Concat(*parts, output_field=TextField())


def pick(*cases: When, otherwise: Any) -> Case:
    """The first text whose condition holds."""
    return Case(*cases, default=otherwise, output_field=TextField())


def label(column: str, codes) -> Case:
    """The Indonesian label for a code."""
    return pick(*[When(**{column: code}, then=Value(label)) for code, label in labels_of(codes)], otherwise=Value(""))


def yes_no(column: str) -> Case:
    """true, false, or nothing where it was not said."""
    return pick(
        When(**{column: True}, then=Value("true")), When(**{column: False}, then=Value("false")), otherwise=Value("")
    )


def written_name(rank: str, name: str, degrees: str) -> Case:
    """Rank or honorific, name and degrees, as `models.officers.write_name` has them."""
    plain = Trim(joined(F(rank), Value(" "), F(name)), output_field=TextField())
    return pick(When(**{degrees: ""}, then=plain), otherwise=joined(plain, Value(", "), F(degrees)))
