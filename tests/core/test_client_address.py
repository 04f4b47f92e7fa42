"""Which address a request counts for: behind trusted proxies, with a port, IPv6 by network."""

import ipaddress

import pytest
from django.test import RequestFactory

from tests.accounts.test_security import ELSEWHERE, try_in
from tests.readers import make_readers
from visits.core.client_address import client_address, client_network

pytestmark = pytest.mark.fault("A12")
INNER = ipaddress.ip_network("10.1.0.0/16")


def request(peer: str, forwarded: str | None = None):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **more)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        # Nobody in between: what a stranger writes is not believed.
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("2001:db8::1", "198.51.100.1", "2001:db8::1"),
        # The proxy on the machine itself: the last address is the one that it saw.
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        # Proxies behind one another: the right-most that is not ours.
        ("127.0.0.1", "203.0.113.5, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("10.1.2.3", "203.0.113.5,198.51.100.1,127.0.0.1", "198.51.100.1"),
        ("10.1.2.3", "10.1.9.9, 127.0.0.1", "10.1.9.9"),
        # Ports, brackets, blanks, zones.
        ("127.0.0.1", "198.51.100.1:5678", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("127.0.0.1", ' "[2001:db8::1]:443" ', "2001:db8::1"),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1:5678", "198.51.100.1", "198.51.100.1"),
        # IPv4 written as IPv6.
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        ("127.0.0.1", "[::ffff:c633:6401]:80", "198.51.100.1"),
        # What is no address ends the way back: the last that is known counts.
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "unknown, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_the_last_one_that_is_not_a_trusted_proxy(settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = [*settings.TRUSTED_PROXIES, INNER]

    assert client_address(request(peer, forwarded)) == address


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.1", "::ffff:198.51.100.1", True),
        ("198.51.100.1", "198.51.100.2", False),
        ("::ffff:198.51.100.1", "::ffff:198.51.100.2", False),
    ],
)
def test_ipv6_counts_by_the_network_that_one_customer_has(first, second, is_one):
    assert (client_network(request(first)) == client_network(request(second))) is is_one


@pytest.mark.django_db
@pytest.mark.parametrize(
    "addresses",
    [
        [f"2001:db8:1:2:{number:x}::1" for number in range(6)],
        [f"::ffff:{ELSEWHERE}", ELSEWHERE] * 3,
    ],
    ids=["one /64", "one IPv4"],
)
def test_who_changes_the_written_address_alone_is_stopped(client, addresses):
    officer = make_readers()["author"]
    for address in addresses[:5]:
        assert try_in(client, officer, "salah", address).status_code == 422

    assert try_in(client, officer, address=addresses[5]).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["198.51.100.1:{}", "[2001:db8::{:x}]:443", "203.0.113.{}, 198.51.100.1:{}"])
def test_who_changes_what_stands_beside_the_address_in_the_header_is_stopped(client, written):
    officer = make_readers()["author"]
    for number in range(1, 6):
        said = written.format(number, number)
        assert try_in(client, officer, "salah", "127.0.0.1", HTTP_X_FORWARDED_FOR=said).status_code == 422

    answer = try_in(client, officer, address="127.0.0.1", HTTP_X_FORWARDED_FOR=written.format(99, 99))
    assert answer.status_code == 429


@pytest.mark.django_db
def test_whoever_reaches_the_server_directly_cannot_write_themselves_new_addresses(client):
    officer = make_readers()["author"]
    for number in range(5):
        try_in(client, officer, "salah", ELSEWHERE, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    assert try_in(client, officer, address=ELSEWHERE, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429
