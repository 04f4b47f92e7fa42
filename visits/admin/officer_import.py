"""Officers by CSV: upload, preview, confirm; the rows that failed to take away.

Between preview and confirmation the file travels signed in the page itself, so that no list of
officers is left lying on the server.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from tablib import Dataset

from visits.admin.officer_resource import COLUMNS, DEMANDED, OfficerResource
from visits.core.spreadsheets import NotASheet, decode, read_sheet, sheet_response
from visits.models import Officer
from visits.setup.officer_import import Outcome, import_officers
from visits.typed import clean_line

OURS = ["line", "problem"]
# Other headers that people's lists have.
ALSO_CALLED = {
    "nip": "nrp",
    "nrp_nip": "nrp",
    "nama": "name",
    "nama_lengkap": "name",
    "gelar": "degrees",
    "pangkat": "rank",
    "jabatan": "position",
    "plt": "acting",
    "pjs": "acting",
    "pelaksana_tugas": "acting",
    "kesatuan": "unit",
    "satuan": "unit",
    "satker": "unit",
    "kode_kesatuan": "unit",
    "peran": "role",
    "aktif": "active",
    "status_aktif": "active",
    "baris": "line",
    "kesalahan": "problem",
}
SALT = "officers.import"
HOURS_2 = 2 * 60 * 60
LARGEST_BYTES = 1_000_000
MOST_ROWS = 3000
SAMPLE = [
    ["99010001", "Yohanes Contoh", "S.H.", "aipda", "Bhabinkamtibmas", "tidak", "polres-kupang", "officer", "ya"],
    ["99020002", "Maria Contoh", "", "bripka", "Kanit Binmas", "ya", "polres-kupang", "supervisor", "ya"],
]


class UploadForm(forms.Form):
    """The file, read and checked for its columns; `data` holds the rows afterwards."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("A CSV file saved from a spreadsheet, at most 1 MB and 3,000 rows."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Please split it."))
        try:
            text = decode(file.read())
        except NotASheet as problem:
            raise forms.ValidationError(str(problem)) from problem
        self.officers = read_officers(text)
        return text


class OfficerSheet(NamedTuple):
    """The rows of a file, the number of each in the sheet, and what separates its cells."""

    data: Dataset
    lines: list[int]
    separator: str


def read_officers(text: str) -> OfficerSheet:
    """The rows of a file by our columns. Raises ValidationError where they cannot be read as officers."""
    try:
        sheet = read_sheet(text)
    except NotASheet as problem:
        raise forms.ValidationError(str(problem)) from problem
    header = [column_of(title) for title in sheet.header]
    # The file of failed rows can be uploaded again as it is, with its two columns of ours in front.
    ours = 2 if header[:2] == OURS else 0
    header = header[ours:]
    missing = [name for name in DEMANDED if name not in header]
    unknown = [
        title or _("column %(number)d") % {"number": number}
        for number, title in enumerate(header, start=ours + 1)
        if title not in COLUMNS
    ]
    if missing:
        raise forms.ValidationError(_("The file lacks the columns: %(names)s.") % {"names": ", ".join(missing)})
    if unknown or len(set(header)) < len(header):
        sentence = _("The file has columns that are not known or appear twice: %(names)s.")
        raise forms.ValidationError(sentence % {"names": ", ".join(unknown or header)})
    if not sheet.rows:
        raise forms.ValidationError(_("The file has no rows."))
    if len(sheet.rows) > MOST_ROWS:
        raise forms.ValidationError(_("The file has more than 3,000 rows. Please split it."))
    data = Dataset(headers=header)
    for _number, row in sheet.rows:
        data.append([*map(clean_line, row[ours:]), *[""] * len(header)][: len(header)])
    return OfficerSheet(data, [number for number, _row in sheet.rows], sheet.separator)


def column_of(title: str) -> str:
    """The column that a header stands for, however it is written; as it is written where none is known."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")
    found = ALSO_CALLED.get(plain, plain)
    return found if found in (*COLUMNS, *OURS) else title.strip()


def upload(request):
    """The form, and after it the preview of what the file would do."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form=form)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    return _preview(request, text=form.cleaned_data["file"], officers=form.officers)


@require_POST
def confirm(request):
    """Take over the file that was previewed: every row or none."""
    text = _signed_text(request)
    if text is None:
        messages.error(request, _("The preview has expired. Please upload the file again."))
        return redirect("admin:visits_officer_import")
    officers = read_officers(text)
    outcome = _import(officers, by=request.user, dry_run=False)
    if outcome.failed:
        return _preview(request, text=text, officers=officers)
    number = outcome.new + outcome.updated
    done = ngettext("%(number)d officer was imported", "%(number)d officers were imported", number)
    counts = _("new %(new)d, changed %(updated)d, unchanged %(unchanged)d")
    values = {"number": number, "new": outcome.new, "updated": outcome.updated, "unchanged": outcome.unchanged}
    messages.success(request, f"{done % values} ({counts % values}).")
    return redirect("admin:visits_officer_changelist")


@require_POST
def error_rows(request):
    """The rows that failed as a file, with a column saying why: correct it and upload it again."""
    text = _signed_text(request)
    if text is None:
        messages.error(request, _("The preview has expired. Please upload the file again."))
        return redirect("admin:visits_officer_import")
    officers = read_officers(text)
    outcome = _import(officers, by=request.user, dry_run=True)
    rows = [[row.line, " ".join(row.problems), *row.cells] for row in outcome.failed]
    header = [*OURS, *officers.data.headers]
    return sheet_response("officers-errors.csv", header, rows, separator=officers.separator)


def sample(request):
    """A file with the columns and example officers, to begin with."""
    separator = ";" if "excel" in request.GET else ","
    return sheet_response("officers-sample.csv", COLUMNS, SAMPLE, separator=separator)


def _import(officers: OfficerSheet, *, by: Officer, dry_run: bool) -> Outcome:
    resource = OfficerResource(by=by)
    return import_officers(resource=resource, data=officers.data, lines=officers.lines, by=by, dry_run=dry_run)


def _preview(request, *, text: str, officers: OfficerSheet):
    outcome = _import(officers, by=request.user, dry_run=True)
    payload = signing.dumps(text, salt=SALT, compress=True)
    status = 422 if outcome.failed else 200
    return _page(
        request, form=UploadForm(), outcome=outcome, header=officers.data.headers, payload=payload, status=status
    )


def _signed_text(request) -> str | None:
    try:
        return signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=HOURS_2)
    except signing.BadSignature:
        return None


def _page(request, *, form, outcome: Outcome | None = None, status: int = 200, **extra):
    from visits.admin.site import site

    context = {
        **site.each_context(request),
        "title": _("Import officers"),
        "opts": Officer._meta,
        "form": form,
        "outcome": outcome,
        "columns": COLUMNS,
        "demanded": DEMANDED,
        **extra,
    }
    return TemplateResponse(request, "admin/visits/officer/import.html", context, status=status)
