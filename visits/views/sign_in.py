"""Sign in, sign out, change the password, and go on with a form that was posted after the session had ended."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from visits.forms.sign_in import PasswordChangeForm, SignInForm
from visits.services import kept_posts, sessions


def _next(request) -> str:
    """Where to go after signing in: an address of this site, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") and "\x00" not in wanted else resolve_url("start")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Sign in with NRP or NIP. A wrong pair is answered alike, whichever of the two was wrong."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request))
    form = SignInForm(request, request.POST or None)
    context = {"form": form, "next": _next(request), "debug": settings.DEBUG}
    if request.method != "POST":
        return render(request, "registration/login.html", context)
    if not form.is_valid():
        sessions.refuse_sign_in(nrp=form.typed_number)
        return render(request, "registration/login.html", context, status=422)
    officer = form.get_user()
    sessions.sign_in(request=request, by=officer)
    response = HttpResponseRedirect(_next(request))
    kept_posts.remember(response, officer, secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request):
    """Sign out by POST; a GET shows the button."""
    if request.method != "POST":
        return render(request, "registration/logged_in.html")
    sessions.sign_out(request=request, by=request.user)
    messages.success(request, _("You are signed out."))
    return redirect("login")


@never_cache
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request):
    """Another password, for whoever knows the present one."""
    form = PasswordChangeForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sessions.change_password(request=request, by=request.user, password=form.cleaned_data["new_password1"])
        messages.success(request, _("Your password is changed."))
        return redirect("more")
    return render(request, "registration/password.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
def continue_post(request, token):
    """Go on with a kept form of the same person, once: the view it was meant for answers."""
    kept = kept_posts.take(token=token, officer=request.user)
    if kept is None:
        messages.info(request, _("There is no form left to go on with. It was sent already, or is too old."))
        return redirect("start")
    request.path = request.path_info = kept.path
    request.method = request.META["REQUEST_METHOD"] = "POST"
    # The form passed the check against forgery when it arrived; signing in changed the token since.
    request._post, request._files = kept_posts.rebuild(kept)
    found = resolve(kept.path)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)
