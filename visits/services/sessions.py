"""Sign in and out, change the password, each with its row in the trail."""

from __future__ import annotations

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest

from visits.models import AuditEvent, Officer
from visits.services import audit


@audit.audited()
def sign_in(*, request: HttpRequest, by: Officer) -> None:
    """Begin a session of an officer whose password was right."""
    login(request, by)
    audit.record(AuditEvent.Kind.SIGNED_IN, by=by)


@audit.audited()
def sign_out(*, request: HttpRequest, by: Officer) -> None:
    audit.record(AuditEvent.Kind.SIGNED_OUT, by=by)
    logout(request)


@audit.audited()
def change_password(*, request: HttpRequest, by: Officer, password: str) -> None:
    """Give oneself another password; every other session ends, this one goes on."""
    by.set_password(password)
    by.save(update_fields=["password"])
    update_session_auth_hash(request, by)
    audit.record(AuditEvent.Kind.PASSWORD_CHANGED, by=by)


def refuse_sign_in(*, nrp: str) -> None:
    """Write that somebody tried; `nrp` is empty where what they typed cannot be one."""
    audit.record(AuditEvent.Kind.SIGN_IN_FAILED, by=None, nrp=nrp)
