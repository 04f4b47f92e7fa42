"""What changed on a visit since a reviewer opened it."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from visits.core.version_access import hidden_in_versions
from visits.models import Officer, Visit
from visits.visit.version_diff import Change, Comparison
from visits.visit.word_changes import WordComparison


def changes_since(visit: Visit, reader: Officer, *, revision: int, photos: frozenset[uuid.UUID]) -> list[Change]:
    """The changes from the version that was seen to the newest one, and photos that were not among those seen."""
    before = visit.versions.filter(revision__lte=revision).first()
    now = visit.versions.first()
    found: list[Change] = []
    known = set(before.facts.get("photos", {})) if before else set()
    if before and now and before.pk != now.pk and before.facts and now.facts:
        closed = hidden_in_versions(reader, visit, [version.facts for version in visit.versions.all()])
        found = Comparison(before.facts, now.facts, closed, WordComparison()).changes
    elif now and now.facts:
        known = set(now.facts.get("photos", {}))
    # A photo that came on its own is written into the version that it came after: no comparison shows it.
    for photo in visit.photos.exclude(key__in=photos):
        if str(photo.key) in known or before is None:
            found.append(Change(_("Photo: added"), "", photo.caption or _("without a caption")))
    return found
