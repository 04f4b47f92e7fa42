"""Refusals: said in words, written to the trail, and in JSON for a device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from visits.models import AuditEvent
from visits.services import audit
from visits.views.answers import answer_json, wants_json


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the sentence of the rule that refused."""
    sentence = str(exception or "")
    if getattr(request, "user", None) and request.user.is_authenticated:
        found = request.resolver_match
        audit.record(AuditEvent.Kind.REFUSED, by=request.user, target=found.view_name if found else "")
    if wants_json(request):
        return answer_json(request, 403, error=sentence)
    return render(request, "403.html", {"exception": sentence}, status=403)
