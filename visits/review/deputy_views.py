"""Who stands in for a supervisor: named by the supervisor, with dates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from visits.core.exceptions import NotAllowed, NotNow
from visits.core.requests import OfficerRequest
from visits.models import Deputy, Unit
from visits.review.deputies import end_deputy, name_deputy
from visits.visit.forms import DeputyForm


def _own(request: OfficerRequest):
    if not request.user.is_supervisor:
        raise NotAllowed(_("Only the unit’s own supervisor can name a deputy."))
    return Unit.objects.filter(pk__in=request.user.member_unit_ids)


@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: OfficerRequest) -> HttpResponse:
    """The deputies of the own unit, now and later, and a form for another one."""
    units = _own(request)
    form = DeputyForm(
        request.POST if request.method == "POST" else None, units=units, initial={"unit": request.user.unit_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            deputy = name_deputy(by=request.user, **form.cleaned_data)
        except (NotAllowed, NotNow) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("%(officer)s is now deputy.") % {"officer": deputy.officer})
            return redirect("deputy_list")
    rows = Deputy.objects.filter(unit__in=units, ends_on__gte=timezone.localdate(), ended_at__isnull=True)
    context = {
        "form": form,
        "deputies": rows.select_related("officer__rank", "unit").order_by("starts_on", "pk"),
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts],
    }
    return render(request, "review/deputies.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let a deputy stand in no longer."""
    deputy = get_object_or_404(Deputy.objects.select_related("unit", "officer__rank"), unit__in=_own(request), pk=pk)
    try:
        end_deputy(deputy=deputy, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("%(officer)s is no longer deputy.") % {"officer": deputy.officer})
    return redirect("deputy_list")
