"""The report of one visit, as text and as PDF."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from visits.core import audit
from visits.core.get_or_404 import visit_or_404
from visits.core.photo_files import photo_path
from visits.core.requests import OfficerRequest
from visits.models import AuditEntry, Officer, Visit
from visits.reports import build_report, report_parts, report_pdf, report_text


@require_safe
def text(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The report as plain text, to be copied or shared; with `part` one message of it.

    `X-Report-Parts` says how many messages it is.
    """
    visit = visit_or_404(request.user, key)
    body = report_text(build_report(visit, by=request.user))
    parts = report_parts(body)
    if "part" in request.GET:
        body = _part(parts, request.GET["part"])
    response = _answer(body.encode(), visit, by=request.user, kind="txt")
    response["X-Report-Parts"] = str(len(parts))
    return response


def _part(parts: list[str], wanted: str) -> str:
    """The part of a number counted from one. Raises Http404 where there is none."""
    if not re.fullmatch(r"[1-9]\d{0,3}", wanted, re.ASCII) or int(wanted) > len(parts):
        raise Http404
    return parts[int(wanted) - 1]


@require_safe
def pdf(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The report as a PDF with its photos."""
    visit = visit_or_404(request.user, key)
    report = build_report(visit, by=request.user)
    # Only those of this reader's report.
    paths = {photo.digest: photo_path(photo.digest) for photo in report.attachments}
    body = report_pdf(report, photo_folder=Path(settings.MEDIA_ROOT), photo_paths=paths)
    return _answer(body, visit, by=request.user, kind="pdf")


CONTENT_TYPES = {"txt": "text/plain; charset=utf-8", "pdf": "application/pdf"}


def _answer(body: bytes, visit: Visit, *, by: Officer, kind: str) -> HttpResponse:
    """Trace the report, then let it leave; where the trace fails, so does the answer."""
    audit.record(AuditEntry.Kind.REPORT_READ, by=by, target=visit, format=kind)
    response = HttpResponse(body, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'inline; filename="{file_name(visit)}.{kind}"'
    # A report on a shared computer must not be found there by the next person.
    response["Cache-Control"] = "no-store, private"
    return response


def file_name(visit: Visit) -> str:
    """Day and unit, in characters that every device takes: "laporan-2024-09-01-satsamapta-1a2b3c4d"."""
    day = visit.visited_on.isoformat() if visit.visited_on else "tanpa-tanggal"
    return "-".join(["laporan", day, slugify(visit.unit_name)[:60] or "unit", str(visit.key)[:8]])
