"""How the second factors of an account change: each change wants a fresh proof of who asks for it.

With the first factor, and without the last, the account's other sessions end: none may go on that
was begun by other means than its owner has now.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest
from django.utils.translation import gettext as _

from visits.accounts import recent_proof, second_factor, sessions
from visits.core import audit
from visits.core.exceptions import NotNow
from visits.core.permissions import check_may_set_up
from visits.models import AuditEntry, Officer

Kind = AuditEntry.Kind
Type = Authenticator.Type


def lock(officer: Officer) -> None:
    """Let changes of one account's factors, and its sign-ins by password alone, wait for one another."""
    # `no_key`: rows that refer to the officer are written meanwhile, by every page.
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)


@audit.audited()
def set_up_app(*, request: HttpRequest, by: Officer, secret: str, code: str) -> list[str]:
    """Begin to ask for codes, once one of them was typed; recovery codes where this is the first factor.

    They are shown now and never again. Raises NotNow for a wrong code, or where an app stands already.
    """
    recent_proof.check(request, by)
    lock(by)
    if second_factor.has_app(by):
        raise NotNow(_("Your account already has a second factor."))
    counter = second_factor.counter_of(secret, code)
    if counter is None:
        raise NotNow(_("This code does not match. Wait for the next one, and check the phone’s clock."))
    # Asked before the new one stands there.
    is_first = not second_factor.has_second_factor(by)
    TOTP.activate(by, secret)
    # The code that set it up is used up as well.
    second_factor.remember_counter(by, counter)
    return added(request=request, by=by, is_first=is_first)


def added(*, request: HttpRequest, by: Officer, is_first: bool, **details: str) -> list[str]:
    """What follows a new factor: this session has shown it; with the first one, recovery codes."""
    recent_proof.note(request, recent_proof.FACTOR)
    if is_first:
        sessions.end_others(request, by)
    audit.record(Kind.SECOND_FACTOR_ADDED, by=by, **details)
    return _make_recovery_codes(by) if is_first else []


@audit.audited()
def renew_recovery_codes(*, request: HttpRequest, by: Officer) -> list[str]:
    """Ten new codes; those before are void. Raises NotNow where there is no factor they could stand for."""
    recent_proof.check(request, by)
    lock(by)
    if not second_factor.has_second_factor(by):
        raise NotNow(_("Set up a second factor first."))
    audit.record(Kind.RECOVERY_CODES_MADE, by=by)
    return _make_recovery_codes(by)


def _make_recovery_codes(officer: Officer) -> list[str]:
    Authenticator.objects.filter(user=officer, type=Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(officer).generate_codes()


@audit.audited()
def remove_app(*, request: HttpRequest, by: Officer) -> None:
    """Ask no longer for codes of the app; passkeys stay."""
    recent_proof.check(request, by)
    lock(by)
    Authenticator.objects.filter(user=by, type=Type.TOTP).delete()
    removed(request=request, by=by)


def removed(*, request: HttpRequest, by: Officer, **details: str) -> None:
    """What follows a factor's removal: with the last one its recovery codes go, and the other sessions end."""
    if not second_factor.has_second_factor(by):
        Authenticator.objects.filter(user=by).delete()
        # What this session has shown is no factor of the account any more.
        request.session[second_factor.PROVEN] = False
        sessions.end_others(request, by)
    audit.record(Kind.SECOND_FACTOR_REMOVED, by=by, target=by, **details)


@audit.audited()
def remove_all(*, request: HttpRequest, officer: Officer, by: Officer) -> None:
    """Take every factor away, passkeys too, and end every session: by an administrator, for a lost phone."""
    check_may_set_up(by)
    recent_proof.check(request, by)
    lock(officer)
    Authenticator.objects.filter(user=officer).delete()
    officer.passkeys.all().delete()
    sessions.end(officer.sign_ins.all())
    audit.record(Kind.SECOND_FACTOR_REMOVED, by=by, target=officer)
