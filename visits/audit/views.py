"""Who looked at, changed or took out what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.audit.forms import AuditLogFilter
from visits.audit.queries import audit_log_page, unusual
from visits.core.exceptions import NotAllowed
from visits.core.requests import OfficerRequest


@never_cache
@require_safe
def audit_log(request: OfficerRequest) -> HttpResponse:
    """The audit log in reach, the newest first. A filter that cannot be read answers 422 with what is wrong."""
    # An administrator sets up who may do what, and must not see whether anybody noticed.
    if not (request.user.is_auditor or request.user.is_supervising):
        raise NotAllowed(_("Only supervisors and auditors can read the audit log."))
    form = AuditLogFilter(request.GET)
    page = audit_log_page(request.user, form.cleaned_data) if form.is_valid() else None
    filters: dict[str, str | int] = {
        name: value for name in request.GET if name in AuditLogFilter.field_order and (value := request.GET.get(name))
    }

    def address(**cursor: int) -> str:
        return f"?{urlencode({**filters, **cursor})}"

    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(filters),
        "unusual": unusual(request.user, now=timezone.now()),
        "errors": [(f"id_{name}", text) for name, texts in form.errors.items() for text in texts],
        "previous_url": address(before=page.previous) if page and page.previous is not None else "",
        "next_url": address(after=page.next) if page and page.next is not None else "",
    }
    return render(request, "audit/list.html", context, status=200 if page else 422)
