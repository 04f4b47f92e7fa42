"""Log a visit, go on with a draft, edit what came back, submit."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visits.exceptions import KeyTaken, NotAllowed, NotNow
from visits.forms.pickers import Beginning
from visits.forms.post import VisitPost
from visits.models import AuditEvent, Visit, VisitStatus
from visits.permissions import check_may_edit, check_may_log, check_may_submit
from visits.queries.like import last_visit_with, like_values, starting_values
from visits.queries.posted import overtaken_values, posted_values, saved_values
from visits.queries.visit_page import VisitPage
from visits.services import audit
from visits.services.content import Pairs, content_digest
from visits.services.record import Post, Saved, save_visit
from visits.views.access import figure_or_404, region_or_404, visit_or_404
from visits.views.answers import answer_json, wants_json
from visits.views.form_page import FormPage


def _query(pairs: Pairs) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_visit(request: HttpRequest) -> HttpResponse:
    """An empty form, filled with what can be known; or a post of it."""
    check_may_log(request.user)
    if request.method == "POST":
        return _take(request, visit=None)
    like, values = _first_values(request)
    response = _show(request, VisitPost(_query(values), officer=request.user, visit=None))
    if like is not None:
        audit.record(AuditEvent.Kind.VISIT_READ, by=request.user, target=like, copied=True)
    return response


def _first_values(request: HttpRequest) -> tuple[Visit | None, Pairs]:
    """What the form starts from: an earlier visit, a figure or a village that the address names, or nothing."""
    officer, today, asked = request.user, timezone.localdate(), Beginning(request.GET)
    if not asked.is_valid():
        raise Http404
    said = asked.cleaned_data
    like = visit_or_404(officer, said["like"]) if said["like"] else None
    figure = figure_or_404(officer, said["figure"]) if said["figure"] else None
    place = region_or_404(said["place"]) if said["place"] else None
    if figure and said["last"]:
        like = last_visit_with(figure, officer)
    if like is not None and not like.is_draft:
        return like, like_values(like, officer, today=today)
    return None, starting_values(officer, today=today, figure=figure, place=place)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_visit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The form of a saved visit, as it was typed; or a post of it."""
    visit = visit_or_404(request.user, key)
    check_may_edit(request.user, visit)
    if request.method == "POST":
        return _take(request, visit=visit)
    typed = overtaken_values(visit, request.user)
    post = VisitPost(_query(typed or posted_values(visit, request.user)), officer=request.user, visit=visit)
    page = FormPage(post)
    if typed:
        page.compare_with(visit, _query(saved_values(visit, request.user)))
    response = _show(request, post, page=page)
    _trace_look(request, visit)
    return response


def _trace_look(request: HttpRequest, visit: Visit) -> None:
    """The form of a sent visit shows all of it. A draft is read by its author alone, who wrote it."""
    if not visit.is_draft:
        audit.record(AuditEvent.Kind.VISIT_READ, by=request.user, target=visit)


def show_with_photo(request: HttpRequest, visit: Visit, sentence: str = "") -> HttpResponse:
    """The saved visit's form with a photo that was posted on its own as the last row, and what is wrong with it."""
    data, files = _query(posted_values(visit, request.user)), MultiValueDict()
    row = f"photos-{visit.photos.count()}"
    for name in ("key", "caption", "stop"):
        data[f"{row}-{name}"] = request.POST.get(name, "")
    files.setlist(f"{row}-image", request.FILES.getlist("image"))
    post = VisitPost(data, files, officer=request.user, visit=visit)
    if post.is_sound and sentence:
        post.form.add_error(None, sentence)
    return _show(request, post, status=422)


@require_POST
def submit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Submit a saved visit as it stands; the form shows the gaps where there are any."""
    visit = visit_or_404(request.user, key)
    check_may_submit(request.user, visit)
    if visit.status not in (VisitStatus.DRAFT, VisitStatus.RETURNED):
        if wants_json(request):
            return answer_json(request, 200, key=visit.key, status=visit.status, revision=visit.revision)
        messages.info(request, _("This visit was already submitted."))
        return redirect(visit)
    post = VisitPost(_query(posted_values(visit, request.user)), officer=request.user, visit=visit)
    return _save(request, post, key=visit.key, submitting=True)


def _take(request: HttpRequest, *, visit: Visit | None) -> HttpResponse:
    """One post of the form: another row, a search without scripts, a draft, or a submission."""
    post = VisitPost(request.POST, request.FILES, officer=request.user, visit=visit)
    if "add" in request.POST or "find" in request.POST:
        post.is_sound  # noqa: B018 - reads the rows, so that the page can name them
        page = FormPage(post.quiet(), find=request.POST.get("find", ""))
        page.add_row(request.POST.get("add", ""))
        return _show(request, page.post, page=page)
    if visit is None:
        # A saved visit's own key wins over whatever the page says.
        sent = request.POST.get("key", "").strip()
        post.form.full_clean()
        if post.form.errors.get("key"):
            return _refuse(request, post)
        key = post.form.cleaned_data.get("key") if sent else uuid.uuid4()
    else:
        key = visit.key
    submitting = request.POST.get("action") == "submit" or bool(
        visit and visit.status not in (VisitStatus.DRAFT, VisitStatus.RETURNED)
    )
    return _save(request, post, key=key, submitting=submitting)


def _save(request: HttpRequest, post: VisitPost, *, key: uuid.UUID, submitting: bool) -> HttpResponse:
    """Hand a post to the save service and answer with what became of it."""
    known = post.visit or Visit.objects.filter(key=key, author=request.user).first()
    complete = post.is_complete() if submitting else False
    if submitting and not complete and not (known and _is_repeated(known, post)):
        return _refuse(request, post)
    is_sound = complete or post.is_sound
    said = post.form.cleaned_data
    sent = Post(
        pairs=post.pairs,
        content=post.content() if is_sound else None,
        revision=said.get("revision") or 0,
        submit=submitting,
        is_complete=complete,
        from_new=post.visit is None,
        photos=post.photo_rows(),
        unit=said.get("unit"),
        recorded_at=said.get("recorded_at"),
        answer=said.get("answer", ""),
        own_digests=getattr(request, "own_digests", frozenset()),
        copy_of=getattr(request, "copy_of", None),
    )
    try:
        saved = save_visit(by=request.user, key=key, post=sent)
    except KeyTaken as reason:
        post.form.add_error(None, str(reason))
        return _refuse(request, post)
    except NotAllowed as reason:
        if wants_json(request):
            return answer_json(request, 403, key=key, error=str(reason))
        raise
    except NotNow as reason:
        post.form.add_error(None, str(reason))
        return _refuse(request, post, status=409)
    return _answer(request, post, saved)


def _is_repeated(visit: Visit, post: VisitPost) -> bool:
    return visit.status not in (VisitStatus.DRAFT, VisitStatus.RETURNED) and (
        visit.content_digest == content_digest(post.pairs)
    )


def _answer(request: HttpRequest, post: VisitPost, saved: Saved) -> HttpResponse:
    visit = saved.visit
    if saved.outcome == "conflict":
        return _conflict(request, post, visit)
    if wants_json(request):
        status = 201 if saved.outcome == "made" else 200
        errors = {} if not post.has_errors else {"errors": post.errors_by_name()}
        return answer_json(request, status, key=visit.key, revision=visit.revision, status=visit.status, **errors)
    if visit.status == VisitStatus.DRAFT or (visit.status == VisitStatus.RETURNED and saved.outcome != "repeated"):
        messages.success(request, _("Draft saved.") if visit.is_draft else _("Saved. It is not sent yet."))
        return redirect("visit_edit", visit.key)
    messages.success(request, _("Visit submitted.") if saved.outcome != "repeated" else _("This visit is saved."))
    return redirect(visit)


def _conflict(request: HttpRequest, post: VisitPost, visit: Visit) -> HttpResponse:
    """Both versions, so that nothing is overwritten silently; the person chooses."""
    theirs = saved_values(visit, request.user)
    if wants_json(request):
        answer = answer_json(request, 409, key=visit.key, revision=visit.revision, saved=theirs, posted=post.pairs)
    else:
        page = FormPage(post)
        page.compare_with(visit, _query(theirs))
        answer = _show(request, post, page=page, status=409)
    _trace_look(request, visit)
    return answer


def _refuse(request: HttpRequest, post: VisitPost, status: int = 422) -> HttpResponse:
    if wants_json(request):
        return answer_json(request, status, errors=post.errors_by_name())
    return _show(request, post, status=status)


def _show(request: HttpRequest, post: VisitPost, *, page: FormPage | None = None, status: int = 200) -> HttpResponse:
    post.is_sound  # noqa: B018 - the page names what was chosen, which reading the post finds out
    page = page or FormPage(post)
    # What is wrong with a draft is said at its field; the summary above is for what was refused.
    context = {"page": page, "post": post, "visit": post.visit, "errors": post.error_list() if status >= 400 else []}
    if post.visit:
        saved = VisitPage(post.visit, request.user)
        context |= {"same_visits": saved.same_visits}
        page.ask(saved.last_return)
    return render(request, "visits/form.html", context, status=status)
