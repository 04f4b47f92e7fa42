"""Show again who one is, before something of the account's safety is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from visits.accounts import passkeys, reauthentication, recent_proof, second_factor
from visits.accounts.security_forms import CodeForm, PasskeyAnswerForm, PasswordForm
from visits.accounts.throttling import TooOften
from visits.accounts.views import next_address
from visits.core.requests import OfficerRequest

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """A view for whoever has shown password and factor within the last minutes; others do it first, then come back."""

    @wraps(view)
    def inner(request: OfficerRequest, *args, **kwargs) -> HttpResponse:
        if recent_proof.missing(request, request.user):
            return confirm_first(request)
        return view(request, *args, **kwargs)

    return inner


def confirm_first(request: OfficerRequest) -> HttpResponse:
    """To the page below, and from there back to this address."""
    return redirect(f"{resolve_url('reauthenticate')}?{urlencode({'next': request.path})}")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: OfficerRequest) -> HttpResponse:
    """Ask for the password, then for a factor where the account has one; then on to where one wanted to go."""
    step = recent_proof.missing(request, request.user)
    if not step:
        return HttpResponseRedirect(next_address(request))
    form = (PasswordForm if step == recent_proof.PASSWORD else CodeForm)(request.POST or None)
    if request.method != "POST":
        return _page(request, step, form)
    try:
        if _is_right(request, step, form):
            return HttpResponseRedirect(f"{resolve_url('reauthenticate')}?{urlencode({'next': next_address(request)})}")
    except TooOften as often:
        answer = _page(request, step, type(form)(), status=429, minutes=often.minutes)
        answer["Retry-After"] = str(often.minutes * 60)
        return answer
    return _page(request, step, form, status=422, refused="answer" in request.POST)


def _is_right(request: OfficerRequest, step: str, form: PasswordForm | CodeForm) -> bool:
    """Whether what was posted for this step is right; else the form says what is not."""
    if step == recent_proof.FACTOR and "answer" in request.POST:
        answer = PasskeyAnswerForm(request.POST)
        said = answer.cleaned_data if answer.is_valid() else {"answer": "", "state": ""}
        return reauthentication.by_passkey(request=request, by=request.user, **said)
    if not form.is_valid():
        return False
    if step == recent_proof.PASSWORD:
        if reauthentication.by_password(request=request, by=request.user, password=form.cleaned_data["password"]):
            return True
        form.add_error("password", _("This is not your current password."))
        return False
    if reauthentication.by_code(request=request, by=request.user, code=form.cleaned_data["code"]):
        return True
    form.add_error("code", _("This code does not match. Wait for the next one, and check the phone’s clock."))
    return False


def _page(
    request: OfficerRequest, step: str, form: PasswordForm | CodeForm, *, status: int = 200, **more
) -> HttpResponse:
    context = {"form": form, "next": next_address(request), "is_factor": step == recent_proof.FACTOR, **more}
    if step == recent_proof.FACTOR:
        has_passkey = request.user.passkeys.exists() and passkeys.is_possible(request)
        context |= {"has_app": second_factor.has_app(request.user), "has_passkey": has_passkey}
    return render(request, "accounts/reauthenticate.html", context, status=status)
