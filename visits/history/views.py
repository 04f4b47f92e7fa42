"""The history of visits: filters, search, pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from visits.audit.entries_about import figures_on
from visits.core import audit
from visits.core.dates import short_date
from visits.core.requests import OfficerRequest
from visits.history.forms import CURSORS, UNSAID, HistoryFilter
from visits.history.page import HistoryPage, asks_nothing, history_page
from visits.history.saved_filter_queries import saved_filters
from visits.models import AuditEntry, CommunityFigure, Officer, Region
from visits.pickers.place_history import includes_before_split


@require_safe
def history(request: OfficerRequest) -> HttpResponse:
    """The filtered visits in reach. A filter that cannot be read answers 422 with what is wrong."""
    form = HistoryFilter(request.GET, officer=request.user)
    page, status = None, 422
    if form.is_valid():
        try:
            page = history_page(request.user, form.filtered_by)
            status = 200
        except ValueError:
            form.add_error(None, _("This page of the list does not exist. Start again at the newest."))
    used = {name: value for name, value in request.GET.items() if value and name in form.fields}
    filters: dict[str, Any] = {name: value for name, value in used.items() if name not in CURSORS}
    context = {
        "form": form,
        "page": page,
        "rows": _lines(page) if page else [],
        "asks_nothing": page is not None and asks_nothing(form.cleaned_data["q"]),
        "chips": _chips(form, filters, request.user) if status == 200 else [],
        "saved_filters": saved_filters(request.user) if page else [],
        "filter_address": _address(filters) if filters else "",
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts],
        "suggestion_url": _address({**filters, "q": page.suggestion}) if page and page.suggestion else "",
        "previous_url": _address(filters, before=page.previous) if page and page.previous else "",
        "next_url": _address(filters, after=page.next) if page and page.next else "",
    }
    response = render(request, "history/list.html", context, status=status)
    # A list by status or unit is no search for anybody, and leaves nothing.
    if page and set(form.logged) & set(UNSAID):
        _trace(request.user, form.logged, page)
    return response


def _lines(page: HistoryPage) -> list[dict[str, Any]]:
    """The rows as the template writes them; their addresses are made here, fifty at once."""
    base = reverse("visit_list")
    return [{**row._asdict(), "address": f"{base}{row.key}/", "day": short_date(row.day)} for row in page.rows]


def _address(filters: dict[str, str], **cursor: str) -> str:
    """The list's own address with these filters: short, so that it can be sent to a colleague."""
    return f"?{urlencode({**filters, **cursor})}"


def _chips(form: HistoryFilter, filters: dict[str, str], officer: Officer) -> list[tuple]:
    """Each active filter in words, with the address of the list without it."""
    chips = []
    for name in filters:
        rest = {other: value for other, value in filters.items() if other != name}
        label = _label(form, name, officer)
        chips.append((form.fields[name].label, label, _address(rest)))
    return chips


def _label(form: HistoryFilter, name: str, officer: Officer) -> str:
    value = form.cleaned_data[name]
    if isinstance(value, Region):
        return f"{value.label} ({_('including before the split')})" if includes_before_split(value) else value.label
    if name == "figure":
        figure = CommunityFigure.objects.visible_to(officer).filter(key=value).first()
        return figure.full_name if figure else str(value)
    if isinstance(value, dt.date):
        return short_date(value)
    choices = dict(getattr(form.fields[name], "choices", []))
    return str(choices.get(value, value))


def _trace(officer: Officer, filters: dict[str, str], page: HistoryPage) -> None:
    """A search with words or a figure leaves one row, without the words; it names whom it found."""
    figures = page.figures
    if figures is None:
        figures = figures_on((row.pk for row in page.rows), officer)
    audit.record(
        AuditEntry.Kind.SEARCHED,
        by=officer,
        target="history",
        filters=filters,
        shown=len(page.rows),
        figures=figures,
    )
