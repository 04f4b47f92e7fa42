"""Answers to devices: a code and a body that echoes the key, never a redirect."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from visits.middleware import wants_json

__all__ = ["answer_json", "wants_json"]


def answer_json(request: HttpRequest, status: int, /, *, key: object = "", **body) -> JsonResponse:
    """A JSON answer with the key that was posted, so that a queue knows what it may forget.

    Without one, the key in the address stands for it.
    """
    found = request.resolver_match
    key = key or request.POST.get("key", "") or (found.kwargs.get("key", "") if found else "")
    return JsonResponse({"key": str(key), **body}, status=status)
