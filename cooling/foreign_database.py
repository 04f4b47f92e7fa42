"""A database that another state of the program made: found before anything is written to it."""

from __future__ import annotations

from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.connection import ConnectionDoesNotExist

APP = "visits"


def unknown_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of migrations that the database has been through and that this program does not have."""
    applied = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == APP}
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == APP}
    return sorted(applied - known)


def problem_with(connection: BaseDatabaseWrapper) -> str:
    """The sentence to stop with; empty where the database is new or of this program."""
    unknown = unknown_migrations(connection)
    if not unknown:
        return ""
    return (
        f"the database was made by another version of Cooling (it has been through {unknown[-1]}, which this version "
        "does not know). It is left as it is: start this version on an empty database, or use the version that made it"
    )


@register(Tags.database)
def check_database(databases=None, **_others) -> list[Error]:
    """`manage.py migrate` asks this first."""
    found = []
    for alias in databases or []:
        try:
            problem = problem_with(connections[alias])
        # Tests name databases that this run does not have.
        except ConnectionDoesNotExist:
            continue
        if problem:
            found.append(Error(problem[0].upper() + problem[1:] + ".", id="cooling.E002"))
    return found
