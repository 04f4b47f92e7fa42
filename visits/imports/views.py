"""Past visits from a unit's spreadsheet: upload, look, take over, undo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_import
from visits.core.requests import OfficerRequest
from visits.core.spreadsheets import sheet_response
from visits.imports.file import COLUMNS, DEMANDED, ImportFileForm, ImportPreview
from visits.imports.services import drop_file, import_visits, keep_choices, keep_file, undo_import
from visits.models import VisitImport
from visits.pickers.same_visits import record_same_visits

SHOWN = 20
MOST_ALREADY_LOGGED = 100
SAMPLE = {
    "tanggal": "1/9/2024",
    "jam_mulai": "13.00",
    "bentuk": "sambang",
    "desa": "Tuapukan",
    "kecamatan": "Kupang Timur",
    "tempat": "rumah kepala desa",
    "petugas": "Iptu Yohanes Contoh; Bripka Maria Contoh",
    "ditemui": "Bapak Petrus Contoh (kepala desa); 15 warga",
    "keluhan": "Lampu jalan di dusun dua padam.",
    "imbauan": "Saling menghormati pilihan tetangga.",
    "situasi": "kondusif",
    "hasil": "Warga mendukung pemilihan yang damai.",
    "tindak_lanjut": "Patroli malam di dusun dua.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: OfficerRequest) -> HttpResponse:
    """The form for a file, and what was imported before."""
    check_may_import(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportFileForm(*sent)
    if sent and form.is_valid():
        try:
            kept = keep_file(
                by=request.user,
                file_name=form.cleaned_data["file"].name,
                text=form.sheet.text,
                rows=len(form.sheet.lines),
            )
        except NotNow as reason:
            form.add_error("file", str(reason))
        else:
            return redirect(kept)
    context = {
        "form": form,
        "imports": VisitImport.objects.filter(uploaded_by=request.user).defer("text", "choices")[:SHOWN],
        "columns": [(name, name in DEMANDED) for name in COLUMNS],
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts],
    }
    return render(request, "imports/list.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: OfficerRequest) -> HttpResponse:
    """An empty file with every column and one row to see how it is meant."""
    check_may_import(request.user)
    separator = ";" if "excel" in request.GET else ","
    rows = [[SAMPLE.get(name, "") for name in COLUMNS]]
    return sheet_response("kunjungan-contoh.csv", COLUMNS, rows, separator=separator)


def _own(request: OfficerRequest, key: uuid.UUID) -> VisitImport:
    check_may_import(request.user)
    return get_object_or_404(VisitImport, uploaded_by=request.user, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """What the file would become; posted, the names are decided on and the visits taken over."""
    imported = _own(request, key)
    if not imported.is_open:
        return render(request, "imports/done.html", {"imported": imported})
    preview = ImportPreview(imported, request.user)
    if request.method != "POST":
        return _show(request, imported, preview)
    choices = preview.choices_from(request.POST)
    try:
        if choices:
            keep_choices(imported=imported, choices=choices, by=request.user)
            imported.refresh_from_db()
            preview = ImportPreview(imported, request.user)
        if request.POST.get("action") != "import":
            return redirect(imported)
        if preview.wrong:
            return _show(request, imported, preview, status=422)
        number = import_visits(
            imported=imported, contents=preview.contents, operations=preview.reader.operations, by=request.user
        )
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("visit_imports")
    done = ngettext("%(number)d visit was imported.", "%(number)d visits were imported.", number)
    messages.success(request, done % {"number": number})
    return redirect(imported)


def _show(request: OfficerRequest, imported: VisitImport, preview: ImportPreview, status: int = 200) -> HttpResponse:
    shown = list(preview.already_logged.items())[:MOST_ALREADY_LOGGED]
    context = {
        "imported": imported,
        "preview": preview,
        "ready": len(preview.rows) - len(preview.wrong),
        "samples": [row for row in preview.rows if row.content][:SHOWN],
        "wrong": preview.wrong[:SHOWN],
        "already_logged": shown,
        "errors": [("wrong-rows", _("There are rows with errors: nothing was imported."))] if status == 422 else [],
    }
    response = render(request, "imports/preview.html", context, status=status)
    record_same_visits(request.user, (one for _number, rows in shown for one in rows))
    return response


@require_safe
def wrong_rows(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The rows with mistakes and what is wrong with them, to be mended and uploaded again."""
    imported = _own(request, key)
    if not imported.is_open:
        return sheet_response("kunjungan-kesalahan.csv", [], [])
    preview = ImportPreview(imported, request.user)
    header, rows = preview.wrong_rows()
    return sheet_response("kunjungan-kesalahan.csv", header, rows, separator=preview.sheet.separator)


@require_POST
def drop(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Throw the uploaded file away."""
    try:
        drop_file(imported=_own(request, key), by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The file was discarded. Nothing was imported."))
    return redirect("visit_imports")


@require_POST
def undo(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Take the visits of this import away again, all of them."""
    imported = _own(request, key)
    try:
        number = undo_import(imported=imported, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        undone = ngettext("%(number)d visit was removed again.", "%(number)d visits were removed again.", number)
        messages.success(request, undone % {"number": number})
    return redirect(imported)
