"""What makes the audit log evident to tamper with: each row's HMAC covers the row and the HMAC before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection

from visits.core.chain_notes import Noted, anchor_folder, noted_tips
from visits.core.db import fetch
from visits.models import AuditEntry, ChainTip, Visit

# The first row is chained to this.
BEGINNING = "0" * 64
FACTS = ("number", "at", "kind", "nrp", "unit_code", "target_kind", "target", "details")

# Every look at a visit waits for these: built by the ORM, they took longer to build than to run.
FIELDS = {field.name: field for field in AuditEntry._meta.concrete_fields}
COLUMNS = [FIELDS[name] for name in (*FACTS, "chain")]
INSERT = f"INSERT INTO {AuditEntry._meta.db_table} ({', '.join(str(field.column) for field in COLUMNS)}) VALUES"
ONE_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
MOVE_TIP = f"UPDATE {ChainTip._meta.db_table} SET number = %s, chain = %s WHERE id = %s"
# Of one statement: SQLite takes no more than some thousand values.
ROWS_AT_ONCE = 500


@lru_cache(maxsize=4)
def _derive_keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(f"trail:{secret}".encode()).digest() for secret in secrets)


def chain_keys() -> tuple[bytes, ...]:
    """The keys of the chain, from FIELD_KEYS: new rows use the first, older ones any of them."""
    return _derive_keys(tuple(settings.FIELD_KEYS))


def link(previous: str, facts: tuple[Any, ...], key: bytes) -> str:
    """The HMAC-SHA256 of one row after another, in hex. `facts` are its values in the order of FACTS."""
    # The instant in UTC: the two databases answer it in different zones.
    number, at, *rest = facts
    said = json.dumps([number, at.astimezone(dt.UTC).isoformat(), *rest], sort_keys=True, ensure_ascii=False)
    return hmac.new(key, f"{previous}{said}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def facts_of(row: AuditEntry) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in FACTS)


def locked_tip() -> ChainTip:
    """The one tip of the chain, locked for whoever appends; where there is none yet, it is made."""
    # The row's key never changes, so readers of it need not wait; SQLite locks the whole file at BEGIN.
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    asked = f"SELECT id, name, number, chain FROM {ChainTip._meta.db_table} {lock}"
    found = fetch(asked)
    if not found:
        # Two first writers may both come here: one row wins, and both then lock it.
        ChainTip.objects.bulk_create([ChainTip(pk=1, chain=BEGINNING)], ignore_conflicts=True)
        found = fetch(asked)
    ((pk, name, number, chain),) = found
    return ChainTip(pk=pk, name=uuid.UUID(str(name)), number=number, chain=chain)


def write_rows(rows: list[AuditEntry], tip: ChainTip) -> None:
    """Write rows that are chained already, and where the chain now ends."""
    *chunks, last = (rows[at : at + ROWS_AT_ONCE] for at in range(0, len(rows), ROWS_AT_ONCE))
    with connection.cursor() as cursor:
        for chunk in chunks:
            cursor.execute(insert_of(chunk), values_of(chunk))
        moved = (tip.number, tip.chain, tip.pk)
        if connection.vendor == "postgresql":
            # In one statement: all writers wait for the tip while it is locked.
            cursor.execute(f"WITH moved AS ({MOVE_TIP}) {insert_of(last)}", (*moved, *values_of(last)))
        else:
            cursor.execute(insert_of(last), values_of(last))
            cursor.execute(MOVE_TIP, moved)


def insert_of(rows: list[AuditEntry]) -> str:
    """The statement that inserts these rows, for `values_of` them."""
    return f"{INSERT} {', '.join([ONE_ROW] * len(rows))}"


def values_of(rows: list[AuditEntry]) -> list[Any]:
    """What `insert_of` inserts, row after row."""
    return [field.get_db_prep_save(getattr(row, field.name), connection) for row in rows for field in COLUMNS]


def find_tampering(noted: Iterable[Noted] = ()) -> tuple[int, str]:
    """Walk the whole audit log: how many rows hold, and a sentence about the first that does not.

    `noted` are tips written down elsewhere, as (number, chain); they and the notes outside the
    database decide how far the audit log must lead. The sentence is empty where nothing was altered,
    removed, put in between or cut off.
    """
    tip = ChainTip.objects.first()
    outside, unreadable = noted_tips()
    outside = [*noted, *outside]
    # Several notes may name one row; all of them have to fit.
    wanted: dict[int, set[str]] = {}
    for number, chain in [*outside, *([(tip.number, tip.chain)] if tip else [])]:
        wanted.setdefault(number, set()).add(chain)
    number, problem = _scan(wanted)
    if problem:
        return number, problem
    if number and tip is None:
        return number, "The tip of the audit log's chain was removed."
    if tip and tip.number != number:
        return number, f"The chain tip stands at row {tip.number}, the audit log ends at row {number}."
    if unreadable:
        return number, f"A note outside the database cannot be read: {anchor_folder() / unreadable[0]}."
    # A chain proves its middle; that its end was not cut off only a note elsewhere can prove.
    if number and not outside:
        return number, f"Nothing is noted outside the database, in {anchor_folder()}: the end is not proved."
    if not number and Visit.objects.exists():
        return number, "The audit log is empty although there are visits."
    return number, ""


def _scan(wanted: dict[int, set[str]]) -> tuple[int, str]:
    """How many rows hold, each chained to the one before, and lead through the wanted tips."""
    keys, chain, number = chain_keys(), BEGINNING, 0
    for row in _rows():
        facts, found = row[:-1], row[-1]
        number += 1
        if facts[0] != number:
            return number - 1, f"Row {number} was removed: after it comes row {facts[0]}."
        # Older entries were chained with keys that FIELD_KEYS still lists behind the one in use.
        if found not in {link(chain, facts, key) for key in keys}:
            return number - 1, f"Row {number} was altered or put in between."
        chain = found
        if number in wanted and wanted[number] != {chain}:
            return number - 1, f"Row {number} is not the one that was noted as the tip."
    last = max(wanted, default=0)
    if number < last:
        return number, f"Rows {number + 1} to {last} were cut off the end."
    return number, ""


def _rows(chunk: int = 20_000):
    """Every row in order, in chunks by number, so that no cursor stays open."""
    after = -1
    while True:
        rows = AuditEntry.objects.filter(number__gt=after).order_by("number").values_list(*FACTS, "chain")[:chunk]
        found = list(rows)
        yield from found
        if len(found) < chunk:
            return
        after = found[-1][0]
