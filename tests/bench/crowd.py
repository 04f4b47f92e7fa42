"""Twenty exports at once, over the real server: how much longer a page takes meanwhile."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.bench.cases import CHIEF, signed_in

EXPORTS, ROUNDS, WARM = 20, 60, 10
PART = 65_536


def measure_crowd() -> dict[str, float]:
    """Median milliseconds of the history page, alone and while twenty people take out every visit."""
    client, _chief = signed_in(CHIEF)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    connection.close()
    with served() as port:
        page_times(port, cookie, WARM)
        alone = page_times(port, cookie, ROUNDS)
        over, begun = threading.Event(), threading.Semaphore(0)
        takers = [threading.Thread(target=take_out, args=(port, cookie, begun, over)) for _each in range(EXPORTS)]
        for taker in takers:
            taker.start()
        for _each in takers:
            begun.acquire(timeout=30)
        # Both workers have left their first chunks behind.
        time.sleep(2)
        among = page_times(port, cookie, ROUNDS)
        assert all(taker.is_alive() for taker in takers), "an export ended before the pages were measured"
        over.set()
        for taker in takers:
            taker.join(30)
    return {"exports": EXPORTS, "alone": alone, "among": among}


def page_times(port: int, cookie: str, rounds: int) -> float:
    spent = []
    for _each in range(rounds):
        began = time.perf_counter()
        answer = ask(port, cookie, "/visits/")
        assert answer.status == 200, answer.status
        answer.read()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def take_out(port: int, cookie: str, begun: threading.Semaphore, over: threading.Event) -> None:
    """One CSV of all visits, read as slowly as it comes until it is over."""
    answer = ask(port, cookie, "/visits/export.csv")
    assert answer.status == 200, answer.status
    begun.release()
    while not over.is_set() and answer.read1(PART):
        pass
    answer.close()


def ask(port: int, cookie: str, path: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
    return line.getresponse()


@contextmanager
def served() -> Iterator[int]:
    """The server as script/server starts it, on this database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from cooling.start import serve; import sys; serve('127.0.0.1', int(sys.argv[1]), workers=1)"
    process = subprocess.Popen([sys.executable, "-c", command, str(port)], env=dict(os.environ), start_new_session=True)
    try:
        for _each in range(300):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)
