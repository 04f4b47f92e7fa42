"""The safety of one's own account: second factor, recovery codes, sessions on other devices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visits.exceptions import NotNow
from visits.forms.security import CodeForm, PasswordForm
from visits.models import SignInSession
from visits.services import passkeys, second_factor, sessions

SECRET = "new_second_factor"


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What protects this account, and where it is signed in."""
    return _show(request)


def _show(request: HttpRequest, *, form: PasswordForm | None = None) -> HttpResponse:
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
        "here": request.session.row_key,
        "form": form or PasswordForm(officer=officer),
    }
    return render(request, "security/page.html", context, status=422 if form else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret to the phone's app, and take its first code."""
    if second_factor.has_app(request.user):
        return redirect("security")
    secret = request.session.get(SECRET) or second_factor.new_secret()
    request.session[SECRET] = secret
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.set_up(by=request.user, secret=secret, code=form.cleaned_data["code"])
        except NotNow as reason:
            form.add_error("code", str(reason))
        else:
            del request.session[SECRET]
            request.session[second_factor.PROVEN] = True
            return render(request, "security/codes.html", {"codes": codes})
    context = {"form": form, "secret": secret, "picture": second_factor.picture_of(secret, request.user)}
    return render(request, "security/set_up.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Ask for the app's code no longer, for whoever knows the password."""
    form = PasswordForm(request.POST, officer=request.user)
    if not form.is_valid():
        return _show(request, form=form)
    second_factor.remove_app(by=request.user)
    request.session[second_factor.PROVEN] = second_factor.has_second_factor(request.user)
    messages.success(request, _("The second factor is removed."))
    return redirect("security")


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out another device of one's own."""
    session = get_object_or_404(SignInSession, officer=request.user, pk=pk)
    sessions.end_session(session=session, by=request.user)
    messages.success(request, _("That device is signed out."))
    return redirect("security")
