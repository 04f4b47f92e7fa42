"""One visit's page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.exceptions import NotAllowed
from visits.forms.review import SECTIONS
from visits.models import AuditEvent, Visit, VisitStatus
from visits.permissions import check_may_review
from visits.queries.visit_page import VisitPage
from visits.services import audit
from visits.views.access import visit_or_404


@never_cache
@require_safe
def detail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The visit as this person may read it; the look is traced before the page leaves."""
    return show_visit(request, visit_or_404(request.user, key))


def show_visit(request: HttpRequest, visit: Visit, *, form=None, status: int = 200) -> HttpResponse:
    """The page, with what was wrong in a reviewer's form where there was one."""
    page = VisitPage(visit, request.user)
    context = {
        "visit": visit,
        "page": page,
        "same_visits": page.same_visits,
        "sections": SECTIONS,
        "section_names": dict(SECTIONS),
        "form": form,
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts] if form else [],
        "why_not_review": _why_not_review(request.user, visit),
    }
    response = render(request, "visits/detail.html", context, status=status)
    audit.record(AuditEvent.Kind.VISIT_READ, by=request.user, target=visit)
    return response


def _why_not_review(reader, visit: Visit) -> str:
    """The sentence for a supervisor who cannot review this visit."""
    if not reader.is_supervisor or visit.status != VisitStatus.SUBMITTED:
        return ""
    try:
        check_may_review(reader, visit)
    except NotAllowed as reason:
        return str(reason)
    return ""
