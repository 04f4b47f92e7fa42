"""What a reviewer had before them, and whether the visit is still that."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from visits.core.exceptions import ChangedMeanwhile
from visits.models import AuditEntry, Officer, Visit

Kind = AuditEntry.Kind


@dataclass(frozen=True)
class Seen:
    """What a reviewer had before them: the visit's revision, and the keys of its photos.

    A photo that arrives on its own does not count as a revision.
    """

    revision: int
    photos: frozenset[uuid.UUID]

    @classmethod
    def by(cls, reader: Officer, visit: Visit, revision: int) -> Seen:
        """For who says no more than the revision: photos came with it, or before the reader's last look."""
        # A device says only the revision: what it showed of photos is concluded from when they came.
        photos = dict(visit.photos.values_list("key", "added_at"))
        if photos:
            last = _last_seen(visit, reader, revision)
            photos = {key: added_at for key, added_at in photos.items() if added_at <= last}
        return cls(revision, frozenset(photos))


def _last_seen(visit: Visit, reader: Officer, revision: int) -> dt.datetime:
    """When the version was saved, or when the reader last looked at the visit, whichever is later."""
    # The newest up to that revision: a save that changed nothing has no version of its own.
    version = visit.versions.filter(revision__lte=revision).first()
    looks = AuditEntry.objects.filter(kind=Kind.VISIT_READ, nrp=reader.nrp, target=str(visit.key))
    look = looks.order_by("-number").values_list("at", flat=True).first()
    saved_at = version.saved_at if version else visit.saved_at
    # Whoever looked after a photo came has had it before them.
    return max(saved_at, look) if look else saved_at


def photos_of(visit: Visit) -> frozenset[uuid.UUID]:
    return frozenset(visit.photos.values_list("key", flat=True))


def check_unchanged(visit: Visit, seen: Seen | None) -> None:
    """Raise ChangedMeanwhile for a visit that says something else than what the reviewer has read."""
    if seen is None:
        return
    if seen != Seen(visit.revision, photos_of(visit)):
        raise ChangedMeanwhile(_("This visit has changed since you opened it. Read what is new, then decide."))
