"""Answers to devices: a code and a body that echoes the key, never a redirect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse

from visits.intake import PhotoIntake, VisitIntake
from visits.middleware import wants_json
from visits.models import AuditEvent, Officer, Visit
from visits.queries.posted import saved_values
from visits.services import audit

__all__ = ["Answer", "answer_json", "photo_answer", "trace_look", "visit_answer", "wants_json"]


def answer_json(request: HttpRequest, status: int, /, *, key: object = "", **body) -> JsonResponse:
    """A JSON answer with the key that was posted, so that a queue knows what it may forget.

    Without one, the key in the address stands for it.
    """
    found = request.resolver_match
    key = key or request.POST.get("key", "") or (found.kwargs.get("key", "") if found else "")
    return JsonResponse({"key": str(key), **body}, status=status)


@dataclass(frozen=True)
class Answer:
    """A code and what is said with it, before it is written as JSON."""

    code: int
    said: dict[str, Any]

    def as_json(self, request: HttpRequest) -> JsonResponse:
        return answer_json(request, self.code, **self.said)


def visit_answer(found: VisitIntake) -> Answer:
    """What became of a posted visit; a conflict comes with both versions, which is a look at the saved one."""
    key, post, saved = found.key or found.post.data.get("key", ""), found.post, found.saved
    if saved is None:
        return Answer(found.status, {"key": key, "errors": post.errors_by_name()})
    visit = saved.visit
    said: dict[str, Any] = {"key": key, "revision": visit.revision}
    if saved.outcome == "conflict":
        said |= {"saved": saved_values(visit, post.officer), "posted": post.pairs}
        trace_look(post.officer, visit)
        return Answer(409, said)
    errors = (post.errors_by_name() if post.has_errors else {}) | found.lost_photos
    said |= {"status": visit.status} | ({"errors": errors} if errors else {})
    return Answer(found.status, said | ({"kept": True} if found.lost_photos else {}))


def photo_answer(found: PhotoIntake, *, key: object = "") -> Answer:
    """What became of a posted photo."""
    if found.photo is None:
        return Answer(found.status, {"key": key, "errors": found.errors})
    return Answer(found.status, {"key": found.photo.key})


def trace_look(officer: Officer, visit: Visit) -> None:
    """The form of a sent visit shows all of it. A draft is read by its author alone, who wrote it."""
    if not visit.is_draft:
        audit.record(AuditEvent.Kind.VISIT_READ, by=officer, target=visit)
