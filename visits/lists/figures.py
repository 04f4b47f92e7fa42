"""Who stands on the visits of a list."""

from __future__ import annotations

from django.db import connection

from visits.core.db import fetch, marks, read_key

FIGURES_OF = """
    SELECT DISTINCT CAST(f.key AS TEXT) FROM visits_encounter e JOIN visits_communityfigure f ON f.id = e.figure_id
    WHERE e.visit_id IN ({marks})
"""


# The same of one line of a list of visits, for a list that reads its lines anyway.
FIGURES_OF_LINE = """
    (SELECT {list} FROM visits_encounter e JOIN visits_communityfigure f ON f.id = e.figure_id
    WHERE e.visit_id = visits_visit.id)
"""


def figures_of_line() -> str:
    """A column of visits: the keys of every figure on each, parted by blanks; null where there are none."""
    is_postgresql = connection.vendor == "postgresql"
    keys = "STRING_AGG(CAST(f.key AS TEXT), ' ')" if is_postgresql else "GROUP_CONCAT(f.key, ' ')"
    return FIGURES_OF_LINE.format(list=keys)


def all_figures_on(visits: list[int]) -> list[str]:
    """Keys of every figure on these visits, for whoever reads all of them, sorted.

    Written as SQL: each page of a search asks it, and building the question took longer than its answer.
    """
    return sorted(read_key(key) for (key,) in fetch(FIGURES_OF.format(marks=marks(visits)), visits))
