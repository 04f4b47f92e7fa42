"""Switch telling this phone on and off; asked by its own script."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from visits.accounts import sessions
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest
from visits.device import push_services
from visits.device.push_forms import SubscriptionForm
from visits.models import SignInSession


@require_POST
def begin(request: OfficerRequest) -> JsonResponse:
    """Tell this phone from now on, at the address that its browser has got for it."""
    sign_in = _sign_in(request)
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    push_services.begin(by=request.user, sign_in=sign_in, **form.cleaned_data)
    return JsonResponse({"on": True})


@require_POST
def end(request: OfficerRequest) -> JsonResponse:
    """Tell this phone nothing more."""
    push_services.end(by=request.user, sign_in=_sign_in(request))
    return JsonResponse({"on": False})


def _sign_in(request: OfficerRequest) -> SignInSession:
    """The sign-in that is to be told, where telling is to be had."""
    check_may_log(request.user)
    found = sessions.family_of(request) if settings.PUSH_KEY else None
    if found is None:
        raise Http404
    return found
