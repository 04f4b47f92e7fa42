"""What a phone seals and sends, made in Python: the same bytes as static/js/device/vault.js makes."""

from __future__ import annotations

import datetime as dt
import json

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from visits.accounts.sessions import living_sessions
from visits.device import credentials
from visits.device.entries import HANDOVER
from visits.device.envelope import encrypt
from visits.device.form_versions import FORM
from visits.models import Officer, SignInSession


def sign_in_of(officer: Officer) -> SignInSession:
    """The living sign-in of the officer's phone, made where there is none."""
    found = living_sessions(officer).first()
    if found is None:
        key, until = f"phone-of-{officer.nrp}", timezone.now() + dt.timedelta(days=14)
        Session.objects.create(session_key=key, session_data="", expire_date=until)
        found = SignInSession.objects.create(
            officer=officer, session_key=key, device="Chrome, Android", seen_at=timezone.now()
        )
    return found


def device_token(officer: Officer) -> str:
    """The credential that the officer's phone has got in its sign-in."""
    return credentials.issue(officer, sign_in=sign_in_of(officer))


def blob(officer: Officer, header: dict, content: bytes = b"") -> bytes:
    """One sealed blob behind its length."""
    said = json.dumps({"token": device_token(officer), "form": FORM, **header}).encode()
    sealed = encrypt(len(said).to_bytes(4) + said + content)
    return len(sealed).to_bytes(4) + sealed


def visit_blob(officer: Officer, posted: dict, **more) -> bytes:
    pairs = [(name, each) for name, value in posted.items() for each in (value if isinstance(value, list) else [value])]
    return blob(officer, {"kind": "visit", "key": posted["key"], "pairs": pairs, **more})


def photo_blob(officer: Officer, visit: str, key: str, content: bytes, caption: str = "") -> bytes:
    about = blob(officer, {"kind": "about", "key": key, "visit": visit, "caption": caption, "stop": ""})
    return about + blob(officer, {"kind": "photo", "key": key, "name": "foto.jpg", "type": "image/jpeg"}, content)


def send(client: Client, body: bytes, key: str = "", tried: str = ""):
    """Post as the outbox does."""
    return client.post(
        "/device/entries/",
        body,
        content_type="application/octet-stream",
        headers={"Accept": "application/json", "X-Entry-Key": key, "X-Entry-Own": tried},
    )


def handover_file(*blobs: bytes) -> bytes:
    return HANDOVER + b"".join(blobs)
