"""Whom an export named, for the audit log: a person may ask who took them out."""

from __future__ import annotations

from visits.audit.entries_about import figures_on
from visits.exports.rows import visit_chunks
from visits.exports.writers import filter_of
from visits.models import Export


def figures_named(export: Export) -> list[str]:
    """Keys of the figures on the visits written so far, chunk by chunk."""
    found: set[str] = set()
    left = export.done
    try:
        filtered_by = filter_of(export)
    except ValueError:
        return []  # nothing was written of a filter that cannot be read
    for pks in visit_chunks(export.officer, filtered_by) if left else ():
        # Read anew instead of kept while writing: nearly no export is ever asked about.
        found |= set(figures_on(pks[:left], export.officer))
        left -= len(pks)
        if left <= 0:
            break
    return sorted(found)
