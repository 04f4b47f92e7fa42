"""The workflow after a visit is logged: withdraw, discard, return, approve, reopen, correct, take note."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit, comments
from visits.core.exceptions import ChangedMeanwhile, NotAllowed, NotNow
from visits.core.permissions import (
    check_may_ask_for_correction,
    check_may_review,
    check_may_take_back,
    check_may_take_note,
    check_may_withdraw,
)
from visits.core.workflow import check_can_discard, check_can_move
from visits.lists import visit_index
from visits.models import AuditEntry, Officer, Remark, Visit
from visits.search.index import index_visits

REVIEWED = ["status", "reviewed_at", "reviewed_by", "correction_asked_at", "saved_at"]
Kind = AuditEntry.Kind
# So long the person who approved a visit may take that back without a reason.
TAKEN_BACK_FOR = dt.timedelta(minutes=10)


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
        photos = dict(visit.photos.values_list("key", "added_at"))
        if photos:
            last = _last_seen(visit, reader, revision)
            photos = {key: added_at for key, added_at in photos.items() if added_at <= last}
        return cls(revision, frozenset(photos))


def _last_seen(visit: Visit, reader: Officer, revision: int) -> dt.datetime:
    """When the version was saved, or when the reader last looked at the visit, whichever is later."""
    version = visit.versions.filter(revision__lte=revision).first()
    looks = AuditEntry.objects.filter(kind=Kind.VISIT_READ, nrp=reader.nrp, target=str(visit.key))
    look = looks.order_by("-number").values_list("at", flat=True).first()
    saved_at = version.saved_at if version else visit.saved_at
    return max(saved_at, look) if look else saved_at


def _photos_of(visit: Visit) -> frozenset[uuid.UUID]:
    return frozenset(visit.photos.values_list("key", flat=True))


def _check_unchanged(visit: Visit, seen: Seen | None) -> None:
    """Raise ChangedMeanwhile for a visit that says something else than what the reviewer has read."""
    if seen is None:
        return
    if seen != Seen(visit.revision, _photos_of(visit)):
        raise ChangedMeanwhile(_("This visit has changed since you opened it. Read what is new, then decide."))


def _locked(visit: Visit) -> Visit:
    """The visit as it is now, its row locked until the transaction ends."""
    return Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=visit.pk)


@audit.audited()
def withdraw_visit(*, visit: Visit, by: Officer) -> Visit:
    """The author takes a submitted visit back: to a draft, or once it was reviewed to a returned visit.

    A draft is nobody else's and can be thrown away; what was ever reviewed is kept.
    Raises NotAllowed for anybody else, NotNow in another state.
    """
    visit = _locked(visit)
    check_may_withdraw(by, visit)
    visit.status = check_can_move(visit, "withdraw")
    if visit.is_draft:
        visit.submitted_at = None
    visit.save(update_fields=["status", "submitted_at", "saved_at"])
    visit_index.rewrite_rows(visit)
    index_visits([visit.pk])
    audit.record(Kind.VISIT_WITHDRAWN, by=by, target=visit)
    return visit


@audit.audited()
def discard_draft(*, visit: Visit, by: Officer) -> None:
    """The author throws a draft away for good.

    Raises NotAllowed for anybody else, NotNow for a visit that is no draft, was ever reviewed,
    or has been worked on by others.
    """
    visit = _locked(visit)
    check_may_withdraw(by, visit)
    check_can_discard(visit)
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
    visit = _locked(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "return")
    _check_unchanged(visit, seen)
    visit.reviewed_at, visit.reviewed_by = timezone.now(), by
    visit.save(update_fields=REVIEWED)
    visit_index.rewrite_rows(visit)
    note = visit.notes.filter(pk=note_id).first() if note_id else None
    comments.say(visit, Remark.Kind.RETURNED, by=by, words=reason, section="said" if note else section, note=note)
    audit.record(Kind.VISIT_RETURNED, by=by, target=visit, section=section)
    return visit


@audit.audited()
def approve_visit(*, visit: Visit, by: Officer, seen: Seen, photos_neutral: bool = False) -> Visit:
    """Approve a submitted visit as it was seen. The row is locked, so two reviewers cannot both win.

    `photos_neutral`: the reviewer has looked at the photos and found them neutral. Raises NotNow
    for a visit with photos that nobody has found so, ChangedMeanwhile for another one than was seen.
    """
    visit = _locked(visit)
    _approve(visit, by=by, seen=seen, photos_neutral=photos_neutral)
    visit_index.rewrite_rows(visit)
    audit.record(Kind.VISIT_APPROVED, by=by, target=visit)
    return visit


def _approve(visit: Visit, *, by: Officer, seen: Seen, photos_neutral: bool = False) -> None:
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "approve")
    _check_unchanged(visit, seen)
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
            _approve(visit, by=by, seen=Seen(revisions.get(visit.key, -1), _photos_of(visit)))
        except (NotNow, NotAllowed) as reason:
            outcome.left.append((visit, str(reason)))
        else:
            outcome.done.append(visit)
    visit_index.rewrite_many(visit.pk for visit in outcome.done)
    for visit in outcome.done:
        audit.record(Kind.VISIT_APPROVED, by=by, target=visit, together=len(outcome.done))
    return outcome


@audit.audited()
def reopen_visit(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """A supervisor opens an approved visit again, with a reason; it waits for review once more."""
    visit = _locked(visit)
    check_may_review(by, visit)
    visit.status = check_can_move(visit, "reopen")
    _wait_again(visit, by=by, words=reason)
    audit.record(Kind.VISIT_REOPENED, by=by, target=visit)
    return visit


@audit.audited()
def take_back_approval(*, visit: Visit, by: Officer) -> Visit:
    """Whoever approved a visit takes that back within ten minutes, without a reason.

    Raises NotAllowed for anybody else, NotNow when the time is over. The thread says that it was approved.
    """
    visit = _locked(visit)
    check_may_take_back(by, visit)
    visit.status = check_can_move(visit, "take back the approval")
    if not can_be_taken_back(visit):
        raise NotNow(
            _("An approval can only be taken back within ten minutes. Reopen the visit instead, and give a reason.")
        )
    _wait_again(visit, by=by, words=_("The approval was taken back."))
    audit.record(Kind.VISIT_REOPENED, by=by, target=visit, taken_back=True)
    return visit


def can_be_taken_back(visit: Visit) -> bool:
    """Whether the review of the visit is less than ten minutes old."""
    return visit.reviewed_at is not None and timezone.now() - visit.reviewed_at < TAKEN_BACK_FOR


def _wait_again(visit: Visit, *, by: Officer, words: str) -> None:
    visit.reviewed_at = visit.reviewed_by = visit.correction_asked_at = None
    visit.save(update_fields=REVIEWED)
    visit_index.rewrite_rows(visit)
    comments.say(visit, Remark.Kind.REOPENED, by=by, words=words)


@audit.audited()
def ask_for_correction(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """The author of an approved visit says what is wrong with it; a supervisor reopens it or declines."""
    visit = _locked(visit)
    check_may_ask_for_correction(by, visit)
    check_can_move(visit, "ask for correction")
    visit.correction_asked_at = timezone.now()
    visit.save(update_fields=["correction_asked_at"])
    comments.say(visit, Remark.Kind.CORRECTION, by=by, words=reason)
    audit.record(Kind.CORRECTION_ASKED, by=by, target=visit)
    return visit


@audit.audited()
def decline_correction(*, visit: Visit, by: Officer, reason: str) -> Visit:
    """A supervisor leaves an approved visit as it is, with a reason.

    Raises NotNow where nobody asks for a correction.
    """
    visit = _locked(visit)
    check_may_review(by, visit)
    if visit.correction_asked_at is None:
        raise NotNow(_("A correction of this visit is no longer asked for."))
    visit.correction_asked_at = None
    visit.save(update_fields=["correction_asked_at"])
    comments.say(visit, Remark.Kind.DECLINED, by=by, words=reason)
    audit.record(Kind.CORRECTION_DECLINED, by=by, target=visit)
    return visit


@audit.audited()
def take_note(*, visit: Visit, by: Officer) -> Visit:
    """A head has seen an urgent visit; it is no longer shown to the others on every page.

    Raises NotNow where another head was first, or the visit is not urgent any more.
    """
    visit = _locked(visit)
    check_may_take_note(by, visit)
    if not visit.urgent or visit.is_draft or visit.noted_at is not None:
        raise NotNow(_("This urgent visit has already been noted."))
    visit.noted_at, visit.noted_by = timezone.now(), by
    visit.save(update_fields=["noted_at", "noted_by"])
    audit.record(Kind.URGENT_NOTED, by=by, target=visit)
    return visit
