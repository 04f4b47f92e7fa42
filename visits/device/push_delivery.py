"""Hand one message to a push service: https alone, to hosts that are known, within limits of time and size."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

from visits.device.push_encryption import Reader, encrypt, server_key, vapid

# Those of Chromium's browsers, Firefox, Safari and Edge.
PUBLIC_HOSTS = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
HTTPS = 443
# Seconds for each step, and for all of one delivery.
PATIENCE, LONGEST = 10.0, 20.0
MOST_TRIED = 3
TIME_TO_LIVE = 24 * 3600
TOKEN_LIVES = 12 * 3600
GONE = (404, 410)
TRY_LATER = (408, 425, 429)


class Delivery(Enum):
    """What became of a message."""

    DONE = "done"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def is_allowed(endpoint: str) -> bool:
    """Whether an address is that of a push service which this server talks to."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port or HTTPS
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    host = parts.hostname or ""
    if _is_named(host, port):
        return True
    return port == HTTPS and any(host == each or host.endswith(f".{each}") for each in PUBLIC_HOSTS)


def _is_named(host: str, port: int) -> bool:
    """Whether PUSH_HOSTS names it; only such a one may be on a private network."""
    return f"{host}:{port}" in settings.PUSH_HOSTS or (port == HTTPS and host in settings.PUSH_HOSTS)


class _Connection(http.client.HTTPSConnection):
    """A connection to an address that was looked up once, and looked at before anything is sent there."""

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [(str(place[0]), int(place[1])) for *_kinds, place in found]
        if not _is_named(self.host, self.port) and not all(_is_public(ip) for ip, _port in places):
            raise OSError("A push service on a private network is named in PUSH_HOSTS.")
        plain = _connect(places[:MOST_TRIED])
        wrap = ssl.create_default_context().wrap_socket
        self.sock = wrap(plain, server_hostname=self.host, do_handshake_on_connect=False)
        # Only now: what never ends has to be at hand for `cut`.
        self.sock.do_handshake()

    def cut(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _is_public(ip: str) -> bool:
    return ipaddress.ip_address(ip).is_global


def _connect(places: list[tuple[str, int]]) -> socket.socket:
    """A connection to the first of these that answers: where IPv6 leads nowhere, by IPv4."""
    for place in places[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection(place, PATIENCE / len(places))
    return socket.create_connection(places[-1], PATIENCE)


def deliver(content: bytes, *, endpoint: str, reader: Reader, topic: str) -> Delivery:
    """Give one message to the push service of an endpoint; the body of its answer is not read."""
    if not is_allowed(endpoint):
        # PUSH_HOSTS named it once.
        return Delivery.GONE
    parts = urlsplit(endpoint)
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TIME_TO_LIVE),
        "Topic": topic,
        "Urgency": "normal",
        "Authorization": _authorization(f"https://{parts.netloc}"),
    }
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        return _outcome(_status(parts.hostname or "", parts.port or HTTPS, path, encrypt(content, reader), headers))
    except (OSError, http.client.HTTPException):
        return Delivery.LATER


def _status(host: str, port: int, path: str, body: bytes, headers: dict[str, str]) -> int:
    connection = _Connection(host, port, timeout=PATIENCE)
    # A service that sends a byte now and then would never be too late for one step.
    watch = threading.Timer(LONGEST, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()


def _outcome(status: int) -> Delivery:
    if 200 <= status < 300:
        return Delivery.DONE
    if status in GONE:
        return Delivery.GONE
    return Delivery.LATER if status in TRY_LATER or status >= 500 else Delivery.REFUSED


def _authorization(audience: str) -> str:
    key = server_key(settings.PUSH_KEY)
    return vapid(key, audience=audience, expires=int(time.time()) + TOKEN_LIVES, contact=_contact())


def _contact() -> str:
    """Whom the push service turns to: this site."""
    origins = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if origin.startswith("https://")]
    return origins[0] if origins else "mailto:cooling@localhost.invalid"
