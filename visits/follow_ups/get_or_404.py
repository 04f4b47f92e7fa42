"""The follow-up that an address names, or a 404."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from visits.follow_ups.queries import readable_follow_ups
from visits.models import FollowUp, Officer


def follow_up_or_404(officer: Officer, key: uuid.UUID) -> FollowUp:
    """A follow-up whose words the officer may read."""
    rows = readable_follow_ups(officer).select_related("visit", "unit", "owner__rank", "changed_by__rank")
    return get_object_or_404(rows, key=key)
