"""Sign-in by default; a form posted after the session had ended is kept, not lost."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from visits.accounts import pending_submissions, second_factor, sessions
from visits.core.json_answers import wants_json


class PendingSubmissionMiddleware(LoginRequiredMiddleware):
    """Send whoever is signed out to the sign-in page, and keep what they posted.

    The same person sees it after signing in on the same browser, and goes on with it or forgets it.
    """

    def handle_no_permission(self, request, view_func):
        if wants_json(request):
            # An encrypted entry names its key beside what is encrypted.
            key = request.headers.get("X-Entry-Key", "")[:36]
            if not key and request.method == "POST":
                key = request.POST.get("key", "")
            return JsonResponse({"error": _("Sign in again."), "key": key}, status=401)
        # Kept for somebody who was signed in here before, never for a stranger.
        officer = pending_submissions.last_officer(request) if request.method == "POST" else None
        pending = pending_submissions.keep(request=request, officer=officer) if officer else None
        if pending is None:
            return super().handle_no_permission(request, view_func)
        going_on = reverse("continue_post", args=[pending.token])
        response = super().handle_no_permission(request, view_func)
        response["Location"] = f"{resolve_url('login')}?{urlencode({'next': going_on})}"
        return response


class SecondFactorMiddleware:
    """Lead whoever needs a second factor to set one up, and nowhere else; note that a session is in use."""

    FREE = {"security", "second_factor_set_up", "passkey_new", "session_end", "logout", "change_password", "healthz"}
    FREE |= {"reauthenticate", "passkey_options"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, _args, _kwargs):
        if not request.user.is_authenticated:
            return None
        # The view's own check of the sign-in comes after this, and leads to the sign-in page.
        if sessions.is_too_old(request):
            sessions.sign_out(request=request, by=request.user)
            return None
        # Also without a second factor: the list of devices shows every session.
        sessions.note_use(request)
        if request.session.get(second_factor.PROVEN) or not second_factor.is_required(request.user):
            return None
        if request.resolver_match.url_name in self.FREE:
            return None
        if wants_json(request):
            return JsonResponse({"error": _("Set up a second factor first."), "key": ""}, status=403)
        return redirect("security")
