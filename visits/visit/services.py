"""The workflow after a visit is logged: withdraw, discard, return, approve, take note."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit, push, remarks
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.permissions import (
    check_may_review,
    check_may_take_note,
    check_may_withdraw,
)
from visits.core.workflow import check_can_discard, check_can_move
from visits.lists import visit_index
from visits.models import AuditEntry, Officer, PushKind, Remark, Visit
from visits.search.index import index_visits
from visits.visit.seen import Seen, check_unchanged, photos_of

REVIEWED = ["status", "reviewed_at", "reviewed_by", "correction_asked_at", "saved_at"]
Kind = AuditEntry.Kind


def locked_visit(visit: Visit) -> Visit:
    """The visit as it is now, its row locked until the transaction ends."""
    # `no_key`: photos and remarks that refer to the visit need not wait. `of`: its unit is not locked with it.
    return Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=visit.pk)


@audit.audited()
def withdraw_visit(*, visit: Visit, by: Officer) -> Visit:
    """The author takes a submitted visit back: to a draft, or once it was reviewed to a returned visit.

    A draft is nobody else's and can be thrown away; what was ever reviewed is kept.
    Raises NotAllowed for anybody else, NotNow in another state.
    """
    visit = locked_visit(visit)
    check_may_withdraw(by, visit)
    visit.status = check_can_move(visit, "withdraw")
    # A draft was never sent: the day of its next submission counts.
    if visit.is_draft:
        visit.submitted_at = None
    visit.save(update_fields=["status", "submitted_at", "saved_at"])
    visit_index.rewrite_rows(visit)
    # A draft is found by its author alone, a returned visit by all who read it.
    index_visits([visit.pk])
    audit.record(Kind.VISIT_WITHDRAWN, by=by, target=visit)
    return visit


@audit.audited()
def discard_draft(*, visit: Visit, by: Officer) -> None:
    """The author throws a draft away for good.

    Raises NotAllowed for anybody else, NotNow for a visit that is no draft, was ever reviewed,
    or has been worked on by others.
    """
    visit = locked_visit(visit)
    check_may_withdraw(by, visit)
    check_can_discard(visit)
    # Read before it goes: the entry names it.
    key = str(visit.key)
    visit.delete()
    audit.record(Kind.VISIT_DISCARDED, by=by, target=key)


@audit.audited()
def return_visit(
    *,
    visit: Visit,
    by: Officer,
    reason: str,
    section: str = "",
    note_id: int | None = None,
    seen: Seen | None = None,
) -> Visit:
    """A supervisor sends a submitted visit back with a reason, tied to a section or one note.

    Raises ChangedMeanwhile where it is not the one that was seen, if that is said.
    """
    visit = locked_visit(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "return")
    check_unchanged(visit, seen)
    visit.reviewed_at, visit.reviewed_by = timezone.now(), by
    visit.save(update_fields=REVIEWED)
    visit_index.rewrite_rows(visit)
    # The note may be gone since the page was made; the reason then stands at its section.
    note = visit.notes.filter(pk=note_id).first() if note_id else None
    remarks.say(visit, Remark.Kind.RETURNED, by=by, words=reason, section="said" if note else section, note=note)
    push.tell_author(PushKind.RETURNED, officer_id=visit.author_id)
    audit.record(Kind.VISIT_RETURNED, by=by, target=visit, section=section)
    return visit


@audit.audited()
def approve_visit(*, visit: Visit, by: Officer, seen: Seen, photos_neutral: bool = False) -> Visit:
    """Approve a submitted visit as it was seen. The row is locked, so two reviewers cannot both win.

    `photos_neutral`: the reviewer has looked at the photos and found them neutral. Raises NotNow
    for a visit with photos that nobody has found so, ChangedMeanwhile for another one than was seen.
    """
    visit = locked_visit(visit)
    _approve(visit, by=by, seen=seen, photos_neutral=photos_neutral)
    visit_index.rewrite_rows(visit)
    audit.record(Kind.VISIT_APPROVED, by=by, target=visit)
    return visit


def _approve(visit: Visit, *, by: Officer, seen: Seen, photos_neutral: bool = False) -> None:
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "approve")
    check_unchanged(visit, seen)
    fields = [*REVIEWED]
    if needs_photo_check(visit):
        if not photos_neutral:
            raise NotNow(_("Check the photos first: a visit with photos can be approved only when they are neutral."))
        visit.photos_checked_at, visit.photos_checked_by = timezone.now(), by
        fields += ["photos_checked_at", "photos_checked_by"]
    visit.reviewed_at, visit.reviewed_by = timezone.now(), by
    visit.save(update_fields=fields)


def needs_photo_check(visit: Visit) -> bool:
    """Whether the visit holds photos that no reviewer has found neutral; a new photo asks again."""
    # Emptied with each new photo, so one instant answers for all of them.
    return visit.photos_checked_at is None and visit.photos.exists()


@dataclass
class Approved:
    """What became of several visits: those approved, and those left alone with the reason."""

    done: list[Visit] = field(default_factory=list)
    left: list[tuple[Visit, str]] = field(default_factory=list)


@audit.audited()
def approve_visits(*, visits: Iterable[Visit], by: Officer, revisions: Mapping[uuid.UUID, int]) -> Approved:
    """Approve several visits at once; one that cannot be approved is left alone and told of.

    `revisions` says by key which one of each was shown; one that is not said, or another now, is left.
    The rows are locked in the order of their keys, and the audit log is written after all of them,
    so that two such calls cannot wait for each other.
    """
    keys = [visit.pk for visit in visits]
    locked = (
        Visit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    outcome = Approved()
    for visit in locked.prefetch_related("participations", "stops"):
        try:
            # The list shows no photos: those that no reviewer has found neutral are asked about in any case.
            _approve(visit, by=by, seen=Seen(revisions.get(visit.key, -1), photos_of(visit)))
        except (NotNow, NotAllowed) as reason:
            outcome.left.append((visit, str(reason)))
        else:
            outcome.done.append(visit)
    visit_index.rewrite_many(visit.pk for visit in outcome.done)
    # After all rows: the log's tip is locked by one writer at a time, and as late as can be.
    for visit in outcome.done:
        audit.record(Kind.VISIT_APPROVED, by=by, target=visit, together=len(outcome.done))
    return outcome


@audit.audited()
def take_note(*, visit: Visit, by: Officer) -> Visit:
    """A supervisor has seen an urgent visit; it is no longer shown to the others on every page.

    Raises NotNow where another supervisor was first, or the visit is not urgent any more.
    """
    visit = locked_visit(visit)
    check_may_take_note(by, visit)
    # Of two who press at once the second is told that it has been noted.
    if not visit.urgent or visit.is_draft or visit.noted_at is not None:
        raise NotNow(_("This urgent visit has already been noted."))
    visit.noted_at, visit.noted_by = timezone.now(), by
    visit.save(update_fields=["noted_at", "noted_by"])
    audit.record(Kind.URGENT_NOTED, by=by, target=visit)
    return visit
