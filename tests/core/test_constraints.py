"""The database itself has the last word: every constraint takes what is just inside it and refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.core.check_cases import CHECKS
from tests.core.constraint_rows import ROWS, Site, copied, of_site
from tests.core.unique_cases import APART, ONCE, UNIQUE_COLUMNS
from visits.models import AuditEntry, SearchDocument

pytestmark = pytest.mark.django_db
TABLES = list(apps.get_app_config("visits").get_models())
CONSTRAINTS = {constraint.name: constraint for model in TABLES for constraint in model._meta.constraints}


def names(constraint: str, model: type[models.Model], columns: tuple[str, ...] = ()) -> str:
    """What the database says of a constraint; SQLite tells a unique one by its columns."""
    if connection.vendor == "postgresql" or not columns:
        return rf"constraint (failed: |\"){constraint}\b"
    fields = [model._meta.get_field(column).column for column in columns]
    return re.escape("UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{field}" for field in fields))


def problem(name: str, case, write: Callable[[], None], columns: tuple[str, ...] = ()) -> str:
    """What the database says against a write past every form and service; the write is undone."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return name if re.search(names(name, case.model, columns), str(refused)) else str(refused)
    return ""


def change(row: models.Model, changes: dict) -> None:
    assert type(row)._base_manager.filter(pk=row.pk).update(**changes) == 1


def insert(row: models.Model) -> None:
    type(row)._base_manager.bulk_create([row])


def changed(site: Site, row: models.Model, name: str, which: str) -> dict[str, str]:
    """What the database says to each change of the valid row of a check constraint."""
    case = CHECKS[name]
    changes = [of_site(site, each) for each in getattr(case, which)]
    return {str(each): problem(name, case, partial(change, row, each)) for each in changes}


def first_row(site: Site, name: str) -> models.Model:
    """The row of a unique constraint that a second one is compared with."""
    row = ROWS[ONCE[name].model](site)
    for column, value in of_site(site, ONCE[name].row).items():
        setattr(row, column, value)
    row.save()
    return row


def added(site: Site, row: models.Model, name: str, which: str) -> dict[str, str]:
    """What the database says to each second row beside the first one of a unique constraint."""
    case = ONCE[name]
    rows = {str(each): copied(row, **of_site(site, each)) for each in getattr(case, which)}
    columns = CONSTRAINTS[name].fields
    return {which: problem(name, case, partial(insert, again), columns) for which, again in rows.items()}


def test_every_constraint_stands_in_a_table():
    assert {name for name, each in CONSTRAINTS.items() if isinstance(each, models.CheckConstraint)} == set(CHECKS)
    assert {name for name, each in CONSTRAINTS.items() if isinstance(each, models.UniqueConstraint)} == set(ONCE)
    # There is no third kind.
    assert set(CONSTRAINTS) == {*CHECKS, *ONCE}


def test_every_unique_column_stands_in_a_table():
    found = {
        (model, field.name)
        for model in TABLES
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }

    assert found == set(UNIQUE_COLUMNS)


@pytest.mark.parametrize("table", [CHECKS, ONCE], ids=["checks", "once"])
def test_every_table_has_rows_on_both_sides(table):
    assert [name for name, case in table.items() if not case.taken or not case.refused] == []
    assert [name for name, case in table.items() if CONSTRAINTS[name] not in case.model._meta.constraints] == []


@pytest.mark.parametrize("name", CHECKS)
def test_a_row_is_taken_just_inside_and_refused_just_outside(name):
    site = Site()
    row = ROWS[CHECKS[name].model](site)

    assert set(changed(site, row, name, "taken").values()) == {""}
    refused = changed(site, row, name, "refused")
    assert refused == dict.fromkeys(refused, name)


@pytest.mark.parametrize("name", ONCE)
def test_a_second_row_is_taken_where_it_differs_and_refused_where_it_is_the_same(name):
    site = Site()
    row = first_row(site, name)

    assert set(added(site, row, name, "taken").values()) == {""}
    refused = added(site, row, name, "refused")
    assert refused == dict.fromkeys(refused, name)


@pytest.mark.parametrize(("model", "column"), UNIQUE_COLUMNS, ids=lambda each: getattr(each, "__name__", each))
def test_a_column_holds_a_value_once(model, column):
    site = Site()
    row = ROWS[model](site)
    again = copied(row, **of_site(site, APART.get((model, column), {})))
    setattr(again, column, getattr(row, column))

    field = model._meta.get_field(column).column
    refused = rf"visits_\w+_{field}_\w*|UNIQUE constraint failed: {model._meta.db_table}\.{field}$"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        insert(again)


def triggers() -> set[str]:
    """The triggers that stand in the database, but those by which PostgreSQL keeps foreign keys."""
    asked = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def refuse_update() -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(kind="refused")


def refuse_delete() -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")


def refuse_change() -> None:
    refuse_update()
    refuse_delete()


def refuse_truncate() -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE visits_auditentry")


def found(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM visits_searchindex WHERE visits_searchindex MATCH %s", [word])
        return cursor.fetchone()[0]


def index_added() -> None:
    assert found("damai") == 1


def index_changed() -> None:
    SearchDocument.objects.update(words="tenang")
    assert (found("damai"), found("tenang")) == (0, 1)


def index_removed() -> None:
    SearchDocument.objects.all().delete()
    assert found("damai") == 0


TRIGGERS = {
    "postgresql": {"audit_log_no_change": refuse_change, "audit_log_no_truncate": refuse_truncate},
    "sqlite": {
        "audit_log_no_update": refuse_update,
        "audit_log_no_delete": refuse_delete,
        "visits_searchdocument_added": index_added,
        "visits_searchdocument_changed": index_changed,
        "visits_searchdocument_removed": index_removed,
    },
}


def test_every_trigger_does_its_work():
    site = Site()
    ROWS[AuditEntry](site)
    ROWS[SearchDocument](site)

    assert triggers() == set(TRIGGERS[connection.vendor])
    for does_its_work in TRIGGERS[connection.vendor].values():
        does_its_work()
    assert AuditEntry.objects.get().kind == "searched"
