"""Log a visit, go on with a draft, edit what came back, submit."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visits.capture.already_logged import already_logged_visits
from visits.capture.answers import visit_answer
from visits.capture.form_page import FormPage
from visits.capture.from_previous import last_visit_with, starting_values, values_from_previous
from visits.capture.from_saved import draft_payload_of, form_values, read_for_form, saved_values, typed_values
from visits.capture.intake import VisitIntake, accept_visit
from visits.capture.post import VisitPost
from visits.capture.save import Saved
from visits.core import audit
from visits.core.exceptions import NotAllowed
from visits.core.get_or_404 import figure_or_404, region_or_404, visit_or_404
from visits.core.json_answers import answer_json, wants_json
from visits.core.permissions import check_may_edit, check_may_log, check_may_submit
from visits.core.readable_visit import ReadableVisit
from visits.core.requests import OfficerRequest
from visits.core.visit_content import Pairs, form_data
from visits.models import AuditEntry, CommunityFigure, Visit, VisitStatus
from visits.pickers.forms import Beginning
from visits.pickers.same_visits import PossiblySame, record_same_visits
from visits.visit.page import VisitPage


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_visit(request: OfficerRequest) -> HttpResponse:
    """An empty form, filled with what can be known; or a post of it."""
    check_may_log(request.user)
    if request.method == "POST":
        return _take(request, visit=None)
    shown, values = _first_values(request)
    response = _show(request, VisitPost(form_data(values), officer=request.user, visit=None))
    if isinstance(shown, Visit):
        audit.record_look(shown, by=request.user, copied=True)
    elif shown is not None:
        audit.record(AuditEntry.Kind.FIGURE_READ, by=request.user, target=shown, copied=True)
    return response


def _first_values(request: OfficerRequest) -> tuple[Visit | CommunityFigure | None, Pairs]:
    """What the form starts from: an earlier visit, a figure or a village that the address names, or nothing.

    With it the visit or the figure that the form shows something of.
    """
    officer, today, beginning = request.user, timezone.localdate(), Beginning(request.GET)
    if not beginning.is_valid():
        raise Http404
    said = beginning.cleaned_data
    like = visit_or_404(officer, said["like"]) if said["like"] else None
    figure = figure_or_404(officer, said["figure"]) if said["figure"] else None
    place = region_or_404(said["place"]) if said["place"] else None
    if figure and said["last"]:
        like = last_visit_with(figure, officer)
    if like is not None and not like.is_draft:
        return like, values_from_previous(like, officer, today=today)
    return figure, starting_values(officer, today=today, figure=figure, place=place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_visit(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The form of a saved visit, as it was typed; or a post of it."""
    visit = visit_or_404(request.user, key)
    check_may_edit(request.user, visit)
    if request.method == "POST":
        return _take(request, visit=visit)
    rows = read_for_form(visit, request.user)
    saved, unread = saved_values(visit, request.user, rows), draft_payload_of(visit, request.user)
    typed = typed_values(unread, visit) if unread else saved
    post = VisitPost(form_data(typed), officer=request.user, visit=visit)
    page = FormPage(post)
    if unread and unread.revision != visit.revision:
        page.compare_with(visit, form_data(saved))
    return _show(request, post, page=page, rows=rows)


def show_with_photo(request: OfficerRequest, visit: Visit, sentence: str = "", *, status: int = 422) -> HttpResponse:
    """The saved visit's form with a photo that was posted on its own as the last row, and what is wrong with it."""
    data = form_data(form_values(visit, request.user))
    files: MultiValueDict[str, UploadedFile] = MultiValueDict()
    row = f"photos-{visit.photos.count()}"
    for name in ("key", "caption", "stop"):
        data[f"{row}-{name}"] = request.POST.get(name, "")
    files.setlist(f"{row}-image", request.FILES.getlist("image"))
    post = VisitPost(data, files, officer=request.user, visit=visit)
    if post.validate() and sentence:
        post.form.add_error(None, sentence)
    return _show(request, post, status=status)


@require_POST
def submit(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Submit a saved visit as it stands; the form shows the gaps where there are any."""
    visit = visit_or_404(request.user, key)
    check_may_submit(request.user, visit)
    if visit.status not in (VisitStatus.DRAFT, VisitStatus.RETURNED):
        if wants_json(request):
            return answer_json(request, 200, key=visit.key, status=visit.status, revision=visit.revision)
        messages.info(request, _("This visit was already submitted."))
        return redirect(visit)
    post = VisitPost(form_data(form_values(visit, request.user)), officer=request.user, visit=visit)
    return _accept(request, post, submitting=True)


def _take(request: OfficerRequest, *, visit: Visit | None) -> HttpResponse:
    """One post of the form: another row, a search without scripts, a draft, or a submission."""
    post = VisitPost(request.POST, request.FILES, officer=request.user, visit=visit)
    if "add" in request.POST or "find" in request.POST:
        page = FormPage(post.quiet(), find=request.POST.get("find", ""))
        page.add_row(request.POST.get("add", ""))
        return _show(request, page.post, page=page)
    return _accept(request, post, files_left_out=request.META.get("cooling.files_left_out", False))


def _accept(request: OfficerRequest, post: VisitPost, **how: Any) -> HttpResponse:
    """Take a post in and answer with what became of it."""
    try:
        found = accept_visit(by=request.user, post=post, **how)
    except NotAllowed as reason:
        if wants_json(request):
            return answer_json(request, 403, key=post.data.get("key", ""), error=str(reason))
        raise
    if wants_json(request):
        return visit_answer(found).as_json(request)
    if found.saved is None:
        return _show(request, post, status=found.status)
    if found.saved.outcome == "conflict":
        return _conflict(request, post, found.saved.visit)
    if found.status in (413, 422):
        return _show_draft(request, found.saved.visit, found)
    for sentence in sorted({text for texts in found.lost_photos.values() for text in texts}):
        messages.error(request, sentence)
    for sentence in post.notices:
        messages.info(request, sentence)
    for sentence in post.questions:
        messages.warning(request, sentence)
    return _lead_on(request, found.saved)


def _show_draft(request: OfficerRequest, saved: Visit, found: VisitIntake) -> HttpResponse:
    """The words as they are saved now, and what is said of the photos that are not."""
    visit = visit_or_404(request.user, saved.key)
    post = VisitPost(form_data(form_values(visit, request.user)), officer=request.user, visit=visit)
    post.validate()  # before more is said of it
    for sentence in [*sorted({text for texts in found.lost_photos.values() for text in texts}), _saved_notice(visit)]:
        post.form.add_error(None, sentence)
    return _show(request, post, status=found.status)


def _saved_notice(visit: Visit) -> str:
    if visit.is_draft:
        return _("Your words are saved as a draft; these photos are not.")
    return _("Your words are saved; these photos are not.")


def _lead_on(request: OfficerRequest, saved: Saved) -> HttpResponse:
    """Say that it is saved, and go on where its author would."""
    visit = saved.visit
    if visit.status == VisitStatus.DRAFT or (visit.status == VisitStatus.RETURNED and saved.outcome != "repeated"):
        messages.success(request, _("Draft saved.") if visit.is_draft else _("Saved. It is not sent yet."))
        return redirect("visit_edit", visit.key)
    messages.success(request, _("Visit submitted.") if saved.outcome != "repeated" else _("This visit is saved."))
    return redirect(visit)


def _conflict(request: OfficerRequest, post: VisitPost, visit: Visit) -> HttpResponse:
    """Both versions, so that nothing is overwritten silently; the person chooses."""
    page = FormPage(post)
    page.compare_with(visit, form_data(saved_values(visit, request.user)))
    answer = _show(request, post, page=page, status=409)
    if post.visit is None:
        audit.record_look(visit, by=request.user)
    return answer


def _show(
    request: OfficerRequest,
    post: VisitPost,
    *,
    page: FormPage | None = None,
    rows: ReadableVisit | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form; of a saved visit it shows more than was posted, and so it is a look at the visit."""
    post.validate()  # the page names what was chosen
    page = page or FormPage(post)
    # What is wrong with a draft is said at its field; the summary above is for what was refused.
    context = {"page": page, "post": post, "visit": post.visit, "errors": post.error_list() if status >= 400 else []}
    asked_about: list[PossiblySame] = []
    if post.visit:
        saved = VisitPage(post.visit, request.user, rows)
        asked_about = saved.same_visits
        context |= {"same_visits": asked_about, "may_discard": saved.may_discard}
        page.ask(saved.last_return)
    context["already_logged"] = others = already_logged_visits(post, but=asked_about)
    response = render(request, "capture/form.html", context, status=status)
    record_same_visits(request.user, [*asked_about, *others])
    if post.visit:
        audit.record_look(post.visit, by=request.user)
    return response
