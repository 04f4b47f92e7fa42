"""Turn an id of an address into an object in the person's reach, or a 404."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from visits.models import CommunityFigure, FollowUp, Officer, Region, Visit
from visits.queries.follow_ups import readable_follow_ups


def visit_or_404(officer: Officer, key: uuid.UUID) -> Visit:
    """The visit with its author and unit. Each further join would take longer to plan than to read."""
    visits = Visit.objects.visible_to(officer)
    return get_object_or_404(visits.select_related("unit", "author__rank", "author__unit"), key=key)


def figure_or_404(officer: Officer, key: uuid.UUID) -> CommunityFigure:
    """The figure, or the one that it was merged into: both are of the same Polres."""
    known = CommunityFigure.objects.known_to(officer).select_related("village__parent", "unit", "merged_into")
    figure = get_object_or_404(known, key=key)
    return figure if figure.merged_into_id is None else get_object_or_404(known, pk=figure.kept.pk)


def follow_up_or_404(officer: Officer, key: uuid.UUID) -> FollowUp:
    """A follow-up whose words the officer may read."""
    rows = readable_follow_ups(officer).select_related("visit", "unit", "owner__rank", "changed_by__rank")
    return get_object_or_404(rows, key=key)


def region_or_404(code: str) -> Region:
    """Regions are public facts; what happened there is narrowed where visits are read."""
    return get_object_or_404(Region.objects.select_related("parent__parent__parent"), code=code)
