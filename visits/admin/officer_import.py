"""Officers by CSV: upload, preview, confirm; the rows that failed to take away.

Between preview and confirmation the file travels signed in the page itself, so that no list of
officers is left lying on the server.
"""

from __future__ import annotations

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
from visits.models import Officer
from visits.services.officer_import import Outcome, import_officers
from visits.sheets import NotASheet, read_sheet, sheet_response

OURS = ["line", "problem"]
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
        label=gettext_lazy("CSV file"), help_text=gettext_lazy("UTF-8, at most 1 MB and 3,000 rows.")
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Please split it."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from error
        self.data_rows = read_rows(text)
        return text


def read_rows(text: str) -> Dataset:
    """The rows of a file, with commas or, as spreadsheets in Indonesia write it, semicolons."""
    try:
        lines = [row for _number, row in read_sheet(text)]
    except NotASheet as error:
        raise forms.ValidationError(_("The file is not a CSV file.")) from error
    heads = [head.strip().casefold() for head in lines[0]] if lines else []
    # The file of failed rows can be uploaded again as it is, with its two columns of ours in front.
    if heads[:2] == OURS:
        heads, lines = heads[2:], [line[2:] for line in lines]
    missing = [name for name in DEMANDED if name not in heads]
    unknown = [name for name in heads if name not in COLUMNS]
    if missing:
        raise forms.ValidationError(_("The file lacks the columns: %(names)s.") % {"names": ", ".join(missing)})
    if unknown or len(set(heads)) < len(heads):
        sentence = _("The file has columns that are not known or stand twice: %(names)s.")
        raise forms.ValidationError(sentence % {"names": ", ".join(unknown or heads)})
    rows = lines[1:]
    if not rows:
        raise forms.ValidationError(_("The file has no rows."))
    if len(rows) > MOST_ROWS:
        raise forms.ValidationError(_("The file has more than 3,000 rows. Please split it."))
    data = Dataset(headers=heads)
    for row in rows:
        data.append([*row, *[""] * len(heads)][: len(heads)])
    return data


def upload(request):
    """The form, and after it the preview of what the file would do."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form=form)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    return _preview(request, text=form.cleaned_data["file"], data=form.data_rows)


@require_POST
def confirm(request):
    """Take over the file that was previewed: every row or none."""
    text = _signed_text(request)
    if text is None:
        messages.error(request, _("The preview has expired. Please upload the file again."))
        return redirect("admin:visits_officer_import")
    data = read_rows(text)
    outcome = import_officers(resource=OfficerResource(by=request.user), data=data, by=request.user, dry_run=False)
    if outcome.failed:
        return _preview(request, text=text, data=data)
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
    data = read_rows(text)
    outcome = import_officers(resource=OfficerResource(by=request.user), data=data, by=request.user, dry_run=True)
    rows = [[row.line, " ".join(row.problems), *row.cells] for row in outcome.failed]
    return sheet_response("officers-errors.csv", [*OURS, *data.headers], rows)


def sample(request):
    """A file to begin with."""
    return sheet_response("officers-sample.csv", COLUMNS, SAMPLE)


def _preview(request, *, text: str, data: Dataset):
    resource = OfficerResource(by=request.user)
    outcome = import_officers(resource=resource, data=data, by=request.user, dry_run=True)
    payload = signing.dumps(text, salt=SALT, compress=True)
    status = 422 if outcome.failed else 200
    return _page(request, form=UploadForm(), outcome=outcome, heads=data.headers, payload=payload, status=status)


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
