"""Follow-ups: the list, and what became of one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from visits.core import audit
from visits.core.json_answers import answer_json, wants_json
from visits.core.permissions import check_may_change_follow_up, may_change_follow_up
from visits.core.requests import OfficerRequest
from visits.follow_ups.forms import FollowUpFilter, FollowUpForm
from visits.follow_ups.get_or_404 import follow_up_or_404
from visits.follow_ups.queries import ALL, MINE, count_follow_ups, follow_up_page
from visits.follow_ups.services import change_follow_up
from visits.lists.intersection import Count
from visits.models import FollowUp, Officer, Visit


@require_safe
def follow_up_list(request: OfficerRequest) -> HttpResponse:
    """Mine, my unit's or all in reach; what is overdue stands first."""
    if request.user.is_administrator:
        raise Http404
    today = timezone.localdate()
    form = FollowUpFilter(request.GET)
    whose, page = _whose(form, request.user), None
    if form.is_valid():
        page = _page(form, request.user, whose, today)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    counts = count_follow_ups(request.user, today=today)
    context = {
        "form": form,
        "page": page,
        "whose": whose,
        "today": today,
        "counts": counts,
        "shown": {name: _describe(count) for name, count in counts.items()},
        "query": query.urlencode(),
    }
    return render(request, "follow_ups/list.html", context, status=422 if page is None else 200)


def _describe(count: Count) -> str:
    return str(count.number) if count.is_exact else _("more than 10,000")


def _whose(form: FollowUpFilter, officer: Officer) -> str:
    """What was chosen; else an officer sees their own, everybody else all in reach."""
    chosen = form.cleaned_data.get("whose") if form.is_valid() else ""
    return chosen or (ALL if officer.is_supervisor or officer.is_auditor else MINE)


def _page(form: FollowUpFilter, officer: Officer, whose: str, today):
    data = form.cleaned_data
    try:
        return follow_up_page(
            officer,
            today=today,
            whose=whose,
            status=data["status"],
            overdue=data["overdue"],
            unfinished=data["unfinished"],
            after=data["after"] or "",
            before=data["before"] or "",
        )
    except FollowUp.DoesNotExist:
        form.add_error(None, _("This page of the list no longer exists. Begin again with the first one."))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: OfficerRequest, key) -> HttpResponse:
    """One follow-up with the form for what became of it."""
    follow_up = follow_up_or_404(request.user, key)
    if request.method != "POST":
        return _show(request, follow_up, FollowUpForm(instance=follow_up))
    form = FollowUpForm(request.POST, instance=follow_up)
    check_may_change_follow_up(request.user, follow_up)
    if form.is_valid():
        try:
            changed = change_follow_up(follow_up=follow_up, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _saved(request, changed)
    if wants_json(request):
        return answer_json(request, 422, key=key, errors=dict(form.errors))
    return _show(request, follow_up, form, status=422)


def _saved(request: OfficerRequest, follow_up: FollowUp) -> HttpResponse:
    if wants_json(request):
        told_on = follow_up.told_on.isoformat() if follow_up.told_on else None
        return answer_json(request, 200, key=follow_up.key, status=follow_up.status, told_on=told_on)
    if follow_up.is_finished and not follow_up.told_on:
        messages.warning(request, _("The follow-up is saved. The person has not been told yet."))
    else:
        messages.success(request, _("The follow-up is saved."))
    return redirect(follow_up)


def _show(request: OfficerRequest, follow_up: FollowUp, form: FollowUpForm, status: int = 200) -> HttpResponse:
    reach = Visit.objects.visible_to(request.user).prefetch_related("stops", "encounters")
    visit = reach.filter(pk=follow_up.visit_id).first()
    context = {
        "follow_up": follow_up,
        "form": form,
        "visit": visit,
        "notes": follow_up.notes.visible_to(request.user).select_related("topic"),
        "may_change": may_change_follow_up(request.user, follow_up),
        "today": timezone.localdate(),
        "is_overdue": follow_up.is_overdue(timezone.localdate()),
    }
    response = render(request, "follow_ups/detail.html", context, status=status)
    # Its words, and those of the notes that it stands on, are a part of the visit.
    audit.record_look(follow_up.visit, by=request.user, follow_up=str(follow_up.key))
    return response
