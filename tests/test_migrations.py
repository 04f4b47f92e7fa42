"""A fresh database has all that the models cannot say; one that another version made is left untouched."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cooling.foreign_database import problem_with
from tests import factories as make
from tests.postgres import free_port
from tests.serving import ROOT
from visits.models import ChainTip, VisitFilterKey


@pytest.mark.django_db
def test_the_chain_begins_with_one_tip():
    assert list(ChainTip.objects.values_list("pk", "number", "chain")) == [(1, 0, "0" * 64)]


@pytest.mark.django_db
def test_keys_that_are_looked_up_compare_byte_by_byte():
    """In the rules of a language signs would count last, and capitals beside their small letters."""
    visit = make.make_visit(author=make.make_officer())
    keys = ["b:1", "B:1", "a:53", "a+:5", "a:53.01", "c:1@7", "c:1"]
    for key in keys:
        VisitFilterKey.objects.create(filter_key=key, visited_on=visit.visited_on, visit=visit)

    found = VisitFilterKey.objects.filter(filter_key__in=keys).order_by("filter_key")
    assert list(found.values_list("filter_key", flat=True)) == sorted(keys, key=str.encode)
    if connection.vendor == "postgresql":
        # The cluster of the tests speaks no language, one of an installation does.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C' "
                "AND table_name LIKE 'visits\\_%' ORDER BY 1, 2"
            )
            assert cursor.fetchall() == [
                ("visits_followupindex", "list_key"),
                ("visits_followupindex", "status"),
                ("visits_visitaccess", "access_key"),
                ("visits_visitfilterkey", "filter_key"),
            ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0049_housekeeping", "0002_remark_note_written_by", "9999_of_a_later_version"])
def test_a_database_of_another_version_is_named(name):
    assert problem_with(connection) == ""

    MigrationRecorder(connection).record_applied("visits", name)

    assert name in problem_with(connection)
    with pytest.raises((SystemCheckError, CommandError), match=name):
        call_command("migrate", skip_checks=False, verbosity=0)


@pytest.mark.own_server
def test_the_start_stops_before_a_database_of_another_version(tmp_path):
    """Nothing is written: not a table, not a row."""
    file = tmp_path / "cooling.sqlite3"
    with closing(sqlite3.connect(file)) as old:
        old.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        old.execute("INSERT INTO django_migrations VALUES (1, 'visits', '0049_housekeeping', '2026-11-28 00:00:00')")
        old.execute("CREATE TABLE visits_visit (id integer PRIMARY KEY, purpose text)")
        old.execute("INSERT INTO visits_visit VALUES (1, 'Sambang')")
        old.commit()
        before = list(old.iterdump())
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    done = subprocess.run(
        [sys.executable, "-m", "cooling.start"],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(tmp_path), "DEBUG": "1", "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode != 0
    assert "0049_housekeeping" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(file)) as old:
        assert list(old.iterdump()) == before
