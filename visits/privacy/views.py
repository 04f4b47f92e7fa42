"""A figure's own data: everything held, a copy, consent, requests with their clock, restriction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.get_or_404 import figure_or_404
from visits.core.permissions import (
    check_may_answer_for_data,
    check_may_read_data,
    check_may_save_figure,
    may_answer_for_data,
    may_save_figure,
)
from visits.core.requests import OfficerRequest
from visits.models import AuditEntry, CommunityFigure, DataRequest
from visits.privacy import anonymise as removal
from visits.privacy import name_columns, subjects
from visits.privacy import services as privacy_services
from visits.privacy.copy_report import copy_text
from visits.privacy.forms import AnonymiseForm, AnswerForm, ConsentForm, DataRequestForm
from visits.privacy.other_people import other_people
from visits.privacy.queries import FigureData, consents_of
from visits.privacy.removal_queries import open_removal_of


@never_cache
@require_safe
def data(request: OfficerRequest, key) -> HttpResponse:
    """Everything held on the person and everyone who looked; this look is traced as well."""
    figure = figure_or_404(request.user, key)
    if figure.key != key:
        return redirect("figure_data", figure.key)
    check_may_read_data(request.user, figure)
    return _show(request, figure)


def _show(request: OfficerRequest, figure: CommunityFigure, *, status: int = 200, **forms) -> HttpResponse:
    context = {
        "figure": figure,
        "data": FigureData(figure, request.user),
        "may_answer": may_answer_for_data(request.user, figure),
        "removal": open_removal_of(figure),
        "may_save": may_save_figure(request.user, figure),
        "consent_form": ConsentForm(),
        "request_form": DataRequestForm(),
        **forms,
        "errors": [
            (f"id_{name}", text) for form in forms.values() for name, texts in form.errors.items() for text in texts
        ],
    }
    response = render(request, "privacy/figure_data.html", context, status=status)
    audit.record(AuditEntry.Kind.FIGURE_DATA_READ, by=request.user, target=figure)
    return response


@never_cache
@require_safe
def copy(request: OfficerRequest, key) -> HttpResponse:
    """The copy for the person: no word about anybody else (UU 27/2022 art. 33)."""
    figure = figure_or_404(request.user, key)
    if figure.key != key:
        return redirect("figure_data_copy", figure.key)
    check_may_read_data(request.user, figure)
    held = FigureData(figure, request.user)
    body = copy_text(held, others=other_people(held))
    # Before it leaves: a copy that cannot be logged is not handed out.
    audit.record(AuditEntry.Kind.FIGURE_DATA_TAKEN, by=request.user, target=figure)
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="salinan-data-{str(figure.key)[:8]}.txt"'
    return response


def _carry_out(request: OfficerRequest, figure: CommunityFigure, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect("figure_data" if request.user.is_supervising else "figure_detail", figure.key)


def _refused(request: OfficerRequest, figure: CommunityFigure, **forms) -> HttpResponse:
    """The page again with what is wrong; an officer, who does not see it all, gets the form alone."""
    if request.user.is_supervising:
        return _show(request, figure, status=422, **forms)
    context = {"figure": figure, "form": next(iter(forms.values()))}
    response = render(request, "privacy/figure_data_form.html", context, status=422)
    audit.record(AuditEntry.Kind.FIGURE_READ, by=request.user, target=figure)
    return response


@require_POST
def consent(request: OfficerRequest, key) -> HttpResponse:
    """Write down what the person agreed to."""
    figure = figure_or_404(request.user, key)
    check_may_save_figure(request.user, figure)
    form = ConsentForm(request.POST, figure=figure)
    if not form.is_valid():
        return _refused(request, figure, consent_form=form)
    act = partial(privacy_services.give_consent, figure=figure, by=request.user, **form.cleaned_data)
    return _carry_out(request, figure, act, _("The consent has been recorded."))


@require_POST
def withdraw(request: OfficerRequest, key, pk: int) -> HttpResponse:
    """The person takes a consent back."""
    figure = figure_or_404(request.user, key)
    check_may_save_figure(request.user, figure)
    found = get_object_or_404(consents_of(figure).select_related("figure"), pk=pk)
    act = partial(privacy_services.withdraw_consent, consent=found, by=request.user)
    return _carry_out(request, figure, act, _("The consent has been withdrawn, and what it covered has been deleted."))


@require_POST
def take_request(request: OfficerRequest, key) -> HttpResponse:
    """Write down what the person asks about their data."""
    figure = figure_or_404(request.user, key)
    check_may_save_figure(request.user, figure)
    form = DataRequestForm(request.POST, figure=figure)
    if not form.is_valid():
        return _refused(request, figure, request_form=form)
    act = partial(privacy_services.take_request, figure=figure, by=request.user, **form.cleaned_data)
    return _carry_out(request, figure, act, _("Recorded. A supervisor will answer within 3 × 24 hours."))


@require_POST
def answer(request: OfficerRequest, key, pk: int) -> HttpResponse:
    """Write down what the person was told."""
    figure = figure_or_404(request.user, key)
    check_may_read_data(request.user, figure)
    found = get_object_or_404(DataRequest.objects.select_related("figure"), figure=figure, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, figure, status=422, answer_form=form)
    said = form.cleaned_data["answer"]
    act = partial(privacy_services.answer_request, request=found, by=request.user, answer=said)
    return _carry_out(request, figure, act, _("The answer has been recorded."))


@require_POST
def restrict(request: OfficerRequest, key) -> HttpResponse:
    figure = figure_or_404(request.user, key)
    act = partial(privacy_services.restrict, figure=figure, by=request.user, is_restricted=True)
    return _carry_out(request, figure, act, _("The person is no longer added to new visits."))


@require_POST
def release(request: OfficerRequest, key) -> HttpResponse:
    figure = figure_or_404(request.user, key)
    act = partial(privacy_services.restrict, figure=figure, by=request.user, is_restricted=False)
    return _carry_out(request, figure, act, _("The restriction is lifted."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def anonymise(request: OfficerRequest, key) -> HttpResponse:
    """What would be removed, shown first; then the removal."""
    figure = figure_or_404(request.user, key)
    if figure.key != key:
        return redirect("figure_anonymise", figure.key)
    check_may_answer_for_data(request.user, figure)
    subject = subjects.of_figure(figure)
    hits = name_columns.hits(subject, by=request.user)
    form = AnonymiseForm(request.POST if request.method == "POST" else None, hits=hits)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["hit"]
        act = partial(removal.anonymise, figure=figure, by=request.user, chosen=chosen)
        return _carry_out(request, figure, act, _("The name is removed. For a week it can be taken back."))
    errors = [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts]
    whole = name_columns.whole_names(subject, by=request.user)
    context = {
        "figure": figure,
        "names": subject.shown_to(request.user),
        "hits": hits,
        "whole": whole,
        "errors": errors,
    }
    context |= subjects.visits_beside(figure, subject.names, request.user)
    response = render(request, "privacy/anonymise.html", context, status=422 if errors else 200)
    audit.record(AuditEntry.Kind.FIGURE_DATA_READ, by=request.user, target=figure)
    return response
