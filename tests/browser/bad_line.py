"""A line between a phone and the server that is cut at seeded moments, and that swallows answers."""

from __future__ import annotations

import random
import socket
import threading
from contextlib import closing

FAULTS = ("before", "within", "swallowed", "half an answer")


class BadLine:
    """Listens on a port of its own and passes one request after the other on to the server.

    While `cuts` is above zero, posts of a phone are hit: not passed on, passed on in part, answered by
    the server but the answer swallowed, or answered in part. Which one is up to the seed. `spared` is the
    part of the posts that is let through. While it is `dead`, nothing passes at all.
    """

    def __init__(
        self, server_port: int, seed: int, cuts: int = 0, faults: tuple[str, ...] = FAULTS, spared: float = 0.4
    ):
        self.server_port, self.cuts, self.faults, self.spared = server_port, cuts, faults, spared
        self.chance = random.Random(seed)
        self.happened: list[str] = []
        self.dead = False
        self.lock = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.listening.close()

    def _listen(self) -> None:
        while True:
            try:
                phone, _address = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=[phone], daemon=True).start()

    def _fault(self, request: bytes) -> str:
        with self.lock:
            if not self.cuts or not request.startswith(b"POST /device/entries/") or self.chance.random() < self.spared:
                return ""
            self.cuts -= 1
            self.happened.append(self.chance.choice(self.faults))
            return self.happened[-1]

    def _pass_on(self, phone: socket.socket) -> None:
        with closing(phone):
            try:
                request = _read_request(phone)
                fault = self._fault(request) if request else "before"
                if fault == "before" or self.dead:
                    return
                with socket.create_connection(("127.0.0.1", self.server_port), timeout=60) as server:
                    server.sendall(request[: len(request) // 2] if fault == "within" else request)
                    if fault == "within":
                        return
                    answer = b"".join(iter(lambda: server.recv(65536), b""))
                if fault != "swallowed":
                    phone.sendall(answer[: len(answer) // 2] if fault == "half an answer" else answer)
            except OSError:
                return


def _read_request(phone: socket.socket) -> bytes:
    """Head and body, the head asking the server to close afterwards."""
    phone.settimeout(60)
    data = b""
    while b"\r\n\r\n" not in data:
        more = phone.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        more = phone.recv(65536)
        if not more:
            return b""
        body += more
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
