"""Where a request comes from, past the proxies that are trusted, and the network it is counted for."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# What one household or office holds of IPv6; a single address of it is changed at will.
CUSTOMER_PREFIX = 64
# 1.2.3.4:5678, [2001:db8::1]:443 and [2001:db8::1], as some proxies write them.
WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d*)?|(\d+\.\d+\.\d+\.\d+):\d*")


def client_address(request: HttpRequest) -> str:
    """The last address on the way here that is no trusted proxy (`TRUSTED_PROXIES`).

    Each proxy adds on the right whom it saw, so that only what stands right of the first stranger
    is known; further left anybody writes what they like.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    address = _read(peer)
    if address is None:
        # A unix socket has no address: what the server says of itself is all that is known.
        return peer
    before = request.headers.get("X-Forwarded-For", "").split(",")
    while before and _is_trusted(address):
        # From the right: the proxy nearest to us is the one whose word can be checked.
        said = _read(before.pop())
        if said is None:
            break
        address = said
    return str(address)


def came_from_a_trusted_proxy(request: HttpRequest) -> bool:
    """Whether what the request says of its way here may be believed."""
    peer = _read(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and _is_trusted(peer)


def client_network(request: HttpRequest) -> str:
    """What attempts are counted for: an IPv4 address, or the /64 of an IPv6 one."""
    said = client_address(request)
    address = _read(said)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), CUSTOMER_PREFIX), strict=False))
    return said


def _read(text: str) -> IPAddress | None:
    """An address without port, brackets, quotes and zone; IPv4 in the dress of IPv6 as IPv4."""
    text = text.strip().strip('"')
    if found := WITH_PORT.fullmatch(text):
        text = found[1] or found[2] or ""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPAddress) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
