"""Passkeys: make one, remove one, sign in with one. static/js/accounts/passkey.js carries the device’s words."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.accounts import attempts, passkeys, sessions
from visits.accounts import views as accounts_views
from visits.accounts.reauthentication_views import confirmed
from visits.accounts.security_forms import NewPasskeyForm, PasskeyAnswerForm
from visits.accounts.throttling import TooOften
from visits.core.exceptions import NotNow
from visits.core.requests import OfficerRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def add(request: OfficerRequest) -> HttpResponse:
    """Make a passkey: its name first, then the device's answer."""
    try:
        passkeys.check_may_add(request, request.user)
        if "answer" in request.POST:
            return _keep(request)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("security")
    device = sessions.describe_device(request.headers.get("User-Agent", ""))
    posted = request.POST if request.method == "POST" else None
    form = NewPasskeyForm(posted, initial={"name": device})
    if posted is None or not form.is_valid():
        return render(request, "accounts/passkey_new.html", {"form": form}, status=200 if posted is None else 422)
    options = passkeys.begin_adding(request=request, by=request.user, name=form.cleaned_data["name"])
    return render(request, "accounts/passkey_make.html", {"options": options})


def _keep(request: OfficerRequest) -> HttpResponse:
    codes = passkeys.add(request=request, by=request.user, answer=request.POST["answer"])
    if codes:
        return render(request, "accounts/codes.html", {"codes": codes})
    messages.success(request, _("The passkey is added: you can sign in with it now."))
    return redirect("security")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def remove(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let a passkey of one's own sign in no longer."""
    passkey = get_object_or_404(request.user.passkeys, pk=pk)
    if request.method != "POST":
        return render(request, "accounts/passkey_remove.html", {"passkey": passkey})
    passkeys.remove(request=request, passkey=passkey, by=request.user)
    messages.success(request, _("The passkey is removed. Delete it on the device as well."))
    return redirect("security")


@login_not_required
@never_cache
@require_safe
def options(request: HttpRequest) -> JsonResponse:
    """What to ask the device for: any passkey, or one of whoever is signed in or has typed the password."""
    asked = None
    if request.user.is_authenticated:
        asked = request.user
    elif request.GET.get("step") == "code":
        asked = sessions.officer_at_second_step(request)
    return JsonResponse(passkeys.begin_sign_in(request, asked))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with the device's answer alone, or after the password in the place of a code."""
    if request.user.is_authenticated or request.method != "POST":
        return redirect("login")
    form = PasskeyAnswerForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"answer": "", "state": ""}
    passkey = passkeys.find(said["answer"])
    asked = sessions.officer_at_second_step(request) if request.POST.get("step") == "code" else None
    # An answer that names no passkey counts for the address alone.
    nrp = passkey.officer.nrp if passkey else asked.nrp if asked else ""
    # After a password only a passkey of that account is its second factor.
    theirs = passkey if passkey and (asked is None or passkey.officer_id == asked.pk) else None

    def shown() -> bool:
        return theirs is not None and passkeys.sign_in(request=request, passkey=theirs, **said)

    try:
        if attempts.check(request=request, nrp=nrp, shown=shown, proof="passkey") and theirs:
            return accounts_views.signed_in(request, theirs.officer)
    except TooOften as often:
        return accounts_views.too_often(request, often.minutes)
    return accounts_views.refused_passkey(request, asked)
