"""One's own telephone number."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.accounts.own_phone import change_own_phone
from visits.accounts.phone_forms import PhoneForm
from visits.core.officer_phones import number_of
from visits.core.permissions import check_may_log
from visits.core.requests import OfficerRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_phone(request: OfficerRequest) -> HttpResponse:
    """Give a number at which a supervisor may say that a visit came back, or take it away."""
    check_may_log(request.user)
    form = PhoneForm(request.POST if request.method == "POST" else None, initial={"number": number_of(request.user)})
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        change_own_phone(number=number, by=request.user)
        messages.success(
            request, _("Your telephone number is saved.") if number else _("Your telephone number is deleted.")
        )
        return redirect("more")
    return render(request, "accounts/phone.html", {"form": form}, status=422 if form.errors else 200)
