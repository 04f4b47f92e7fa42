"""What a phone keeps encrypted, to be read without signal; the audit log names everybody in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.core import audit
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.device import near, resume
from visits.device.account import account_of
from visits.models import AuditEntry, VisitStatus


@never_cache
@require_safe
def show_near(request: OfficerRequest) -> HttpResponse:
    """Who and what is near, which the form offers before anything is typed."""
    check_may_log(request.user)
    found = near.near(request.user, today=timezone.localdate())
    figures = sorted(row[0] for row in found.people)
    return _answer(request, "near", found.tag, {"hours": near.HOURS, **asdict(found)}, figures=figures)


@never_cache
@require_safe
def show_resume(request: OfficerRequest) -> HttpResponse:
    """The own drafts and returned visits, to go on with on any phone."""
    check_may_log(request.user)
    found = resume.resume_of(request.user)
    said = {"hours": resume.HOURS, "visits": [each.as_json() for each in found.visits]}
    # A draft is read by its author alone, who wrote it.
    looked_at = [each.key for each in found.visits if each.pairs and each.status != VisitStatus.DRAFT]
    return _answer(request, "resume", found.tag, said, visits=looked_at, figures=found.figures)


def _answer(request: OfficerRequest, name: str, tag: str, said: dict[str, Any], **looked_at: Any) -> HttpResponse:
    """All of it, or 204 where the device names by its tag that it holds the same.

    One audit entry names all: once for each session, and again whenever something has changed.
    """
    if request.GET.get("tag", "") == tag:
        response = HttpResponse(status=204)
    else:
        said = {"account": account_of(request.user), "tag": tag, **said}
        response = JsonResponse(said, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})
    shown = f"shown {name}"
    if request.session.get(shown) != tag:
        audit.record(AuditEntry.Kind.CARDS_READ, by=request.user, target=name, **looked_at, offline=True)
        request.session[shown] = tag
    return response
