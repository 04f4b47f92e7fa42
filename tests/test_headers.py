"""What every answer says to browsers and caches."""

import ipaddress
import re

import pytest
from django.templatetags.static import static

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client):
    """Answers of the application, its set-up and its errors, to a signed-in administrator and to nobody."""
    nobody = [client.get(address) for address in ("/accounts/login/", "/accounts/begin/", "/nothing/", "/healthz")]
    client.force_login(make.make_officer(role="administrator"))
    client.post("/accounts/security/confirm/", {"password": "cooling-demo"})
    officer = make.make_officer()
    addresses = ["/", "/more/", "/places/", "/nothing/", "/accounts/security/", "/accounts/security/second-factor/"]
    addresses += ["/admin/", "/admin/visits/unit/", f"/admin/visits/officer/{officer.pk}/access/"]
    return nobody, [client.get(address) for address in addresses]


@pytest.mark.fault("A24")
@pytest.mark.parametrize("path", ["js/device/every-page.js", "css/app.css", "icons/icon.svg", "admin/css/base.css"])
def test_no_other_site_reads_static_files(client, path):
    answer = client.get(static(path), headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    answer.close()


@pytest.mark.fault("A10")
@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-host", "Forwarded", "X-Real-IP", "Via"]
)
@pytest.mark.parametrize("path", ["/accounts/login/", "/healthz", "/"])
def test_with_debug_nobody_is_answered_through_a_proxy(client, settings, path, header):
    settings.DEBUG = True
    refused, direct = client.get(path, headers={header: "192.0.2.7"}), client.get(path)
    settings.DEBUG = False
    on_a_server = client.get(path, headers={header: "192.0.2.7"})

    assert (refused.status_code, "DEBUG=0" in refused.content.decode()) == (403, True)
    assert direct.status_code == on_a_server.status_code != 403


STRANGER = "203.0.113.9"


@pytest.fixture
def behind_a_proxy(settings):
    """As on a server, which a proxy on the machine itself stands in front of."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = settings.USE_X_FORWARDED_HOST = True
    settings.ALLOWED_HOSTS = ["testserver", "cooling.example"]


@pytest.mark.parametrize(("peer", "is_believed"), [("127.0.0.1", True), ("::1", True), (STRANGER, False), ("", False)])
def test_that_a_request_came_by_https_is_believed_of_trusted_proxies_alone(client, behind_a_proxy, peer, is_believed):
    said = {"x-forwarded-proto": "https"}
    answer = client.get("/accounts/login/", headers=said, REMOTE_ADDR=peer)

    assert answer.status_code == (200 if is_believed else 301)


@pytest.mark.parametrize(("peer", "name"), [("127.0.0.1", "cooling.example"), (STRANGER, "testserver")])
def test_so_is_the_name_of_the_site(client, behind_a_proxy, peer, name):
    answer = client.get("/accounts/login/", headers={"x-forwarded-host": "cooling.example"}, REMOTE_ADDR=peer)

    assert answer.url == f"https://{name}/accounts/login/"


def test_who_is_trusted_is_a_setting(client, behind_a_proxy, settings):
    said = {"x-forwarded-proto": "https"}
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.1.0.0/16")]

    assert client.get("/accounts/login/", headers=said, REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/accounts/login/", headers=said, REMOTE_ADDR="127.0.0.1").status_code == 301


def test_no_page_allows_scripts_or_styles_of_its_own(pages):
    for page in [*pages[0], *pages[1]]:
        policy = page["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert directive in policy


def test_no_page_holds_a_script_or_style_of_its_own(pages):
    for page in [*pages[0], *pages[1]]:
        source = page.content.decode()
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))[^>]*>", source), page.request["PATH_INFO"]
        assert not re.search(r"<style|\sstyle=|\son\w+=", source), page.request["PATH_INFO"]


def test_no_page_of_a_signed_in_person_is_kept(pages):
    for page in pages[1]:
        assert "no-store" in page["Cache-Control"], page.request["PATH_INFO"]


def test_what_the_browser_is_told_besides(pages):
    for page in [*pages[0], *pages[1]]:
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["X-Frame-Options"] == "DENY"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in page["Permissions-Policy"]
