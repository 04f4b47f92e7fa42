"""The signed-in person's own start page, by role."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from visits.accounts.nearby_help_queries import help_given, recent, unseen_help
from visits.core.requests import OfficerRequest
from visits.models import PersonRole
from visits.review.queries import shown_to
from visits.start.officer_queries import officer_start
from visits.start.queries import set_up_counts, supervisor_start, week_of


@require_safe
def start(request: OfficerRequest) -> HttpResponse:
    """What is this person's turn, first."""
    today = timezone.localdate()
    # Whoever stands in for a supervisor begins the day as one.
    role = PersonRole.SUPERVISOR if request.user.is_supervising else request.user.role
    context: dict[str, Any] = {"today": today}
    if request.user.may_log_visits:
        context["nearby_help"] = unseen_help(request.user)
    if role == PersonRole.OFFICER:
        context["own"] = officer_start(request.user, today=today)
        context |= shown_to(request.user, context["own"].waits)
    elif role == PersonRole.SUPERVISOR:
        context["start"] = supervisor_start(request.user, today=today)
        context["own"] = context["start"].own
        context["week"], context["week_before"] = week_of(today), week_of(today - dt.timedelta(days=7))
        context |= shown_to(request.user, context["own"].waits)
    elif role == PersonRole.ADMINISTRATOR:
        context |= {"counts": set_up_counts(), "recent_codes": recent(help_given(request.user)).count()}
    return render(request, f"start/{role}.html", context)
