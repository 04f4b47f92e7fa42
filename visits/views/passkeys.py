"""Passkeys: make one, remove one, sign in with one. What the device says is carried by static/js/passkey.js."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from visits.exceptions import NotNow
from visits.forms.security import NewPasskeyForm, PasskeyAnswerForm, PasswordForm
from visits.services import limits, passkeys, second_factor, sessions
from visits.views import sign_in


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a passkey: its name and the password first, then the device's answer."""
    try:
        passkeys.check_may_add(request, request.user)
        if "answer" in request.POST:
            return _keep(request)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("security")
    device = sessions.describe_device(request.headers.get("User-Agent", ""))
    posted = request.POST if request.method == "POST" else None
    form = NewPasskeyForm(posted, officer=request.user, initial={"name": device})
    if posted is None or not form.is_valid():
        return render(request, "security/passkey_new.html", {"form": form}, status=200 if posted is None else 422)
    options = passkeys.begin_adding(request=request, by=request.user, name=form.cleaned_data["name"])
    return render(request, "security/passkey_make.html", {"options": options})


def _keep(request: HttpRequest) -> HttpResponse:
    codes = passkeys.add(request=request, by=request.user, answer=request.POST["answer"])
    request.session[second_factor.PROVEN] = True
    if codes:
        return render(request, "security/codes.html", {"codes": codes})
    messages.success(request, _("The passkey is added: you can sign in with it now."))
    return redirect("security")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a passkey of one's own sign in no longer, for whoever knows the password."""
    passkey = get_object_or_404(request.user.passkeys, pk=pk)
    form = PasswordForm(request.POST if request.method == "POST" else None, officer=request.user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "passkey": passkey}
        return render(request, "security/passkey_remove.html", context, status=422 if form.is_bound else 200)
    passkeys.remove(passkey=passkey, by=request.user)
    request.session[second_factor.PROVEN] = second_factor.has_second_factor(request.user)
    messages.success(request, _("The passkey is removed. Delete it on the device as well."))
    return redirect("security")


@login_not_required
@never_cache
@require_safe
def options(request: HttpRequest) -> JsonResponse:
    """What to ask the device for at sign-in: any passkey, or one of whoever has typed the password."""
    asked = sessions.who_is_asked(request) if request.GET.get("step") == "code" else None
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
    asked = sessions.who_is_asked(request) if request.POST.get("step") == "code" else None
    nrp = passkey.officer.nrp if passkey else asked.nrp if asked else ""
    if waiting := limits.minutes_to_wait(request, nrp):
        return sign_in.too_often(request, waiting)
    is_theirs = passkey is not None and (asked is None or passkey.officer_id == asked.pk)
    if is_theirs and sessions.sign_in_with_passkey(request=request, passkey=passkey, **said):
        return sign_in.signed_in(request, passkey.officer)
    sessions.refuse_sign_in(request=request, nrp=nrp)
    return sign_in.refused_passkey(request, asked)
