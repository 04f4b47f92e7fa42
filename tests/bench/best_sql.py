"""The best SQL alone for the rows that a page shows: prepared once, on a connection without Django."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from visits.models import AuditEntry, ChainTip, DialogueNote, FollowUp, Officer, Visit, VisitAccess

ROWS = """
    SELECT v.key, v.visited_on, v.status, v.situation_after, v.unit_name,
        (SELECT village_name FROM visits_stop s WHERE s.visit_id = v.id ORDER BY "order", id LIMIT 1),
        (SELECT name FROM visits_participation p WHERE p.visit_id = v.id AND role = 'leader' LIMIT 1)
    FROM ({page}) hit JOIN visits_visit v ON v.id = hit.visit_id ORDER BY v.visited_on DESC, v.id DESC
"""
NEWEST = (
    "SELECT visit_id FROM visits_visitaccess WHERE access_key = {access_key} "
    "ORDER BY visited_on DESC, visit_id DESC LIMIT 50"
)
OLDEST = (
    "SELECT visit_id FROM visits_visitaccess WHERE access_key = {access_key} ORDER BY visited_on, visit_id LIMIT 50"
)
_names = itertools.count()


def prepared(sql: str) -> Callable[[], list]:
    """The statement prepared on this connection, so that a call only runs it; on SQLite the driver keeps it."""
    if connection.vendor != "postgresql":
        return lambda: _fetch(sql)
    name = f"bench_{next(_names)}"
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {sql}")
    return lambda: _fetch(f"EXECUTE {name}")


def _fetch(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def page(pattern: str, access_key: str) -> Callable[[], list]:
    return prepared(ROWS.format(page=pattern.format(access_key=f"'{access_key}'")))


class InsertAgain:
    """The rows of one logged visit, inserted once more: one statement a table, and the audit entry.

    Keys are shifted, so that nothing has to be asked back. The transaction is taken back, in
    the favour of SQL, which so waits for no disk.
    """

    def __init__(self, visit: Visit):
        self.numbers = itertools.count(1)
        models = [Visit, *(model for model in apps.get_app_config("visits").get_models() if self._belongs(model))]
        models += [DialogueNote.raised_by_people.through, DialogueNote.raised_by_officers.through]
        models += [DialogueNote.about.through, FollowUp.notes.through]
        self.own = set(models)
        self.tables = [(model, self._rows(model, visit)) for model in models]

    @staticmethod
    def _belongs(model) -> bool:
        return model is not Visit and any(
            field.name == "visit" and field.related_model is Visit for field in model._meta.concrete_fields
        )

    def _rows(self, model, visit: Visit) -> list[tuple]:
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        where = "id = %s" if model is Visit else "visit_id = %s"
        if model is not Visit and not self._belongs(model):
            owner = FollowUp if model is FollowUp.notes.through else DialogueNote
            name = owner._meta.model_name
            where = f"{name}_id IN (SELECT id FROM {owner._meta.db_table} WHERE visit_id = %s)"
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {where}', [visit.pk])
            return cursor.fetchall()

    def _shifted(self, model, row: tuple, by: int) -> list[Any]:
        values = []
        for field, value in zip(model._meta.concrete_fields, row, strict=True):
            if value is not None and (field.primary_key or field.related_model in self.own) and isinstance(value, int):
                value += by
            elif field.name == "key":
                value = uuid.uuid4() if connection.features.has_native_uuid_field else uuid.uuid4().hex
            elif isinstance(value, dict | list):
                value = connection.ops.adapt_json_value(value, None)
            values.append(value)
        return values

    def __call__(self) -> None:
        with transaction.atomic():
            by = next(self.numbers) * 1_000_000_000
            with connection.cursor() as cursor:
                for statement, values in self._statements(by):
                    cursor.execute(statement, values)
            transaction.set_rollback(True)

    def _statements(self, by: int):
        for model, rows in self.tables:
            if rows:
                columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
                marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
                values = [value for row in rows for value in self._shifted(model, row, by)]
                yield f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {marks}', values
        trail, head = AuditEntry._meta.db_table, ChainTip._meta.db_table
        yield f"SELECT number, chain FROM {head}" + (" FOR UPDATE" if connection.vendor == "postgresql" else ""), []
        yield (
            f"INSERT INTO {trail} (number, at, kind, nrp, unit_code, target_kind, target, details, chain) "
            "VALUES (%s, %s, 'visit_submitted', '', '', 'visit', '', '{}', '')",
            [by, "2026-01-01 00:00:00+00:00"],
        )
        yield f"UPDATE {head} SET number = number + 1", []


def access_of(officer: Officer) -> str:
    return VisitAccess.supervisor_access_keys_of(officer)[0]
