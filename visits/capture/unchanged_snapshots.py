"""What a saved row says of its day stays, while its person and the day are the same.

The functions are called when the posted values stand on the row; `before` is what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models

from visits.core import snapshots
from visits.models import CommunityFigure, Encounter, Officer, Participation

RANK_POST_UNIT = ("rank", "position", "unit_name")
OFFICER = ("officer_id", "nrp", "name", "degrees", *RANK_POST_UNIT)
NAME = ("name", "honorific", "degrees")
ROLE = ("categories", "title", "institution")
FIGURE = ("figure_id", *NAME, *ROLE)


def snapshot(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of a row by name."""
    return {name: getattr(row, name) for name in names}


def write_officer(went: Participation, officer: Officer, before: dict[str, Any], *, same_day: bool) -> None:
    """Rank, post and unit: as typed, else as the row said of that day, else as the register says."""
    if before["officer_id"] not in (None, officer.pk):
        _leave(went, before)
    if before["officer_id"] == officer.pk and same_day:
        _keep(went, before, OFFICER)
        return
    typed = snapshot(went, RANK_POST_UNIT)
    snapshots.snapshot_officer(went, officer)
    for name, value in typed.items():
        setattr(went, name, value or getattr(went, name))


def write_figure(
    person: Encounter, figure: CommunityFigure, before: dict[str, Any], *, day: date | None, same_day: bool
) -> None:
    """Name and roles: as typed, else as the row said of that day, else as the figure has them.

    When the name of an anonymised figure goes from a visit is for the supervisors there to decide.
    """
    if before["figure_id"] not in (None, figure.pk):
        _leave(person, before)
    if before["figure_id"] != figure.pk or not (same_day or figure.anonymised_at):
        snapshots.snapshot_figure(person, figure, day)
        return
    _keep(person, before, NAME)
    if snapshot(person, ROLE) != {name: before[name] for name in ROLE}:
        snapshots.snapshot_roles(person, figure, day)


def _keep(row: models.Model, before: dict[str, Any], names: Iterable[str]) -> None:
    """Take back what the snapshot says where nothing was typed."""
    for name in names:
        setattr(row, name, getattr(row, name) or before[name])


def _leave(row: models.Model, before: dict[str, Any]) -> None:
    """Forget what the page still showed of the person who stood on the row before."""
    for name, value in before.items():
        if not name.endswith("_id") and getattr(row, name) == value:
            setattr(row, name, [] if isinstance(value, list) else "")
