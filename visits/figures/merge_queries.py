"""Two records side by side before they become one."""

from __future__ import annotations

from dataclasses import dataclass

from visits.models import CommunityFigure, Encounter


@dataclass(frozen=True)
class Record:
    """One of the two, and how much stands with it: numbers alone, since visits may be beyond the reader's reach."""

    figure: CommunityFigure
    visits: int
    roles: int
    consents: int
    requests: int


def record_of(figure: CommunityFigure) -> Record:
    # Not even the number of drafts: those are known to their authors alone.
    logged = Encounter.objects.filter(figure__in=figure.person_ids).exclude(visit__status="draft")
    return Record(
        figure,
        visits=logged.values("visit").distinct().count(),
        roles=figure.roles.count(),
        consents=figure.consents.count(),
        requests=figure.data_requests.count(),
    )
