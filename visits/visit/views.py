"""One visit's page, and what its versions changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.core import audit, permissions
from visits.core.exceptions import NotAllowed
from visits.core.get_or_404 import visit_or_404
from visits.core.permissions import check_may_review
from visits.core.requests import OfficerRequest
from visits.models import REMOVED_NAME, Officer, Visit, VisitStatus
from visits.pickers.same_visits import record_same_visits
from visits.visit.forms import SECTIONS
from visits.visit.page import VisitPage
from visits.visit.reopening import can_be_taken_back
from visits.visit.services import needs_photo_check
from visits.visit.version_diff import Change, differences


@never_cache
@require_safe
def detail(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The visit as this person may read it; the look is traced before the page leaves."""
    return show_visit(request, visit_or_404(request.user, key))


@never_cache
@require_safe
def versions(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Every change since the visit was submitted: who, when, what; a look at it is a look at the visit."""
    visit = visit_or_404(request.user, key)
    found = [] if visit.is_draft else differences(visit, request.user)
    response = render(request, "visit/versions.html", {"visit": visit, "differences": found})
    audit.record_look(visit, by=request.user, versions=len(found))
    return response


def show_visit(request: OfficerRequest, visit: Visit, *, form=None, status: int = 200, changes=()) -> HttpResponse:
    """The page, with what was wrong in a reviewer's form where there was one."""
    context = visit_context(visit, request.user, form=form, changes=changes)
    response = render(request, "visit/detail.html", context, status=status)
    audit.record_look(visit, by=request.user)
    record_same_visits(request.user, context["same_visits"])
    return response


def visit_context(visit: Visit, reader: Officer, *, form=None, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """What the parts of a visit's page need, on its own page and beside the review list.

    `changes` are those since a reviewer opened it.
    """
    page = VisitPage(visit, reader)
    return {
        "visit": visit,
        "page": page,
        "same_visits": page.same_visits,
        "sections": SECTIONS,
        "removed_name": REMOVED_NAME,
        "form": form,
        "errors": _errors(form) if form else [],
        "changes": changes,
        "photo_keys": " ".join(str(photo.key) for photo, _stop in page.pictures) if page.actions["approve"] else "",
        "may_take_back": permissions.may_take_back(reader, visit) and can_be_taken_back(visit),
        "why_not_review": _why_not_review(reader, visit),
        "was_reviewed": page.actions["withdraw"] and visit.was_reviewed,
        "asks_about_photos": page.actions["approve"] and needs_photo_check(visit),
    }


def _errors(form) -> list[tuple[str, str]]:
    """Each error with the place of the page that it is about."""
    places = {"__all__": "review", "revision": "review", "photos": "review"}
    return [(places.get(name, f"id_{name}"), text) for name, texts in form.errors.items() for text in texts]


def _why_not_review(reader: Officer, visit: Visit) -> str:
    """The sentence for a supervisor who cannot review this visit."""
    if not reader.is_supervising or visit.status != VisitStatus.SUBMITTED:
        return ""
    try:
        check_may_review(reader, visit)
    except NotAllowed as reason:
        return str(reason)
    return ""
