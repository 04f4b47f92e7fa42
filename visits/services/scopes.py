"""Keep the scope rows of a visit, and all else that is derived from it, in step with the visit."""

from __future__ import annotations

from visits.models import Visit
from visits.services import derived


def rewrite_scopes(visit: Visit) -> None:
    """Make the visit's scopes, facets and line of the list what its status, unit, class and rows ask for.

    Call inside the transaction that changed any of them.
    """
    derived.rewrite_rows(visit)
    before = [getattr(visit, name) for name in derived.LISTED]
    derived.write_line(visit)
    if before != [getattr(visit, name) for name in derived.LISTED]:
        visit.save(update_fields=derived.LISTED)


def write_scopes_of_new(visits: list[Visit]) -> None:
    """All that is derived from many visits, in few statements."""
    keys = [visit.pk for visit in visits]
    derived.rewrite_many(keys)
    derived.rewrite_lines(keys)
