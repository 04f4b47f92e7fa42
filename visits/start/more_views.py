"""The rest of the menu, for the phone's bottom bar."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visits.core.requests import OfficerRequest


@require_safe
def more(request: OfficerRequest) -> HttpResponse:
    return render(request, "start/more.html")
