"""Turn an id of an address into an object in the person's reach, or a 404."""

from __future__ import annotations

import uuid

from django.db.models import BigAutoField
from django.shortcuts import get_object_or_404

from visits.models import CommunityFigure, Officer, Region, Visit
from visits.models.composed import Composed, Slot


def visit_or_404(officer: Officer, key: uuid.UUID) -> Visit:
    """The visit with its unit, its author and its reviewers."""
    # Out of reach and not there are one answer, so that keys cannot be tried out.
    visit = get_object_or_404(Visit.objects.visible_to(officer).select_related("unit"), key=key)
    _load_officers(visit)
    return visit


ROLES = ("author", "reviewed_by", "photos_checked_by")
OFFICERS_OF_A_VISIT = Composed(
    lambda: Officer.objects.select_related("rank", "unit").filter(pk__in=[Slot(name, BigAutoField()) for name in ROLES])
)


def _load_officers(visit: Visit) -> None:
    """Author, reviewer and checker of the photos in one query: joined they would take longer to plan than to read."""
    keys = {name: getattr(visit, f"{name}_id") for name in ROLES}
    known = {officer.pk: officer for officer in OFFICERS_OF_A_VISIT(**keys)}
    for name, pk in keys.items():
        setattr(visit, name, known.get(pk))


def figure_or_404(officer: Officer, key: uuid.UUID) -> CommunityFigure:
    """The figure, or the one that it was merged into: both are of the same Polres."""
    known = CommunityFigure.objects.known_to(officer).select_related("village__parent", "unit", "merged_into")
    figure = get_object_or_404(known, key=key)
    # Asked again, in reach and with all that a page shows of it.
    return figure if figure.merged_into_id is None else get_object_or_404(known, pk=figure.kept.pk)


def region_or_404(code: str) -> Region:
    """Regions are public facts; what happened there is narrowed where visits are read."""
    return get_object_or_404(Region.objects.select_related("parent__parent__parent"), code=code)
