"""script/server on an empty folder: prepares everything, answers, and starts at once the second time."""

import os
import re
import subprocess
import urllib.request

import pytest

from tests.postgres import free_port
from tests.serving import ROOT, serving

pytestmark = [pytest.mark.slow, pytest.mark.own_server]


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


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path):
    with serving(tmp_path / "data", port := free_port()):
        done = subprocess.run(
            [ROOT / "script" / "server"],
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "other"), "PORT": str(port)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Cooling cannot start: ")
