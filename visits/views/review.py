"""The verbs of a visit's life: one POST view each; and what waits for the supervisor."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visits.exceptions import NotAllowed, NotNow
from visits.forms.review import CompareForm, ReasonForm, ReturnForm
from visits.lifecycle import check_can_move
from visits.models import Visit
from visits.queries.review import waiting_for
from visits.services import review
from visits.services.compare import decide_same_visit
from visits.views.access import visit_or_404
from visits.views.answers import answer_json, wants_json
from visits.views.capture import submit
from visits.views.visit import show_visit

PER_PAGE = 50

__all__ = ["approve", "compare", "discard", "reopen", "return_to_author", "submit", "waiting", "withdraw"]


def _carry_out(request: HttpRequest, visit: Visit, act: Callable[[], object], done: str, *, to=None) -> HttpResponse:
    """Do one thing to a visit and answer: a message and the visit's page, or JSON for a device."""
    try:
        act()
    except NotNow as reason:
        return _too_late(request, visit, reason)
    if wants_json(request):
        return answer_json(request, 200, key=visit.key)
    messages.success(request, done)
    return redirect(to or visit)


def _too_late(request: HttpRequest, visit: Visit, reason: NotNow) -> HttpResponse:
    if wants_json(request):
        return answer_json(request, 409, key=visit.key, error=str(reason))
    messages.error(request, str(reason))
    return redirect(visit)


def _refuse(request: HttpRequest, visit: Visit, form, verb: str = "") -> HttpResponse:
    """The visit's page again with what is wrong, every typed word kept; or that it is too late for the verb."""
    try:
        if verb:
            check_can_move(visit, verb)
    except NotNow as reason:
        return _too_late(request, visit, reason)
    if wants_json(request):
        return answer_json(request, 422, key=visit.key, errors=dict(form.errors))
    return show_visit(request, visit, form=form, status=422)


@require_POST
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    act = lambda: review.withdraw_visit(visit=visit, by=request.user)  # noqa: E731
    return _carry_out(request, visit, act, _("Visit withdrawn. It is a draft again."))


@require_POST
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    act = lambda: review.discard_draft(visit=visit, by=request.user)  # noqa: E731
    return _carry_out(request, visit, act, _("Draft discarded."), to="start")


@require_POST
def return_to_author(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a visit back with a reason, tied to a section or a note."""
    visit = visit_or_404(request.user, key)
    review.check_may_review(request.user, visit)
    form = ReturnForm(request.POST, visit=visit)
    if not form.is_valid():
        return _refuse(request, visit, form, "return")
    said = form.cleaned_data

    def act() -> None:
        review.return_visit(
            visit=visit, by=request.user, reason=said["reason"], section=said["section"], note_id=said["note"]
        )

    return _carry_out(request, visit, act, _("Visit returned to its author."))


@require_POST
def approve(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A supervisor approves one visit, then sees it with its new status."""
    visit = visit_or_404(request.user, key)
    act = lambda: review.approve_visit(visit=visit, by=request.user)  # noqa: E731
    return _carry_out(request, visit, act, _("Visit approved."))


@require_POST
def reopen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    review.check_may_review(request.user, visit)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refuse(request, visit, form, "reopen")
    act = lambda: review.reopen_visit(visit=visit, by=request.user, reason=form.cleaned_data["reason"])  # noqa: E731
    return _carry_out(request, visit, act, _("Visit reopened. It waits for review again."))


@require_POST
def compare(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
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
    act = lambda: decide_same_visit(visit=visit, other=other, is_same=is_same, by=request.user)  # noqa: E731
    return _carry_out(request, visit, act, _("The visits are linked.") if is_same else _("Noted: another visit."))


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this supervisor, the oldest first."""
    if not request.user.is_supervisor:
        raise NotAllowed(_("Only a supervisor reviews visits."))
    page = Paginator(waiting_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "rows": [(visit, (now - visit.submitted_at).days if visit.submitted_at else 0) for visit in page],
        "count": page.paginator.count,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "review/list.html", context)
