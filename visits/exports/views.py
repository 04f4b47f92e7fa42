"""Taking out the filtered history: sent while it is made, or made on a page that shows how far it is."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_export
from visits.core.requests import OfficerRequest
from visits.exports.job import drop_file, sweep, why_not_fetched
from visits.exports.services import begin_export, cancel_export
from visits.exports.streaming import fetched, file_of, is_full, place_in_queue, sent, wake_workers
from visits.history.forms import UNSAID, HistoryFilter
from visits.history.page import asks_nothing, history_list
from visits.models import AuditEntry, Export, ExportForm

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
SHOWN = 10
AGAIN_IN = "30"


@require_safe
def csv(request: OfficerRequest) -> HttpResponseBase:
    """One row a visit, or with rows=notes one row a note."""
    form = ExportForm.NOTES_CSV if request.GET.get("rows") == "notes" else ExportForm.VISITS_CSV
    return _send(request, form)


@require_safe
def xlsx(request: OfficerRequest) -> HttpResponseBase:
    """A workbook. It cannot leave before its last row, so a browser is shown its page instead."""
    return _send(request, ExportForm.XLSX)


@require_safe
def geojson(request: OfficerRequest) -> HttpResponseBase:
    return _send(request, ExportForm.GEOJSON)


def _send(request: OfficerRequest, form: ExportForm) -> HttpResponseBase:
    """The file, sent while it is made: a script or a bookmark asks for it by its address alone."""
    check_may_export(request.user)
    read = HistoryFilter(request.GET, officer=request.user)
    if read.errors:
        return _page(request, read, status=422)
    # Whoever only asks for the headers takes nothing out, and leaves no entry.
    if request.method == "HEAD":
        return _with_headers(HttpResponse(), form)
    on_a_page = form == ExportForm.XLSX and "text/html" in request.headers.get("Accept", "")
    try:
        if is_full():
            raise NotNow(_("Too many exports are being sent just now. Try again in half a minute."))
        export = begin_export(
            by=request.user, form=form, filtered_by=read.pairs, logged=read.logged, is_streamed=not on_a_page
        )
    except NotNow as reason:
        response = render(request, "exports/busy.html", {"reason": str(reason)}, status=503)
        response["Retry-After"] = AGAIN_IN
        return response
    if on_a_page:
        wake_workers()
        return redirect(export)
    return _with_headers(StreamingHttpResponse(sent(export)), form)


def _with_headers(response: HttpResponseBase, form: ExportForm) -> HttpResponseBase:
    """The headers of a file that is kept nowhere and that no proxy or middleware holds back."""
    response["Content-Type"] = CONTENT_TYPES[form.suffix]
    what = "catatan" if form.is_of_notes else "kunjungan"
    name = f"{what}-{timezone.localdate().isoformat()}.{form.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    # Compressed, nothing would arrive before the first block is full.
    response["Content-Encoding"] = "identity"
    # nginx would collect the whole file before it sends any of it.
    response["X-Accel-Buffering"] = "no"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: OfficerRequest) -> HttpResponse:
    """Choose a form for the filter at hand, and see the own exports of the last days."""
    check_may_export(request.user)
    sweep()
    read = HistoryFilter(request.POST if request.method == "POST" else request.GET, officer=request.user)
    if request.method != "POST":
        wake_workers()  # so that a worker stands ready when somebody has chosen
    if read.errors or request.method != "POST":
        return _page(request, read, status=422 if read.errors else 200)
    if request.POST.get("form") not in ExportForm.values:
        read.add_error(None, _("Choose a format."))
        return _page(request, read, status=422)
    try:
        form = ExportForm(request.POST["form"])
        export = begin_export(by=request.user, form=form, filtered_by=read.pairs, logged=read.logged)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("export_new")
    wake_workers()
    return redirect(export)


def _page(request: OfficerRequest, read: HistoryFilter, *, status: int) -> HttpResponse:
    count = None if read.errors else history_list(request.user, read.filtered_by).count()
    context = {
        "filters": read.pairs,
        "history_filter": urlencode(read.pairs),
        "errors": [(f"id_{name}", text) for name, texts in read.errors.items() for text in texts],
        "count": count,
        "asks_nothing": not read.errors and asks_nothing(read.cleaned_data["q"]),
        "forms": ExportForm.choices,
        "exports": Export.objects.filter(officer=request.user)[:SHOWN],
    }
    response = render(request, "exports/new.html", context, status=status)
    if count is not None and set(read.logged) & set(UNSAID):
        # The number of hits answers a search as the list of them does.
        audit.record(
            AuditEntry.Kind.SEARCHED, by=request.user, target="export", filters=read.logged, shown=count.number
        )
    return response


@require_safe
def detail(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """How far one export is, its place in the queue, and the file when it is finished."""
    check_may_export(request.user)
    sweep()
    export = get_object_or_404(Export, key=key, officer=request.user)
    if export.is_unfinished:
        wake_workers()
    return render(request, "exports/detail.html", {"export": export, "ahead": place_in_queue(export) - 1})


@require_POST
def cancel(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    check_may_export(request.user)
    export = get_object_or_404(Export, key=key, officer=request.user)
    try:
        cancel_export(by=request.user, export=export)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The export was cancelled. Nothing was kept."))
    return redirect(export)


@require_safe
def fetch(request: OfficerRequest, key: uuid.UUID) -> HttpResponseBase:
    """The finished file, once: it goes when it was handed out whole, or after an hour."""
    check_may_export(request.user)
    export = get_object_or_404(Export, key=key, officer=request.user)
    file = file_of(export)
    # Asked at the moment of fetching: rights may have changed in the hour since.
    if export.can_be_fetched and (reason := why_not_fetched(export)):
        drop_file(export)
        messages.error(request, reason)
        return redirect(export)
    if not export.can_be_fetched or not file.exists():
        messages.error(request, _("This file is no longer kept. Start the export again."))
        return redirect(export)
    form = ExportForm(export.form)
    response = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(fetched(export))
    response["Content-Length"] = str(file.stat().st_size)
    return _with_headers(response, form)
