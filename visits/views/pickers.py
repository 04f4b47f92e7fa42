"""Choices while somebody types: a part of a form as HTML, or the same as JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visits.forms.pickers import PickerForm
from visits.queries.figures import familiar_figures, search_figures
from visits.queries.officers import search_officers
from visits.queries.options import Option, Options
from visits.queries.places import search_places

MOST = 12


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Villages whose names fit, the own area first."""
    return _answer(request, lambda asked: place_options(asked["q"], request.user))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Community figures whose names fit, those of the visit's village first."""
    if not request.user.may_log_visits:
        raise Http404
    return _answer(
        request,
        lambda asked: search_figures(asked["q"], officer=request.user, place=asked["place"], limit=MOST),
        unasked=lambda asked: familiar_figures(request.user, place=asked["place"]),
    )


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Officers whose NRP or name fits, the own unit first."""
    return _answer(request, lambda asked: search_officers(asked["q"], officer=request.user, limit=MOST))


def place_options(text: str, officer) -> Options:
    """Places as choices; one more than shown is asked for, to know whether there are more."""
    hits = search_places(text, officer=officer, limit=MOST + 1)
    found = [Option(hit.code, hit.label, hit.above, hit.is_own_area) for hit in hits[:MOST]]
    return Options(found, more=len(hits) - len(found))


def _answer(request: HttpRequest, find, unasked=None) -> HttpResponse:
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
