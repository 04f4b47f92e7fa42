"""Photos of a visit: add one, show one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visits.exceptions import KeyTaken, NotNow
from visits.forms.review import NewPhotoForm
from visits.forms.rows import PhotoForm
from visits.models import Photo, Visit, VisitStatus
from visits.permissions import check_may_edit, check_may_log
from visits.services.photos import add_photo, photo_path, small_photo_path
from visits.views.access import visit_or_404
from visits.views.answers import answer_json, wants_json
from visits.views.capture import show_with_photo


@require_POST
def add(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One photo with its own key; the same key again answers as saved."""
    visit = visit_or_404(request.user, key)
    check_may_log(request.user)
    sent, form = NewPhotoForm(request.POST, visit=visit), PhotoForm(request.POST, request.FILES)
    errors = dict(sent.errors) | {name: texts for name, texts in form.errors.items() if name in ("image", "caption")}
    if not isinstance(request.FILES.get("image"), UploadedFile):
        errors.setdefault("image", [_("Choose a photo.")])
    if errors:
        return _refuse(request, visit, errors)
    said = form.cleaned_data
    try:
        photo, is_new = add_photo(
            visit=visit,
            by=request.user,
            key=sent.cleaned_data["key"],
            image=said["image"],
            caption=said["caption"],
            stop=sent.cleaned_data["stop"],
        )
    except (NotNow, KeyTaken) as reason:
        return _refuse(request, visit, {"key": [str(reason)]}, sentence=str(reason))
    if wants_json(request):
        return answer_json(request, 201 if is_new else 200, key=photo.key)
    messages.success(request, _("Photo saved."))
    return redirect(visit) if visit.status == VisitStatus.APPROVED else redirect("visit_edit", visit.key)


def _refuse(request: HttpRequest, visit: Visit, errors: dict, sentence: str = "") -> HttpResponse:
    """What is wrong, on the visit's form with the photo as its last row.

    `sentence` is what the form cannot find out by itself.
    """
    check_may_edit(request.user, visit)
    if wants_json(request):
        return answer_json(request, 422, errors=errors)
    return show_with_photo(request, visit, sentence)


@require_safe
def show(request: HttpRequest, key: uuid.UUID, photo_key: uuid.UUID) -> HttpResponse:
    """The picture itself, for whoever has the visit in reach: its address is no secret."""
    return _picture(request, key, photo_key, photo_path)


@require_safe
def show_small(request: HttpRequest, key: uuid.UUID, photo_key: uuid.UUID) -> HttpResponse:
    """The same as a thumbnail: a page of ten photos costs what one large photo does."""
    return _picture(request, key, photo_key, small_photo_path)


def _picture(
    request: HttpRequest, key: uuid.UUID, photo_key: uuid.UUID, path_of: Callable[[str], Path]
) -> HttpResponse:
    visit = visit_or_404(request.user, key)
    photo = get_object_or_404(visit.photos, key=photo_key)
    # Kept by the browser, yet asked for each time: who has lost reach, or signed out, sees it no more.
    etag = f'"{path_of.__name__}-{photo.digest}"'
    response = get_conditional_response(request, etag=etag) or _file(path_of, photo)
    response["Cache-Control"], response["ETag"] = "private, no-cache", etag
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(path_of: Callable[[str], Path], photo: Photo) -> FileResponse:
    try:
        file = path_of(photo.digest).open("rb")
    except FileNotFoundError as problem:
        raise Http404 from problem
    return FileResponse(file, content_type="image/jpeg")
