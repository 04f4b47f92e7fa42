"""A real server on a folder of its own, as script/server starts it."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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
