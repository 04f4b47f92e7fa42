"""Saved filters: a name for an address of the history, for oneself or the unit."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_export, may_delete_filter, may_rename_filter
from visits.core.requests import OfficerRequest
from visits.history.forms import HistoryFilter
from visits.history.saved_filter_forms import SavedFilterForm
from visits.history.saved_filter_services import delete_filter, rename_filter, save_filter
from visits.models import SavedFilter


@require_http_methods(["GET", "HEAD", "POST"])
def filter_list(request: OfficerRequest) -> HttpResponse:
    """Name the filter of the address, and see all that were named."""
    check_may_export(request.user)
    if request.method != "POST":
        read = HistoryFilter(request.GET, officer=request.user)
        return _page(request, read, SavedFilterForm(), status=422 if read.errors else 200)
    form = SavedFilterForm(request.POST)
    read = HistoryFilter(request.POST, officer=request.user)
    if form.is_valid() and not read.errors:
        if not read.pairs:
            form.add_error(None, _("Choose a filter in the history first."))
        elif _tries(form, save_filter, request, filtered_by=read.pairs):
            messages.success(request, _("The filter has been saved."))
            return redirect("filter_list")
    return _page(request, read, form, status=422)


def _tries(form: SavedFilterForm, service, request: OfficerRequest, **details) -> bool:
    """Do it with what the form says; where it cannot be now, the form says why."""
    try:
        service(by=request.user, name=form.cleaned_data["name"], is_shared=form.cleaned_data["shared"], **details)
    except NotNow as reason:
        form.add_error("name", str(reason))
        return False
    return True


def _page(
    request: OfficerRequest, read: HistoryFilter, form: SavedFilterForm, *, status: int, renamed: object = None
) -> HttpResponse:
    saved = SavedFilter.objects.visible_to(request.user).select_related("owner__rank", "unit")
    errors = [*read.errors.items(), *form.errors.items()] if status == 422 else []
    context = {
        "form": form,
        "filters": [] if read.errors else read.pairs,
        "renamed": renamed,
        "errors": [("id_name", text) for _name, texts in errors for text in texts],
        "rows": [
            (each, may_rename_filter(request.user, each), may_delete_filter(request.user, each)) for each in saved
        ],
    }
    return render(request, "history/saved_filters.html", context, status=status)


@require_safe
def filter_open(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """The history with this filter, in the reach of who opens it."""
    saved = _filter_or_404(request, key)
    return redirect(f"{reverse('visit_list')}?{urlencode(saved.filtered_by)}")


@require_POST
def rename(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Another name for a saved filter, or its sharing."""
    saved = _filter_or_404(request, key)
    form = SavedFilterForm(request.POST)
    if form.is_valid() and _tries(form, rename_filter, request, saved=saved):
        messages.success(request, _("The filter has been saved."))
        return redirect("filter_list")
    if not may_rename_filter(request.user, saved):
        # Raises the refusal in the service's own words; the form was wrong before it was asked.
        rename_filter(by=request.user, saved=saved, name="", is_shared=False)
    read = HistoryFilter(request.GET, officer=request.user)
    return _page(request, read, form, status=422, renamed=saved.pk)


@require_POST
def delete(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    delete_filter(by=request.user, saved=_filter_or_404(request, key))
    messages.success(request, _("The filter has been deleted."))
    return redirect("filter_list")


def _filter_or_404(request: OfficerRequest, key: uuid.UUID) -> SavedFilter:
    return get_object_or_404(SavedFilter.objects.visible_to(request.user), key=key)
