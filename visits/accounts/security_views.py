"""The safety of one's own account: second factor, recovery codes, sessions on other devices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.accounts import factors, passkeys, second_factor, sessions
from visits.accounts.reauthentication_views import confirmed
from visits.accounts.security_forms import CodeForm
from visits.accounts.session_store import row_key_of
from visits.core.exceptions import NotNow
from visits.core.requests import OfficerRequest
from visits.models import SignInSession

SECRET = "new_second_factor"


@never_cache
@require_safe
def security(request: OfficerRequest) -> HttpResponse:
    """What protects this account, and where it is signed in."""
    officer = request.user
    keys = list(officer.passkeys.all())
    has_app = second_factor.has_app(officer)
    context = {
        "has_app": has_app,
        "has_factor": has_app or keys,
        "passkeys": keys,
        "passkeys_possible": passkeys.is_possible(request),
        "is_required": second_factor.is_required(officer),
        "codes_left": second_factor.codes_left(officer) if has_app or keys else 0,
        "sessions": sessions.living_sessions(officer),
        "here": row_key_of(request),
    }
    return render(request, "accounts/security.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def set_up(request: OfficerRequest) -> HttpResponse:
    """Show the secret to the phone's app, and take its first code."""
    if second_factor.has_app(request.user):
        return redirect("security")
    # The same at every try: a wrong code must not mean to scan anew.
    secret = request.session.get(SECRET) or second_factor.new_secret()
    request.session[SECRET] = secret
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said = {"secret": secret, "code": form.cleaned_data["code"]}
            codes = factors.set_up_app(request=request, by=request.user, **said)
        except NotNow as reason:
            form.add_error("code", str(reason))
        else:
            del request.session[SECRET]
            return _added(request, codes)
    context = {"form": form, "secret": secret, "picture": second_factor.picture_of(secret, request.user)}
    return render(request, "accounts/set_up.html", context, status=422 if form.errors else 200)


def _added(request: OfficerRequest, codes: list[str]) -> HttpResponse:
    if codes:
        return render(request, "accounts/codes.html", {"codes": codes})
    messages.success(request, _("The app is set up. Your recovery codes stay as they are."))
    return redirect("security")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def remove(request: OfficerRequest) -> HttpResponse:
    """Ask for the app's code no longer."""
    if request.method != "POST":
        return render(request, "accounts/app_remove.html")
    factors.remove_app(request=request, by=request.user)
    messages.success(request, _("The second factor is removed."))
    return redirect("security")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def recovery_codes(request: OfficerRequest) -> HttpResponse:
    """Ten new recovery codes in the place of those before."""
    if request.method != "POST":
        return render(request, "accounts/codes_new.html")
    try:
        codes = factors.renew_recovery_codes(request=request, by=request.user)
    except NotNow as reason:
        messages.error(request, str(reason))
        return redirect("security")
    return render(request, "accounts/codes.html", {"codes": codes})


@require_POST
def end_session(request: OfficerRequest, pk: int) -> HttpResponse:
    """Sign out another device of one's own."""
    session = get_object_or_404(SignInSession, officer=request.user, pk=pk)
    sessions.end_session(session=session, by=request.user)
    messages.success(request, _("That device is signed out."))
    return redirect("security")
