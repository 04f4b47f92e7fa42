"""Go on with a form that was posted after the session had ended: seen first, carried out by POST alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.accounts import pending_submissions
from visits.accounts.pending_submission_queries import shown
from visits.accounts.views import next_address
from visits.core.requests import OfficerRequest
from visits.models import PendingSubmission


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def continue_post(request: OfficerRequest, token: str) -> HttpResponse:
    """Show what was kept; go on with it, or forget it, when its person says so."""
    if request.method != "POST":
        pending = pending_submissions.waiting(request, request.user).filter(token=token).first()
        if pending is None:
            return _nothing_left(request)
        context = {"pending": shown(pending), "next": next_address(request)}
        return render(request, "accounts/continue.html", context)
    pending = pending_submissions.take(request=request, token=token, officer=request.user)
    if pending is None:
        return _nothing_left(request)
    if request.POST.get("do") == "forget":
        messages.success(request, _("The form has been discarded."))
        return HttpResponseRedirect(next_address(request))
    return _carry_out(request, pending)


def _nothing_left(request: OfficerRequest) -> HttpResponse:
    messages.info(request, _("There is no form left to continue with. It has already been sent, or is too old."))
    return redirect("start")


def _carry_out(request: OfficerRequest, pending: PendingSubmission) -> HttpResponse:
    """The answer of the view that the form was meant for."""
    request.path = request.path_info = pending.path
    # The form passed the check against forgery when it arrived; signing in changed the token since.
    request._post, request._files = pending_submissions.rebuild(pending)  # type: ignore[attr-defined]  # Django's own
    found = resolve(pending.path)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)
