"""Take in what a phone handed over as one file: the own entries as they were meant, a colleague's as drafts."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.capture.intake import PhotoIntake
from visits.core.exceptions import NotAllowed
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.device.entries import Entry, NotAnEntry, read_entries
from visits.device.handed_over_drafts import Bringing
from visits.device.handover import taken_in
from visits.device.views import take, take_beside
from visits.models import Officer

LARGEST_FILE = 200 * 1024 * 1024
# The author's name, whether it is saved, and what was said.
Result = tuple[str, bool, str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: OfficerRequest) -> HttpResponse:
    """Take in a file of encrypted entries, each for the author it names."""
    check_may_log(request.user)
    if request.method != "POST":
        return render(request, "device/handover.html")
    file = request.FILES.get("file")
    # It is opened in memory as a whole.
    if not isinstance(file, UploadedFile) or (file.size or 0) > LARGEST_FILE:
        return _refuse(request, _("Choose the file that the phone made."))
    try:
        # All of it is read before anything is saved: a file that is cut off changes nothing.
        found = list(read_entries(file.read()))
    except NotAnEntry as reason:
        return _refuse(request, str(reason))
    if not found:
        return _refuse(
            request, _("The file is complete, but there is no entry in it: nothing was waiting on the phone.")
        )
    results = _take_all(request, found)
    taken = sum(result[1] for result in results)
    if taken:
        said = ngettext("%(number)d entry brought in.", "%(number)d entries brought in.", taken) % {"number": taken}
        messages.success(request, said)
    refused = [result for result in results if not result[1]]
    if not refused:
        return redirect("start")
    return render(request, "device/handover.html", {"refused": refused}, status=422)


def _refuse(request: OfficerRequest, sentence: str) -> HttpResponse:
    return render(request, "device/handover.html", {"errors": [("id_file", sentence)]}, status=422)


def _take_all(request: OfficerRequest, found: list[Entry]) -> list[Result]:
    authors = Officer.objects.filter(nrp__in={entry.nrp for entry in found}, is_active=True)
    bringing = {
        author.nrp: Bringing(by=request.user, author=author) for author in authors.select_related("unit", "rank")
    }
    # In the file's order: a visit stands before its photos.
    return [_take_in(request, entry, bringing.get(entry.nrp)) for entry in found]


def _take_in(request: OfficerRequest, entry: Entry, bringing: Bringing | None) -> Result:
    if bringing is None:
        return entry.nrp, False, _("Whoever wrote this no longer has an account.")
    author = bringing.author
    with taken_in(by=request.user, author=author, kind=entry.kind, key=entry.key) as outcome:
        if author.pk == request.user.pk:
            outcome["answer"], sentence = _take_own(request, entry)
        else:
            outcome["answer"], sentence = _bring(bringing, entry)
    return author.full_name, outcome["answer"] in (200, 201), sentence


def _take_own(request: OfficerRequest, entry: Entry) -> tuple[int, str]:
    """As the phone itself would have sent it; the code, and what was said."""
    answer = take(entry, officer=request.user)
    if answer.code == 409 and entry.kind == "visit":
        # The file alone holds these words, and only the server can read them.
        answer = take_beside(entry, officer=request.user)
    status = 200 if answer.said.get("kept") else answer.code
    return status, answer.said.get("error", "") or _sentences(answer.said.get("errors", {}))


def _bring(bringing: Bringing, entry: Entry) -> tuple[int, str]:
    try:
        bringing.check(entry)
        taken = bringing.take_photo(entry) if entry.kind == "photo" else bringing.take_visit(entry)
    except NotAllowed as reason:
        return 403, str(reason)
    if taken is None:
        return 200, ""
    errors = taken.errors if isinstance(taken, PhotoIntake) else taken.post.errors_by_name()
    return taken.status, _sentences(errors)


def _sentences(errors: dict[str, list[str]]) -> str:
    return "; ".join(str(sentence) for sentences in errors.values() for sentence in sentences)
