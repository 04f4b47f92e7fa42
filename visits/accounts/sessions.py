"""Sign in and out, change the password, end sessions from afar, each with its audit entry."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from visits.accounts import recent_proof, second_factor, throttling
from visits.accounts.session_store import row_key_of
from visits.core import audit
from visits.models import AuditEntry, Officer, SignInSession

Kind = AuditEntry.Kind
# What a session remembers: its family (see `family_of`), when that was last written, and whose code is waited for.
FAMILY, SEEN, PENDING = "sign_in", "seen", "pending"
# However often a session is used: who holds the phone proves it anew once a month.
LONGEST = dt.timedelta(days=30)
BEGAN = "began"
PENDING_FOR = dt.timedelta(minutes=10)
SEEN_EVERY = dt.timedelta(minutes=5)
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@audit.audited()
def sign_in(*, request: HttpRequest, by: Officer, second_factor_shown: bool = False, **details: Any) -> None:
    """Begin a session of an officer whose password, and code where one is asked for, was right."""
    # Read before login(), which empties the session where it was somebody else's.
    pending, now = request.session.get(PENDING), timezone.now().timestamp()
    login(request, by, backend="visits.accounts.backend.OfficerBackend")
    throttling.forget_failures(request, by.nrp)
    if request.session.session_key is None:
        request.session.create()
    row = SignInSession.objects.create(
        officer=by,
        session_key=row_key_of(request),
        device=describe_device(request.headers.get("User-Agent", "")),
        seen_at=timezone.now(),
    )
    request.session.pop(PENDING, None)
    request.session[FAMILY], request.session[SEEN], request.session[BEGAN] = row.pk, now, now
    request.session[second_factor.PROVEN] = second_factor_shown
    recent_proof.note(request, recent_proof.FACTOR if second_factor_shown else recent_proof.PASSWORD, at=now)
    if second_factor_shown and pending and pending["officer"] == by.pk:
        recent_proof.note(request, recent_proof.PASSWORD, at=pending["at"])
    audit.record(Kind.SIGNED_IN, by=by, second_factor=second_factor_shown, **details)


@audit.audited()
def sign_in_with_password(*, request: HttpRequest, by: Officer) -> bool:
    """Begin the session of whoever typed the right password; False, and nobody is in, where a factor is to follow.

    The officer's row is locked: a factor that is added at this moment finds the session, or is found.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    if second_factor.has_second_factor(by):
        return False
    sign_in(request=request, by=by)
    return True


def family_of(request: HttpRequest) -> SignInSession | None:
    """The sign-in that this session stems from: the same row however often the session's key changes.

    What is to end with the session refers to the row with CASCADE, or is ended in `end`.
    """
    family = request.session.get(FAMILY)
    if family is None:
        return None
    return SignInSession.objects.filter(pk=family, session_key=row_key_of(request)).first()


def end(sign_ins: QuerySet[SignInSession]) -> int:
    """End sessions and all that hangs on them, at once; every other way of ending them leads here. How many."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    # Sessions first: cut off between the two, a row stays in a list, but nobody stays signed in.
    Session.objects.filter(session_key__in=keys).delete()
    SignInSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_others(request: HttpRequest, officer: Officer) -> int:
    """End the officer's sessions but for this one."""
    return end(officer.sign_ins.exclude(session_key=row_key_of(request)))


def describe_device(user_agent: str) -> str:
    """ "Chrome, Android": enough to tell one's own phone from somebody else's desk."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", user_agent)), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or "?"


def ask_for_code(request: HttpRequest, officer: Officer) -> None:
    """Remember whose password was right while the code is typed; nobody is signed in yet."""
    # A key that was planted before the password must not be worth anything after it.
    request.session.cycle_key()
    request.session[PENDING] = {"officer": officer.pk, "at": timezone.now().timestamp()}


def officer_at_second_step(request: HttpRequest) -> Officer | None:
    """The active officer whose code is waited for in this session, for ten minutes."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > PENDING_FOR.total_seconds():
        return None
    return Officer.objects.filter(pk=pending["officer"], is_active=True).select_related("rank", "unit").first()


@audit.audited()
def sign_in_with_code(*, request: HttpRequest, by: Officer, code: str) -> bool:
    """Begin the session where the code fits; the code is used up in the same transaction."""
    if not second_factor.check_code(by, code):
        return False
    sign_in(request=request, by=by, second_factor_shown=True)
    return True


def is_too_old(request: HttpRequest) -> bool:
    """Whether the session began longer ago than any may last."""
    began = request.session.get(BEGAN)
    return began is not None and timezone.now().timestamp() - began > LONGEST.total_seconds()


def note_use(request: HttpRequest) -> None:
    """Write down every few minutes that the session is in use."""
    now = timezone.now()
    if FAMILY in request.session and now.timestamp() - request.session.get(SEEN, 0) > SEEN_EVERY.total_seconds():
        SignInSession.objects.filter(pk=request.session[FAMILY]).update(seen_at=now)
        request.session[SEEN] = now.timestamp()


@audit.audited()
def sign_out(*, request: HttpRequest, by: Officer) -> None:
    """End this session; the browser's cookie is void."""
    end(SignInSession.objects.filter(session_key=row_key_of(request)))
    audit.record(Kind.SIGNED_OUT, by=by)
    # Last: it empties the session that the lines above ask for.
    logout(request)


def living_sessions(officer: Officer) -> QuerySet[SignInSession]:
    """The devices that are signed in now, the last used first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return officer.sign_ins.filter(session_key__in=living)


@audit.audited()
def end_session(*, session: SignInSession, by: Officer) -> None:
    """End a session on another device at once: a lost phone is signed out."""
    end(SignInSession.objects.filter(pk=session.pk))
    audit.record(Kind.SESSION_ENDED, by=by, target=session.officer, device=session.device)


@audit.audited()
def end_all_sessions(*, officer: Officer, by: Officer) -> int:
    """End every session of an officer: by an administrator, for a lost phone. How many there were."""
    number = end(officer.sign_ins.all())
    audit.record(Kind.SESSION_ENDED, by=by, target=officer, number=number)
    return number


@audit.audited()
def change_password(*, request: HttpRequest, by: Officer, password: str) -> None:
    """Give oneself another password; every other session ends, this one goes on."""
    by.set_password(password)
    by.save(update_fields=["password"])
    # Read before the key changes below: the row in the list of devices moves with it.
    before = row_key_of(request)
    end_others(request, by)
    update_session_auth_hash(request, by)
    by.push_addresses.all().delete()
    by.sign_ins.filter(session_key=before).update(session_key=row_key_of(request))
    audit.record(Kind.PASSWORD_CHANGED, by=by)
