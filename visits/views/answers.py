"""Answers to devices: a code and a body that echoes the key, never a redirect."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from visits.intake import PhotoIntake, VisitIntake
from visits.middleware import wants_json
from visits.models import AuditEvent, Officer, Visit
from visits.queries.posted import saved_values
from visits.services import audit

__all__ = ["answer_json", "answer_photo", "answer_visit", "trace_look", "wants_json"]


def answer_json(request: HttpRequest, status: int, /, *, key: object = "", **body) -> JsonResponse:
    """A JSON answer with the key that was posted, so that a queue knows what it may forget.

    Without one, the key in the address stands for it.
    """
    found = request.resolver_match
    key = key or request.POST.get("key", "") or (found.kwargs.get("key", "") if found else "")
    return JsonResponse({"key": str(key), **body}, status=status)


def answer_visit(request: HttpRequest, found: VisitIntake) -> JsonResponse:
    """What became of a posted visit; a conflict comes with both versions."""
    key, post, saved = found.key or found.post.data.get("key", ""), found.post, found.saved
    if saved is None:
        return answer_json(request, found.status, key=key, errors=post.errors_by_name())
    visit = saved.visit
    if saved.outcome == "conflict":
        theirs = saved_values(visit, post.officer)
        answer = answer_json(request, 409, key=key, revision=visit.revision, saved=theirs, posted=post.pairs)
        trace_look(post.officer, visit)
        return answer
    errors = (post.errors_by_name() if post.has_errors else {}) | found.lost_photos
    said = ({"errors": errors} if errors else {}) | ({"kept": True} if found.lost_photos else {})
    return answer_json(request, found.status, key=key, revision=visit.revision, status=visit.status, **said)


def answer_photo(request: HttpRequest, found: PhotoIntake, *, key: object = "") -> JsonResponse:
    """What became of a posted photo."""
    if found.photo is None:
        return answer_json(request, found.status, key=key, errors=found.errors)
    return answer_json(request, found.status, key=found.photo.key)


def trace_look(officer: Officer, visit: Visit) -> None:
    """The form of a sent visit shows all of it. A draft is read by its author alone, who wrote it."""
    if not visit.is_draft:
        audit.record(AuditEvent.Kind.VISIT_READ, by=officer, target=visit)
