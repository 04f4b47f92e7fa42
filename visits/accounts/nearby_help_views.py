"""A forgotten password: the supervisor nearby gives a code, the administrator sees it, the officer is told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.accounts import recent_proof
from visits.accounts.forms import NameFilter
from visits.accounts.nearby_help import give_nearby_code, note_seen
from visits.accounts.nearby_help_queries import SHOWN, help_given, officers_below, officers_to_help, recent
from visits.accounts.reauthentication_views import confirm_first
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_help_nearby
from visits.core.requests import OfficerRequest


@require_safe
def nearby_list(request: OfficerRequest) -> HttpResponse:
    """For a supervisor whom they can help; for them and the administrator, who was helped."""
    if request.user.is_administrator:
        given = help_given(request.user)
        is_recent = "lately" in request.GET
        context = {"given": recent(given) if is_recent else given[:SHOWN], "is_recent": is_recent}
        return render(request, "accounts/nearby_help.html", context)
    check_may_help_nearby(request.user)
    form = NameFilter(request.GET)
    is_valid = form.is_valid()
    found = list(officers_to_help(request.user, form.cleaned_data["q"])[: SHOWN + 1]) if is_valid else []
    context = {
        "form": form,
        "officers": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "given": help_given(request.user)[:SHOWN],
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts],
    }
    return render(request, "accounts/nearby_help.html", context, status=200 if is_valid else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask once more who it is for, then show the code, once."""
    check_may_help_nearby(request.user)
    officer = get_object_or_404(officers_below(request.user), pk=pk)
    check_may_help_nearby(request.user, officer)
    if recent_proof.missing(request, request.user):
        return confirm_first(request)
    if request.method != "POST":
        return render(request, "accounts/nearby_help_code.html", {"officer": officer})
    try:
        code = give_nearby_code(request=request, officer=officer, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("nearby_list")
    return render(request, "accounts/nearby_help_code.html", {"officer": officer, "code": code})


@require_POST
def seen(request: OfficerRequest, pk: int) -> HttpResponse:
    """The officer has read the notice on the start page."""
    note_seen(nearby=get_object_or_404(request.user.helped.select_related("given_by"), pk=pk), by=request.user)
    return redirect("start")
