"""One removal of a name from its proposal to its end: hidden, confirmed, declined, undone, final (decision 44)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_answer_for_data, check_may_remove_typed
from visits.core.versions import keep_first_version, keep_version
from visits.lists import visit_index
from visits.models import (
    REMOVED_NAME,
    AuditEntry,
    CommunityFigure,
    Encounter,
    NameRemoval,
    Officer,
    RemovalState,
    Version,
    Visit,
)
from visits.privacy.name_columns import names_subject
from visits.privacy.redaction import Ticked, Undo, put_back, redact_visit, set_columns, take_out_ticked
from visits.privacy.subjects import Subject, of_removal, visits_with_name_typed
from visits.search.index import forget_unused, index_visits

Kind = AuditEntry.Kind


def hide(
    removal: NameRemoval,
    subject: Subject,
    people: QuerySet[Encounter],
    *,
    by: Officer,
    ticked: Ticked,
    visit: Visit | None = None,
) -> None:
    """Take the name out of one visit, which gets a version and an entry in the audit log of its own."""
    visit = visit or visit_of(removal)
    if not visit.is_draft:
        keep_first_version(visit)
    # Fixed by key: the query itself looks for the name that is about to go.
    rows = people.filter(pk__in=list(people.values_list("pk", flat=True)))
    kept = [*ticked.undos[visit.pk], *redact_visit(visit, subject.names, rows, ticked.texts[visit.pk])]
    # A page or a phone that holds the words as they were must not save them over the removal.
    digest = f"name removed {uuid.uuid4()}"
    kept.append(set_columns(Visit, visit.pk, {"content_digest": visit.content_digest}, {"content_digest": digest}))
    start(removal, subject, kept, by)
    _add_version(visit, Version.Event.NAME_REMOVED, by)
    audit.record(Kind.NAME_REMOVED, by=by, target=visit, **_of(removal))


def start(removal: NameRemoval, subject: Subject, kept: list[Undo], by: Officer) -> None:
    removal.state, removal.names, removal.kept = RemovalState.HIDDEN, spelled(subject), kept
    removal.decided_at, removal.decided_by = timezone.now(), by
    # Written with the removal: a setting that changes later moves nobody's last day.
    removal.final_at = removal.decided_at + timedelta(days=settings.NAMES_FINAL_AFTER_DAYS)
    removal.save()


def spelled(subject: Subject) -> list:
    return [[list(each) for each in spellings] for spellings in (subject.names.known, subject.names.doubtful)]


def propose(
    figure: CommunityFigure,
    subject: Subject,
    visits: Iterable[int],
    *,
    asked_by: Officer,
    by: Officer | None,
    is_typed: bool = False,
) -> None:
    """Ask the supervisors of these visits; `by` is nobody where the daily run finds them."""
    for visit in Visit.objects.filter(pk__in=visits).order_by("pk"):
        proposal = NameRemoval(figure=figure, visit=visit, is_typed=is_typed, asked_by=asked_by)
        proposal.state, proposal.names = RemovalState.PROPOSED, spelled(subject)
        proposal.save()
        audit.record(Kind.REMOVAL_PROPOSED, by=by, target=visit, figure=str(figure.key))


@audit.audited()
def confirm_removal(*, removal: NameRemoval, by: Officer, chosen: Iterable[str] = ()) -> NameRemoval:
    """A supervisor of the visit agrees: the name goes there as well.

    Raises NotAllowed for anybody else, NotNow where it was decided or withdrawn meanwhile.
    """
    removal = _open_proposal(removal, by)
    visit, subject = locked(visit_of(removal)), of_removal(removal)
    ticked = take_out_ticked(subject, by=by, chosen=chosen)[0]
    people = people_named(removal)
    hide(removal, subject, people, by=by, ticked=ticked, visit=visit)
    forget_unused(subject.written)
    return removal


@audit.audited()
def decline_removal(*, removal: NameRemoval, by: Officer, reason: str) -> NameRemoval:
    """A supervisor of the visit says why the name stays there. Raises as `confirm_removal` does."""
    removal = _open_proposal(removal, by)
    removal.state, removal.reason, removal.names = RemovalState.DECLINED, reason, []
    removal.decided_at, removal.decided_by = timezone.now(), by
    removal.ended_at = removal.decided_at
    removal.save()
    audit.record(Kind.REMOVAL_DECLINED, by=by, target=visit_of(removal), **_of(removal))
    return removal


@audit.audited()
def undo_removal(*, removal: NameRemoval, by: Officer) -> int:
    """Put the words back: of one visit, or with a figure's own record everywhere; how many columns stay changed.

    What somebody changed meanwhile stays as it is now. Raises NotAllowed for who may not remove it, NotNow where
    it is final or undone, or another name was removed from the same words later.
    """
    removal = NameRemoval.objects.select_for_update(of=("self",), no_key=True).get(pk=removal.pk)
    if removal.visit is None and removal.figure:
        check_may_answer_for_data(by, removal.figure)
    elif removal.visit:
        check_may_remove_typed(by, removal.visit)
    if removal.state != RemovalState.HIDDEN:
        raise NotNow(_("This can no longer be taken back."))
    if removal.visit is not None:
        return _restore_visit(removal, by)
    _check_is_last(removal)
    left = put_back(removal.kept)
    _end(removal, RemovalState.UNDONE)
    figure = removal.figure
    assert figure is not None  # a constraint of the table: at no visit, so of a figure
    for other in figure.removals.hidden().filter(visit__isnull=False).order_by("visit", "-decided_at", "-pk"):
        left += _restore_visit(other, by)
    for other in figure.removals.proposed():
        _end(other, RemovalState.UNDONE)
        audit.record(Kind.REMOVAL_WITHDRAWN, by=by, target=other.visit, **_of(other))
    audit.record(Kind.FIGURE_RESTORED, by=by, target=figure, left=left)
    return left


@audit.audited()
def finish_removals(*, now: datetime) -> int:
    """Forget the words of every removal whose week is over; how many. For a daily run: nobody is signed in.

    Where somebody wrote the name on the visit again meanwhile, it is proposed once more.
    """
    due = NameRemoval.objects.hidden().filter(final_at__lte=now).select_for_update(of=("self",), no_key=True)
    number = 0
    for removal in due.order_by("pk"):
        if removal.figure and removal.visit is None:
            # Before it is final, while the words are still known.
            _propose_newcomers(removal.figure, removal)
        subject = of_removal(removal)
        _end(removal, RemovalState.FINAL)
        audit.record(Kind.REMOVAL_FINAL, by=None, target=removal.visit or removal.figure, **_of(removal))
        # A page that was open, or a phone, has brought the name back.
        if removal.figure and removal.visit and names_subject(removal.visit, subject):
            again = {"asked_by": removal.asked_by, "is_typed": removal.is_typed}
            propose(removal.figure, subject, [removal.visit.pk], by=None, **again)
        number += 1
    return number


def _propose_newcomers(figure: CommunityFigure, removal: NameRemoval) -> None:
    """Visits that came to name the person while the removal could be undone, from a phone without signal for one.

    After it nobody knows the name any more, so they are looked for now.
    """
    subject = of_removal(removal)
    linked = Encounter.objects.filter(figure__in=figure.person_ids).exclude(name__in=["", REMOVED_NAME])
    found = {False: set(linked.values_list("visit", flat=True)), True: {*visits_with_name_typed(figure, subject.names)}}
    for is_typed, visits in found.items():
        known = figure.removals.filter(is_typed=is_typed, visit__isnull=False).values_list("visit", flat=True)
        propose(figure, subject, visits - set(known), asked_by=removal.asked_by, by=None, is_typed=is_typed)


def people_named(removal: NameRemoval) -> QuerySet[Encounter]:
    """The rows of a visit that a proposal is about: linked to the figure, or the same whole name typed."""
    rows = Encounter.objects.filter(visit=removal.visit)
    if not removal.is_typed:
        return rows.filter(figure__in=removal.figure.person_ids if removal.figure else [])
    names = of_removal(removal).names
    return rows.filter(pk__in=[row.pk for row in rows.typed() if names.is_value(row.name)])


def visit_of(removal: NameRemoval) -> Visit:
    """The visit of a removal that is at one, as all are but those of a figure's own record."""
    assert removal.visit is not None
    return removal.visit


def locked(visit: Visit) -> Visit:
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "operation")
    return locked.get(pk=visit.pk)


def _open_proposal(removal: NameRemoval, by: Officer) -> NameRemoval:
    found = NameRemoval.objects.select_for_update(of=("self",), no_key=True).select_related("visit__unit", "figure")
    removal = found.get(pk=removal.pk)
    check_may_remove_typed(by, visit_of(removal))
    if removal.state != RemovalState.PROPOSED:
        raise NotNow(_("This has already been decided."))
    return removal


def _end(removal: NameRemoval, state: RemovalState) -> None:
    removal.state, removal.names, removal.kept, removal.ended_at = state, [], [], timezone.now()
    removal.save(update_fields=["state", "names", "kept", "ended_at"])


def _check_is_last(removal: NameRemoval) -> None:
    """Raise NotNow where a later removal holds the same words: put back beneath it, this name would be lost."""
    later = NameRemoval.objects.hidden().filter(visit=removal.visit, decided_at__gt=removal.decided_at)
    touched = _columns(removal)
    if any(touched & _columns(each) for each in later):
        raise NotNow(_("Another name was removed from the same words later. Take that removal back first."))


def _columns(removal: NameRemoval) -> set[tuple[str, int, str]]:
    """Which columns of which rows it changed; every removal changes the digest of its visit, which holds no word."""
    columns = {(entry["model"], entry["pk"], name) for entry in removal.kept for name in entry["before"]}
    return {column for column in columns if column[2] != "content_digest"}


def _restore_visit(removal: NameRemoval, by: Officer) -> int:
    visit = locked(visit_of(removal))
    _check_is_last(removal)
    left = put_back(removal.kept)
    _end(removal, RemovalState.UNDONE)
    _add_version(visit, Version.Event.NAME_RESTORED, by)
    forget_unused([REMOVED_NAME])
    audit.record(Kind.NAME_RESTORED, by=by, target=visit, left=left, **_of(removal))
    return left


def _add_version(visit: Visit, event: Version.Event, by: Officer) -> None:
    """A higher revision, a version that says what happened, and all that is derived in step again."""
    Visit.objects.filter(pk=visit.pk).update(revision=F("revision") + 1)
    visit_index.rewrite_lines([visit.pk])
    index_visits([visit.pk])
    changed = Visit.objects.select_related("operation", "follows").get(pk=visit.pk)
    if not changed.is_draft:
        keep_version(changed, by=by, event=event)


def _of(removal: NameRemoval) -> dict[str, str]:
    return {"figure": str(removal.figure.key)} if removal.figure else {}
