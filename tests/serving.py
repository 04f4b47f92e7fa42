"""A real server on a folder of its own, as script/server starts it."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving(folder: Path, port: int, **environment: str):
    """The server until it answers; yields what it printed and the seconds it took."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    output = folder.parent / f"{folder.name}.log"
    started = time.monotonic()
    with output.open("w") as log:
        process = subprocess.Popen(
            [ROOT / "script" / "server"],
            env={**inherited, "DATA_DIR": str(folder), "PORT": str(port), **environment},
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


@contextmanager
def serving_demo(folder: Path, port: int, **environment: str):
    """The same, on a copy of a folder with the demo that one server prepared for all tests of a run."""
    if not folder.exists():
        shutil.copytree(prepared_folder(), folder)
    with serving(folder, port, **environment) as found:
        yield found


def prepared_folder() -> Path:
    """What a first start makes of an empty folder; whoever comes first makes it, the others wait."""
    home = Path(os.environ["COOLING_TEST_DIR"])
    folder = home / "prepared"
    with (home / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with serving(home / "preparing", free_port()):
                pass
            (home / "preparing").rename(folder)
    return folder


def wait_for(address: str, process: subprocess.Popen, output: Path, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, output.read_text()
        try:
            assert urllib.request.urlopen(address, timeout=5).read().strip() == b"ok"
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"No answer in {seconds} seconds: {output.read_text()}")


def signed_in(port: int, nrp: str) -> str:
    """The cookies of a demo account that has just signed in, as a browser sends them."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/accounts/login/"
    page = opener.open(address, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"username": nrp, "password": "cooling-demo", "csrfmiddlewaretoken": token, "next": "/"}
    opener.open(address, urllib.parse.urlencode(form).encode(), timeout=20).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
