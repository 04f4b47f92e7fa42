"""What a device handed over, taken in for its author: one audit entry for each entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from visits.core import audit
from visits.models import AuditEntry, Officer


@contextmanager
def taken_in(*, by: Officer, author: Officer, kind: str, key: uuid.UUID) -> Iterator[dict[str, int]]:
    """One transaction of taking an entry in: saved under its author's name, with who brought it.

    The block says in `answer` what became of it.
    """
    outcome = {"answer": 0}
    with audit.audited():
        yield outcome
        # Last and in the same transaction: what could not be taken in leaves an entry with its answer too.
        audit.record(
            AuditEntry.Kind.HANDOVER_TAKEN,
            by=by,
            target=str(key),
            what=kind,
            author=author.nrp,
            answer=outcome["answer"],
        )
