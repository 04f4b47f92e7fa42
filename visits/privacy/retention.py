"""Names that need not be held any longer: proposed by a command, decided on by a supervisor (UU 27/2022 art. 42–44)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.capture.photos import remove_photos
from visits.core import audit
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.permissions import check_may_answer_for_data, check_may_remove_typed
from visits.models import (
    AuditEntry,
    CommunityFigure,
    DataRequest,
    Encounter,
    Officer,
    Operation,
    Photo,
    RetentionProposal,
    Visit,
    VisitStatus,
)
from visits.models.operations import RETENTION_MONTHS
from visits.models.retention import held_until, holding, last_day_over, months_later
from visits.privacy.anonymise import anonymise, anonymise_typed
from visits.privacy.redaction import take_out_ticked
from visits.privacy.subjects import Subject, of_figure, of_visit

CHUNK = 500
Kind = AuditEntry.Kind
Decision = RetentionProposal.Decision


@dataclass(frozen=True)
class Counts:
    """What a run of the command did: proposals made and taken back, and all that wait now."""

    figures: int
    visits: int
    taken_back: int
    waiting: int


@dataclass
class Decided:
    """Proposals that were decided on, and those left with the reason why."""

    done: list[RetentionProposal] = field(default_factory=list)
    left: list[tuple[RetentionProposal, str]] = field(default_factory=list)


def due_figures(today: dt.date) -> QuerySet[CommunityFigure]:
    """Figures whom no visit, no unanswered request and no earlier decision holds any longer."""
    visits = Visit.objects.filter(holding(today))
    held = Encounter.objects.filter(figure=OuterRef("pk"), visit__in=visits.values("pk"))
    asked = DataRequest.objects.filter(figure=OuterRef("pk"), answered_at__isnull=True)
    over = last_day_over(today, RETENTION_MONTHS)
    named = CommunityFigure.objects.filter(anonymised_at__isnull=True, merged_into__isnull=True)
    figures = named.filter(created_at__lt=timezone.make_aware(dt.datetime.combine(over, dt.time(23, 59))))
    return figures.exclude(Exists(held)).exclude(Exists(asked)).exclude(_is_retained("figure", today))


def due_visits(today: dt.date) -> QuerySet[Visit]:
    """Visits that name people typed there or show people on photos, and hold neither any longer.

    A draft is its author's alone.
    """
    over = Visit.objects.exclude(status=VisitStatus.DRAFT).exclude(holding(today)).exclude(_is_retained("visit", today))
    typed, photos = Encounter.objects.typed(), Photo.objects.all()
    return over.filter(Exists(typed.filter(visit=OuterRef("pk"))) | Exists(photos.filter(visit=OuterRef("pk"))))


def _is_retained(about: str, today: dt.date) -> Exists:
    decided = RetentionProposal.objects.filter(decision=Decision.KEPT, keep_until__gt=today)
    return Exists(decided.filter(**{about: OuterRef("pk")}))


@audit.audited()
def propose(*, today: dt.date) -> Counts:
    """Propose the names that are due and not proposed yet, and take back what is held again.

    Run again on the same day, it changes nothing. For whoever keeps the machine: nobody is signed in.
    """
    figures, visits, waiting = due_figures(today), due_visits(today), RetentionProposal.objects.waiting()
    still_due = Q(figure__in=figures.values("pk")) | Q(visit__in=visits.values("pk"))
    # A newer visit needs the name again: what nobody decided on yet is taken back.
    gone = list(waiting.exclude(still_due).values_list("pk", flat=True))
    RetentionProposal.objects.filter(pk__in=gone).delete()
    new_figures = figures.exclude(pk__in=waiting.filter(figure__isnull=False).values("figure"))
    new_visits = visits.exclude(pk__in=waiting.filter(visit__isnull=False).values("visit"))
    made = [_write(_about_figures(new_figures)), _write(_about_visits(new_visits))]
    if any(made) or gone:
        audit.record(
            Kind.RETENTION_PROPOSED,
            by=None,
            target="retention",
            figures=made[0],
            visits=made[1],
            taken_back=len(gone),
        )
    return Counts(made[0], made[1], taken_back=len(gone), waiting=waiting.count())


def _write(proposals: Iterator[RetentionProposal]) -> int:
    return len(RetentionProposal.objects.bulk_create(proposals, batch_size=CHUNK, ignore_conflicts=True))


def _about_visits(visits: QuerySet[Visit]) -> Iterator[RetentionProposal]:
    operations = Operation.objects.in_bulk()
    for pk, day, saved, code in visits.values_list("pk", "visited_on", "saved_at", "operation").order_by("pk"):
        day = day or timezone.localdate(saved)
        operation = operations.get(code)
        yield _proposal(day, operation, day, visit_id=pk)


def _about_figures(figures: QuerySet[CommunityFigure]) -> Iterator[RetentionProposal]:
    """Each with the visit that held the person longest, and the day of the last one."""
    operations, created = Operation.objects.in_bulk(), dict(figures.values_list("pk", "created_at"))
    longest: dict[int, tuple[dt.date, dt.date, Operation | None]] = {}
    last: dict[int, dt.date] = {}
    met = Encounter.objects.filter(figure__in=figures.values("pk"), visit__visited_on__isnull=False)
    rows: Iterable[tuple[int, Any, int | None]] = met.values_list(
        "figure", "visit__visited_on", "visit__operation"
    ).iterator()
    for pk, day, code in rows:
        until = held_until(day, operations.get(code))
        if until is not None and (pk not in longest or until > longest[pk][0]):
            longest[pk] = (until, day, operations.get(code))
        last[pk] = max(day, last.get(pk, day))
    for pk, added in sorted(created.items()):
        _until, day, operation = longest.get(pk, (None, timezone.localdate(added), None))
        yield _proposal(day, operation, last.get(pk), figure_id=pk)


def _proposal(day: dt.date, operation: Operation | None, last: dt.date | None, **about: int) -> RetentionProposal:
    ended = max(operation.ends_on, day) if operation and operation.ends_on else day
    months = operation.retention_months if operation else RETENTION_MONTHS
    due = months_later(ended, months)
    return RetentionProposal(last_visited_on=last, operation=operation, ended_on=ended, due_on=due, **about)


@audit.audited()
def remove_names(
    *, proposals: Iterable[RetentionProposal], by: Officer, chosen: Iterable[str] = (), today: dt.date
) -> Decided:
    """Remove the names of the proposals that are still due, and the photos of their visits; tell of the others.

    In one transaction. Who is on a photo is written down nowhere, so it goes with its visit, not with a figure.
    """
    outcome, ready = Decided(), []
    for proposal in _locked(proposals):
        try:
            _check_waits(proposal)
            _check_may_decide(proposal, by)
            # Proposed some days ago: what holds a name is asked at the moment of removing.
            _check_still_due(proposal, today)
        except (NotNow, NotAllowed) as reason:
            outcome.left.append((proposal, str(reason)))
        else:
            ready.append(proposal)
    # For all at once, before any whole name goes: two of them may stand in one text.
    parts = take_out_ticked(*map(subject_of, ready), by=by, chosen=chosen)
    for proposal, ticked in zip(ready, parts, strict=True):
        if proposal.figure:
            anonymise(figure=proposal.figure, by=by, ticked=ticked)
        elif proposal.visit:
            if proposal.visit.encounters.typed().exists():
                anonymise_typed(visit=proposal.visit, by=by, ticked=ticked)
            remove_photos(visit=proposal.visit, by=by)
        _decide(proposal, Decision.REMOVED, by)
        audit.record(Kind.RETENTION_REMOVED, by=by, target=_about(proposal))
        outcome.done.append(proposal)
    return outcome


def _about(proposal: RetentionProposal) -> CommunityFigure | Visit:
    found = proposal.figure or proposal.visit
    assert found is not None  # a constraint of the table
    return found


def subject_of(proposal: RetentionProposal) -> Subject:
    """Whose names a proposal is about."""
    if proposal.figure:
        return of_figure(proposal.figure)
    if proposal.visit:
        return of_visit(proposal.visit)
    raise ValueError("A proposal is about a figure or a visit.")


@audit.audited()
def keep_names(*, proposals: Iterable[RetentionProposal], by: Officer, reason: str, until: dt.date) -> Decided:
    """Hold the names until another day, for a reason in words; proposed anew after that day."""
    outcome = Decided()
    for proposal in _locked(proposals):
        try:
            _check_waits(proposal)
            _check_may_decide(proposal, by)
        except (NotNow, NotAllowed) as refusal:
            outcome.left.append((proposal, str(refusal)))
            continue
        proposal.reason, proposal.keep_until = reason, until
        _decide(proposal, Decision.KEPT, by)
        audit.record(Kind.RETENTION_KEPT, by=by, target=_about(proposal), until=until.isoformat())
        outcome.done.append(proposal)
    return outcome


def _locked(proposals: Iterable[RetentionProposal]) -> list[RetentionProposal]:
    rows = RetentionProposal.objects.select_for_update(of=("self",), no_key=True).select_related(
        "figure", "visit__unit"
    )
    # In one order, so that two supervisors who decide on the same list do not wait for each other.
    return list(rows.filter(pk__in=[proposal.pk for proposal in proposals]).order_by("pk"))


def _check_waits(proposal: RetentionProposal) -> None:
    if proposal.decided_at is not None:
        raise NotNow(_("This has already been decided."))


def _check_may_decide(proposal: RetentionProposal, by: Officer) -> None:
    if proposal.figure:
        check_may_answer_for_data(by, proposal.figure)
    elif proposal.visit:
        check_may_remove_typed(by, proposal.visit)


def _check_still_due(proposal: RetentionProposal, today: dt.date) -> None:
    """A newer visit, or a request of the person, may hold the name again since it was proposed."""
    due = due_figures(today) if proposal.figure_id else due_visits(today)
    pk = proposal.figure_id or proposal.visit_id
    assert pk is not None  # a constraint of the table
    if not due.filter(pk=pk).exists():
        raise NotNow(_("A newer visit or a request needs this name again."))


def _decide(proposal: RetentionProposal, decision: RetentionProposal.Decision, by: Officer) -> None:
    proposal.decision, proposal.decided_at, proposal.decided_by = decision, timezone.now(), by
    proposal.save(update_fields=["decision", "decided_at", "decided_by", "reason", "keep_until"])
