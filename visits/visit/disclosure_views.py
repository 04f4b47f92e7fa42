"""Open a confidential source: ask, grant or refuse, see it once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from visits.core import confidential_sources
from visits.core.exceptions import NotNow
from visits.core.get_or_404 import visit_or_404
from visits.core.permissions import check_may_ask_to_open
from visits.core.requests import OfficerRequest
from visits.models import DialogueNote, DisclosureRequest, Visit
from visits.visit.forms import ReasonForm
from visits.visit.views import show_visit


@require_POST
def ask(request: OfficerRequest, key: uuid.UUID, note_id: int) -> HttpResponse:
    """Ask to know who said a note in confidence, with a reason."""
    visit = visit_or_404(request.user, key)
    notes = DialogueNote.objects.filter(visit=visit, source_is_confidential=True).readable_by(request.user, visit)
    note = get_object_or_404(notes.select_related("visit__unit"), pk=note_id)
    check_may_ask_to_open(request.user, note)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_visit(request, visit, form=form, status=422)
    try:
        confidential_sources.ask_to_open(note=note, by=request.user, reason=form.cleaned_data["reason"])
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Request sent. Another supervisor will decide."))
    return redirect(visit)


def _decide(request: OfficerRequest, key: uuid.UUID, pk: int, *, grant: bool) -> HttpResponse:
    found = _request_or_404(visit_or_404(request.user, key), pk)
    try:
        confidential_sources.decide(request=found, by=request.user, grant=grant)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        done = _("Granted. The person who asked can see the source once, within a day.") if grant else _("Refused.")
        messages.success(request, done)
    return redirect("review_list")


def _request_or_404(visit: Visit, pk: int) -> DisclosureRequest:
    requests = DisclosureRequest.objects.filter(note__visit=visit)
    return get_object_or_404(requests.select_related("note__visit__unit", "asked_by__unit"), pk=pk)


@require_POST
def grant(request: OfficerRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    return _decide(request, key, pk, grant=True)


@require_POST
def refuse(request: OfficerRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    return _decide(request, key, pk, grant=False)


@never_cache
@require_POST
def show(request: OfficerRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """The names of the confidential source, this once; the page is kept nowhere."""
    visit = visit_or_404(request.user, key)
    found = _request_or_404(visit, pk)
    try:
        names = confidential_sources.show_once(request=found, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect(visit)
    return render(request, "visit/disclosed_source.html", {"visit": visit, "note": found.note, "names": names})
