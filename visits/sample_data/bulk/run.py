"""Generate visits by the thousand: believable rows, the same for the same seed and day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.models import AuditEntry, Visit
from visits.sample_data.bulk.indexes import fill_indexes
from visits.sample_data.bulk.loading import Progress, load
from visits.sample_data.bulk.search_index import fill_tokens
from visits.sample_data.bulk.setup import make_world


def generate(
    *,
    visits: int,
    seed: str,
    until: date | None = None,
    add: bool = False,
    progress: Progress = lambda what, part: None,
) -> int:
    """Write so many visits of the years before `until`; the answer is their number.

    Raises NotNow where visits are there already and `add` does not say that more are wanted: what
    is invented cannot be told from what is real afterwards. All rows or none: one transaction; the
    words that a search finds are written after it.
    """
    if not add and Visit.objects.exists():
        raise NotNow("There are visits already. Generated ones could not be told from them.")
    with audit.audited():
        world = make_world(visits=visits, seed=seed, until=until or timezone.localdate())
        load(world, progress)
        fill_indexes(world.first["visits"], progress)
        audit.record(AuditEntry.Kind.SETUP_CHANGED, by=None, target="generated visits", visits=visits, seed=seed)
    fill_tokens(world.first["visits"], progress)
    return visits
