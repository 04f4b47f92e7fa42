"""What became of a posted visit or photo, told to a device."""

from __future__ import annotations

from typing import Any

from visits.capture.from_saved import saved_values
from visits.capture.intake import PhotoIntake, VisitIntake
from visits.core import audit
from visits.core.json_answers import Answer
from visits.core.reviewers import reviewers_of
from visits.models import VisitStatus


def visit_answer(found: VisitIntake) -> Answer:
    """What became of a posted visit; a conflict comes with both versions, which is a look at the saved one."""
    # The key as it was posted, where it is none: the device knows its entry by it.
    key, post, saved = found.key or found.post.data.get("key", ""), found.post, found.saved
    if saved is None:
        return Answer(found.status, {"key": key, "errors": post.errors_by_name()})
    visit = saved.visit
    said: dict[str, Any] = {"key": key, "revision": visit.revision}
    if saved.outcome == "conflict":
        said |= {"saved": saved_values(visit, post.officer), "posted": post.pairs}
        # The answer carries the saved words: on a phone that is reading the visit.
        audit.record_look(visit, by=post.officer)
        return Answer(409, said)
    # A draft is saved with its errors; what was wrong is told all the same.
    errors = (post.errors_by_name() if post.has_errors else {}) | found.lost_photos
    said |= {"status": visit.status} | ({"errors": errors} if errors else {})
    if visit.status == VisitStatus.SUBMITTED:
        said |= {"reviewers": [who.full_name for who in reviewers_of(visit)], "notices": post.notices + post.questions}
    return Answer(found.status, said | ({"kept": True} if found.lost_photos else {}))


def photo_answer(found: PhotoIntake, *, key: object = "") -> Answer:
    """What became of a posted photo."""
    if found.photo is None:
        return Answer(found.status, {"key": key, "errors": found.errors})
    return Answer(found.status, {"key": found.photo.key})
