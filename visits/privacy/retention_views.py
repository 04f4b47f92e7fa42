"""Names whose time is over: the list, the removal after a look, and keeping them for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.core import audit
from visits.core.exceptions import NotAllowed
from visits.core.requests import OfficerRequest
from visits.lists.numbered_pages import numbered_page
from visits.models import AuditEntry
from visits.privacy import retention
from visits.privacy.name_columns import hits, whole_names
from visits.privacy.retention_forms import ChosenForm, KeepForm, RemoveForm
from visits.privacy.retention_queries import proposals_for


def _trace_names(request: OfficerRequest, proposals) -> None:
    """Names to be decided on, with the words around them, are looks at their figures and visits."""
    for proposal in proposals:
        if proposal.figure:
            audit.record(AuditEntry.Kind.FIGURE_DATA_READ, by=request.user, target=proposal.figure)
        else:
            audit.record_look(proposal.visit, by=request.user)


def _check_supervisor(request: OfficerRequest) -> None:
    if not request.user.is_supervising:
        raise NotAllowed(_("Only supervisors decide how long names are held."))


@never_cache
@require_safe
def proposals(request: OfficerRequest) -> HttpResponse:
    """The names that wait for a decision, the longest due first, each with why."""
    _check_supervisor(request)
    return render(request, "privacy/retention.html", numbered_page(request, proposals_for(request.user)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OfficerRequest) -> HttpResponse:
    """Every place that would go, shown first; then the removal, which can be taken back for a week."""
    _check_supervisor(request)
    chosen = _chosen(request)
    if not chosen:
        return _nothing_chosen(request)
    subjects = [retention.subject_of(proposal) for proposal in chosen]
    found = hits(*subjects, by=request.user)
    form = RemoveForm(request.POST if request.method == "POST" else request.GET, waiting=proposals_for(request.user))
    form.offer([hit.key for hit in found])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        today = timezone.localdate()
        outcome = retention.remove_names(proposals=chosen, by=request.user, chosen=said["hit"], today=today)
        done = ngettext("%(number)d name was removed.", "%(number)d names were removed.", len(outcome.done))
        return _tell(request, outcome, done)
    errors = _errors(form) if request.method == "POST" else []
    context = {"rows": chosen, "hits": found, "whole": whole_names(*subjects, by=request.user), "errors": errors}
    response = render(request, "privacy/retention_remove.html", context, status=422 if errors else 200)
    _trace_names(request, chosen)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: OfficerRequest) -> HttpResponse:
    """Hold names longer, for a reason and until another day."""
    _check_supervisor(request)
    chosen = _chosen(request)
    if not chosen:
        return _nothing_chosen(request)
    form = KeepForm(request.POST, waiting=proposals_for(request.user)) if request.method == "POST" else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        outcome = retention.keep_names(proposals=chosen, by=request.user, reason=said["reason"], until=said["until"])
        done = ngettext("%(number)d name is kept.", "%(number)d names are kept.", len(outcome.done))
        return _tell(request, outcome, done)
    context = {"rows": chosen, "form": form, "errors": _errors(form) if form else []}
    return render(request, "privacy/retention_keep.html", context, status=422 if form else 200)


def _chosen(request: OfficerRequest) -> list:
    posted = request.POST if request.method == "POST" else request.GET
    form = ChosenForm(posted, waiting=proposals_for(request.user))
    form.is_valid()
    return list(form.known.values())


def _nothing_chosen(request: OfficerRequest) -> HttpResponse:
    messages.error(request, _("Tick at least one name that still waits."))
    return redirect("retention_list")


def _tell(request: OfficerRequest, outcome: retention.Decided, done: str) -> HttpResponse:
    if outcome.done:
        messages.success(request, done % {"number": len(outcome.done)})
    for proposal, reason in outcome.left:
        messages.warning(request, f"{proposal.figure or proposal.visit}: {reason}")
    return redirect("retention_list")


def _errors(form) -> list[tuple[str, str]]:
    return [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts]
