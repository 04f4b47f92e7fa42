"""The way to tell an author by WhatsApp that their visit came back."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.core.get_or_404 import visit_or_404
from visits.core.officer_phones import has_number, whatsapp_address
from visits.core.permissions import check_may_review
from visits.core.requests import OfficerRequest
from visits.models import Visit, VisitStatus


def said_of_return(visit: Visit) -> str:
    """What is said after a return; with a way to tell its author, where their number is known."""
    done = _("Visit returned to its author.")
    if not has_number(visit.author):
        return done
    # A message lies in a cookie: it names our own address, never the number.
    return format_html("<p>{}</p>{}", done, render_to_string("visit/_nudge.html", {"visit": visit}))


@never_cache
@require_safe
def nudge(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Lead a reviewer to a WhatsApp chat with the author of a returned visit.

    A redirect, so that the number stands on no page and in no cookie.
    """
    visit = visit_or_404(request.user, key)
    check_may_review(request.user, visit)
    address = whatsapp_address(visit.author) if visit.status == VisitStatus.RETURNED else ""
    if not address:
        raise Http404
    # WhatsApp is not told which visit it was.
    return HttpResponseRedirect(address, headers={"Referrer-Policy": "no-referrer"})
