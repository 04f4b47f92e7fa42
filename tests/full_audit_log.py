"""An audit log that takes no more rows, so that the database itself refuses the next one."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError
from django.utils import timezone

from visits.models import AuditEntry, ChainTip


def fill_the_audit_log() -> None:
    """Take the number that comes next."""
    last = ChainTip.objects.values_list("number", flat=True).first() or 0
    AuditEntry.objects.create(number=last + 1, at=timezone.now(), kind=AuditEntry.Kind.VISIT_READ, chain="0" * 64)


def refused_by_the_audit_log():
    """The context in which a write is tried."""
    return pytest.raises(IntegrityError, match=re.escape(AuditEntry._meta.db_table))
