"""How long it takes to log a full visit, alone and with eight clients at once."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Callable

from django.db import connection

from tests.bench.best_sql import InsertAgain
from tests.bench.cases import AUTHOR, full_post, signed_in, stock_post
from tests.bench.clock import medians
from visits.models import Visit

CLIENTS, SECONDS = 8, 8
Call = Callable[[], object]


def ours() -> Call:
    client, author = signed_in(AUTHOR)
    posted = full_post(author)

    def post() -> object:
        posted["key"] = str(uuid.uuid4())
        answer = client.post("/visits/new/", posted)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        return posted["key"]

    return post


def stock() -> Call:
    client, author = signed_in(AUTHOR)
    posted = stock_post(author)

    def post() -> None:
        answer = client.post("/stock/visits/visit/add/", posted)
        errors = answer.context["errors"] if answer.status_code == 200 else ""
        assert answer.status_code == 302, errors

    return post


def measure(rounds: int) -> dict[str, float]:
    post = ours()
    again = InsertAgain(Visit.objects.get(key=post()))
    return medians({"ours": post, "stock": stock(), "sql": again}, rounds=rounds)


def per_second(make: Callable[[], Call]) -> float:
    """Visits logged in a second by eight clients, each a process with a connection of its own."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    ready, done = fork.Barrier(CLIENTS), fork.Queue()
    workers = [fork.Process(target=_work, args=(make, ready, done)) for _each in range(CLIENTS)]
    for worker in workers:
        worker.start()
    found = [done.get(timeout=120) for _each in workers]
    for worker in workers:
        worker.join()
    return sum(found)


def _work(make: Callable[[], Call], ready, done) -> None:
    post = make()
    post()
    ready.wait(60)
    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        post()
        number += 1
    done.put(number / (time.perf_counter() - began))
    connection.close()
