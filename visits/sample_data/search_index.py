"""Write the words that a search finds in generated visits: by several processes, since it is work for the processor."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
from django.db import connection, transaction

from visits.models import SearchDocument, Visit, VisitStatus
from visits.sample_data.loading import Progress, silent, take_away
from visits.sample_data.vacuum import analyze
from visits.search.index import index_new_visits

CHUNK = 2_000
PROCESSES = 2


def fill_tokens(first: int, progress: Progress = silent) -> None:
    """The words of the visits from this primary key on, which are committed: other processes read them.

    Where it is ended half-way, `manage.py search_index` writes what is missing.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        for keys, part in _chunks(first):
            write_tokens(keys)
            progress("Words", part)
        return
    chunks = list(_chunks(first))
    with connection.cursor() as cursor:
        put_back = take_away(cursor, SearchDocument._meta.db_table)
        with ProcessPoolExecutor(PROCESSES, get_context("spawn"), django.setup) as pool:
            try:
                written = pool.map(write_tokens, [keys for keys, _part in chunks])
                for _done, (_keys, part) in zip(written, chunks, strict=True):
                    progress("Words", part)
                # One processor clears up behind the other rows while another makes the index.
                pool.submit(analyze, skip_locked=True)
            finally:
                for statement in put_back:
                    cursor.execute(statement)


def _chunks(first: int) -> Iterator[tuple[list[int], float]]:
    """Primary keys of logged visits, some at a time, and which part of all is then done."""
    visits = Visit.objects.filter(pk__gte=first).exclude(status=VisitStatus.DRAFT).order_by("pk")
    keys = list(visits.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK], min((start + CHUNK) / len(keys), 1)


def write_tokens(keys: list[int]) -> None:
    with transaction.atomic():
        index_new_visits(keys)
