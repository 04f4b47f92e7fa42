"""The only writer of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from visits.core.chain_notes import anchor
from visits.core.hash_chain import chain_keys, facts_of, link, locked_tip, write_rows
from visits.models import AuditEntry, Officer, Visit

_pending: ContextVar[list[AuditEntry] | None] = ContextVar("pending rows of the audit log", default=None)


@contextmanager
def audited() -> Iterator[None]:
    """One transaction of a write, for `with` or as a decorator; its audit entries are its last statement.

    All writers wait for the one tip of the chain, so it is locked as late as can be: after
    everything else of the outermost of nested writes. What a nested one recorded is forgotten
    where it fails, as what it wrote is.
    """
    outer = _pending.get()
    if outer is not None:
        begun = len(outer)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            # The inner savepoint is rolled back and its caller may go on: its entries must not tell of what
            # did not happen.
            del outer[begun:]
            raise
        return
    rows: list[AuditEntry] = []
    token = _pending.set(rows)
    try:
        with transaction.atomic():
            yield
            _append(rows)
    finally:
        _pending.reset(token)


def record(
    kind: AuditEntry.Kind,
    *,
    by: Officer | None,
    target: Model | str = "",
    nrp: str = "",
    **details: Any,
) -> None:
    """Write one audit entry: with the write that it tells of, or for a reading at once.

    `target` is a record with a `key` or `code`, or plain text. `details` hold plain values
    (codes, counts, field names), never the words of a visit. `nrp` stands for somebody who is
    not signed in.
    """
    row = AuditEntry(
        kind=kind,
        # Plain values and no keys: the log outlives whom and what it names.
        nrp=by.nrp if by else nrp[:18],
        unit_code=by.unit.code if by else "",
        target_kind="" if isinstance(target, str) else target._meta.model_name or "",
        target=target if isinstance(target, str) else _plain_key(target),
        details=details,
    )
    pending = _pending.get()
    if pending is not None:
        pending.append(row)
        return
    with transaction.atomic():
        _append([row])


def record_look(visit: Visit, *, by: Officer, **details: Any) -> None:
    """Write one audit entry: somebody read the visit, whole or in part. A draft is a visit too."""
    record(AuditEntry.Kind.VISIT_READ, by=by, target=visit, **details)


def _append(rows: list[AuditEntry]) -> None:
    """Chain the rows to the tip and write them. READ COMMITTED: the tip is read after it is locked."""
    if not rows:
        return
    tip = locked_tip()
    # One instant for all entries of a write, taken behind the lock: times rise with the numbers.
    key, now, before = chain_keys()[0], timezone.now(), tip.number
    for row in rows:
        row.number, row.at = tip.number + 1, now
        row.chain = link(tip.chain, facts_of(row), key)
        tip.number, tip.chain = row.number, row.chain
    write_rows(rows, tip)
    # Noted outside only once it is true inside: a note of a rolled-back entry would look like tampering.
    transaction.on_commit(lambda: anchor(tip, before=before))


def _plain_key(target: Model) -> str:
    for name in ("key", "code", "nrp", "pk"):
        value = getattr(target, name, None)
        # 0 and "" would be keys as well; only what is not there leads on to the next name.
        if value is not None:
            return str(value)
    raise TypeError(f"{target!r} has no key to record.")
