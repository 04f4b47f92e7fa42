"""The CSV of 50,000 visits, made by its worker and sent while it grows, against COPY of the same query."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from django.db import connection

from tests.bench.cases import CHIEF, signed_in
from visits.exports.rows import copy_statement
from visits.exports.streaming import _workers
from visits.exports.writers import sheet_of
from visits.models import ExportForm, Officer, VisitAccess


def measure_csv(rows: int) -> dict[str, float]:
    """Seconds of ours, of COPY and to the header, and megabytes of the worker above idle."""
    client, chief = signed_in(CHIEF)
    newest = VisitAccess.objects.filter(access_key=VisitAccess.supervisor_access_keys_of(chief)[0]).order_by(
        "-visited_on", "-visit"
    )
    found = list(newest.values_list("visit", "visited_on")[:rows])
    fetch(client, "/visits/export.csv?from=2099-01-01")  # the worker starts
    idle = memory("VmRSS")
    spent, _header = fetch(client, f"/visits/export.csv?from={found[-1][1]}")
    memory_used = memory("VmHWM") - idle
    _spent, header = fetch(client, "/visits/export.csv", only_header=True)
    return {
        "rows": len(found),
        "ours": spent,
        "copy": copied(chief, [pk for pk, _day in found]),
        "header": header,
        "memory": memory_used,
    }


def fetch(client, address: str, *, only_header: bool = False) -> tuple[float, float]:
    """Seconds to the end of a file and to its first line."""
    began, header = time.perf_counter(), 0.0
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    for _part in answer.streaming_content:
        header = header or time.perf_counter() - began
        if only_header:
            break
    answer.close()
    return time.perf_counter() - began, header


def memory(what: str) -> float:
    """Megabytes of the largest worker."""
    known = [Path(f"/proc/{worker.pid}/status") for worker in _workers]
    found = [re.search(rf"{what}:\s+(\d+)", file.read_text()) for file in known if file.exists()]
    return max((int(match[1]) / 1024 for match in found if match), default=0.0)


def copied(officer: Officer, pks: list[int]) -> float:
    statement = copy_statement(sheet_of(ExportForm.VISITS_CSV, officer), pks)
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv)", io.BytesIO())
        return time.perf_counter() - began
