"""Requests of pages behind sign-in."""

from django.http import HttpRequest

from visits.models import Officer


class OfficerRequest(HttpRequest):
    """A request whose reader is signed in.

    PendingSubmissionMiddleware in accounts/middleware.py lets nobody else through to a page, unless that page is
    marked with `login_not_required`: such pages take a plain HttpRequest. Only for types; none is ever made.
    """

    user: Officer
