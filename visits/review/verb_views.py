"""The verbs of a visit's life: one POST view each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from visits.core import audit
from visits.core.exceptions import ChangedMeanwhile, NotNow
from visits.core.get_or_404 import visit_or_404
from visits.core.json_answers import answer_json, wants_json
from visits.core.permissions import check_may_ask_for_correction, check_may_review
from visits.core.requests import OfficerRequest
from visits.core.workflow import check_can_move
from visits.models import Visit
from visits.review.nudge_views import said_of_return
from visits.review.views import next_address, remember_approved, show_in_queue
from visits.visit import reopening
from visits.visit import services as visit_services
from visits.visit.changed_meanwhile import changes_since
from visits.visit.duplicate_decisions import decide_same_visit
from visits.visit.forms import ApproveForm, CompareForm, ReasonForm, ReturnForm, SeenForm
from visits.visit.seen import Seen
from visits.visit.views import show_visit


def _carry_out(
    request: OfficerRequest,
    visit: Visit,
    act: Callable[[], object],
    done: str,
    *,
    to=None,
    form: SeenForm | None = None,
    seen: Seen | None = None,
) -> HttpResponse:
    """Do one thing to a visit and answer: a message and the next page, or JSON for a device.

    `seen` is what the reviewer had before them, as `form` says, where that matters.
    """
    try:
        act()
    except ChangedMeanwhile as reason:
        if form is None or seen is None:
            raise  # by an act that read no version: none does
        return _changed(request, visit_or_404(request.user, visit.key), form, seen, reason)
    except NotNow as reason:
        return _too_late(request, visit, reason)
    if wants_json(request):
        return answer_json(request, 200, key=visit.key)
    messages.success(request, done)
    return redirect(to or next_address(request, visit) or visit)


def _changed(
    request: OfficerRequest, visit: Visit, form: SeenForm, seen: Seen, reason: ChangedMeanwhile
) -> HttpResponse:
    """The visit as it is now, and what is otherwise than in the version that was read; what was typed is kept."""
    changes = changes_since(visit, request.user, revision=seen.revision, photos=seen.photos)
    if wants_json(request):
        said = [{"label": each.label, "old": each.old, "new": each.new} for each in changes]
        audit.record_look(visit, by=request.user)
        return answer_json(request, 409, key=visit.key, error=str(reason), revision=visit.revision, changes=said)
    form.add_error(None, str(reason))
    if "queue" in request.POST:
        return show_in_queue(request, visit, form=form, status=409, changes=changes)
    return show_visit(request, visit, form=form, status=409, changes=changes)


def _too_late(request: OfficerRequest, visit: Visit, reason: NotNow) -> HttpResponse:
    if wants_json(request):
        return answer_json(request, 409, key=visit.key, error=str(reason))
    messages.error(request, str(reason))
    return redirect(next_address(request, visit) or visit)


def _refuse(request: OfficerRequest, visit: Visit, form, verb: str = "") -> HttpResponse:
    """The page again with what is wrong, every typed word kept; or that it is too late for the verb."""
    try:
        if verb:
            check_can_move(visit, verb)
    except NotNow as reason:
        return _too_late(request, visit, reason)
    if wants_json(request):
        return answer_json(request, 422, key=visit.key, errors=dict(form.errors))
    if "queue" in request.POST:
        return show_in_queue(request, visit, form=form)
    return show_visit(request, visit, form=form, status=422)


@require_POST
def withdraw(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    act = partial(visit_services.withdraw_visit, visit=visit, by=request.user)
    done = _("Visit withdrawn. It is a draft again.")
    if visit.was_reviewed:
        done = _("Visit withdrawn. It is back with you, as after a return.")
    return _carry_out(request, visit, act, done)


@require_POST
def discard(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    act = partial(visit_services.discard_draft, visit=visit, by=request.user)
    return _carry_out(request, visit, act, _("Draft discarded."), to="start")


@require_POST
def return_to_author(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Send a visit back with a reason, tied to a section or a note."""
    visit = visit_or_404(request.user, key)
    check_may_review(request.user, visit)
    form = ReturnForm(request.POST, visit=visit)
    if not form.is_valid():
        return _refuse(request, visit, form, "return")
    said, seen = form.cleaned_data, form.seen(visit, request.user)

    def act() -> None:
        visit_services.return_visit(
            visit=visit,
            by=request.user,
            reason=said["reason"],
            section=said["section"],
            note_id=said["note"],
            seen=seen,
        )

    return _carry_out(request, visit, act, said_of_return(visit), form=form, seen=seen)


@require_POST
def approve(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """A supervisor approves one visit as they read it; its photos, where it has any, were looked at."""
    visit = visit_or_404(request.user, key)
    check_may_review(request.user, visit)
    form = ApproveForm(request.POST, asks=visit_services.needs_photo_check(visit))
    if not form.is_valid():
        return _refuse(request, visit, form, "approve")
    seen = form.seen(visit, request.user)
    assert seen is not None  # its form demands a version

    def act() -> None:
        neutral = form.cleaned_data["photos_neutral"]
        visit_services.approve_visit(visit=visit, by=request.user, seen=seen, photos_neutral=neutral)
        remember_approved(request, [visit])

    return _carry_out(request, visit, act, _("Visit approved."), form=form, seen=seen)


def _with_reason(request: OfficerRequest, visit: Visit, act: Callable, done: str, verb: str = "") -> HttpResponse:
    """A verb that needs a reason and nothing else."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refuse(request, visit, form, verb)
    reason = form.cleaned_data["reason"]
    return _carry_out(request, visit, lambda: act(visit=visit, by=request.user, reason=reason), done)


@require_POST
def reopen(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    check_may_review(request.user, visit)
    done = _("Visit reopened. It waits for review again.")
    return _with_reason(request, visit, reopening.reopen_visit, done, "reopen")


@require_POST
def ask_for_correction(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The author of an approved visit asks a supervisor to reopen it."""
    visit = visit_or_404(request.user, key)
    # Before the form: whoever may not is told so, and not that a reason is missing.
    check_may_ask_for_correction(request.user, visit)
    done = _("Your supervisors can see that you asked for a correction.")
    return _with_reason(request, visit, reopening.ask_for_correction, done, "ask for correction")


@require_POST
def decline_correction(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    check_may_review(request.user, visit)
    return _with_reason(request, visit, reopening.decline_correction, _("The visit stays as it was approved."))


@require_POST
def take_note(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """A supervisor has seen an urgent visit."""
    visit = visit_or_404(request.user, key)
    act = partial(visit_services.take_note, visit=visit, by=request.user)
    return _carry_out(request, visit, act, _("Noted. The other supervisors no longer see it on every page."))


@require_POST
def compare(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Say whether a colleague's visit is the same one."""
    visit = visit_or_404(request.user, key)
    form = CompareForm(request.POST)
    if not form.is_valid():
        return _refuse(request, visit, form)
    other = visit_or_404(request.user, form.cleaned_data["other"])
    if other.pk == visit.pk:
        form.add_error("other", _("A visit cannot be compared with itself."))
        return _refuse(request, visit, form)
    is_same = form.cleaned_data["decision"] == "same"
    act = partial(decide_same_visit, visit=visit, other=other, is_same=is_same, by=request.user)
    return _carry_out(request, visit, act, _("The visits are linked.") if is_same else _("Noted: another visit."))
