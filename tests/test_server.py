"""script/server on an empty folder: prepares everything, answers, and starts at once the second time."""

import http.client
import os
import re
import subprocess
import urllib.request
from contextlib import closing

import pytest

from tests.postgres import free_port
from tests.serving import ROOT, serving, serving_demo

pytestmark = [pytest.mark.slow, pytest.mark.own_server]


@pytest.mark.fault("A10", "A24")
def test_an_empty_folder_becomes_a_site_and_starts_quickly_again(tmp_path):
    port = free_port()

    with serving(tmp_path / "data", port) as (printed, _):
        assert f"http://127.0.0.1:{port}/" in printed
        assert re.search(r"90010001 +officer", printed)
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=10)
        assert b'name="username"' in page.read()
        assert "'self'" in page.headers["Content-Security-Policy"]

    with serving(tmp_path / "data", port) as (printed, seconds):
        assert "Running" not in printed
        assert seconds < 10  # three on a quiet machine

    nobody_else_reads(tmp_path / "data")
    the_public_password_stops_a_server(tmp_path / "data", port)


def nobody_else_reads(folder):
    """Of all that the server has made."""
    found = [folder, *folder.rglob("*")]
    assert {path.name: oct(path.stat().st_mode) for path in found if path.stat().st_mode & 0o077} == {}
    assert (folder / "cooling.sqlite3").exists()


def the_public_password_stops_a_server(folder, port):
    """The folder of the demo, started as a server."""
    secrets = {"SECRET_KEY": "s" * 64, "FIELD_KEYS": "f" * 64, "HANDOVER_KEY": "h" * 64}
    said = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "PORT": str(port), "DEBUG": "0", **secrets}
    done = subprocess.run([ROOT / "script" / "server"], env=said, capture_output=True, text=True, timeout=120)

    assert done.returncode == 1
    assert "public password" in done.stderr
    assert all(nrp in done.stderr for nrp in ("80010001", "75010001", "70010001"))


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path):
    with serving_demo(tmp_path / "data", port := free_port()):
        done = subprocess.run(
            [ROOT / "script" / "server"],
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "other"), "PORT": str(port)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Cooling cannot start: ")


@pytest.mark.parametrize(("proxies", "status"), [("", 200), ("10.1.0.0/16", 301)])
def test_only_a_trusted_proxy_says_that_a_request_came_by_https(tmp_path, proxies, status):
    secrets = {"SECRET_KEY": "s" * 64, "FIELD_KEYS": "f" * 64, "HANDOVER_KEY": "h" * 64}
    asked = closing(http.client.HTTPConnection("127.0.0.1", port := free_port(), timeout=30))
    with serving(tmp_path / "data", port, DEBUG="0", TRUSTED_PROXIES=proxies, **secrets), asked as connection:
        connection.request("GET", "/accounts/login/", headers={"X-Forwarded-Proto": "https"})
        assert connection.getresponse().status == status
