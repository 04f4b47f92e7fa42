"""What the lines of a list of visits show, read from the visits' own rows in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from visits.core.db import fetch, marks, read_key

# Written as SQL: building the question took longer than its answer.
LINES = "SELECT id, {figures}, {columns} FROM visits_visit WHERE id IN ({marks})"
FIGURES = """
    (SELECT {keys} FROM visits_encounter e JOIN visits_communityfigure f ON f.id = e.figure_id
    WHERE e.visit_id = visits_visit.id)
"""


def read_lines(visits: Sequence[int], columns: Sequence[str]) -> dict[int, tuple]:
    """These columns of each visit that is still there, as the database answers them (`core.db.read_day`).

    The visits are those of a list, which asked for reach.
    """
    return {pk: line for pk, (_figures, line) in _read(visits, columns, "NULL").items()}


def read_lines_and_figures(visits: Sequence[int], columns: Sequence[str]) -> tuple[dict[int, tuple], list[str]]:
    """The same, and the keys of every figure on the visits, sorted: for whoever reads all of them."""
    is_postgresql = connection.vendor == "postgresql"
    keys = "STRING_AGG(CAST(f.key AS TEXT), ' ')" if is_postgresql else "GROUP_CONCAT(f.key, ' ')"
    read = _read(visits, columns, FIGURES.format(keys=keys))
    figures = {read_key(key) for found, _line in read.values() for key in found.split()}
    return {pk: line for pk, (_figures, line) in read.items()}, sorted(figures)


def _read(visits: Sequence[int], columns: Sequence[str], figures: str) -> dict[int, tuple[str, tuple]]:
    """The figures and the columns of each visit."""
    if not visits:
        return {}
    text = LINES.format(figures=figures, columns=", ".join(columns), marks=marks(visits))
    return {pk: (found or "", tuple(line)) for pk, found, *line in fetch(text, visits)}
