"""The installable app: its manifest, its worker, and the shells that open without signal.

A shell is a page that names nobody: the same templates, rendered for no one in particular.
The device fills it from what it keeps for the account that is signed in on it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooling.trim import without_comments
from visits.capture.form_page import FormPage
from visits.capture.post import VisitPost
from visits.capture.prompts import prompt_groups
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.device.push_sentences import plain, sentences
from visits.models import Officer, Operation, Topic
from visits.pickers.near import NobodyNear
from visits.places.offline_choices import choices_in_the_clear

WORKER = Path(__file__).resolve().parents[2] / "static" / "js" / "device" / "service-worker.js"
# What only desks need stays out of what a phone keeps.
SHELLS = ("form", "phone", "sent")
SCRIPTS = ("database", "outbox")
PUSH_SCRIPTS = ("push", "push-worker")
WITHOUT_CHOICES = {"phone": "device/phone.html", "sent": "capture/_sent.html"}
CHOICES_SECONDS = 300
NEVER_PRECACHED = ("js/admin/", "js/review/", "js/device/service-worker", "js/device/push-worker")
PRECACHED = ("css/app", "vendor/bootstrap", "js/", "icons/icon")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """How the app looks when it is installed; it names nobody, and browsers ask for it without a session."""
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (("app-192", 192, "any"), ("app-512", 512, "any"), ("maskable-512", 512, "maskable"))
    ]
    said = {
        "name": "Cooling",
        "short_name": "Cooling",
        "description": _("Visits that keep the talk calm"),
        "lang": get_language(),
        "id": "/",
        "start_url": reverse("start"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7f8",
        "theme_color": "#0b5f63",
        "icons": icons,
        "shortcuts": [{"name": _("Log a visit"), "url": reverse("visit_new")}],
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which version of the app it is, what belongs to it, then the script itself."""
    shells = {name: reverse("device_shell", args=[name]) for name in SHELLS}
    scripts = [*SCRIPTS, *(PUSH_SCRIPTS if settings.PUSH_KEY else ())]
    kept = [reverse("place_own"), reverse("device_prompts")]
    precached: dict[str, Any] = {
        "files": [*_files(), *kept],
        "kept": kept,
        "shells": shells,
        "scripts": [static(f"js/device/{name}.js") for name in scripts],
        "told": _notifications() if settings.PUSH_KEY else None,
    }
    # Whatever is in a shell belongs to the version: a page is never made of two of them.
    said = json.dumps([precached, [shell(name) for name in shells], _choices(request.user), _prompts(), _script()])
    precached["version"] = _digest(said)[:16]
    body = f"self.COOLING = {json.dumps(precached)};\n{_script()}"
    etag = f'"{_digest(body)[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(body, content_type="text/javascript")
    # The language cookie decides on the shells.
    response["ETag"], response["Cache-Control"], response["Vary"] = etag, "no-cache", "Cookie"
    return response


def _notifications() -> dict[str, object]:
    """What the worker shows where this phone is told something."""
    icon = static("icons/app-192.png")
    return {"words": sentences(), "plain": plain(), "icon": icon, "lang": get_language()}


def _choices(user: Officer | AnonymousUser) -> str:
    """The villages and other choices that this officer's phone keeps in the clear, digested."""
    if not user.is_authenticated:
        return ""
    # Asked by every page of a phone; villages change by decree, some times a year.
    key = f"choices-in-the-clear:{user.pk}:{get_language()}"
    return cache.get_or_set(key, lambda: _digest(json.dumps(choices_in_the_clear(user))), CHOICES_SECONDS) or ""


def _prompts() -> str:
    """The prompts for notes that every phone keeps in the clear, digested."""

    def digest() -> str:
        return _digest(json.dumps([asdict(group) for group in prompt_groups()]))

    return cache.get_or_set(f"prompts:{get_language()}", digest, CHOICES_SECONDS) or ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@require_safe
def show_shell(request: OfficerRequest, name: str) -> HttpResponse:
    """A page that names nobody, or a part of one, for a signed-in officer's phone to keep."""
    check_may_log(request.user)
    if name not in SHELLS:
        raise Http404
    return HttpResponse(shell(name), headers={"Cache-Control": "no-cache"})


def shell(name: str) -> str:
    """The shell in the language of the request, made once for each set of choices that it offers."""
    choices = [
        *Operation.objects.filter(is_active=True).order_by("pk").values_list("code", "name", "starts_on"),
        *Topic.objects.filter(is_active=True).order_by("pk").values_list("code", "name", "name_en", "group", "order"),
    ]
    # The choices are in the key: an operation that set-up adds makes a new shell.
    return _shell(name, get_language(), str(choices))


@lru_cache(maxsize=16)
def _shell(name: str, language: str, choices: str) -> str:
    if name != "form":
        return render_to_string(WITHOUT_CHOICES[name], {"is_shell": True})
    data = QueryDict(mutable=True)
    data.update({f"{kind}-TOTAL_FORMS": "1" for kind in ("stops", "officers", "people", "notes")})
    # A shell is nobody's: the form asks an officer for the units to log for alone, and nobody has any.
    post = VisitPost(data, officer=cast(Officer, AnonymousUser()), visit=None)
    return render_to_string("capture/form.html", {"is_shell": True, "page": ShellPage(post.quiet()), "post": post})


class ShellPage(FormPage):
    """The form for no one in particular: nobody is near."""

    near = NobodyNear()


@lru_cache(maxsize=1)
def _script() -> str:
    return without_comments(WORKER.read_text())


def _files() -> list[str]:
    # Hashed names: a file that changes has another address, so what is kept never grows old.
    assert isinstance(staticfiles_storage, HashedFilesMixin)  # STORAGES names one
    names = sorted(staticfiles_storage.hashed_files.values())
    return [
        f"{settings.STATIC_URL}{name}"
        for name in names
        if name.startswith(PRECACHED) and not name.startswith(NEVER_PRECACHED)
    ]
