"""Answers to devices: a code and a body that echoes the key, never a redirect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse


def answer_json(request: HttpRequest, status: int, /, *, key: object = "", **body) -> JsonResponse:
    """A JSON answer with the key that was posted, so that a queue knows what it may forget.

    Without one, the key in the address stands for it.
    """
    found = request.resolver_match
    # The outbox is emptied only by an answer that echoes its key, so every answer carries it.
    key = key or request.POST.get("key", "") or (found.kwargs.get("key", "") if found else "")
    return JsonResponse({"key": str(key), **body}, status=status)


@dataclass(frozen=True)
class Answer:
    """A code and what is said with it, before it is written as JSON."""

    code: int
    said: dict[str, Any]

    def as_json(self, request: HttpRequest) -> JsonResponse:
        return answer_json(request, self.code, **self.said)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script or a device asks, which must never be redirected."""
    return "application/json" in request.headers.get("Accept", "")
