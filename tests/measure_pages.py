"""`python -m tests.measure_pages PORT [PORT…]`: requests a second of servers with the demo, in turns within one run.

Four clients ask for a constant page (the sign-in page) and for the history. Start the servers beforehand, each with
`DEBUG=1` on a copy of the same folder.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import threading
import time

from tests.serving import signed_in

CLIENTS, SECONDS, ROUNDS = 4, 8.0, 3
PAGES = {"constant page": "/accounts/login/", "history": "/visits/"}


def main(ports: list[int]) -> None:
    cookies = {port: signed_in(port, "75010001") for port in ports}
    for name, path in PAGES.items():
        found: dict[int, list[float]] = {port: [] for port in ports}
        for _round in range(ROUNDS):
            for port in ports:
                found[port].append(rate(port, path, cookies[port] if path == "/visits/" else ""))
        rates = {port: statistics.median(rates) for port, rates in found.items()}
        first = rates[ports[0]]
        print(name, ", ".join(f"{port}: {rate:.1f}/s ({rate / first:.2f})" for port, rate in rates.items()))


def rate(port: int, path: str, cookie: str) -> float:
    """Answers a second to clients that ask again at once, each on a connection of its own."""
    counts, end = [0] * CLIENTS, time.monotonic() + SECONDS
    threads = [threading.Thread(target=_ask_until, args=(port, path, cookie, end, counts, at)) for at in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def _ask_until(port: int, path: str, cookie: str, end: float, counts: list[int], at: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < end:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        counts[at] += 1
    connection.close()


if __name__ == "__main__":
    main([int(port) for port in sys.argv[1:]])
