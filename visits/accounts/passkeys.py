"""Passkeys (WebAuthn): a key that stays on the phone, opened by finger, face or PIN, and bound to this site's name.

Each stands for password and second factor together: the device proves that it holds the key and
that its owner unlocked it, and answers to no other site, so that it cannot be phished.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ipaddress
import json
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from visits.accounts import factors, recent_proof, second_factor, sessions
from visits.core import audit
from visits.core.exceptions import NotNow
from visits.models import Officer, Passkey

# What the session remembers between the question to the device and its answer.
ADDING = "new_passkey"
SALT = "visits.passkeys"
ANSWERED_WITHIN = dt.timedelta(minutes=5)
MOST = 10
UNLOCKED = UserVerificationRequirement.REQUIRED


def is_possible(request: HttpRequest) -> bool:
    """Whether this address can have passkeys: browsers bind them to a name, never to a number like 127.0.0.1."""
    host, _port = split_domain_port(request.get_host())
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def _server(request: HttpRequest) -> Fido2Server:
    host, _port = split_domain_port(request.get_host())
    origin = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(PublicKeyCredentialRpEntity(name="Cooling", id=host), verify_origin=lambda said: said == origin)


def _handle(officer: Officer) -> bytes:
    """Whom the device keeps the key for: a number that tells nothing of the person."""
    # Not the service number: the handle leaves with the device's backups.
    return str(officer.pk).encode()


def _digest(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(passkey.credential))


def begin_adding(*, request: HttpRequest, by: Officer, name: str) -> dict[str, Any]:
    """What the browser asks the device for, so that it makes a passkey for `by`."""
    check_may_add(request, by)
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=_handle(by), name=by.nrp, display_name=by.full_name),
        credentials=[_credential(passkey) for passkey in by.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UNLOCKED,
    )
    request.session[ADDING] = {"state": state, "name": name, "at": timezone.now().timestamp()}
    return dict(options)


def check_may_add(request: HttpRequest, by: Officer) -> None:
    """Raise NotNow without a fresh proof, or where there are too many.

    Who knows the password alone must not give themselves a way around the second factor.
    """
    recent_proof.check(request, by)
    if by.passkeys.count() >= MOST:
        raise NotNow(_("Your account has %(number)s passkeys. Remove one first.") % {"number": MOST})


@audit.audited()
def add(*, request: HttpRequest, by: Officer, answer: str) -> list[str]:
    """Keep the passkey that the device made; the recovery codes, where the account had no second factor before.

    Raises NotNow where the device's answer does not fit what it was asked.
    """
    # Taken out before it is looked at: one question, one answer.
    begun = request.session.pop(ADDING, None)
    if begun is None or timezone.now().timestamp() - begun["at"] > ANSWERED_WITHIN.total_seconds():
        raise NotNow(_("That took too long. Start again."))
    factors.lock(by)
    check_may_add(request, by)
    try:
        made = _server(request).register_complete(begun["state"], json.loads(answer))
        credential = made.credential_data
        assert credential is not None
        digest = _digest(credential.credential_id)
    except Exception as problem:  # bytes from outside, taken apart by a library: whatever is wrong with them
        raise NotNow(_("Your device’s answer does not match. Start again.")) from problem
    if Passkey.objects.filter(digest=digest).exists():
        raise NotNow(_("This passkey is already registered."))
    is_first = not second_factor.has_second_factor(by)
    stored = base64.b64encode(credential).decode()
    Passkey.objects.create(officer=by, name=begun["name"], digest=digest, credential=stored, uses=made.counter)
    return factors.added(request=request, by=by, is_first=is_first, factor="passkey")


@audit.audited()
def remove(*, request: HttpRequest, passkey: Passkey, by: Officer) -> None:
    """Let a passkey of one's own sign in no longer."""
    recent_proof.check(request, by)
    factors.lock(by)
    passkey.delete()
    factors.removed(request=request, by=by, factor="passkey")


def begin_sign_in(request: HttpRequest, officer_asked: Officer | None) -> dict[str, Any]:
    """What the browser asks the device for: any passkey of this site, or one of `officer_asked` after their password.

    The challenge is signed, not remembered, so that asking writes nothing.
    """
    # Without a password no list: it would tell whose number has passkeys.
    known = [_credential(passkey) for passkey in officer_asked.passkeys.all()] if officer_asked else None
    options, state = _server(request).authenticate_begin(known, user_verification=UNLOCKED)
    signed = signing.dumps({**state, "at": timezone.now().timestamp()}, salt=SALT)
    return {"options": dict(options), "state": signed}


def find(answer: str) -> Passkey | None:
    """The passkey of an active officer that a device's answer names, before anything of it is believed."""
    try:
        credential_id = websafe_decode(json.loads(answer)["rawId"])
    except (ValueError, TypeError, KeyError):
        return None
    passkeys = Passkey.objects.filter(digest=_digest(credential_id), officer__is_active=True)
    return passkeys.select_related("officer__rank", "officer__unit").first()


def check_answer(*, request: HttpRequest, passkey: Passkey, answer: str, state: str) -> bool:
    """Whether the device signed the challenge, unlocked by its owner, for this site and for the first time.

    Call inside a transaction: the passkey's row is locked, so that one answer is not taken twice.
    """
    locked = Passkey.objects.select_for_update(no_key=True).filter(pk=passkey.pk).first()
    if locked is None:
        return False
    passkey = locked
    try:
        challenge = signing.loads(state, salt=SALT, max_age=ANSWERED_WITHIN)
        said = AuthenticationResponse.from_dict(json.loads(answer))
        _server(request).authenticate_complete(challenge, [_credential(passkey)], said)
        uses, handle = said.response.authenticator_data.counter, said.response.user_handle
    except Exception:  # as above: a wrong answer, however it is wrong
        return False
    asked_at = dt.datetime.fromtimestamp(challenge["at"], dt.UTC)
    is_copy = (uses or passkey.uses) and uses <= passkey.uses  # a counter that stands still: two devices hold the key
    # Signed challenges are not remembered: one older than the last that was answered is a replay.
    is_old = passkey.asked_at is not None and asked_at <= passkey.asked_at
    if is_copy or is_old or handle not in (None, _handle(passkey.officer)):
        return False
    passkey.uses, passkey.asked_at = uses, asked_at
    passkey.save(update_fields=["uses", "asked_at"])
    return True


@audit.audited()
def sign_in(*, request: HttpRequest, passkey: Passkey, answer: str, state: str) -> bool:
    """Begin the session where the device's answer fits; no password and no code is asked for besides."""
    if not check_answer(request=request, passkey=passkey, answer=answer, state=state):
        return False
    sessions.sign_in(request=request, by=passkey.officer, second_factor_shown=True, factor="passkey")
    return True
