"""Forms that arrived after the session had ended: kept for the same person on the same browser, and sent on once.

Sign-out forgets them, with the cookie that says who signed in last. Nothing here carries a form out:
its person sees it after sign-in, and confirms it by POST.
"""

from __future__ import annotations

import base64
import datetime as dt

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from visits.accounts import known_browser
from visits.core.visit_content import form_data
from visits.models import Officer, PendingSubmission

COOKIE, SALT = "who", "visits.pending_submissions.who"
MOST_PENDING = 30
LARGEST = 40 * 1024 * 1024
NEVER_STORED = ("csrfmiddlewaretoken", "password")
# Factors of a sign-in are typed there: a recovery code that was kept would be shown again.
SECRET_PAGES = ("security", "change_password")


def remember(response: HttpResponse, officer: Officer, *, secure: bool) -> None:
    """Let the browser say later whose session it was that ended."""
    response.set_cookie(
        COOKIE,
        signing.dumps(officer.pk, salt=SALT),
        max_age=int(dt.timedelta(days=90).total_seconds()),
        httponly=True,
        secure=secure,
        samesite="Lax",
    )


def last_officer(request: HttpRequest) -> Officer | None:
    """The active officer who signed in last on this browser, if the cookie is ours."""
    try:
        pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Officer.objects.filter(pk=pk, is_active=True).first()


def forget_officer(response: HttpResponse) -> None:
    """Let the browser say no longer who signed in on it."""
    response.delete_cookie(COOKIE, samesite="Lax")


def waiting(request: HttpRequest, officer: Officer) -> QuerySet[PendingSubmission]:
    """What this officer posted on this browser and has not gone on with, the newest first."""
    browser = known_browser.digest(request)
    if not browser:
        return PendingSubmission.objects.none()
    return PendingSubmission.objects.filter(
        officer=officer, browser=browser, created_at__gte=timezone.now() - settings.KEEP_POSTS
    )


@transaction.atomic
def keep(*, request: HttpRequest, officer: Officer) -> PendingSubmission | None:
    """Keep the posted values and files; None on an unknown browser, or for secrets and what is too large to keep."""
    files = [(name, file) for name, group in request.FILES.lists() for file in group]
    browser = known_browser.digest(request)
    if request.path_info.startswith(tuple(reverse(name) for name in SECRET_PAGES)):
        return None
    if not browser or sum(file.size or 0 for _name, file in files) > LARGEST:
        return None
    drop_old()
    before = PendingSubmission.objects.filter(officer=officer, browser=browser)
    before.exclude(pk__in=list(before.values_list("pk", flat=True)[: MOST_PENDING - 1])).delete()
    return PendingSubmission.objects.create(
        officer=officer,
        browser=browser,
        path=request.path_info[:500].replace("\x00", ""),
        posted=[
            # PostgreSQL's JSON cannot hold a NUL.
            (name.replace("\x00", ""), value.replace("\x00", "\u2400"))
            for name, values in request.POST.lists()
            if not any(part in name for part in NEVER_STORED)
            for value in values
        ],
        files=[(name, file.name, file.content_type, base64.b64encode(file.read()).decode()) for name, file in files],
    )


def drop_old() -> int:
    """Delete what nobody came back for in time; how many."""
    return PendingSubmission.objects.filter(created_at__lt=timezone.now() - settings.KEEP_POSTS).delete()[0]


@transaction.atomic
def take(*, request: HttpRequest, token: str, officer: Officer) -> PendingSubmission | None:
    """The kept post of this officer on this browser, taken out so that it is sent on only once."""
    pending = waiting(request, officer).select_for_update(no_key=True).filter(token=token).first()
    if pending is not None:
        PendingSubmission.objects.filter(pk=pending.pk).delete()
    return pending


def forget(*, request: HttpRequest, officer: Officer) -> None:
    """At sign-out: nobody goes on with what was posted here."""
    waiting(request, officer).delete()


def rebuild(pending: PendingSubmission) -> tuple[QueryDict, MultiValueDict]:
    """The posted values and files as they arrived."""
    posted = form_data(pending.posted)
    files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    for name, file_name, content_type, content in pending.files:
        files.appendlist(name, SimpleUploadedFile(file_name, base64.b64decode(content), content_type))
    return posted, files
