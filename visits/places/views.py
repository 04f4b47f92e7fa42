"""Places: the own area by district, all of Indonesia by name, and one region."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from visits.core.get_or_404 import region_or_404
from visits.core.requests import OfficerRequest
from visits.figures.views import newest_visits
from visits.history.page import history_list
from visits.pickers.figures import figures_known_in
from visits.pickers.forms import PlaceSearch
from visits.pickers.place_history import earlier, followers, includes_before_split
from visits.pickers.villages import place_options
from visits.places.offline_choices import choices_in_the_clear
from visits.places.page import children_of, concerns_in, levels_above, open_promises_in, own_area


@require_safe
def place_list(request: OfficerRequest) -> HttpResponse:
    """Districts and villages of the own Polres, and a search over every village."""
    form = PlaceSearch(request.GET)
    is_valid = form.is_valid()
    text = form.cleaned_data.get("q", "").strip() if is_valid else ""
    context = {
        "form": form,
        "query": text,
        "found": place_options(text, request.user) if text else None,
        "districts": own_area(request.user),
    }
    return render(request, "places/list.html", context, status=200 if is_valid else 422)


@require_safe
def own(request: OfficerRequest) -> JsonResponse:
    """What every phone keeps in the clear, for pickers without signal. Nothing of a person."""
    response = JsonResponse(choices_in_the_clear(request.user), json_dumps_params={"separators": (",", ":")})
    # The worker keeps it with its version: what the browser still holds from before would be another one's.
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One region: what lies in it, who is known, what was promised and feared, and the visits."""
    region, officer, today = region_or_404(code), request.user, timezone.localdate()
    followed = earlier(region)
    context = {
        "region": region,
        "levels": levels_above(region),
        "followers": followers(region) if region.closed_on else [],
        "earlier": followed,
        "includes_before_split": bool(followed) and includes_before_split(region),
        "children": children_of(region, officer=officer),
        "figures": figures_known_in(region, officer=officer),
        "promises": open_promises_in(region, officer=officer),
        "concerns": concerns_in(region, officer=officer, today=today),
        "today": today,
        **newest_visits(history_list(officer, {"place": region.code}), officer=officer),
    }
    return render(request, "places/detail.html", context)
