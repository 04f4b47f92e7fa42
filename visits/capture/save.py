"""Save a visit: once for each key, whole or not at all, never over somebody's newer words."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.capture.photos import add_missing_photos, change_photos
from visits.capture.rows import write_rows
from visits.core import audit, push, remarks, snapshots
from visits.core.exceptions import HasGaps, KeyTaken, NotNow
from visits.core.permissions import check_may_edit, check_may_log, check_may_lower_classification, lowers
from visits.core.versions import keep_first_version, keep_version
from visits.core.visit_content import Pairs, Row, VisitContent, content_digest
from visits.core.workflow import check_can_move
from visits.lists import visit_index
from visits.models import AuditEntry, Classification, DraftPayload, Officer, PushKind, Unit, Visit, VisitStatus
from visits.search.index import index_visits

OPEN = (VisitStatus.DRAFT, VisitStatus.RETURNED)


@dataclass(frozen=True)
class Saved:
    """What became of a post: made (new), saved (changed), repeated (nothing to do), conflict.

    `unstored` are the numbers of photo rows for which the disk had no room.
    """

    visit: Visit
    outcome: Literal["made", "saved", "repeated", "conflict"]
    unstored: tuple[int, ...] = ()


@dataclass(frozen=True)
class Post:
    """One post of a visit. `content` is None where a draft does not make sense yet.

    `is_complete` says that it may be submitted; `from_new` that it was posted as a new visit.
    `own_digests` are of contents that the same device sent before for this key, perhaps without
    an answer: none of those is somebody else's version. `copy_of` is the visit that a phone wrote
    the words for, where they could not go into it any more. `brought_by` is who brought a draft
    in from the phone of its author: it is they whom the audit log names.
    """

    pairs: Pairs
    content: VisitContent | None
    revision: int
    submit: bool
    is_complete: bool
    from_new: bool
    photos: list[Row] = field(default_factory=list)
    unit: Unit | None = None
    recorded_at: dt.datetime | None = None
    answer: str = ""
    own_digests: frozenset[str] = frozenset()
    copy_of: Visit | None = None
    brought_by: Officer | None = None


@audit.audited()
def save_visit(*, by: Officer, key: uuid.UUID, post: Post) -> Saved:
    """Insert or replace the visit of this key, by its revision and digest (decision 7).

    Raises NotAllowed for whoever may not edit it, KeyTaken for the key of another author's
    visit, HasGaps where it is to be submitted and has some, NotNow where the visit has been
    submitted meanwhile and the post has gaps.
    """
    check_may_log(by)
    visit = _insert_or_lock(by=by, key=key, post=post)
    is_new = visit.revision == 0
    if post.from_new and visit.author_id != by.pk:
        raise KeyTaken(_("This visit was already logged by somebody else."))
    digest = content_digest(post.pairs)
    is_same = digest == visit.content_digest
    if is_same and not (post.submit and visit.status in OPEN):
        return Saved(visit, "repeated", _add_missing(visit, by=by, post=post))
    if post.submit and not post.is_complete:
        raise HasGaps(_("Fill the gaps before you submit the visit."))
    if not is_new and not is_same and _is_outdated(visit, post):
        return Saved(visit, "conflict")
    check_may_edit(by, visit)
    if not is_new and post.content and lowers(Classification, visit.classification, post.content.classification):
        check_may_lower_classification(by, visit)
    if visit.status not in OPEN and not post.is_complete:
        raise NotNow(_("The visit has been submitted in the meantime; fill the gaps before you change it."))
    unstored = _write(visit, by=by, post=post, digest=digest)
    return Saved(visit, "made" if is_new else "saved", tuple(unstored))


def _insert_or_lock(*, by: Officer, key: uuid.UUID, post: Post) -> Visit:
    """The row of this key, locked. Of two connections that insert it at once, one finds the other's."""
    unit = post.unit or by.unit
    fresh = Visit(
        key=key,
        author=by,
        unit=unit,
        unit_name=unit.name,
        recorded_at=post.recorded_at,
        copy_of=post.copy_of,
        brought_by=post.brought_by,
    )
    visits = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "author__unit")
    found = visits.filter(key=key).first()
    if found is None:
        Visit.objects.bulk_create([fresh], ignore_conflicts=True)
        found = visits.get(key=key)
    return found


def _is_outdated(visit: Visit, post: Post) -> bool:
    if visit.content_digest in post.own_digests:
        return False
    if visit.status in OPEN:
        return post.revision != visit.revision
    return post.from_new or post.revision != visit.revision


def _add_missing(visit: Visit, *, by: Officer, post: Post) -> tuple[int, ...]:
    """Words are never held back by a photo, so it may come with the same words once more."""
    if post.content is None:
        return tuple(add_missing_photos(visit=visit, by=by, rows=post.photos, stops={}))
    rows = post.content.rows["photos"]
    named = [row.number for row in post.content.rows["stops"]] if rows else []
    stops = dict(zip(named, visit.stops.all() if rows else (), strict=False))
    return tuple(add_missing_photos(visit=visit, by=by, rows=rows, stops=stops))


def _write(visit: Visit, *, by: Officer, post: Post, digest: str) -> list[int]:
    """Write values, rows, access keys, the words beside them and the audit entry; photos that found no room."""
    day_before, was_urgent = visit.visited_on, _is_urgent(visit)
    if visit.status == VisitStatus.RETURNED:
        remarks.answer_return(visit, by=by, words=post.answer)
    if post.content is not None:
        if not visit.is_draft:
            keep_first_version(visit)
        _write_values(visit, post.content)
    is_new = visit.revision == 0
    visit.revision += 1
    visit.content_digest = digest
    kind = AuditEntry.Kind.VISIT_SAVED
    if post.submit and visit.status in OPEN:
        visit.status = check_can_move(visit, "submit")
        visit.submitted_at, visit.reviewed_at, visit.reviewed_by = timezone.now(), None, None
        kind = AuditEntry.Kind.VISIT_SUBMITTED
    if post.content is not None:
        # Before the visit itself, whose zone is that of its first stop.
        unstored = write_rows(visit, post.content, by=by, is_new=is_new, day_before=day_before)
    else:
        # A photo is not lost because a date beside it cannot be read.
        unstored = change_photos(visit=visit, by=by, rows=post.photos, stops={})
    visit_index.write_line(visit)
    visit.save()
    _store_versions(visit, by=by, post=post, is_new=is_new)
    visit_index.rewrite_rows(visit, is_new=is_new)
    index_visits([visit.pk])
    if _is_urgent(visit) and not was_urgent:
        push.tell_supervisors(PushKind.URGENT, unit=visit.unit, but=visit.author_id)
    named = {"copy_of": str(post.copy_of.key)} if is_new and post.copy_of else {}
    audit.record(
        kind, by=post.brought_by or by, target=visit, revision=visit.revision, complete=post.is_complete, **named
    )
    return unstored


def _is_urgent(visit: Visit) -> bool:
    """Whether its supervisors see it on every page."""
    return visit.urgent and not visit.is_draft


def _write_values(visit: Visit, content: VisitContent) -> None:
    before = visit.visited_on, visit.operation_id
    for name, value in content.values.items():
        setattr(visit, name, value)
    if (visit.visited_on, visit.operation_id) != before:
        snapshots.snapshot_stages(visit)


def _store_versions(visit: Visit, *, by: Officer, post: Post, is_new: bool) -> None:
    """Of a post that made rows its version, once the visit was submitted; of any other what was typed."""
    if post.content is None:
        words = {"revision": visit.revision, "values": post.pairs}
        DraftPayload.objects.update_or_create(visit=visit, posted_by=by, defaults=words)
        return
    if not is_new:
        visit.draft_payloads.filter(posted_by=by).delete()
    if not visit.is_draft:
        keep_version(visit, by=by, is_new=is_new)
