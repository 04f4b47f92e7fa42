"""What the form is told while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.capture.already_logged import already_logged_visits
from visits.capture.post import VisitPost
from visits.capture.prompts import prompt_groups
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.pickers.same_visits import record_same_visits


@never_cache
@require_safe
def same_visits(request: OfficerRequest) -> HttpResponse:
    """Logged visits that are perhaps the same one, as a part of the form; asked by the names of its fields."""
    check_may_log(request.user)
    post = VisitPost(request.GET, officer=request.user, visit=None)
    if not post.validate():
        return render(request, "capture/_already_logged.html", status=422)
    found = already_logged_visits(post)
    record_same_visits(request.user, found)
    return render(request, "capture/_already_logged.html", {"already_logged": found})


@require_safe
def prompts(request: OfficerRequest) -> HttpResponse:
    """What to ask and to note, as a page that names nobody: every phone keeps it, in the clear."""
    check_may_log(request.user)
    response = HttpResponse(render_to_string("capture/prompts.html", {"is_shell": True, "groups": prompt_groups()}))
    # The worker keeps it with its version: what the browser still holds from before would be another one's.
    response["Cache-Control"] = "private, no-cache"
    return response
