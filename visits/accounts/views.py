"""Sign in, sign out, change the password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from visits.accounts import attempts, known_browser, passkeys, pending_submissions, second_factor, sessions
from visits.accounts.forms import BeginForm, PasswordChangeForm, SignInForm
from visits.accounts.one_time_codes import use_code
from visits.accounts.security_forms import CodeForm
from visits.accounts.throttling import TooOften
from visits.core.requests import OfficerRequest
from visits.models import Officer


def next_address(request: HttpRequest) -> str:
    """Where to go after signing in: an address of this site, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # Paths only: "next" comes from an address that anybody can send to anybody.
    return wanted if safe and wanted.startswith("/") and "\x00" not in wanted else resolve_url("start")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with NRP or NIP. A wrong pair is answered alike, whichever of the two was wrong."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_address(request))
    form = SignInForm(request, request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    try:
        is_right = attempts.check(request=request, nrp=form.typed_number, shown=form.is_valid, proof="password")
    except TooOften as often:
        return too_often(request, often.minutes)
    if not is_right:
        return _page(request, form, status=422)
    officer = form.get_user()
    if sessions.sign_in_with_password(request=request, by=officer):
        return signed_in(request, officer)
    sessions.ask_for_code(request, officer)
    return redirect(f"{resolve_url('sign_in_code')}?{urlencode({'next': next_address(request)})}")


def is_continuing(wanted: str) -> bool:
    """Whether an address is that of a kept form."""
    return wanted.startswith(resolve_url("continue_post", "-").removesuffix("-/"))


def _page(request: HttpRequest, form: SignInForm, *, status: int = 200, **more: Any) -> HttpResponse:
    wanted = next_address(request)
    context = {"form": form, "next": wanted, "is_continuing": is_continuing(wanted), "debug": settings.DEBUG, **more}
    return render(request, "accounts/login.html", context | _passkeys(request), status=status)


def _passkeys(request: HttpRequest) -> dict[str, Any]:
    return {"passkeys_possible": passkeys.is_possible(request)}


def signed_in(request: HttpRequest, officer: Officer) -> HttpResponse:
    """On to where they wanted to go, or first to what they posted before; the browser is known from now on."""
    wanted = next_address(request)
    pending = None if is_continuing(wanted) else pending_submissions.waiting(request, officer).first()
    if pending:
        wanted = f"{resolve_url('continue_post', pending.token)}?{urlencode({'next': wanted})}"
    response = HttpResponseRedirect(wanted)
    pending_submissions.remember(response, officer, secure=request.is_secure())
    known_browser.remember(request, response, officer.nrp)
    return response


def too_often(request: HttpRequest, minutes: int) -> HttpResponse:
    """Nothing was tried: the sentence says how long to wait."""
    response = _page(request, SignInForm(request), status=429, minutes=minutes)
    response["Retry-After"] = str(minutes * 60)
    return response


def refused_passkey(request: HttpRequest, asked: Officer | None) -> HttpResponse:
    """The page that the passkey was offered on, again, with a sentence."""
    if asked:
        return _code_page(request, asked, CodeForm(), status=422, refused=True)
    return _page(request, SignInForm(request), status=422, refused=True)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second factor, after the password was right and before anybody is signed in."""
    officer = sessions.officer_at_second_step(request)
    if request.user.is_authenticated or officer is None:
        return redirect("login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            is_right = attempts.check(
                request=request,
                nrp=officer.nrp,
                shown=lambda: sessions.sign_in_with_code(request=request, by=officer, code=code),
                proof="code",
            )
        except TooOften as often:
            return too_often(request, often.minutes)
        if is_right:
            return signed_in(request, officer)
        form.add_error("code", _("This code does not match. Wait for the next one, and check the phone’s clock."))
    return _code_page(request, officer, form, status=422 if form.errors else 200)


def _code_page(request: HttpRequest, officer: Officer, form: CodeForm, *, status: int, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "next": next_address(request),
        "step": "code",
        "has_app": second_factor.has_app(officer),
        **more,
    }
    if officer.passkeys.exists():
        context |= _passkeys(request)
    return render(request, "accounts/code.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a password with the administrator's one-time code: a new account, or a forgotten password."""
    if request.user.is_authenticated:
        return redirect("security")
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            is_right = attempts.check(
                request=request,
                nrp=said["username"],
                shown=lambda: use_code(nrp=said["username"], code=said["code"], password=said["new_password1"]),
                proof="one_time_code",
            )
        except TooOften as often:
            context = {"form": BeginForm(), "minutes": often.minutes}
            return render(request, "accounts/begin.html", context, status=429)
        if is_right:
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("login")
        form.add_error("code", _("NRP and code do not match, or the code has expired."))
    return render(request, "accounts/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: OfficerRequest) -> HttpResponse:
    """Sign out by POST; a GET shows the button."""
    if request.method != "POST":
        return render(request, "accounts/signed_in.html")
    pending_submissions.forget(request=request, officer=request.user)
    sessions.sign_out(request=request, by=request.user)
    messages.success(request, _("You are signed out."))
    response = redirect("login")
    pending_submissions.forget_officer(response)
    # The cache alone: the outbox of a phone stays, encrypted, for its owner's next sign-in.
    response["Clear-Site-Data"] = '"cache"'
    return response


@never_cache
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: OfficerRequest) -> HttpResponse:
    """Another password, for whoever knows the present one."""
    form = PasswordChangeForm(request, request.POST if request.method == "POST" else None)
    try:
        is_valid = form.is_valid()
    except TooOften as often:
        context = {"form": PasswordChangeForm(request), "minutes": often.minutes}
        return render(request, "accounts/password.html", context, status=429)
    if is_valid:
        sessions.change_password(request=request, by=request.user, password=form.cleaned_data["new_password1"])
        messages.success(request, _("Your password is changed."))
        return redirect("more")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
