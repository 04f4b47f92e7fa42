"""Refusals: said in words, written to the audit log, and in JSON for a device."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from visits.core import audit
from visits.core.json_answers import answer_json, wants_json
from visits.models import AuditEntry


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the sentence of the rule that refused."""
    sentence = str(exception or "")
    if getattr(request, "user", None) and request.user.is_authenticated:
        found = request.resolver_match
        # The name of the view, not the address: that may hold the key of what was out of reach.
        audit.record(AuditEntry.Kind.REFUSED, by=request.user, target=found.view_name if found else "")
    if wants_json(request):
        return answer_json(request, 403, error=sentence)
    return render(request, "403.html", {"exception": sentence}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a form that is larger than any this application makes."""
    if not isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return render(request, "400.html", status=400)
    sentence = _("What was sent is too large. Nothing was saved. Go back, shorten it and send it again.")
    if wants_json(request):
        # Not by answer_json: the form cannot be read, not even for its key.
        return JsonResponse({"key": request.headers.get("X-Entry-Key", "")[:36], "error": sentence}, status=413)
    return render(request, "413.html", {"sentence": sentence}, status=413)
