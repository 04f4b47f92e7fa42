"""The only writer of the trail."""

from __future__ import annotations

from typing import Any

from visits.models import AuditEvent, Officer


def record(
    kind: AuditEvent.Kind,
    *,
    by: Officer | None,
    target: object | str = "",
    nrp: str = "",
    **details: Any,
) -> AuditEvent:
    """Write one row of the trail, in the transaction of what it tells of.

    `target` is a record with a `key` or `code`, or plain text. `details` hold plain values
    (codes, counts, field names), never the words of a visit. `nrp` stands for somebody who is
    not signed in.
    """
    return AuditEvent.objects.create(
        kind=kind,
        nrp=by.nrp if by else nrp[:18],
        unit_code=by.unit.code if by else "",
        target_kind="" if isinstance(target, str) else target._meta.model_name,
        target=target if isinstance(target, str) else _plain_key(target),
        details=details,
    )


def _plain_key(target: object) -> str:
    for name in ("key", "code", "nrp", "pk"):
        value = getattr(target, name, None)
        if value is not None:
            return str(value)
    raise TypeError(f"{target!r} has no key to record.")
