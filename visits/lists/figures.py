"""Who stands on the visits of a list."""

from __future__ import annotations

from visits.core.db import fetch, marks, read_key

FIGURES_OF = """
    SELECT DISTINCT CAST(f.key AS TEXT) FROM visits_encounter e JOIN visits_communityfigure f ON f.id = e.figure_id
    WHERE e.visit_id IN ({marks})
"""


def all_figures_on(visits: list[int]) -> list[str]:
    """Keys of every figure on these visits, for whoever reads all of them, sorted.

    A search reads them with its lines instead (`visit_lines.read_lines_and_figures`).
    """
    return sorted(read_key(key) for (key,) in fetch(FIGURES_OF.format(marks=marks(visits)), visits))
