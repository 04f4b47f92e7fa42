"""What waits for a supervisor: one visit beside the list, several at once, and taking that back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visits.core import audit
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.get_or_404 import visit_or_404
from visits.core.requests import OfficerRequest
from visits.history.forms import HistoryFilter
from visits.lists.keyset import KeysetList, moment, moment_at
from visits.lists.pages import PER_PAGE
from visits.models import Visit
from visits.review.queries import corrections_for, next_waiting, waiting_list, waiting_visits, waits_for
from visits.visit import reopening
from visits.visit import services as visit_services
from visits.visit.disclosure_queries import requests_for
from visits.visit.forms import TogetherForm
from visits.visit.views import visit_context

MOST_TOGETHER = 200
# The list is short and all in it wait: no words, status, operation or person is asked for.
FILTERS = [name for name in HistoryFilter.field_order if name not in ("q", "status", "operation", "officer")]
UNDO = "approved_together"


@never_cache
@require_safe
def waiting(request: OfficerRequest) -> HttpResponse:
    """The list, the oldest first; with `visit` the visit beside it, which is a traced look."""
    _check_supervisor(request)
    chosen = request.GET.get("visit", "")
    visit = None
    if chosen:
        visit = _waits(request, chosen)
        if visit is None:
            messages.info(request, _("This visit no longer waits for your review."))
        else:
            # Loaded as its own page loads it, with all that is shown beside the list.
            visit = visit_or_404(request.user, visit.key)
    return _show(request, request.GET, visit)


def _waits(request: OfficerRequest, key: str) -> Visit | None:
    found = parse_uuid(key)
    return waits_for(request.user, found) if found else None


def parse_uuid(text: str) -> uuid.UUID | None:
    """The key of a visit as an address or a form has it; None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def show_in_queue(request: OfficerRequest, visit: Visit, *, form, status: int = 422, changes=()) -> HttpResponse:
    """The list with the visit beside it, and what was wrong in a reviewer's form."""
    filtered_by = QueryDict(request.POST.get("queue", ""))
    return _show(request, filtered_by, visit, form=form, status=status, changes=changes)


def next_address(request: OfficerRequest, visit: Visit) -> str:
    """Where a reviewer goes on who came from the list: the next visit that waits, or the empty list."""
    if "queue" not in request.POST:
        return ""
    filtered_by = QueryDict(request.POST["queue"])
    filters, form = _filters(request, filtered_by)
    rows = waiting_list(request.user, filters if form.is_valid() else None)
    return f"{resolve_url('review_list')}?{_query(form, visit=next_waiting(rows, visit))}"


def _check_supervisor(request: OfficerRequest) -> None:
    if not request.user.is_supervising:
        raise NotAllowed(_("Only a supervisor can review visits."))


def _filters(request: OfficerRequest, filtered_by: QueryDict) -> tuple[dict[str, Any] | None, HistoryFilter]:
    """The list's filter, read as the history reads it; None where nothing is asked."""
    form = HistoryFilter(filtered_by, officer=request.user)
    for name in list(form.fields):
        if name not in FILTERS:
            # Read by the history's own form: fewer fields, the same rules.
            del form.fields[name]
    form.full_clean()
    used = {name: value for name, value in form.filtered_by.items() if value}
    return used or None, form


def _query(form: HistoryFilter, **more: str) -> str:
    """The filters in use as the query of an address, without empty ones."""
    query = QueryDict(mutable=True)
    said = {name: form.data.get(name, "") for name in FILTERS if name not in form.errors}
    query.update({name: value for name, value in {**said, **more}.items() if value})
    return query.urlencode()


def _show(
    request: OfficerRequest, filtered_by: QueryDict, visit: Visit | None, *, form=None, status: int = 200, changes=()
) -> HttpResponse:
    filters, filter_form = _filters(request, filtered_by)
    waiting = KeysetList(())
    if filter_form.is_valid():
        waiting = waiting_list(request.user, filters)
    after, before = (moment(filtered_by.get(name)) for name in ("after", "before"))
    page, number = waiting.counted_page(after=after, before=before)
    rows = waiting_visits(pk for _since, pk in page.found)
    now = timezone.now()
    here = {name: value for name in ("after", "before") if (value := filtered_by.get(name))}
    context = {
        "rows": [(row, _days(row, now), f"?{_query(filter_form, visit=str(row.key), **here)}") for row in rows],
        "count": number,
        "filter": filter_form,
        "is_filtered": bool(filters) or not filter_form.is_valid(),
        "queue": _query(filter_form),
        "corrections": list(corrections_for(request.user).prefetch_related("stops")[:PER_PAGE]),
        "disclosure_requests": requests_for(request.user),
        "undo": len(_recently_approved(request)),
        "previous_url": f"?{_query(filter_form, before=moment_at(page.previous))}" if page.previous else "",
        "next_url": f"?{_query(filter_form, after=moment_at(page.next))}" if page.next else "",
        "chosen": visit,
    }
    if not filter_form.is_valid() and status == 200:
        status = 422
    if visit is not None:
        context |= visit_context(visit, request.user, form=form, changes=changes)
    response = render(request, "review/list.html", context, status=status)
    if visit is not None:
        audit.record_look(visit, by=request.user)
    return response


def _days(visit: Visit, now) -> int:
    return (now - visit.submitted_at).days if visit.submitted_at else 0


@require_POST
def approve_together(request: OfficerRequest) -> HttpResponse:
    """Approve several visits: first a page that counts them, then, confirmed, the approval."""
    _check_supervisor(request)
    filters, filter_form = _filters(request, QueryDict(request.POST.get("queue", "")))
    waiting = waiting_list(request.user, filters if filter_form.is_valid() else None)
    rows = waiting_visits(pk for _since, pk in waiting.scan(None, MOST_TOGETHER))
    form = TogetherForm(request.POST, waiting=rows)
    back = f"{resolve_url('review_list')}?{_query(filter_form)}"
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.non_field_errors())))
        return redirect(back)
    chosen = form.cleaned_data["visits"]
    if form.cleaned_data["gone"]:
        messages.warning(request, _("Some of these visits no longer wait for you."))
    if not form.cleaned_data["confirmed"]:
        with_photos = sum(visit_services.needs_photo_check(visit) for visit in chosen)
        # What the list showed; of those beyond its page what is counted here.
        shown = [(visit, form.cleaned_data["revisions"].get(visit.key, visit.revision)) for visit in chosen]
        context = {"visits": shown, "with_photos": with_photos, "queue": _query(filter_form), "back": back}
        return render(request, "review/together.html", context)
    outcome = visit_services.approve_visits(visits=chosen, by=request.user, revisions=form.cleaned_data["revisions"])
    _tell(request, outcome)
    return redirect(back)


def _tell(request: OfficerRequest, outcome: visit_services.Approved) -> None:
    """Say how many were approved and which were left, and remember them for taking back."""
    number = len(outcome.done)
    if number:
        text = ngettext("%(number)d visit was approved.", "%(number)d visits were approved.", number)
        messages.success(request, text % {"number": number})
        remember_approved(request, outcome.done)
    for visit, reason in outcome.left:
        place = next((stop.place_label for stop in visit.stops.all()), "")
        messages.warning(request, f"{visit.author} – {place}: {reason}")


def remember_approved(request: OfficerRequest, visits: Iterable[Visit]) -> None:
    """Keep in the session what was approved last, so that one tap takes it back."""
    request.session[UNDO] = {"keys": [str(visit.key) for visit in visits], "at": timezone.now().timestamp()}


def _recently_approved(request: OfficerRequest) -> list[str]:
    """The keys of what this person approved last, while that can be taken back."""
    last = request.session.get(UNDO)
    if not isinstance(last, dict) or timezone.now().timestamp() - last["at"] > reopening.TAKEN_BACK_FOR.total_seconds():
        return []
    return last["keys"]


@require_POST
def undo(request: OfficerRequest) -> HttpResponse:
    """Take back what this person approved: the one visit that is posted, or all that they approved last."""
    _check_supervisor(request)
    posted = parse_uuid(request.POST.get("visit", ""))
    keys = [str(posted)] if posted else _recently_approved(request)
    # Once: pressed twice, the second would find visits that somebody else has approved since.
    request.session.pop(UNDO, None)
    waits, late = 0, ""
    # What somebody else approved since is not theirs to take back.
    for visit in Visit.objects.visible_to(request.user).filter(key__in=keys, reviewed_by=request.user):
        try:
            reopening.take_back_approval(visit=visit, by=request.user)
            waits += 1
        except (NotNow, NotAllowed) as reason:
            late = str(reason)
    if late:
        messages.error(request, late)
    text = ngettext("%(number)d visit is waiting again.", "%(number)d visits are waiting again.", waits)
    messages.success(request, text % {"number": waits})
    return redirect("review_list")
