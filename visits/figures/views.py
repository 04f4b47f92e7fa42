"""Community figures: list, one page each, and names typed on a visit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.get_or_404 import figure_or_404, visit_or_404
from visits.core.permissions import check_may_save_figure, may_answer_for_data, may_read_data, may_save_figure
from visits.core.requests import OfficerRequest
from visits.figures.forms import FigureChoice, FigureFilter
from visits.figures.queries import FigurePage, figure_page, similar_figures
from visits.figures.services import figure_from_encounter
from visits.follow_ups.queries import open_promises_to
from visits.history.page import history_list
from visits.lists.keyset import KeysetList, in_order
from visits.models import AuditEntry, CommunityFigure, Encounter, Officer, Region, Visit
from visits.privacy.forms import ConsentForm, DataRequestForm
from visits.privacy.queries import consents_of

NEWEST = 20


@require_safe
def figure_list(request: OfficerRequest) -> HttpResponse:
    """Figures known to the own Polres, by name."""
    refuse_set_up(request.user)
    form = FigureFilter(request.GET, officer=request.user)
    page, status = None, 200
    if form.is_valid():
        page = _page(form, request.user)
    if page is None:
        status = 422
    context = {
        "form": form,
        "page": page,
        "today": timezone.localdate(),
        "is_filtered": any(request.GET.get(name) for name in ("q", "category", "unit", "place")),
        "query": _query_without_cursor(request),
        "place": Region.objects.filter(pk=form.cleaned_data.get("place") or "").first(),
        "may_add": may_save_figure(request.user),
    }
    response = render(request, "figures/list.html", context, status=status)
    # Only a search by name: leafing through the list asks for nobody.
    if page and form.cleaned_data["q"]:
        _trace_search(request, page)
    return response


def _trace_search(request: OfficerRequest, page: FigurePage) -> None:
    """A search for a name leaves one row, without the name."""
    said = {name: request.GET[name] for name in ("category", "unit", "place") if request.GET.get(name)}
    filters = {"q": "", **{name: value[:40] for name, value in said.items()}}
    audit.record(
        AuditEntry.Kind.SEARCHED,
        by=request.user,
        target="figures",
        filters=filters,
        shown=len(page.rows),
        figures=[str(row.key) for row in page.rows],
    )


def _page(form: FigureFilter, officer: Officer):
    """The page that the filter asks for; none where its cursor is out of reach."""
    data = form.cleaned_data
    try:
        return figure_page(
            officer,
            text=data["q"],
            category=data["category"],
            place=data["place"],
            unit=data["unit"],
            after=data["after"] or "",
            before=data["before"] or "",
        )
    except CommunityFigure.DoesNotExist:
        form.add_error(None, _("This page of the list no longer exists. Begin again with the first one."))
        return None


@require_safe
def detail(request: OfficerRequest, key) -> HttpResponse:
    """One figure: how to address them, roles, visits and promises. The look is traced."""
    figure, officer, today = figure_or_404(request.user, key), request.user, timezone.localdate()
    # The address of a merged record leads to the one that stands for the person now.
    if figure.key != key:
        return redirect(figure)
    figure = CommunityFigure.objects.select_related("village__parent", "unit", "created_by__rank").get(pk=figure.pk)
    roles = list(figure.roles.all())
    context = {
        "figure": figure,
        "figure_key": str(figure.key),
        "roles": [(role, role.covers(today)) for role in roles],
        "promises": open_promises_to(figure, officer=officer),
        "today": today,
        "may_edit": may_save_figure(officer, figure),
        "may_correct": may_save_figure(officer, figure) and not figure.why_closed,
        "may_read_data": may_read_data(officer, figure),
        "may_answer": may_answer_for_data(officer, figure),
        "consents": consents_of(figure),
        "requests": figure.data_requests.select_related("taken_by__rank", "answered_by__rank"),
        "consent_form": ConsentForm(),
        "request_form": DataRequestForm(),
        **newest_visits(history_list(officer, {"figure": figure.key}), officer=officer),
    }
    response = render(request, "figures/detail.html", context)
    audit.record(AuditEntry.Kind.FIGURE_READ, by=officer, target=figure)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def save_encounter(request: OfficerRequest, key, encounter_id: int) -> HttpResponse:
    """Save a person typed on a visit as a figure, or link them to one with a similar name."""
    visit = visit_or_404(request.user, key)
    people = Encounter.objects.readable_by(request.user, visit).filter(visit=visit)
    encounter = get_object_or_404(people, pk=encounter_id)
    check_may_save_figure(request.user)
    if request.method != "POST":
        return _suggest(request, visit, encounter, FigureChoice())
    form = FigureChoice(request.POST)
    if not form.is_valid():
        return _suggest(request, visit, encounter, form, status=422)
    chosen = form.cleaned_data["figure"]
    figure = figure_or_404(request.user, chosen) if chosen else None
    try:
        figure = figure_from_encounter(encounter=encounter, by=request.user, figure=figure)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect(visit)
    except ValidationError as refused:
        form.add_error("figure", refused.message_dict["figure"])
        return _suggest(request, visit, encounter, form, status=422)
    messages.success(request, _("%(name)s is now linked to this visit.") % {"name": figure.full_name})
    return redirect(visit)


def _suggest(
    request: OfficerRequest, visit: Visit, encounter: Encounter, form: FigureChoice, status: int = 200
) -> HttpResponse:
    context = {
        "visit": visit,
        "encounter": encounter,
        "form": form,
        "similar": similar_figures(encounter.name, officer=request.user),
        "today": timezone.localdate(),
    }
    response = render(request, "figures/from_visit.html", context, status=status)
    audit.record_look(visit, by=request.user)
    return response


def newest_visits(visits: KeysetList, *, officer: Officer) -> dict[str, Any]:
    """The newest visits of a figure or a place, and how many there are within reach."""
    keys = in_order(visits.scan(None, NEWEST))
    rows = Visit.objects.select_related("author__rank").prefetch_related("stops").in_bulk(keys)
    shown = [rows[pk] for pk in keys if pk in rows]
    # An administrator reads no visits: a page without them must not say that there are none.
    return {"visits": shown, "visit_count": visits.count(), "reads_visits": not officer.is_administrator}


def _query_without_cursor(request: OfficerRequest) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


def refuse_set_up(officer: Officer) -> None:
    if officer.is_administrator:
        raise Http404
