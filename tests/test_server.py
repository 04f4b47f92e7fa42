"""script/server on an empty folder: prepares everything, answers, and starts at once the second time."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


@contextmanager
def serving(folder: Path, port: int):
    """The server until it answers; yields what it printed and the seconds it took."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    output = folder.parent / f"{folder.name}.log"
    started = time.monotonic()
    with output.open("w") as log:
        process = subprocess.Popen(
            [ROOT / "script" / "server"],
            env={**inherited, "DATA_DIR": str(folder), "PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process, output)
        yield output.read_text(), time.monotonic() - started
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def wait_for(address: str, process: subprocess.Popen, output: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, output.read_text()
        try:
            assert urllib.request.urlopen(address, timeout=5).read().strip() == b"ok"
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"No answer in {seconds} seconds: {output.read_text()}")


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
