"""Names proposed for removal on visits that others supervise, and removals that can still be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.core import audit
from visits.core.exceptions import NotAllowed, NotNow
from visits.core.requests import OfficerRequest
from visits.lists.numbered_pages import numbered_page
from visits.lists.pages import PER_PAGE
from visits.models import NameRemoval
from visits.privacy.name_columns import Hit, hits, whole_names
from visits.privacy.removal_forms import ConfirmForm, DeclineForm
from visits.privacy.removal_queries import removals_proposed_to, removals_to_undo
from visits.privacy.removals import confirm_removal, decline_removal, undo_removal, visit_of
from visits.privacy.subjects import of_removal


def _check_supervisor(request: OfficerRequest) -> None:
    if not request.user.is_supervising:
        raise NotAllowed(_("Only supervisors decide on the removal of names."))


@never_cache
@require_safe
def removal_list(request: OfficerRequest) -> HttpResponse:
    """What waits for a decision, the oldest first, and what can still be taken back."""
    _check_supervisor(request)
    proposed = numbered_page(request, removals_proposed_to(request.user))
    hidden = list(removals_to_undo(request.user)[:PER_PAGE])
    return render(request, "privacy/removals.html", {**proposed, "hidden": hidden})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Every place of the name on one visit, shown first; then it goes there."""
    _check_supervisor(request)
    removal = get_object_or_404(removals_proposed_to(request.user), key=key)
    found = hits(of_removal(removal), by=request.user)
    form = ConfirmForm(request.POST if request.method == "POST" else None, hits=found)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["hit"]
        act = partial(confirm_removal, removal=removal, by=request.user, chosen=chosen)
        return _carry_out(request, act, _("The name is removed from this visit."))
    return _show(request, removal, found, confirm=form)


@never_cache
@require_POST
def decline(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The name stays on the visit, for a reason."""
    _check_supervisor(request)
    removal = get_object_or_404(removals_proposed_to(request.user), key=key)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, removal, hits(of_removal(removal), by=request.user), decline=form)
    reason = form.cleaned_data["reason"]
    act = partial(decline_removal, removal=removal, by=request.user, reason=reason)
    return _carry_out(request, act, _("The name stays on this visit."))


@never_cache
@require_POST
def undo(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Put a removed name back, as long as its words are kept."""
    _check_supervisor(request)
    removal = get_object_or_404(removals_to_undo(request.user), key=key)

    def act() -> None:
        left = undo_removal(removal=removal, by=request.user)
        if left:
            told = ngettext(
                "%(number)d text has been changed in the meantime and stays as it is.",
                "%(number)d texts have been changed in the meantime and stay as they are.",
                left,
            )
            messages.warning(request, told % {"number": left})

    return _carry_out(request, act, _("The name is back as it was."))


def _carry_out(request: OfficerRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("removal_list")


def _show(
    request: OfficerRequest,
    removal: NameRemoval,
    found: list[Hit],
    *,
    confirm: ConfirmForm | None = None,
    decline: DeclineForm | None = None,
) -> HttpResponse:
    subject = of_removal(removal)
    errors = [
        (f"id_{name}", text)
        for form in (confirm, decline)
        for name, texts in (form.errors if form else {}).items()
        for text in texts
    ]
    context = {
        "removal": removal,
        "names": subject.shown_to(request.user),
        "whole": whole_names(subject, by=request.user),
        "hits": found,
        "decline": decline,
        "errors": errors,
    }
    response = render(request, "privacy/removal.html", context, status=422 if errors else 200)
    audit.record_look(visit_of(removal), by=request.user)
    return response
