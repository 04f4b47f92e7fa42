"""Photos of a visit: add one, show one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visits.capture.answers import photo_answer
from visits.capture.intake import accept_photo
from visits.capture.views import show_with_photo
from visits.core import audit
from visits.core.get_or_404 import visit_or_404
from visits.core.json_answers import wants_json
from visits.core.photo_files import photo_path, small_photo_path
from visits.core.requests import OfficerRequest
from visits.models import AuditEntry, Photo, Visit, VisitStatus

COVERED_FOR = dt.timedelta(minutes=10)


@require_POST
def add(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """One photo with its own key; the same key again answers as saved."""
    visit = visit_or_404(request.user, key)
    found = accept_photo(by=request.user, visit=visit, data=request.POST, files=request.FILES)
    if wants_json(request):
        return photo_answer(found).as_json(request)
    if found.photo is None:
        # On the visit's form, with the photo as its last row.
        return show_with_photo(request, visit, found.sentence, status=found.status)
    messages.success(request, _("Photo saved."))
    return redirect(visit) if visit.status == VisitStatus.APPROVED else redirect("visit_edit", visit.key)


@require_safe
def show(request: OfficerRequest, key: uuid.UUID, photo_key: uuid.UUID) -> HttpResponseBase:
    """The picture itself, for whoever has the visit in reach: its address is no secret."""
    return _picture(request, key, photo_key, photo_path)


@require_safe
def show_small(request: OfficerRequest, key: uuid.UUID, photo_key: uuid.UUID) -> HttpResponseBase:
    """The same as a thumbnail: a page of ten photos costs what one large photo does."""
    return _picture(request, key, photo_key, small_photo_path)


def _picture(
    request: OfficerRequest, key: uuid.UUID, photo_key: uuid.UUID, path_of: Callable[[str], Path]
) -> HttpResponseBase:
    visit = visit_or_404(request.user, key)
    photo = get_object_or_404(visit.photos, key=photo_key)
    # Kept by the browser, yet asked for each time: who has lost reach, or signed out, sees it no more.
    etag = f'"{path_of.__name__}-{photo.digest}"'
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or _file(path_of, photo)
    # Also where the browser has the picture: it is looked at again.
    _trace_picture(request, visit, photo)
    response["Cache-Control"], response["ETag"] = "private, no-cache", etag
    # Opened on its own, a picture is a page of this site: it may run and load nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _trace_picture(request: OfficerRequest, visit: Visit, photo: Photo) -> None:
    """A picture is a part of the visit; the look at the page that it stands on covers it for a while."""
    # Ten pictures of one page would be ten entries about one look.
    looks = AuditEntry.objects.filter(target=str(visit.key), nrp=request.user.nrp, kind=AuditEntry.Kind.VISIT_READ)
    if looks.filter(at__gte=timezone.now() - COVERED_FOR).exists():
        return
    audit.record_look(visit, by=request.user, photo=str(photo.key))


def _file(path_of: Callable[[str], Path], photo: Photo) -> FileResponse:
    try:
        file = path_of(photo.digest).open("rb")
    # The row stands, the file was lost with a disk: a gap in the page, not a fault.
    except FileNotFoundError as problem:
        raise Http404 from problem
    return FileResponse(file, content_type="image/jpeg")
