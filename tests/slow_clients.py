"""Slow clients against a server, and how fast it answers others meanwhile.

`python -m tests.slow_clients` tries the full numbers: 200 connections that send a byte a second and 20 uploads at
100 kbit/s, once signed out and once signed in, for a minute each. It starts a server with the demo on a folder of
its own, prints what it found, and ends non-zero where an answer took a second or memory grew by 150 MB.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port
from tests.serving import serving, signed_in

TRICKLES, UPLOADS, SECONDS = 200, 20, 60.0
UPLOAD_RATE = 100_000 // 8
MOST_SECONDS, MOST_MEMORY = 1.0, 150
TURN = 0.5


@dataclass
class Found:
    """The longest answers in seconds, and by how many megabytes the server's memory grew."""

    healthz: float = 0.0
    history: float = 0.0
    rounds: int = 0
    memory: float = 0.0

    def __str__(self):
        return (
            f"healthz {self.healthz * 1000:.0f} ms, history {self.history * 1000:.0f} ms at most in "
            f"{self.rounds} rounds, memory +{self.memory:.0f} MB"
        )


def body_headers(length: int, cookie: str = "", *, path: str = "/visits/new/", more: str = "") -> bytes:
    """The head of a posted form whose body of that length is still to come."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {length}",
        # With a token against forgery, so that whoever checks it has to read the body.
        f"Cookie: {cookie or f'csrftoken={32 * chr(97)}'}",
    ]
    return ("\r\n".join(lines) + f"\r\n{more}\r\n").encode()


@contextmanager
def crowd(port: int, *, trickles: int, uploads: int, cookie: str = "") -> Iterator[None]:
    """Clients that send their bodies slowly, from a thread of their own, until the end of the block."""
    length = 900_000 if not cookie else 20_000_000
    slow = [_client(port, body_headers(length, cookie), piece=1, every=1.0) for _number in range(trickles)]
    slow += [
        _client(port, body_headers(length, cookie), piece=int(UPLOAD_RATE * TURN), every=TURN)
        for _number in range(uploads)
    ]
    over = threading.Event()
    sender = threading.Thread(target=_send, args=(slow, over))
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()
        for connection, *_how in slow:
            connection.close()


def _client(port: int, head: bytes, *, piece: int, every: float) -> list:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(head)
    connection.setblocking(False)
    return [connection, b"x" * piece, every, 0.0]


def _send(clients: list[list], over: threading.Event) -> None:
    """Send each client's next piece when its time has come; one that was refused sends nothing more."""
    while not over.wait(TURN / 5):
        now = time.monotonic()
        for client in clients:
            connection, piece, every, before = client
            if now - before < every:
                continue
            client[3] = now
            try:
                connection.send(piece)
            except BlockingIOError:
                pass
            except OSError:
                client[2] = float("inf")


def watch(port: int, cookie: str, folder: Path, seconds: float) -> Found:
    """Ask for the health and for the history in turns for so long."""
    found, end, before = Found(), time.monotonic() + seconds, memory(folder)
    while time.monotonic() < end:
        found.healthz = max(found.healthz, _time_of(port, "/healthz", ""))
        found.history = max(found.history, _time_of(port, "/visits/", cookie))
        found.rounds += 1
        found.memory = max(found.memory, memory(folder) - before)
        time.sleep(0.1)
    return found


def _time_of(port: int, path: str, cookie: str) -> float:
    begun = time.monotonic()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()
        assert answer.status == 200
        assert "/accounts/login/" not in answer.url
    return time.monotonic() - begun


def processes(folder: Path, *, named: str = "") -> list[int]:
    """The processes of the server on this folder; with `named`, those with that word in their command."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            environment, command = (path / "environ").read_bytes(), (path / "cmdline").read_bytes()
        except OSError:
            continue
        if f"DATA_DIR={folder}\0".encode() in environment and named.encode() in command and path.name != "self":
            found.append(int(path.name))
    return [pid for pid in sorted(found) if pid != os.getpid()]


def memory(folder: Path) -> float:
    """Resident megabytes of the processes that take connections; housekeeping beside them comes and goes."""
    pages = 0
    for pid in processes(folder, named="cooling."):
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    good = True
    with tempfile.TemporaryDirectory(prefix="cooling-slow-") as scratch:
        folder, port = Path(scratch) / "data", free_port()
        with serving(folder, port):
            cookie = signed_in(port, "75010001")
            watch(port, cookie, folder, 5)
            for who, sent in (("signed out", ""), ("signed in", cookie)):
                with crowd(port, trickles=TRICKLES, uploads=UPLOADS, cookie=sent):
                    found = watch(port, cookie, folder, SECONDS)
                print(f"{TRICKLES} trickles and {UPLOADS} uploads, {who}: {found}", flush=True)
                good &= max(found.healthz, found.history) < MOST_SECONDS and found.memory < MOST_MEMORY
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
