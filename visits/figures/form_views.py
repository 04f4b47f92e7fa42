"""Add a community figure, and correct one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from visits.core import audit
from visits.core.get_or_404 import figure_or_404
from visits.core.permissions import check_may_save_figure
from visits.core.requests import OfficerRequest
from visits.figures.forms import FigureForm, RoleFormSet, role_initial, role_values
from visits.figures.services import create_figure, update_figure
from visits.figures.views import refuse_set_up
from visits.models import AuditEntry, CommunityFigure, Region
from visits.pickers.villages import place_options


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficerRequest) -> HttpResponse:
    """Add a figure to those whom the own Polres knows."""
    refuse_set_up(request.user)
    check_may_save_figure(request.user)
    return _edit(request, CommunityFigure())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, key) -> HttpResponse:
    """Correct a figure and its roles."""
    figure = figure_or_404(request.user, key)
    if figure.key != key and request.method != "POST":
        return redirect("figure_edit", figure.key)
    check_may_save_figure(request.user, figure)
    response = _edit(request, figure)
    # The form shows the record, which is a look; a save leaves an entry of its own.
    if not isinstance(response, HttpResponseRedirect):
        audit.record(AuditEntry.Kind.FIGURE_READ, by=request.user, target=figure)
    return response


def _edit(request: OfficerRequest, figure: CommunityFigure) -> HttpResponse:
    """The form of a new or known figure: shown, searched for a village, or saved."""
    posted = request.POST.copy() if request.method == "POST" else None
    asks_for_more = posted is not None and _takes_a_step(posted)
    form = FigureForm(posted, instance=figure)
    roles = RoleFormSet(posted, prefix="roles", initial=role_initial(figure if figure.pk else None))
    status = 200
    if posted is not None and not asks_for_more:
        # `&`, not `and`: both say at once what is wrong with them.
        if form.is_valid() & roles.is_valid():
            saved = _save(request, figure, form, roles)
            if saved:
                messages.success(request, _("%(name)s is saved.") % {"name": saved.full_name})
                return redirect(saved)
        status = 422
    return render(request, "figures/form.html", _form_context(request, figure, form, roles), status=status)


def _takes_a_step(posted) -> bool:
    """Without scripts: one more role, or a search for the village, instead of saving."""
    if posted.get("action") == "add_role":
        total = posted.get("roles-TOTAL_FORMS", "0")
        posted["roles-TOTAL_FORMS"] = str(min(int(total) + 1, 30)) if total.isdecimal() and len(total) < 4 else total
        return True
    return "find" in posted


def _save(request: OfficerRequest, figure: CommunityFigure, form: FigureForm, roles) -> CommunityFigure | None:
    values = form.values()
    try:
        if figure.pk:
            return update_figure(figure=figure, by=request.user, values=values, roles=role_values(roles))
        return create_figure(by=request.user, values=values, roles=role_values(roles))
    except ValidationError as refused:
        # Django asks for message_dict only where the error has fields, and raises elsewhere.
        known = refused.message_dict if hasattr(refused, "error_dict") else {"__all__": refused.messages}
        for name, sentences in known.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None


def _form_context(request: OfficerRequest, figure: CommunityFigure, form: FigureForm, roles) -> dict[str, Any]:
    code = str(form["place"].value() or "")[:13]
    typed = request.POST.get("place-q", "")[:100].replace("\x00", "")
    return {
        "figure": figure,
        "form": form,
        "roles": roles,
        "place": Region.objects.select_related("parent").filter(pk=code.replace("\x00", "")).first(),
        "place_query": typed,
        "place_options": place_options(typed, request.user) if "find" in request.POST else None,
    }
