"""Choices while somebody types: a part of a form as HTML, or the same as JSON."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visits.core.requests import OfficerRequest
from visits.pickers.figures import familiar_figures, search_figures
from visits.pickers.forms import PickerForm
from visits.pickers.officers import search_officers
from visits.pickers.options import Options
from visits.pickers.villages import place_options

MOST = 12


@require_safe
def places(request: OfficerRequest) -> HttpResponse:
    """Villages whose names fit, the own area first."""
    return _answer(request, lambda asked: place_options(asked["q"], request.user))


@require_safe
def figures(request: OfficerRequest) -> HttpResponse:
    """Community figures whose names fit, those of the visit's village first."""
    # Auditors read figures on their pages, and set-up reads none: a picker is for whoever logs.
    if not request.user.may_log_visits:
        raise Http404
    return _answer(
        request,
        lambda asked: search_figures(asked["q"], officer=request.user, place=asked["place"], limit=MOST),
        unasked=lambda asked: familiar_figures(request.user, place=asked["place"]),
    )


@require_safe
def officers(request: OfficerRequest) -> HttpResponse:
    """Officers whose NRP or name fits, the own unit first."""
    return _answer(request, lambda asked: search_officers(asked["q"], officer=request.user, limit=MOST))


def _answer(request: OfficerRequest, find, unasked=None) -> HttpResponse:
    form = PickerForm(request.GET)
    as_json = request.headers.get("accept", "").startswith("application/json")
    if not form.is_valid():
        if as_json:
            errors = {field: [str(sentence) for sentence in found] for field, found in form.errors.items()}
            return JsonResponse({"errors": errors}, status=422)
        return render(request, "pickers/_options.html", {"errors": form.errors}, status=422)
    asked = form.cleaned_data
    is_asked, has_place = bool(asked["q"].strip()), bool(asked["place"])
    options = find(asked) if is_asked else Options(unasked(asked) if unasked and has_place else [])
    if as_json:
        return JsonResponse({"results": [option.as_dict() for option in options], "more": options.more})
    context = {"options": options, "name": asked["name"], "query": asked["q"], "value": ""}
    return render(request, "pickers/_options.html", context)
