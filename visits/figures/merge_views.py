"""Two records of one person: found, shown side by side, made one, and parted again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.get_or_404 import figure_or_404
from visits.core.permissions import check_may_answer_for_data
from visits.core.requests import OfficerRequest
from visits.figures.merge import merge_figures, undo_merge
from visits.figures.merge_forms import MergeForm, MergeSearch
from visits.figures.merge_queries import record_of
from visits.figures.queries import merge_candidates
from visits.models import AuditEntry, CommunityFigure, FigureMerge


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: OfficerRequest, key) -> HttpResponse:
    """Find the other record; both side by side; then one of them."""
    figure = figure_or_404(request.user, key)
    check_may_answer_for_data(request.user, figure)
    if request.method == "POST":
        return _merge(request, figure)
    if figure.key != key:
        return redirect("figure_merge", figure.key)
    form = MergeSearch(request.GET)
    if not form.is_valid():
        return _search(request, figure, form, status=422)
    other = form.cleaned_data["other"]
    return _compare(request, figure, figure_or_404(request.user, other)) if other else _search(request, figure, form)


def _search(request: OfficerRequest, figure: CommunityFigure, form: MergeSearch, *, status: int = 200) -> HttpResponse:
    asked = form.cleaned_data.get("q", "") if form.is_bound else ""
    candidates = merge_candidates(figure, asked, officer=request.user)
    context = {
        "figure": figure,
        "form": form,
        "asked": asked,
        "candidates": candidates,
        "errors": _errors(form),
    }
    response = render(request, "figures/merge_search.html", context, status=status)
    audit.record(AuditEntry.Kind.FIGURE_READ, by=request.user, target=figure)
    if asked:
        found = [str(row.key) for row in candidates]
        audit.record(
            AuditEntry.Kind.SEARCHED,
            by=request.user,
            target="figures",
            filters={"q": ""},
            shown=len(found),
            figures=found,
        )
    return response


def _compare(
    request: OfficerRequest, figure: CommunityFigure, other: CommunityFigure, form: MergeForm | None = None
) -> HttpResponse:
    """Both records; looking at the other one is traced as on its own page."""
    if other.pk == figure.pk:
        messages.error(request, _("A record cannot be merged with itself."))
        return redirect("figure_merge", figure.key)
    keep = str((form["keep"].value() if form else "") or figure.key)
    context = {
        "figure": figure,
        "other": other,
        "records": [(record_of(row), str(row.key) == keep) for row in (figure, other)],
        "errors": _errors(form) if form else [],
    }
    response = render(request, "figures/merge.html", context, status=422 if form else 200)
    for row in (figure, other):
        audit.record(AuditEntry.Kind.FIGURE_READ, by=request.user, target=row)
    return response


def _merge(request: OfficerRequest, figure: CommunityFigure) -> HttpResponse:
    form = MergeForm(request.POST)
    is_valid = form.is_valid()
    chosen = form.cleaned_data.get("other")
    if chosen is None:
        messages.error(request, _("Choose the other record."))
        return _search(request, figure, MergeSearch(), status=422)
    other = figure_or_404(request.user, chosen)
    if not is_valid:
        return _compare(request, figure, other, form)
    kept, merged = (other, figure) if form.cleaned_data["keep"] == other.key else (figure, other)
    try:
        merge_figures(kept=kept, merged=merged, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("figure_merge", figure.key)
    messages.success(request, _("The two records are one now. You can undo this on this page."))
    return redirect("figure_data", kept.key)


@require_POST
def undo(request: OfficerRequest, key, pk: int) -> HttpResponse:
    """Undo a merge: its two records are separate again."""
    figure = figure_or_404(request.user, key)
    found = get_object_or_404(FigureMerge.objects.select_related("kept", "merged"), kept=figure, pk=pk)
    try:
        undo_merge(merge=found, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The two records are separate again."))
    return redirect("figure_data", figure.key)


def _errors(form) -> list[tuple[str, str]]:
    return [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts]
