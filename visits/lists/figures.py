"""Who stands on the visits of a list."""

from __future__ import annotations

import uuid

from visits.core.db import fetch, marks

FIGURES_OF = """
    SELECT DISTINCT CAST(f.key AS TEXT) FROM visits_encounter e JOIN visits_communityfigure f ON f.id = e.figure_id
    WHERE e.visit_id IN ({marks})
"""


def all_figures_on(visits: list[int]) -> list[str]:
    """Keys of every figure on these visits, for whoever reads all of them, sorted.

    Written as SQL: each page of a search asks it, and building the question took longer than its answer.
    """
    found = fetch(FIGURES_OF.format(marks=marks(visits)), visits)
    # SQLite holds keys without their hyphens.
    return sorted(key if "-" in key else str(uuid.UUID(key)) for (key,) in found)
